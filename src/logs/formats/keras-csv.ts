/** Keras' CSVLogger: `epoch,accuracy,loss,val_loss`, one row per epoch, counted from 0, every digit. */
import { csvFormat } from '../lines/csv-table.js';
import { KERAS } from '../producers/keras.js';

export const kerasCsv = csvFormat(
  'keras-csv',
  'CSVLogger file',
  'epoch',
  (columns) => columns[0] === 'epoch' && !columns.includes('step'),
  KERAS,
);
