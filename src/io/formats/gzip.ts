import { type ArrayFormat, magic } from '../format.js';

export const gzip: ArrayFormat = {
  id: 'gzip',
  name: 'a gzip file',
  hint: 'Unpack it first: gunzip FILE',
  sniff: magic('\x1f\x8b'),
};
