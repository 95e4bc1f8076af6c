import type { Command } from '../command.js';

export const init: Command = {
  name: 'init',
  summary: 'a first audit file, by a few questions or as an example',
  configure(command) {
    command
      .argument('[file]', 'what is written; it must not exist yet', 'audit.json')
      .option('--yes', 'ask nothing and write an example, as without a terminal');
  },
  run: async (args, io) => (await import('./init-run.js')).runInit(args[0] as string, args[1] as never, io),
};
