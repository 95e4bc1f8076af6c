/**
 * CSV files that programs and their dashboards write, with any names of columns. What the values are is known
 * of a few.
 */

import { isTraining } from '../lines/csv-header.js';
import { csvFormat } from '../lines/csv-table.js';
import { isGames } from '../lines/metric-words.js';
import { FASTAI } from '../producers/fastai.js';

/** CSVLogger (fastai 2.7, callback/progress.py): the names of the recorder, its clock last. */
export const fastaiCsv = csvFormat({
  name: 'fastai-csv',
  title: 'fastai CSVLogger file',
  row: 'epoch',
  exact: false,
  owns: ([first, second, ...rest]) =>
    first === 'epoch' &&
    second === 'train_loss' &&
    (rest[0] === 'valid_loss' || rest.length === 1) &&
    rest.at(-1) === 'time',
  producer: FASTAI,
});

/**
 * results.csv (ultralytics 8.3, engine/trainer.py): behind `train/` the epoch's mean over its batches
 * (`tloss`), as of the bar; its names are padded with blanks, its numbers have five digits.
 */
export const ultralyticsCsv = csvFormat({
  name: 'ultralytics-csv',
  title: 'results.csv of Ultralytics',
  row: 'epoch',
  exact: false,
  owns: (names) =>
    names[0] === 'epoch' &&
    ((names.includes('train/box_loss') && names.some((n) => /^metrics\//.test(n))) ||
      (names.includes('train/loss') && names.includes('metrics/accuracy_top1'))),
  producer: {
    counts: 'batches',
    means: [{ names: /^train\//, rule: 'value', says: "the mean over the epoch's batches" }],
  },
});

/**
 * The scalars of one tag (tensorboard 2.16, plugins/scalar/scalars_plugin.py): what was logged, unsmoothed;
 * of a long run the server keeps a sample of the steps.
 */
export const tensorboardCsv = csvFormat({
  name: 'tensorboard-csv',
  title: 'scalars of TensorBoard',
  row: 'progress',
  exact: true,
  owns: (names) => names.join() === 'Wall time,Step,Value',
  producer: {
    counters: 'at 0 or 1',
    means: [
      {
        names: /^Value$/,
        rule: 'value',
        says:
          "as it was logged: TensorBoard's smoothing is not in the file, nor is the name; of a long run " +
          'the file may lack steps',
      },
    ],
  },
});

export const csv = csvFormat({
  name: 'csv',
  title: 'columns of CSV or JSON',
  row: 'progress',
  exact: false,
  owns: (names) => isTraining(names) && !isGames(names),
  producer: { unknown: true, counters: 'at 0 or 1' },
});
