import type { Command } from '../command.js';
import { auditOptions, names, resultOptions } from '../options.js';

export const compare: Command = {
  name: 'compare',
  summary: 'the same arrays in every framework and version, grouped by number',
  configure(command) {
    command.argument('[file]', 'the audit (JSON), or - for standard input');
    auditOptions(command);
    command
      .option('--frameworks <list>', 'only these beside the own version: keras,torch@2.1,sklearn', names)
      .option('--all', 'other reductions, metrics and further losses, too');
    resultOptions(command, 'result');
  },
  run: async (args, io) =>
    (await import('./compare-run.js')).runCompare(args[0] as string | undefined, args[1] as never, io),
};
