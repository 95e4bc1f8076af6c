import type { Command } from '../command.js';
import { auditOptions, names, positiveInteger, positiveNumber, resultOptions } from '../options.js';

export const explain: Command = {
  name: 'explain',
  summary: 'which arithmetic gave this number? (rules, denominators, weights, batches, labels, …)',
  configure(command) {
    command.argument('[file]', 'the audit (JSON), or - for standard input');
    auditOptions(command);
    command
      .option('--depth <n>', 'changes tried at once', positiveInteger, 2)
      .option('--frameworks <list>', 'only these beside the own one: keras,torch@2.1,sklearn', names)
      .option('--time-limit <seconds>', 'how long is searched at the most', positiveNumber, 30);
    resultOptions(command, 'result');
  },
  run: async (args, io) =>
    (await import('./explain-run.js')).runExplain(args[0] as string | undefined, args[1] as never, io),
};
