import { type ArrayFormat, magic, SAVE_NPY } from '../format.js';

export const arrow: ArrayFormat = {
  id: 'arrow',
  name: 'an Arrow file',
  hint: SAVE_NPY,
  sniff: magic('ARROW1'),
};
