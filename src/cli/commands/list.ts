import { Argument } from 'commander';
import type { Command } from '../command.js';

export const list: Command = {
  name: 'list',
  summary: 'the losses, frameworks and checks (findings) known',
  configure(command) {
    command
      .addArgument(
        new Argument('[what]', 'what to list').choices(['losses', 'frameworks', 'checks']).default('losses'),
      )
      .option('--json', 'as JSON');
  },
  run: async (args, io) => (await import('./list-run.js')).runList(args[0] as 'losses', args[1] as never, io),
};
