import { Option } from 'commander';
import type { Command } from '../command.js';
import { collect, digits, resultOptions } from '../options.js';

export const merge: Command = {
  name: 'merge',
  summary: 'the whole audit, from the parts that partial wrote',
  configure(command) {
    command.argument('<part...>', 'files that lossaudit partial wrote, in any order');
    resultOptions(command, 'report');
    command
      .option('--brief', 'the results and the findings alone')
      .option('--digits <n>', 'significant digits in the text report', digits, 6)
      .option('--only <code>', 'look for this finding alone (repeatable)', collect)
      .option('--ignore <code>', 'do not look for this finding (repeatable)', collect)
      .addOption(
        new Option('--fail-on <severity>', 'exit with 1 for findings of this severity, or a graver one')
          .choices(['error', 'warning', 'note', 'never'])
          .default('error'),
      );
  },
  run: async (args, io) =>
    (await import('./merge-run.js')).runMerge(args[0] as string[], args[1] as never, io),
};
