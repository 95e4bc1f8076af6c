import { Option } from 'commander';
import type { Command } from '../command.js';
import {
  auditOptions,
  collect,
  digits,
  engineOption,
  outputFile,
  positiveInteger,
  resultOptions,
} from '../options.js';

export const compute: Command = {
  name: 'compute',
  summary: 'what is the loss, step by step? (the main job)',
  configure(command) {
    command.argument('[file]', 'the audit (JSON), or - for standard input');
    auditOptions(command);
    engineOption(command);
    resultOptions(command, 'report');
    command
      .option(
        '--jobs <n>',
        'threads for large arrays (default: as many as there are cores, up to 4)',
        positiveInteger,
      )
      .option('--brief', 'the results and the findings alone')
      .option('--digits <n>', 'significant digits in the text report', digits, 6)
      .option('--only <code>', 'look for this finding alone (repeatable)', collect)
      .option('--ignore <code>', 'do not look for this finding (repeatable)', collect)
      .option('--save <file>', 'write the audit that file and flags made, for compute and check', outputFile)
      .option('--force', 'let --save replace a file')
      .option('--full', 'all values instead of head and tail')
      .addOption(
        new Option('--fail-on <severity>', 'exit with 1 for findings of this severity, or a graver one')
          .choices(['error', 'warning', 'note', 'never'])
          .default('error'),
      );
  },
  run: async (args, io) =>
    (await import('./compute-run.js')).runCompute(args[0] as string | undefined, args[1] as never, io),
};
