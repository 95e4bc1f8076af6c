import type { ArrayFormat } from '../format.js';

/** A number a line. Lines that are arrays or objects begin as JSON does. */
const FIRST_LINE =
  /^(?:\xef\xbb\xbf)?\s{0,100}(?:-?\d{1,400}(?:\.\d{1,400})?(?:[eE][-+]?\d{1,10})?|NaN|-?Infinity|true|false)[ \t]{0,100}\r?(?:\n|$)/;

export const jsonl: ArrayFormat = {
  id: 'jsonl',
  name: 'a JSON Lines file',
  hint: 'Name it in an audit file: "y_pred": "y_pred.jsonl".',
  sniff: (head) => FIRST_LINE.test(head),
  text: 'always',
  open: async (request) => (await import('../json-lines.js')).openJsonLines(request),
};
