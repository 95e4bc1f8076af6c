import { type ArrayFormat, magic } from '../format.js';

export const parquet: ArrayFormat = {
  id: 'parquet',
  name: 'a Parquet file',
  hint: 'Name a column of it in an audit file: "y_pred": "batch.parquet#y_pred".',
  sniff: magic('PAR1'),
  open: async (request) => (await import('../parquet/open.js')).openParquet(request),
};
