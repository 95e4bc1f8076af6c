/** Arrays of text formats, whose rows are found by reading from the start. */
import { LossauditError } from '../errors.js';
import { type NdArray, sizeOf } from '../tensor/ndarray.js';
import type { FileRows, RowsAsked } from './format.js';
import type { LineBlocks } from './line-blocks.js';
import { allocateFor, bytesOfShape } from './npy-data.js';

/** Rows that were read from one block of lines. */
export interface TextBlock {
  readonly rows: number;
  /** Of a row, the same for all of an array. */
  readonly rowShape: readonly number[];
  readonly values: Float64Array;
  /** How many of the values are true or false. */
  readonly booleans: number;
}

/** An array of a text. */
export interface TextArray {
  /** As the user names it. */
  readonly file: string;
  /** How errors call it. */
  readonly where: string;
  /** Read once through: its blocks in their order. */
  blocks(): AsyncIterable<TextBlock>;
}

/**
 * The rows of each block of lines. What does not end in a block is read again with the lines that follow.
 * @param parse the rows of the block that is there, behind so many rows, shaped as those
 */
export async function* parsedBlocks(
  blocks: LineBlocks,
  parse: (blocks: LineBlocks, before: number, rowShape: readonly number[] | undefined) => TextBlock,
): AsyncGenerator<TextBlock> {
  let before = 0;
  let rowShape: readonly number[] | undefined;
  const parsed = async (): Promise<TextBlock> => {
    for (;;) {
      try {
        return parse(blocks, before, rowShape);
      } catch (error) {
        if (!(await blocks.extend())) throw error;
      }
    }
  };
  while (await blocks.next()) {
    const block = await parsed();
    before += block.rows;
    if (block.rows > 0) rowShape = block.rowShape;
    yield block;
  }
}

export async function wholeText(array: TextArray, emptyRow: readonly number[]): Promise<NdArray> {
  const parts: Float64Array[] = [];
  const counted = await count(array, emptyRow, (values) => parts.push(values));
  return joined(parts, counted);
}

/**
 * @param emptyRow the shape of a row where there is none
 * @param asked what takes no more memory than `above` is held at once
 */
export async function textRows(
  array: TextArray,
  emptyRow: readonly number[],
  { above = 0, known }: RowsAsked,
): Promise<FileRows> {
  const parts: Float64Array[] = [];
  let held = 0;
  const header =
    known ??
    (await count(array, emptyRow, (values) => {
      held += values.byteLength;
      if (held <= above) parts.push(values);
      else parts.length = 0;
    }));
  const { dtype, shape } = header;
  const fits = known === undefined && bytesOfShape(shape, dtype) <= above && held <= above;
  return {
    dtype,
    shape,
    seeks: false,
    read: reading(array, header),
    ...(fits && { held: joined(parts, header) }),
  };
}

type Header = Pick<NdArray, 'dtype' | 'shape'>;

async function count(
  array: TextArray,
  emptyRow: readonly number[],
  each: (values: Float64Array) => void,
): Promise<Header> {
  let rows = 0;
  let booleans = 0;
  let rowShape: readonly number[] | undefined;
  for await (const block of array.blocks()) {
    if (block.rows > 0) rowShape = block.rowShape;
    rows += block.rows;
    booleans += block.booleans;
    each(block.values);
  }
  const shape = [rows, ...(rowShape ?? emptyRow)];
  return { dtype: booleans > 0 && booleans === sizeOf(shape) ? 'bool' : 'float64', shape };
}

function joined(parts: readonly Float64Array[], { dtype, shape }: Header): NdArray {
  const data = allocateFor(dtype, sizeOf(shape));
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return { dtype, shape, data };
}

/** @throws LossauditError `file-changed` where it has other rows than the header, which was read before */
function reading(array: TextArray, { dtype, shape }: Header): FileRows['read'] {
  const rowShape = shape.slice(1);
  const rowSize = sizeOf(rowShape);
  let data = allocateFor(dtype, 0);
  let blocks: AsyncIterator<TextBlock> | undefined;
  let block: TextBlock | undefined;
  /** Rows before the block. */
  let before = 0;
  return async (from, to) => {
    if (!blocks || from < before) {
      await blocks?.return?.();
      blocks = array.blocks()[Symbol.asyncIterator]();
      block = undefined;
      before = 0;
    }
    const length = (to - from) * rowSize;
    if (data.length < length) data = allocateFor(dtype, length);
    for (let row = from; row < to; ) {
      if (!block || row >= before + block.rows) {
        before += block?.rows ?? 0;
        const next = await blocks.next();
        if (next.done || (next.value.rows > 0 && !isSameShape(next.value.rowShape, rowShape)))
          throw new LossauditError('file-changed', { file: array.file }, { where: array.where });
        block = next.value;
        continue;
      }
      const end = Math.min(to, before + block.rows);
      const part = block.values.subarray((row - before) * rowSize, (end - before) * rowSize);
      data.set(part, (row - from) * rowSize);
      row = end;
    }
    return data.length === length ? data : data.subarray(0, length);
  };
}

function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}
