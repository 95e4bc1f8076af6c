/**
 * The rows of an output's arrays: how many there are, whether all have as many, and the arrays of some of
 * them.
 */
import { LossauditError } from '../errors.js';
import { leadingSlot } from '../frameworks/slots.js';
import { type NdArray, shapeText, sizeOf, sliceRows, takeRows } from '../tensor/ndarray.js';
import { type AnyArray, inMemory, isStored, type StoredArray } from '../tensor/stored.js';
import type { Arrays, Audit, AuditOutput } from './audit.js';

/** A run of rows, or rows by their indices. */
export type RowChoice = { readonly from: number; readonly to: number } | ArrayLike<number>;

/** The rows of an audit are those of its first output. */
export function rowCount(audit: Audit<AnyArray>): number {
  return rowsOfOutput(audit.outputs[0]!);
}

export function rowsOfOutput(output: AuditOutput<AnyArray>): number {
  const { use } = output;
  return leadingArray(output)?.shape[use.rows[leadingSlot(use.slots)] ?? 0] ?? 0;
}

/** Are all its arrays in memory? */
export function isHeld(audit: Audit<AnyArray>): audit is Audit {
  return audit.outputs.every(({ arrays }) => Object.values(arrays).every((a) => !a || !isStored(a)));
}

/** The same audit with each of its arrays changed. */
export function withArrays<A extends AnyArray, B extends AnyArray>(
  audit: Audit<A>,
  change: (array: A, output: AuditOutput<A>, slot: string) => B,
): Audit<B> {
  const outputs = audit.outputs.map((output) => {
    const arrays = Object.entries(output.arrays).map(([slot, array]) => [
      slot,
      array && change(array, output, slot),
    ]);
    return { ...output, arrays: Object.fromEntries(arrays) };
  });
  return { ...audit, outputs };
}

/** How many values all outputs predict. */
export function predictedValues({ outputs }: Audit<AnyArray>): number {
  return outputs.reduce((sum, output) => sum + sizeOf(leadingArray(output)?.shape ?? [0]), 0);
}

/** The slot of the predictions, or the first one of a loss without any. */
export function leadingSlotOf({ use }: Pick<AuditOutput, 'use'>): string {
  return leadingSlot(use.slots);
}

/** The array of that slot. */
export function leadingArray<A extends AnyArray>(output: AuditOutput<A>): A | undefined {
  return output.arrays[leadingSlotOf(output)];
}

/** The arrays of these rows; what all rows share stays whole. Of arrays in files a run of rows alone. */
export function arraysOfRows<A extends AnyArray>(
  { arrays, use }: Pick<AuditOutput<A>, 'arrays' | 'use'>,
  rows: RowChoice,
): Arrays<A> {
  const cut = (a: AnyArray, axis: number): AnyArray => {
    if (!('from' in rows)) return takeRows(inMemory(a, 'a choice of rows'), rows, axis);
    if (isStored(a) && axis === 0) return storedRows(a, rows.from, rows.to);
    return sliceRows(inMemory(a, 'an axis of rows that is not the first'), rows.from, rows.to, axis);
  };
  return Object.fromEntries(
    Object.entries(arrays).map(([slot, a]) => {
      const axis = use.rows[slot];
      return [slot, a && axis !== undefined ? (cut(a, axis) as A) : a];
    }),
  );
}

function storedRows(array: StoredArray, from: number, to: number): StoredArray {
  return {
    dtype: array.dtype,
    shape: [to - from, ...array.shape.slice(1)],
    origin: array.origin,
    async open() {
      const reader = await array.open();
      return { read: (a, b) => reader.read(from + a, from + b), close: () => reader.close() };
    },
  };
}

/**
 * Rows of arrays in files, for many batches one after the other: so many are read at a time that each file is
 * opened once for some megabytes.
 */
export class RowWindow {
  private held: { readonly from: number; readonly to: number; readonly arrays: Arrays } | undefined;

  constructor(private readonly output: AuditOutput<AnyArray>) {}

  /** The arrays of these rows: in memory, but for runs of rows that take more than a window. */
  async rows(from: number, to: number): Promise<Arrays<AnyArray>> {
    const { output } = this;
    const stored = Object.values(output.arrays).filter(
      (a): a is StoredArray => a !== undefined && isStored(a),
    );
    const rowBytes = stored.reduce((n, { shape }) => n + 8 * sizeOf(shape.slice(1)), 0);
    const size = Math.floor(WINDOW_BYTES / Math.max(1, rowBytes));
    if (stored.length === 0 || to - from > size) return arraysOfRows(output, { from, to });
    if (!this.held || from < this.held.from || to > this.held.to) {
      const end = Math.max(to, Math.min(rowsOfOutput(output), from + size));
      this.held = { from, to: end, arrays: await loaded(arraysOfRows(output, { from, to: end })) };
    }
    const { from: first, arrays } = this.held;
    return arraysOfRows({ arrays, use: output.use }, { from: from - first, to: to - first });
  }
}

const WINDOW_BYTES = 2 ** 24;

async function loaded(arrays: Arrays<AnyArray>): Promise<Arrays> {
  const held: Record<string, NdArray | undefined> = {};
  for (const [slot, a] of Object.entries(arrays)) held[slot] = a && isStored(a) ? await loadedRows(a) : a;
  return held;
}

async function loadedRows(array: StoredArray): Promise<NdArray> {
  const { dtype, shape } = array;
  const reader = await array.open();
  try {
    // What is read may be overwritten, and share its storage.
    return { dtype, shape, data: (await reader.read(0, shape[0]!)).slice() };
  } finally {
    await reader.close();
  }
}

/**
 * Every array with a sample axis has the rows of the leading one, and all outputs have the same.
 * @throws LossauditError
 */
export function checkRows({ outputs }: Audit<AnyArray>): void {
  for (const output of outputs) for (const slot of inOrder(output)) checkSlot(output, slot, outputs);
}

/** The given ones, the leading one first: it says how many rows there are. */
function inOrder({ arrays, use: { slots } }: AuditOutput<AnyArray>): string[] {
  const first = leadingSlot(slots);
  return [first, ...Object.keys(arrays).filter((slot) => slot !== first)];
}

function checkSlot(
  output: AuditOutput<AnyArray>,
  slot: string,
  outputs: readonly AuditOutput<AnyArray>[],
): void {
  const { arrays, use } = output;
  const array = arrays[slot];
  const axis = use.rows[slot];
  if (!array || axis === undefined || (use.slots[slot]!.scalar && array.shape.length === 0)) return;
  const first = leadingSlot(use.slots);
  // An axis that is not the first is told against the output's own leading array.
  const judge = use.rows[first] === 0 || slot === first ? outputs[0]! : output;
  const expected = rowsOfOutput(judge);
  if (array.shape[axis] === expected) return;
  const at = (of: AuditOutput<AnyArray>, key: string) =>
    outputs.length > 1 ? `outputs.${of.name}.${key}` : key;
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
