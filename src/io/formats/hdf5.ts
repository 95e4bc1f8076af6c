import { type ArrayFormat, magic, SAVE_NPY } from '../format.js';

export const hdf5: ArrayFormat = {
  id: 'hdf5',
  name: 'an HDF5 file',
  hint: SAVE_NPY,
  sniff: magic('\x89HDF\r\n\x1a\n'),
};
