/**
 * numpy's NPY files, versions 1.0, 2.0 and 3.0 (numpy/lib/format.py describes them). Everything in the header
 * is checked against the file's size before memory is taken; pickled object arrays are never read.
 */
import type { FileHandle } from 'node:fs/promises';
import { LossauditError } from '../errors.js';
import { type NdArray, shapeText, sizeOf } from '../tensor/ndarray.js';
import { type ByteSource, byteSource } from './bytes.js';
import type { DeclaredDtype } from './dtype-cast.js';
import type { FileRows } from './format.js';
import { isTooScattered, itemRows, readWhole } from './item-rows.js';
import { type NpyDtype, parseNpyDtype } from './npy-dtype.js';
import { type PythonValue, parsePythonLiteral } from './python-literal.js';
import { checkShape, requireHoldable } from './shape-limits.js';

const MAGIC = '\x93NUMPY';
const MAX_HEADER_BYTES = 2 ** 20;

export interface NpyHeader {
  readonly shape: readonly number[];
  readonly dtype: NpyDtype;
  readonly fortranOrder: boolean;
  /** Where the data starts. */
  readonly offset: number;
}

export interface NpyOptions {
  /**
   * What raw items (`<V2`) mean: ml_dtypes saves bfloat16 so. Other dtypes are told by the header.
   */
  readonly dtype?: DeclaredDtype;
}

/**
 * Reads one array: any numeric dtype of numpy or bool, either byte order, C or Fortran order, 0-d and empty
 * ones. int64, uint64 and longdouble values that no double holds exactly are refused.
 *
 * @param source how errors call the array: `y_pred: predictions.npy`
 * @throws LossauditError
 */
export async function readNpy(
  file: FileHandle | Uint8Array | ByteSource,
  source: string,
  options: NpyOptions = {},
): Promise<NdArray> {
  const bytes = await byteSource(file, source);
  const header = await readHeader(bytes, source, options);
  const { shape, dtype, fortranOrder } = header;
  const hint = isTooScattered(shape, dtype, fortranOrder) ? C_ORDER : undefined;
  requireHoldable(shape, dtype, source, hint);
  return readWhole(itemRows({ ...header, bytes, where: source }));
}

const C_ORDER =
  'Rows of so large an array in Fortran order cannot be read apart: save np.ascontiguousarray(array).';

/**
 * The same array as rows that are read when they are asked for; they need not fit the memory. Undefined of a
 * very large one in Fortran order, whose rows lie in too many pieces.
 */
export async function npyRows(
  file: FileHandle | Uint8Array | ByteSource,
  source: string,
  options: NpyOptions = {},
): Promise<FileRows | undefined> {
  const bytes = await byteSource(file, source);
  const header = await readHeader(bytes, source, options);
  if (isTooScattered(header.shape, header.dtype, header.fortranOrder)) return undefined;
  return itemRows({ ...header, bytes, where: source });
}

/** Reads and checks shape and dtype only; the file's size has to match them. */
export async function npyHeader(
  file: FileHandle | Uint8Array,
  source: string,
  options: NpyOptions = {},
): Promise<NpyHeader> {
  return readHeader(await byteSource(file, source), source, options);
}

async function readHeader(bytes: ByteSource, where: string, options: NpyOptions): Promise<NpyHeader> {
  const damaged = (problem: string, cause?: unknown): never => {
    throw new LossauditError('npy-header', { problem }, { where, cause });
  };
  if (bytes.size < 10) damaged(`the file ends after ${bytes.size} bytes`);
  const start = Buffer.alloc(Math.min(12, bytes.size));
  await bytes.read(start, 0);
  if (start.toString('latin1', 0, 6) !== MAGIC) damaged('it does not start with \\x93NUMPY');
  const [major = 0, minor] = start.subarray(6);
  if (major < 1 || major > 3 || minor !== 0) damaged(`version ${major}.${minor}; 1.0, 2.0 and 3.0 are known`);
  if (major > 1 && bytes.size < 12) damaged(`the file ends after ${bytes.size} bytes`);
  const length = major === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8);
  const textStart = major === 1 ? 10 : 12;
  const offset = textStart + length;
  if (offset > bytes.size)
    damaged(`it should have ${length} bytes, the file ends after ${bytes.size - textStart}`);
  if (length > MAX_HEADER_BYTES) damaged(`it has ${length} bytes; at most ${MAX_HEADER_BYTES} are read`);

  const text = Buffer.alloc(length);
  await bytes.read(text, textStart);
  let value: PythonValue = null;
  try {
    value = parsePythonLiteral(text.toString(major === 3 ? 'utf8' : 'latin1'));
  } catch (cause) {
    damaged(cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (!(value instanceof Map)) return damaged('it is no dictionary');
  const keys = [...value.keys()].sort().join(', ');
  if (keys !== 'descr, fortran_order, shape') {
    damaged(`its keys are ${keys || 'missing'}, expected descr, fortran_order, shape`);
  }
  const fortranOrder = value.get('fortran_order');
  if (typeof fortranOrder !== 'boolean') return damaged('fortran_order is neither True nor False');
  const dtype = parseNpyDtype(value.get('descr'), options.dtype, where);
  const shape = parseShape(value.get('shape'), where);
  checkSize(bytes.size - offset, shape, dtype, where);
  return { shape, dtype, fortranOrder, offset };
}

function parseShape(value: PythonValue | undefined, where: string): number[] {
  const isShape = Array.isArray(value) && value.every((d) => typeof d === 'bigint' && d >= 0n);
  if (!isShape) {
    throw new LossauditError(
      'npy-header',
      { problem: 'shape is no tuple of sizes, which are 0 or more' },
      { where },
    );
  }
  const shape = value.map(Number);
  checkShape(shape, where);
  return shape;
}

function checkSize(found: number, shape: readonly number[], dtype: NpyDtype, where: string): void {
  // Exact below 2^53; beyond that it is larger than every file, rounded or not.
  const expected = sizeOf(shape) * dtype.itemBytes;
  if (found === expected) return;
  const hint =
    found < expected
      ? 'The file was cut off while it was written or copied; write it again with np.save.'
      : 'One array per file: write each array with its own np.save.';
  throw new LossauditError(
    'npy-size',
    { expected, shape: shapeText(shape), dtype: dtype.text, found, hint },
    { where },
  );
}
