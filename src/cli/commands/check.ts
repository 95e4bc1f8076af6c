import { Option } from 'commander';
import { ENGINE_NAMES } from '../../engines/names.js';
import type { Command } from '../command.js';
import { collect, enginePathOption, folders, nonNegative, positiveInteger } from '../options.js';

export const check: Command = {
  name: 'check',
  summary: 'do these audits still give their reference values? (for CI)',
  configure(command) {
    command
      .argument('[path...]', 'audit files, folders or globs; an array stands for the audits that name it')
      .option('--changed', 'of changed files: check the audits among them, and those that name one')
      .option('--reporter <name[=file]>', 'text, json, junit, github or tap (repeatable)', collect)
      .option('--json', 'the same as --reporter json')
      .addOption(new Option('--engine <name>', 'what computes').choices(ENGINE_NAMES).default('reference'));
    enginePathOption(command);
    command
      .option('--rtol <x>', 'relative tolerance, over that of the files', nonNegative)
      .option('--atol <x>', 'absolute tolerance, over that of the files', nonNegative)
      .option('--update', 'rewrite the expected numbers that differ; give an audit without any a first one')
      .option('--force', 'let --update work in CI')
      .option('--jobs <n>', 'worker threads', positiveInteger, 1)
      .option('--root <dir>', 'also read arrays from this folder (repeatable)', folders);
  },
  run: async (args, io) =>
    (await import('./check-run.js')).runCheck(args[0] as string[], args[1] as never, io),
};
