import { type ArrayFormat, magic } from '../format.js';

export const xz: ArrayFormat = {
  id: 'xz',
  name: 'an xz file',
  hint: 'Unpack it first: unxz FILE',
  sniff: magic('\xfd7zXZ\0'),
};
