/** Lightning's metrics.csv: `epoch,step,train_loss_step,…` with empty cells; step values and epoch values have rows of their own. */
import { headerOf, rowOf } from './csv-table.js';
import type { LogFormat } from './line.js';

export const lightningCsv: LogFormat = {
  name: 'lightning-csv',
  title: 'metrics.csv',

  sniff: (line, memory) => memory.columns !== undefined || /(?:^|[,;\t])"?step"?(?:[,;\t]|\s*$)/.test(line),

  parse(line, memory) {
    const header = headerOf(line);
    if (header?.columns.includes('step')) {
      memory.columns = header.columns;
      memory.separator = header.separator;
      return { kind: 'event', values: [] };
    }
    const row = rowOf(line, memory);
    if (row?.step !== undefined) row.kind = 'progress';
    return row;
  },
};
