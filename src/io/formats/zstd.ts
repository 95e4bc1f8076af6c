import { type ArrayFormat, magic } from '../format.js';

export const zstd: ArrayFormat = {
  id: 'zstd',
  name: 'a zstd file',
  hint: 'Unpack it first: unzstd FILE',
  sniff: magic('\x28\xb5\x2f\xfd'),
};
