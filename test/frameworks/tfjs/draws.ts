/** Random arrays of a seed, and what lossaudit answers to an audit of them. */
import { readAudit } from '../../../src/audit/read.js';
import { resolved } from '../../../src/audit/resolve.js';
import { runAudit } from '../../../src/audit/run.js';
import { referenceEngine } from '../../../src/engines/reference/engine.js';
import { LossauditError } from '../../../src/errors.js';
import { type NdArray, sizeOf } from '../../../src/tensor/ndarray.js';
import { flat } from '../../support/reference-cases.js';

export type Kind = 'normal' | 'unit' | 'bits' | 'signs' | 'weights' | 'labels';

/** mulberry32: the same numbers for a seed everywhere. */
export class Draw {
  constructor(private state: number) {}

  random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  int(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1));
  }
  choice<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!;
  }
  sometimes(chance: number): boolean {
    return this.random() < chance;
  }
  /** @param odd one number is replaced by one that losses have trouble with */
  array(shape: readonly number[], kind: Kind, odd: boolean): NdArray {
    const data = Float64Array.from({ length: sizeOf(shape) }, () => this.number(kind, shape.at(-1) ?? 1));
    if (odd && data.length > 0) data[this.int(0, data.length - 1)] = this.choice(ODD);
    return { dtype: 'float32', shape, data: data.map(Math.fround) };
  }
  private number(kind: Kind, width: number): number {
    switch (kind) {
      case 'normal':
        return Math.round((this.random() + this.random() + this.random() - 1.5) * 400) / 100;
      case 'unit':
        return this.sometimes(0.3) ? this.int(0, 1) : this.int(1, 99) / 100;
      case 'bits':
        return this.int(0, 1);
      case 'signs':
        return this.choice([-1, 1]);
      case 'weights':
        return this.choice([0, 0, 0.25, 1, 1, 2, -1]);
      default:
        return this.int(0, width - 1);
    }
  }
}

const ODD = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -0,
  1,
  100,
  -100,
  1e4,
  1e20,
  1e-30,
];

/** The values of the loss, or of each score, that an audit has; the refusal where it has none. */
export async function answerOf(value: Record<string, unknown>, each: boolean): Promise<number[] | Error> {
  const document = { value: value as never, locate: () => undefined, textAt: () => undefined };
  const engine = (dtype: 'float32' | 'float64') => referenceEngine({ dtype, version: 'test' });
  try {
    const audit = await readAudit(document, {}, { source: 'test', baseDir: '.', roots: [] });
    const engines = { headline: engine('float32'), reference: engine('float64') };
    const report = await runAudit(resolved(audit), engines, { full: true, version: 'test' });
    return each ? flat(report.outputs[0].per_sample) : [Number(report.total)];
  } catch (error) {
    if (error instanceof LossauditError && error.code !== 'bug') return error;
    throw error;
  }
}

/**
 * What differs by more than a few units of the last place of the largest number that was added up; nothing
 * where all is the same.
 */
export function difference(actual: readonly number[], expected: readonly number[], scale: number): string {
  if (actual.length !== expected.length) return `${actual.length} numbers instead of ${expected.length}`;
  const at = expected.findIndex((e, i) => {
    const a = actual[i]!;
    if (Object.is(a, e) || a === e) return false;
    return !(Math.abs(a - e) <= 2 ** -22 * Math.max(Math.abs(e), scale));
  });
  return at < 0 ? '' : `[${at}] ${actual[at]} instead of ${expected[at]}`;
}
