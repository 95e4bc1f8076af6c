/** The numbers of a log in columns: a log of 100 MB has a million lines, too many for an object each. */
import { EXACT, type Printed } from '../../logs/lines/line.js';
import { halfUnit as halfOfDigit } from '../../text/written-number.js';
import { Column, MetricColumn, MISSING } from './column.js';

/** Flag of a row with the values of the row before, at a later counter. */
export const CAUGHT_UP = 2;

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
    for (const { name, value, exponent, percent = false } of values) {
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
      column.percent = percent && column.percent !== false;
    }
  }

  /** Of a metric that is there. */
  column(metric: string): MetricColumn | undefined {
    return this.#metrics.get(metric);
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
