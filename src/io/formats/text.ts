import type { ArrayFormat } from '../format.js';

export const text: ArrayFormat = {
  id: 'text',
  name: 'a text of numbers without a header',
  hint:
    'Columns need names in a first line: y_true,y_pred. Or convert it: ' +
    'np.save("y.npy", np.loadtxt("y.txt"))',
  sniff: () => true,
  text: 'always',
};
