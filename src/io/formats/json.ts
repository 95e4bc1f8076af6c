import type { ArrayFormat } from '../format.js';

export const json: ArrayFormat = {
  id: 'json',
  name: 'a JSON file',
  hint: 'Put its numbers into the audit file itself, or save them with np.save.',
  sniff: (head) => /^(\xef\xbb\xbf)?\s*[[{]/.test(head),
  text: 'always',
};
