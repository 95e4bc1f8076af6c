import type { ArrayFormat } from '../format.js';

/** One array, an object of arrays, or JSON Lines whose lines are arrays or objects. */
export const json: ArrayFormat = {
  id: 'json',
  name: 'a JSON file',
  hint: 'Name it in an audit file: "y_pred": "y_pred.json".',
  sniff: (head) => /^(\xef\xbb\xbf)?\s*[[{]/.test(head),
  text: 'always',
  open: async (request) => (await import('../json-file.js')).openJson(request),
};
