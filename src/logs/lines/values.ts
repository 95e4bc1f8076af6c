/**
 * The values of a line while it is read: no two share a name, and what is not taken is kept for the count of
 * what was left aside.
 */
import type { Printed } from './line.js';

/**
 * What a log holds and the result does not show:
 * - `setting`: clocks, sizes, rates and counters beside the values
 * - `number`: a number that may be a metric's, but whose name or notation is not known
 * - `cut-number`: the last number of a line that lost digits
 * - `bar`: a value of a bar over other data, or whose step is not known
 * - `name`: a value under one name too many
 * - `long-line`: what stands behind the first 64 KB of a line that cannot be parted
 */
export type AsideCode = 'setting' | 'number' | 'cut-number' | 'bar' | 'name' | 'long-line';

export interface Aside {
  readonly what: AsideCode;
  readonly name: string;
  readonly text: string;
}

/** A line with more values is none that a program printed. */
const MAX_VALUES = 250;

export class LineValues {
  readonly values: Printed[] = [];
  aside: Aside[] | undefined;
  /** Of names that came again. */
  private counts: Map<string, number> | undefined;

  has(name: string): boolean {
    return this.values.some((v) => v.name === name);
  }

  /** A second value of one name is `loss (2)`. */
  add(value: Printed): void {
    if (this.values.length >= MAX_VALUES) this.leave('name', value.name, String(value.value));
    else this.values.push(this.has(value.name) ? { ...value, name: this.unlike(value.name) } : value);
  }

  leave(what: AsideCode, name: string, text: string): void {
    this.aside ??= [];
    this.aside.push({ what, name, text });
  }

  private unlike(name: string): string {
    this.counts ??= new Map();
    let n = this.counts.get(name) ?? 1;
    let result: string;
    do result = `${name} (${++n})`;
    while (this.has(result));
    this.counts.set(name, n);
    return result;
  }
}
