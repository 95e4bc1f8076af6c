/** Records of whole arrays as plain JSON, exactly, and read again without trust. */
import type { Expr } from '../expr/node.js';
import { type ArrayRecord, HEAD } from './record.js';
import {
  badState,
  readCount,
  readList,
  readNumber,
  record,
  type WrittenNumber,
  writeNumber,
} from './written.js';

interface WrittenWhole {
  readonly values: readonly WrittenNumber[];
  readonly min: WrittenNumber;
  readonly max: WrittenNumber;
  readonly mean: WrittenNumber;
  readonly nan: number;
  readonly infinite: number;
  readonly first_non_finite: number;
  readonly largest?: readonly (readonly [number, WrittenNumber])[];
}

export function writeRecord({ values, stats, firstNonFinite, largest }: ArrayRecord): WrittenWhole {
  return {
    values: Array.from(values, writeNumber),
    min: writeNumber(stats.min),
    max: writeNumber(stats.max),
    mean: writeNumber(stats.mean),
    nan: stats.nan,
    infinite: stats.infinite,
    first_non_finite: firstNonFinite,
    ...(largest && { largest: largest.map(({ index, value }) => [index, writeNumber(value)] as const) }),
  };
}

/**
 * @param keep see Engine.evaluate
 * @throws LossauditError `bad-state` for what is no record of this expression
 */
export function readRecord(written: unknown, { shape, size }: Expr, keep: number): ArrayRecord {
  const w = record(written, 'a record');
  const truncated = size > Math.max(keep, 2 * HEAD);
  const values = readList(w.values, truncated ? 2 * HEAD : size, 'values').map((x) =>
    readNumber(x, 'a value'),
  );
  const position = (at: unknown) => {
    const index = readCount(at, 'a position');
    return index < size ? index : badState(`there is no position ${index}`);
  };
  return {
    shape,
    values: Float64Array.from(values),
    truncated,
    stats: {
      count: size,
      min: readNumber(w.min, 'min'),
      max: readNumber(w.max, 'max'),
      mean: readNumber(w.mean, 'mean'),
      nan: readCount(w.nan, 'nan'),
      infinite: readCount(w.infinite, 'infinite'),
    },
    firstNonFinite: w.first_non_finite === -1 ? -1 : position(w.first_non_finite),
    ...(w.largest !== undefined && { largest: readLargest(w.largest, position) }),
  };
}

function readLargest(written: unknown, position: (at: unknown) => number) {
  if (!Array.isArray(written)) return badState('largest is no list');
  return written.map((one) => {
    const [at, value] = readList(one, 2, 'a value and its position');
    return { index: position(at), value: readNumber(value, 'a value') };
  });
}
