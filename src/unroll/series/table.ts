/** The numbers of a log in columns: a log of 100 MB has a million lines, too many for an object each. */
import { EXACT, type Printed } from '../../logs/lines/line.js';
import { halfUnit as halfOfDigit } from '../../text/written-number.js';

const SHIFT = 12;
const BLOCK = 1 << SHIFT;
/** Flag of a row with the values of the row before, at a later counter. */
export const CAUGHT_UP = 2;
/** Exponent code of a cell that the line did not print. */
const MISSING = 32767;

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

/** A growing column of doubles; blocks without a number take no memory. */
export class Column {
  readonly #blocks: (Float64Array | undefined)[] = [];
  length = 0;

  push(value: number): void {
    this.length++;
    if (!Number.isNaN(value)) this.set(this.length - 1, value);
  }

  /** NaN where nothing was put. */
  at(index: number): number {
    return this.#blocks[index >> SHIFT]?.[index % BLOCK] ?? Number.NaN;
  }

  set(index: number, value: number): void {
    const block = index >> SHIFT;
    const room = roomFor(this.#blocks[block], index % BLOCK, Float64Array, Number.NaN);
    this.#blocks[block] = room;
    room[index % BLOCK] = value;
  }
}

/**
 * One metric's column: values and the power of ten of their last digit. Blocks exist only where the metric
 * was printed.
 */
class MetricColumn {
  readonly #values: (Float64Array | undefined)[] = [];
  readonly #exponents: (Int16Array | undefined)[] = [];

  set(row: number, value: number, exponent: number): void {
    const block = row >> SHIFT;
    const at = row % BLOCK;
    const values = roomFor(this.#values[block], at, Float64Array, Number.NaN);
    const exponents = roomFor(this.#exponents[block], at, Int16Array, MISSING);
    this.#values[block] = values;
    this.#exponents[block] = exponents;
    values[at] = value;
    exponents[at] = Math.max(EXACT, Math.min(MISSING - 1, exponent));
  }

  exponent(row: number): number {
    return this.#exponents[row >> SHIFT]?.[row % BLOCK] ?? MISSING;
  }

  value(row: number): number {
    return this.#values[row >> SHIFT]?.[row % BLOCK] ?? Number.NaN;
  }
}

/**
 * Rows of printed numbers. A row has a step, an epoch, a time per unit (each NaN if not printed), a flag and
 * metrics.
 */
export class LogTable {
  readonly step = new Column();
  readonly epoch = new Column();
  readonly seconds = new Column();
  /** The first step of the row's mean, where the line said so. */
  readonly start = new Column();
  /** 1 if the line shows that the epoch is over, CAUGHT_UP, or NaN. */
  readonly final = new Column();
  readonly #metrics = new Map<string, MetricColumn>();
  /** More names than this are not metrics but text that looks like them. */
  static readonly MAX_METRICS = 200;
  droppedMetrics = 0;
  /** The first of them. */
  firstDropped = '';

  get rows(): number {
    return this.step.length;
  }

  get metrics(): string[] {
    return [...this.#metrics.keys()];
  }

  add(
    row: { step?: number; from?: number; epoch?: number; seconds?: number; final?: boolean },
    values: readonly Printed[],
  ): void {
    this.step.push(row.step ?? Number.NaN);
    this.epoch.push(row.epoch ?? Number.NaN);
    this.seconds.push(row.seconds ?? Number.NaN);
    this.start.push(row.from ?? Number.NaN);
    this.final.push(row.final ? 1 : Number.NaN);
    this.write(this.rows - 1, values);
  }

  /** Puts values into a row, over what it has. */
  write(row: number, values: readonly Printed[]): void {
    for (const { name, value, exponent } of values) {
      let column = this.#metrics.get(name);
      if (!column) {
        if (this.#metrics.size >= LogTable.MAX_METRICS) {
          if (this.droppedMetrics++ === 0) this.firstDropped = name;
          continue;
        }
        column = new MetricColumn();
        this.#metrics.set(name, column);
      }
      column.set(row, value, exponent);
    }
  }

  has(row: number, metric: string): boolean {
    return (this.#metrics.get(metric)?.exponent(row) ?? MISSING) !== MISSING;
  }

  /** The printed number, or undefined if the line did not show this metric. */
  cell(row: number, metric: string): Printed | undefined {
    const column = this.#metrics.get(metric);
    const exponent = column?.exponent(row) ?? MISSING;
    if (!column || exponent === MISSING) return undefined;
    return { name: metric, value: column.value(row), exponent };
  }
}

/** How far the number may be from the printed one. 0 for one written in full. */
export function halfUnit(exponent: number): number {
  return exponent === EXACT ? 0 : halfOfDigit(exponent);
}
