import { LossauditError } from '../../errors.js';
import { type ArrayFormat, magic } from '../format.js';
import { readNpy } from '../npy.js';

export const npy: ArrayFormat = {
  id: 'npy',
  name: 'an NPY file',
  hint: 'Name it in an audit file: "y_pred": "y_pred.npy".',
  sniff: magic('\x93NUMPY'),
  async read(handle, { file, key, dtype, slot, where }) {
    if (key !== undefined) throw new LossauditError('key-not-applicable', { file, key }, { where: slot });
    return readNpy(handle, where, { dtype });
  },
};
