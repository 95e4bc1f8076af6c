import { Option } from 'commander';
import { NORMALIZATIONS } from '../../batches/accumulate.js';
import { SHARDINGS } from '../../batches/shard.js';
import type { Command } from '../command.js';
import {
  auditOptions,
  digits,
  engineOption,
  feedOption,
  outputFile,
  positiveInteger,
  positiveNumber,
} from '../options.js';

export const replay: Command = {
  name: 'replay',
  summary:
    'what do batches, the last partial batch, accumulation and ranks do to it, and what would the bar print?',
  configure(command) {
    command.argument('[file]', 'an audit or a file of losses (JSON), or - for standard input');
    auditOptions(command);
    engineOption(command);
    command
      .option('--losses <list>', 'losses of batches instead of a file: 0.625,0.145,4, or an array file')
      .option('--sizes <list>', 'with --losses, the rows of each batch: 2,2,1')
      .option('--tokens <list>', 'with --losses, what the loss of each batch was divided by')
      .option('--loop <name@version>', 'whose training loop: keras@3.12, tfjs-layers, lightning or plain')
      .addOption(feedOption().default('arrays'))
      .option('--accumulate <k>', 'micro-batches an optimizer step', positiveInteger, 1)
      .option('--ranks <r>', 'processes that train together', positiveInteger, 1)
      .addOption(
        new Option(
          '--sharding <order>',
          'which rows a rank gets: every r-th, a block, or every r-th batch (default: sampler, as ' +
            'DistributedSampler)',
        ).choices(SHARDINGS),
      )
      .addOption(
        new Option('--normalize <by>', 'what the losses of a window are divided by')
          .choices(NORMALIZATIONS)
          .default('micro-batch'),
      )
      .option('--logging-steps <n>', 'optimizer steps between two lines of the Trainer', positiveInteger, 1)
      .option('--no-nan-filter', 'the Trainer with logging_nan_inf_filter=False')
      .option('--no-average-tokens', 'the Trainer with average_tokens_across_devices=False')
      .option('--trainer', 'what the Trainer of Hugging Face logs, by version and kind of model')
      .option('--style <keras@version>', 'print the progress output as this version writes it, byte for byte')
      .addOption(new Option('--verbose <n>', 'with --style: fit(verbose=…)').choices(['1', '2']))
      .option('--epochs <n>', 'with --style: the same epoch so many times', positiveInteger)
      .option(
        '--step-ms <ms>',
        'with --style: what a step takes (default: 100); the bar is drawn at most every 50 ms',
        positiveNumber,
      )
      .addOption(new Option('--display <where>', 'with --style: where it goes').choices(['tty', 'pipe']))
      .addOption(
        new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text'),
      )
      .option('--json', 'the same as --format json')
      .option('--output <file>', 'write the result to a file', outputFile)
      .option('--digits <n>', 'significant digits in the text', digits, 6)
      .option('--full', 'every batch and window in the text');
  },
  run: async (args, io) =>
    (await import('./replay-run.js')).runReplay(args[0] as string | undefined, args[1] as never, io),
};
