import type { ArrayFormat } from '../format.js';

export const text: ArrayFormat = {
  id: 'text',
  name: 'a text or CSV file',
  hint: 'Convert it: np.save("y.npy", np.loadtxt("y.csv", delimiter=","))',
  sniff: () => true,
  text: 'always',
};
