import type { ArrayFormat } from '../format.js';

/** The length of its JSON header in 8 bytes, then the header. */
export const safetensors: ArrayFormat = {
  id: 'safetensors',
  name: 'a safetensors file',
  hint: 'Name an array in it in an audit file: "y_pred": "batch.safetensors#y_pred".',
  sniff: (head) => /^[\s\S]{5}\0{3}\{/.test(head),
  open: async ({ handle, where }) => (await import('../safetensors.js')).openSafetensors(handle, where),
};
