import { type ArrayFormat, magic } from '../format.js';
import { npyRows, readNpy } from '../npy.js';

export const npy: ArrayFormat = {
  id: 'npy',
  name: 'an NPY file',
  hint: 'Name it in an audit file: "y_pred": "y_pred.npy".',
  sniff: magic('\x93NUMPY'),
  async open({ handle, where }) {
    return {
      raw: true,
      read: (_, dtype) => readNpy(handle, where, { dtype }),
      rows: (_, dtype) => npyRows(handle, where, { dtype }),
    };
  },
};
