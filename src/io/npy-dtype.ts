/** The dtype names of NPY headers: which are numbers, and how they are stored. */
import { LossauditError } from '../errors.js';
import type { Dtype } from '../tensor/ndarray.js';
import type { PythonValue } from './python-literal.js';

export interface NpyDtype {
  /** As the header writes it: `<f4`. */
  readonly text: string;
  /** How the values are stored; `longdouble` is the 80-bit format of x86 in 16 bytes and becomes float64. */
  readonly storage: Dtype | 'longdouble';
  readonly itemBytes: number;
  readonly bigEndian: boolean;
}

const STORAGE = new Map<string, Dtype | 'longdouble'>([
  ['?', 'bool'],
  ['b1', 'bool'],
  ['i1', 'int8'],
  ['i2', 'int16'],
  ['i4', 'int32'],
  ['i8', 'int64'],
  ['u1', 'uint8'],
  ['u2', 'uint16'],
  ['u4', 'uint32'],
  ['u8', 'uint64'],
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
  ['f16', 'longdouble'],
]);

const KINDS = new Map([
  ['c', 'complex numbers'],
  ['M', 'dates (datetime64)'],
  ['m', 'time spans (timedelta64)'],
  ['S', 'byte strings'],
  ['a', 'byte strings'],
  ['U', 'strings'],
  ['V', 'raw bytes (void)'],
  ['f', 'floating-point numbers of an unknown format'],
  ['i', 'integers of an unknown size'],
  ['u', 'integers of an unknown size'],
]);

const ADVICE = new Map([
  ['c', 'Save the real part, arr.real, or the absolute value, np.abs(arr).'],
  ['M', 'Losses are computed from numbers: save arr.astype("int64") if these are classes.'],
  ['m', 'Losses are computed from numbers: save arr.astype("float64").'],
]);

/**
 * Reads the header's `descr`.
 * @param hint the dtype that the user declared: what raw two-byte items mean
 * @throws LossauditError for everything but numpy's numeric dtypes and bool
 */
export function parseNpyDtype(
  descr: PythonValue | undefined,
  hint: Dtype | undefined,
  where: string,
): NpyDtype {
  if (Array.isArray(descr)) {
    const data = {
      dtype: 'structured (several named fields)',
      hint: 'Save one field: np.save(file, arr["field"]).',
    };
    throw new LossauditError('dtype-unsupported', data, { where });
  }
  const match = typeof descr === 'string' ? /^([<>|=]?)([a-zA-Z?])(\d{0,9})(.*)$/.exec(descr) : null;
  if (match === null) throw new LossauditError('npy-header', { problem: 'descr is no dtype' }, { where });
  const [text, order, kind = '', size = '', rest] = match;
  if (kind === 'O') throw new LossauditError('npy-object', { dtype: text }, { where });
  if (kind === 'V' && size === '2' && rest === '') {
    if (hint !== 'bfloat16') throw new LossauditError('dtype-raw', { dtype: text }, { where });
    return { text, storage: 'bfloat16', itemBytes: 2, bigEndian: order === '>' };
  }
  const storage = rest === '' ? STORAGE.get(kind + size) : undefined;
  if (storage === undefined) {
    const advice = ADVICE.get(kind) ?? 'Losses are computed from numbers: save arr.astype(np.float32).';
    const meaning = KINDS.get(kind);
    const dtype = meaning === undefined ? text : `${text}, ${meaning}`;
    throw new LossauditError('dtype-unsupported', { dtype, hint: advice }, { where });
  }
  return { text, storage, itemBytes: Number(size || 1), bigEndian: order === '>' };
}
