import type { Command } from '../command.js';

export const engine: Command = {
  name: 'engine',
  summary: 'the engines on this machine, and setting up native tfjs-node',
  configure(command) {
    command
      .argument('[action]', 'status (default), install or remove', 'status')
      .option('--json', 'the status as JSON')
      .option('--engine-path <dir>', 'status: of the native tfjs-node in this folder')
      .option('--wheel <file>', 'install: a tensorflow-cpu 2.15.1 wheel that is here already')
      .option('--libtensorflow <dir>', 'install: a folder with libtensorflow (lib/ and include/)');
  },
  run: async (args, io) =>
    (await import('./engine-run.js')).runEngine(args[0] as string, args[1] as never, io),
};
