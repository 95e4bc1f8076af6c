import { Argument, Option } from 'commander';
import type { Command } from '../command.js';

export const list: Command = {
  name: 'list',
  summary: 'the losses, frameworks and checks (findings) known; one loss in detail',
  configure(command) {
    command
      .addArgument(
        new Argument('[what]', 'what to list').choices(['losses', 'frameworks', 'checks']).default('losses'),
      )
      .argument('[name]', 'a loss, as an audit names it: its formulas, parameters and landmarks')
      .option('--framework <name[@version]>', 'whose losses: torch, torch@1.13')
      .addOption(
        new Option('--format <format>', 'how it is printed')
          .choices(['text', 'json', 'markdown'])
          .default('text'),
      )
      .option('--json', 'as JSON, the same as --format json');
  },
  run: async ([what, name, flags], io) =>
    (await import('./list-run.js')).runList(what as 'losses', name as string | undefined, flags as never, io),
};
