/**
 * Columns of numbers in blocks. A block that is full is packed where its numbers have few digits: counters,
 * and metrics that were printed with as many decimals each.
 */
import { EXACT } from '../../logs/lines/line.js';

const SHIFT = 12;
const BLOCK = 1 << SHIFT;
/** Exponent code of a cell that the line did not print. */
export const MISSING = 32767;
/** Of a packed number that is not there. */
const NONE = -(2 ** 31);
/** More decimals make no packed number. */
const MOST_DECIMALS = 9;
/** Counters, and fractions of epochs as Trainers round them. */
const COUNTER_DECIMALS = [0, 2];

/** Whole numbers, each divided by the scale. */
interface Packed {
  readonly mantissas: Int32Array;
  readonly scale: number;
}

/** Of a hundred thousand short series none may cost a whole block: a block grows to what is put into it. */
function roomFor<A extends Float64Array | Int16Array>(
  block: A | undefined,
  at: number,
  make: new (length: number) => A,
  empty: number,
): A {
  if (block && at < block.length) return block;
  let size = Math.max(16, (block?.length ?? 0) * 2);
  while (size <= at) size *= 2;
  const grown = new make(Math.min(BLOCK, size)).fill(empty) as A;
  if (block) grown.set(block);
  return grown;
}

/** Undefined where a number has more digits; NaN stands for none. */
function packed(numbers: Float64Array, decimals: number): Packed | undefined {
  const scale = 10 ** decimals;
  const mantissas = new Int32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i]!;
    const mantissa = Math.round(x * scale);
    if (Number.isNaN(x)) mantissas[i] = NONE;
    else if (mantissa > NONE && mantissa < -NONE && Object.is(mantissa / scale, x)) mantissas[i] = mantissa;
    else return undefined;
  }
  return { mantissas, scale };
}

function unpacked({ mantissas, scale }: Packed): Float64Array {
  return Float64Array.from(mantissas, (m) => (m === NONE ? Number.NaN : m / scale));
}

/** Doubles, NaN where there is none. Blocks without a number take no memory. */
class Doubles {
  readonly #blocks: (Float64Array | undefined)[] = [];
  readonly #packed: (Packed | undefined)[] = [];

  at(index: number): number {
    const block = index >> SHIFT;
    const full = this.#packed[block];
    if (full === undefined) return this.#blocks[block]?.[index % BLOCK] ?? Number.NaN;
    const mantissa = full.mantissas[index % BLOCK]!;
    return mantissa === NONE ? Number.NaN : mantissa / full.scale;
  }

  set(index: number, value: number): void {
    const block = index >> SHIFT;
    const full = this.#packed[block];
    if (full) {
      this.#packed[block] = undefined;
      this.#blocks[block] = unpacked(full);
    }
    const room = roomFor(this.#blocks[block], index % BLOCK, Float64Array, Number.NaN);
    this.#blocks[block] = room;
    room[index % BLOCK] = value;
  }

  /** Packs a block that is full, if its numbers have one of these numbers of decimals. */
  pack(block: number, decimals: readonly number[]): void {
    const own = this.#blocks[block];
    if (own?.length !== BLOCK) return;
    for (const n of decimals) {
      const full = packed(own, n);
      if (!full) continue;
      this.#packed[block] = full;
      this.#blocks[block] = undefined;
      return;
    }
  }
}

/** A growing column of doubles. */
export class Column {
  readonly #doubles = new Doubles();
  length = 0;

  push(value: number): void {
    const row = this.length++;
    if (!Number.isNaN(value)) this.#doubles.set(row, value);
    if (row > 0 && row % BLOCK === 0) this.#doubles.pack((row >> SHIFT) - 1, COUNTER_DECIMALS);
  }

  /** NaN where nothing was put. */
  at(index: number): number {
    return this.#doubles.at(index);
  }

  set(index: number, value: number): void {
    this.#doubles.set(index, value);
  }
}

/**
 * One metric's column: values and the power of ten of their last digit. Blocks exist only where the metric
 * was printed.
 */
export class MetricColumn {
  readonly #values = new Doubles();
  /** One of all rows of a block where it is the same. */
  readonly #exponents: (Int16Array | number | undefined)[] = [];
  #last = 0;
  /** Have all its numbers a percent sign? */
  percent: boolean | undefined;

  set(row: number, value: number, exponent: number): void {
    const block = row >> SHIFT;
    if (block > this.#last) {
      this.#pack(this.#last);
      this.#last = block;
    }
    this.#values.set(row, value);
    const before = this.#exponents[block];
    const own = typeof before === 'number' ? new Int16Array(BLOCK).fill(before) : before;
    const exponents = roomFor(own, row % BLOCK, Int16Array, MISSING);
    this.#exponents[block] = exponents;
    exponents[row % BLOCK] = Math.max(EXACT, Math.min(MISSING - 1, exponent));
  }

  exponent(row: number): number {
    const block = this.#exponents[row >> SHIFT];
    return typeof block === 'number' ? block : (block?.[row % BLOCK] ?? MISSING);
  }

  value(row: number): number {
    return this.#values.at(row);
  }

  /** The value, or undefined where the line has none. */
  at(row: number): number | undefined {
    return this.exponent(row) === MISSING ? undefined : this.value(row);
  }

  #pack(block: number): void {
    const exponents = this.#exponents[block];
    if (!(exponents instanceof Int16Array) || exponents.length !== BLOCK) return;
    const [first = MISSING] = exponents;
    if (first === MISSING || !exponents.every((e) => e === first)) return;
    this.#exponents[block] = first;
    if (first <= 0 && first >= -MOST_DECIMALS) this.#values.pack(block, [-first]);
  }
}
