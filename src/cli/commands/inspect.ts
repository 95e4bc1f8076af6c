import { Option } from 'commander';
import type { Command } from '../command.js';

export const inspect: Command = {
  name: 'inspect',
  summary: 'the arrays in a file: names, shapes, dtypes, ranges',
  configure(command) {
    command
      .argument('<file>', 'an array file: NPY, NPZ, safetensors, Parquet, Arrow, CSV, JSON, JSON Lines')
      .addOption(
        new Option('--format <format>', 'how it is printed').choices(['text', 'json']).default('text'),
      )
      .option('--json', 'the same as --format json');
  },
  run: async ([file, flags], io) =>
    (await import('./inspect-run.js')).runInspect(file as string, flags as never, io),
};
