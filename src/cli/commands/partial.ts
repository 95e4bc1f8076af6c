import type { Command } from '../command.js';
import { auditOptions, outputFile } from '../options.js';

export const partial: Command = {
  name: 'partial',
  summary: 'what some of the rows give, to be merged: one audit on several machines',
  configure(command) {
    command.argument('[file]', 'the audit (JSON), or - for standard input');
    auditOptions(command);
    command
      .option('--rows <a:b>', 'the rows from a to b (exclusive) of the audit, counted from 0')
      .option('--offset <n>', 'the arrays are a shard of the rows from n on', (text) => text)
      .option('--total <n>', 'how many rows all shards have', (text) => text)
      .option('--output <file>', 'write the part to a file', outputFile);
  },
  run: async (args, io) =>
    (await import('./partial-run.js')).runPartial(args[0] as string | undefined, args[1] as never, io),
};
