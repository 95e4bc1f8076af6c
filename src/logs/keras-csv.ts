/** Keras' CSVLogger: `epoch,accuracy,loss,val_loss`, one row per epoch, counted from 0, every digit. */
import { headerOf, rowOf } from './csv-table.js';
import type { LogFormat } from './line.js';

export const kerasCsv: LogFormat = {
  name: 'keras-csv',
  title: 'CSVLogger file',

  sniff: (line, memory) => memory.columns !== undefined || /(?:^|[,;\t])"?epoch"?[,;\t]/.test(line),

  parse(line, memory) {
    const header = headerOf(line);
    if (header && header.columns[0] === 'epoch' && !header.columns.includes('step')) {
      memory.columns = header.columns;
      memory.separator = header.separator;
      return { kind: 'event', values: [] };
    }
    return rowOf(line, memory);
  },
};
