import { type ArrayFormat, magic } from '../format.js';

export const zip: ArrayFormat = {
  id: 'zip',
  name: 'a zip archive (.npz, .pt, .keras)',
  hint: 'Save each array by itself: for k, a in np.load("batch.npz").items(): np.save(k + ".npy", a)',
  sniff: magic('PK\x03\x04'),
};
