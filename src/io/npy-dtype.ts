/** The dtype names of NPY headers: which are numbers, and how they are stored. */
import { LossauditError } from '../errors.js';
import { type Float8, isFloat8 } from '../tensor/float8.js';
import type { Dtype } from '../tensor/ndarray.js';
import type { DeclaredDtype } from './dtype-cast.js';
import type { PythonValue } from './python-literal.js';

/** How items are stored: the 80-bit longdouble of x86 becomes float64, 8-bit floats become float32. */
export type Storage = Dtype | Float8 | 'longdouble';

export interface NpyDtype {
  /** As the header writes it: `<f4`. */
  readonly text: string;
  readonly storage: Storage;
  readonly itemBytes: number;
  readonly bigEndian: boolean;
}

const STORAGE = new Map<string, Storage>([
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

/** Bytes of items whose meaning the file does not say. */
const RAW: ReadonlyMap<string, number> = new Map([
  ['V1', 1],
  ['V2', 2],
  ['f1', 1],
]);
/** Unsigned integers are taken for bits where the user declares a format of their size. */
const BITS: ReadonlyMap<string, number> = new Map([...RAW, ['u1', 1], ['u2', 2]]);
/** Of these, values may be meant as well as bits. */
const UNCLEAR: ReadonlyMap<string, number> = new Map([
  ['i1', 1],
  ['i2', 2],
]);

/**
 * Reads the header's `descr`.
 * @param hint the dtype that the user declared: what raw items of one or two bytes mean, and unsigned
 *   integers that are the bits of a format which numpy lacks
 * @throws LossauditError for everything but numpy's numeric dtypes and bool
 */
export function parseNpyDtype(
  descr: PythonValue | undefined,
  hint: DeclaredDtype | undefined,
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
  const bits = rest === '' ? bitsOf(kind + size, text, hint, where) : undefined;
  if (bits) return { text, storage: bits, itemBytes: bits === 'bfloat16' ? 2 : 1, bigEndian: order === '>' };
  const storage = rest === '' ? STORAGE.get(kind + size) : undefined;
  if (storage === undefined) {
    const advice = ADVICE.get(kind) ?? 'Losses are computed from numbers: save arr.astype(np.float32).';
    const meaning = KINDS.get(kind);
    const dtype = meaning === undefined ? text : `${text}, ${meaning}`;
    throw new LossauditError('dtype-unsupported', { dtype, hint: advice }, { where });
  }
  return { text, storage, itemBytes: Number(size || 1), bigEndian: order === '>' };
}

/** The format, which numpy lacks, whose bits such items are, where the user says so. */
function bitsOf(
  code: string,
  text: string,
  hint: DeclaredDtype | undefined,
  where: string,
): 'bfloat16' | Float8 | undefined {
  const format = hint !== undefined && (hint === 'bfloat16' || isFloat8(hint)) ? hint : undefined;
  const bytes = format === 'bfloat16' ? 2 : 1;
  if (format && BITS.get(code) === bytes) return format;
  const raw = RAW.get(code);
  if (raw !== undefined) throw new LossauditError('dtype-raw', { dtype: text, bytes: raw }, { where });
  if (format && (isFloat8(format) || UNCLEAR.get(code) === bytes))
    throw new LossauditError('dtype-bits', { dtype: text, declared: format }, { where });
  return undefined;
}
