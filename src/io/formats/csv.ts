import { type ArrayFormat, HEAD_BYTES } from '../format.js';

const NUMBER = /^"?[-+]?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[eE][-+]?\d{1,10})?"?$/;

/** Text whose first line holds names, not numbers alone: a CSV or TSV file with a header. */
export const csv: ArrayFormat = {
  id: 'csv',
  name: 'a text or CSV file',
  hint: 'Name a column of it in an audit file: "y_pred": "y.csv#column".',
  sniff(head) {
    const [line = ''] = head
      .replace(/^\xef\xbb\xbf/, '')
      .trimStart()
      .split('\n', 1);
    const cells = line.trim().split(/[\t ,;]+/);
    // The last one may be cut.
    if (cells.length > 1 && head.length === HEAD_BYTES && !head.includes('\n')) cells.pop();
    return cells.some((cell) => !NUMBER.test(cell));
  },
  text: 'always',
  open: async (request) => (await import('../csv/open.js')).openCsv(request),
};
