/** Which shapes are read: asked before memory is taken, of every format. */
import { LossauditError } from '../errors.js';
import { LARGEST_ARRAY } from '../tensor/memory.js';
import { shapeText, sizeOf } from '../tensor/ndarray.js';
import { MAX_RANK } from './json-array.js';
import { bytesOfShape, dtypeOf } from './npy-data.js';
import type { NpyDtype } from './npy-dtype.js';

/** An array without elements has no bytes to check its shape against, and engines walk its other axes. */
const MAX_ROWS_OF_NOTHING = 2 ** 24;

/** @throws LossauditError `array-too-large` */
export function checkShape(shape: readonly number[], where: string): void {
  const tooLarge = (problem: string): never => {
    throw new LossauditError('array-too-large', { shape: shapeText(shape), problem }, { where });
  };
  if (shape.length > MAX_RANK) tooLarge(`at most ${MAX_RANK} axes are read`);
  if (shape.includes(0) && sizeOf(shape.filter((d) => d > 0)) > MAX_ROWS_OF_NOTHING) {
    tooLarge(`it has no element, but more than ${MAX_ROWS_OF_NOTHING} rows`);
  }
}

/**
 * May it be held whole? The file is known to have the bytes.
 * @param hint what to do where it may not
 * @throws LossauditError `array-too-large`
 */
export function requireHoldable(
  shape: readonly number[],
  dtype: NpyDtype,
  where: string,
  hint = 'Audit a part of the rows: np.save("part.npy", array[:1_000_000]), and the others alike.',
): void {
  const bytes = bytesOfShape(shape, dtypeOf(dtype.storage));
  if (bytes <= LARGEST_ARRAY) return;
  const problem = `its values take ${bytes} bytes; at most ${LARGEST_ARRAY} (4 GiB) of one array are held`;
  throw new LossauditError('array-too-large', { shape: shapeText(shape), problem, hint }, { where });
}
