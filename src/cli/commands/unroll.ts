import { InvalidArgumentError, Option } from 'commander';
import type { Command } from '../command.js';
import { feedOption, folders, outputFile, positiveInteger, refuseUnderflow } from '../options.js';

export const unroll: Command = {
  name: 'unroll',
  summary: 'what were the real losses between the printed lines of a training log?',
  configure(command) {
    command
      .argument('<log>', 'a log as it was pasted or saved, or - for standard input')
      .addOption(
        new Option('--format <format>', 'how to print the result')
          .choices(['text', 'json', 'csv'])
          .default('text'),
      )
      .option('--json', 'the same as --format json')
      .option('--output <file>', 'write the result to a file', outputFile)
      .option('--full', 'every epoch, metric and line in the text')
      .option(
        '--framework <name@version>',
        'which version wrote the log, where its lines do not tell: keras@3.12',
      )
      .addOption(
        new Option(
          '--average <rule>',
          'how the printed values were averaged, where the log does not tell',
        ).choices(['running', 'double', 'window', 'value']),
      )
      .addOption(feedOption())
      .option('--batch-size <n>', 'rows a batch, where the last one is smaller', positiveInteger)
      .option('--samples <n>', 'rows of an epoch, where the last batch is smaller', positiveInteger)
      .option('--loss-weight <output=w>', 'a weight of an output, to check it (repeatable)', collectWeight)
      .option(
        '--audit <file>',
        'arrays: which printed values do they reproduce, and under which averaging rule?',
      )
      .option('--root <dir>', 'also read the arrays of --audit from this folder (repeatable)', folders);
  },
  run: async (args, io) =>
    (await import('./unroll-run.js')).runUnroll(args[0] as string, args[1] as never, io),
};

function collectWeight(text: string, previous: Record<string, number> = {}): Record<string, number> {
  const [, name, weight = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (!name || weight.trim() === '' || !Number.isFinite(Number(weight)))
    throw new InvalidArgumentError('It is written output=weight, as in a=0.3.');
  refuseUnderflow(weight);
  return { ...previous, [name]: Number(weight) };
}
