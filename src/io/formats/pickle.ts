import { type ArrayFormat, SAVE_NPY } from '../format.js';

/** \x80 and the number of the protocol. */
export const pickle: ArrayFormat = {
  id: 'pickle',
  name: 'a Python pickle',
  hint: `Pickles can run code and are never read. ${SAVE_NPY}`,
  sniff: (head) => head[0] === '\x80' && head.charCodeAt(1) <= 5,
};
