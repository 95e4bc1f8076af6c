import { type ArrayFormat, magic, SAVE_NPY } from '../format.js';

export const parquet: ArrayFormat = {
  id: 'parquet',
  name: 'a Parquet file',
  hint: SAVE_NPY,
  sniff: magic('PAR1'),
};
