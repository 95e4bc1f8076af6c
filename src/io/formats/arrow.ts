import type { ArrayFormat } from '../format.js';

/** A file (Feather v2), or a stream: its first message has a length below 2^24. */
export const arrow: ArrayFormat = {
  id: 'arrow',
  name: 'an Arrow file',
  hint: 'Name a column of it in an audit file: "y_pred": "batch.feather#y_pred".',
  sniff: (head) => head.startsWith('ARROW1') || /^\xff{4}[\s\S]{3}\0/.test(head),
  open: async (request) => (await import('../arrow/open.js')).openArrow(request),
};
