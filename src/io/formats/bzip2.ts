import { type ArrayFormat, magic } from '../format.js';

export const bzip2: ArrayFormat = {
  id: 'bzip2',
  name: 'a bzip2 file',
  hint: 'Unpack it first: bunzip2 FILE',
  sniff: magic('BZh'),
};
