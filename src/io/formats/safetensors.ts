import { type ArrayFormat, SAVE_NPY } from '../format.js';

/** The length of its JSON header in 8 bytes, then the header. */
export const safetensors: ArrayFormat = {
  id: 'safetensors',
  name: 'a safetensors file',
  hint: SAVE_NPY,
  sniff: (head) => /^[\s\S]{5}\0{3}\{/.test(head),
};
