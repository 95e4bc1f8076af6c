import { type ArrayFormat, magic, SAVE_NPY } from '../format.js';

export const matlab: ArrayFormat = {
  id: 'matlab',
  name: 'a MATLAB file',
  hint: SAVE_NPY,
  sniff: magic('MATLAB 5.0'),
};
