/**
 * The rows of an output's arrays: how many there are, whether all have as many, and the arrays of some of
 * them.
 */
import { LossauditError } from '../errors.js';
import { leadingSlot } from '../frameworks/slots.js';
import { type NdArray, shapeText, sliceRows, takeRows } from '../tensor/ndarray.js';
import type { Arrays, Audit, AuditOutput } from './audit.js';

/** A run of rows, or rows by their indices. */
export type RowChoice = { readonly from: number; readonly to: number } | ArrayLike<number>;

/** The rows of an audit are those of its first output. */
export function rowCount(audit: Audit): number {
  return rowsOfOutput(audit.outputs[0]!);
}

export function rowsOfOutput(output: AuditOutput): number {
  const { use } = output;
  return leadingArray(output)?.shape[use.rows[leadingSlot(use.slots)] ?? 0] ?? 0;
}

/** The slot of the predictions, or the first one of a loss without any. */
export function leadingSlotOf({ use }: AuditOutput): string {
  return leadingSlot(use.slots);
}

export function leadingArray(output: AuditOutput): NdArray | undefined {
  return output.arrays[leadingSlotOf(output)];
}

/** The arrays of these rows; what all rows share stays whole. */
export function arraysOfRows({ arrays, use }: AuditOutput, rows: RowChoice): Arrays {
  const cut = (a: NdArray, axis: number) =>
    'from' in rows ? sliceRows(a, rows.from, rows.to, axis) : takeRows(a, rows, axis);
  return Object.fromEntries(
    Object.entries(arrays).map(([slot, a]) => {
      const axis = use.rows[slot];
      return [slot, a && axis !== undefined ? cut(a, axis) : a];
    }),
  );
}

/**
 * Every array with a sample axis has the rows of the leading one, and all outputs have the same.
 * @throws LossauditError
 */
export function checkRows({ outputs }: Audit): void {
  for (const output of outputs) for (const slot of inOrder(output)) checkSlot(output, slot, outputs);
}

/** The given ones, the leading one first: it says how many rows there are. */
function inOrder({ arrays, use: { slots } }: AuditOutput): string[] {
  const first = leadingSlot(slots);
  return [first, ...Object.keys(arrays).filter((slot) => slot !== first)];
}

function checkSlot(output: AuditOutput, slot: string, outputs: readonly AuditOutput[]): void {
  const { arrays, use } = output;
  const array = arrays[slot];
  const axis = use.rows[slot];
  if (!array || axis === undefined || (use.slots[slot]!.scalar && array.shape.length === 0)) return;
  const first = leadingSlot(use.slots);
  // An axis that is not the first is told against the output's own leading array.
  const judge = use.rows[first] === 0 || slot === first ? outputs[0]! : output;
  const expected = rowsOfOutput(judge);
  if (array.shape[axis] === expected) return;
  const at = (of: AuditOutput, key: string) => (outputs.length > 1 ? `outputs.${of.name}.${key}` : key);
  const key = at(output, slot);
  if (array.shape.length <= axis) throw new LossauditError('no-sample-axis', { key }, { where: key });
  const leading = leadingSlot(judge.use.slots);
  const data = {
    key,
    rows: array.shape[axis]!,
    shape: shapeText(array.shape),
    expected,
    first: `${axisText(judge.use.rows[leading] ?? 0)}${at(judge, leading)}`,
  };
  throw new LossauditError('rows-differ', data, { where: key });
}

function axisText(axis: number): string {
  return axis === 0 ? '' : `the ${['second', 'third', 'fourth'][axis - 1] ?? `${axis + 1}th`} axis of `;
}
