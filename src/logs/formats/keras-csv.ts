/**
 * Keras' CSVLogger: `epoch,accuracy,loss,val_loss`, one row per epoch, counted from 0, every digit. Behind
 * `epoch` stand the sorted names of the first epoch's logs (keras 3.15, callbacks/csv_logger.py), a `loss`
 * among them.
 */
import { csvFormat } from '../lines/csv-table.js';
import { KERAS } from '../producers/keras.js';

export const kerasCsv = csvFormat({
  name: 'keras-csv',
  title: 'CSVLogger file',
  row: 'epoch',
  // Scripts write such columns, too, with fewer digits.
  exact: false,
  owns: ([first, ...names]) =>
    first === 'epoch' && names.includes('loss') && names.every((n, i) => i === 0 || n > names[i - 1]!),
  producer: KERAS,
});
