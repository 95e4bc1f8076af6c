import { type ArrayFormat, SAVE_NPY } from '../format.js';

export const unknown: ArrayFormat = {
  id: 'unknown',
  name: 'binary data of an unknown format',
  hint: SAVE_NPY,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell binary data from text
  sniff: (head) => /[\x00-\x08\x0e-\x1f]/.test(head),
  text: 'where-utf8',
};
