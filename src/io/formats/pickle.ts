import type { ArrayFormat } from '../format.js';

/** \x80 and the number of the protocol. */
export const pickle: ArrayFormat = {
  id: 'pickle',
  name: 'a Python pickle',
  hint:
    'Pickles can run code and are never read. Of a file that you trust: python -c "import pickle, numpy; ' +
    "numpy.save('y.npy', pickle.load(open('y.pkl', 'rb')))\"",
  sniff: (head) => head[0] === '\x80' && head.charCodeAt(1) <= 5,
};
