/**
 * Lightning's metrics.csv: `epoch,step,train_loss_step,…` with empty cells; step values and epoch values have
 * rows of their own.
 */
import { csvFormat } from '../lines/csv-table.js';

export const lightningCsv = csvFormat({
  name: 'lightning-csv',
  title: 'metrics.csv',
  row: 'progress',
  exact: true,
  owns: (names) => names.includes('step') && names.includes('epoch'),
});
