/** What an audit's arrays give for the numbers of one epoch, under each averaging rule. */

import type { LossSource, MicroBatch } from '../../batches/source.js';
import { loops } from '../../loops/index.js';
import { type LoopNumbers, type LoopValue, loopNumbers } from '../../loops/rule.js';
import { near } from '../../tensor/near.js';
import { loopValueOf } from '../series/metric-name.js';

/** Sums in another order differ by so much, relative to the value. */
export const FLOAT32_SLACK = 4e-7;

/**
 * The numbers of rules for the batches: what a line at each step shows, and lines that stand for a whole
 * epoch.
 */
export interface Candidate {
  readonly titles: string[];
  readonly steps: ArrayLike<number>;
  readonly last: number;
  readonly epoch: number;
  readonly evaluate: number;
}

/** What the arrays hold of one epoch. */
export interface EpochArrays {
  readonly batches: readonly MicroBatch[];
  readonly byMetric: ReadonlyMap<string, readonly Candidate[]>;
  /** Batches done by rows done. */
  readonly done: ReadonlyMap<number, number>;
  /** Over batches `from` … `to` (excluded); NaN where counts are not known. */
  readonly sums: Readonly<Record<'loss' | 'numerator' | 'counted', (from: number, to: number) => number>>;
}

/** @param names of the outputs and metrics beside the loss */
export function epochArrays(own: readonly MicroBatch[], names: LossSource['names']): EpochArrays {
  const byMetric = new Map([['loss', candidatesOf(own, 'total', (b) => b.loss)]]);
  for (const [i, { name }] of names.entries())
    byMetric.set(
      name,
      candidatesOf(own, loopValueOf(name), (b) => b.others[i]!),
    );
  const sums = {
    loss: sumsOf(own, (b) => b.loss),
    numerator: sumsOf(own, (b) => b.numerator ?? Number.NaN),
    counted: sumsOf(own, (b) => b.counted ?? Number.NaN),
  };
  return { batches: own, byMetric, done: cumulative(own), sums };
}

function cumulative(batches: readonly MicroBatch[]): Map<number, number> {
  let seen = 0;
  return new Map(
    batches.map((b, i) => {
      seen += b.rows;
      return [seen, i + 1];
    }),
  );
}

/** The rules that give different numbers for these batches, and the titles of each. */
function candidatesOf(
  batches: readonly MicroBatch[],
  value: LoopValue,
  pick: (b: MicroBatch) => number,
): Candidate[] {
  const losses = batches.map(pick);
  const rows = batches.map((b) => b.rows);
  const candidates: Candidate[] = [];
  const add = (
    title: string,
    { shown, last, epoch, evaluate }: Pick<LoopNumbers, 'shown' | 'last' | 'epoch' | 'evaluate'>,
  ) => {
    const same = candidates.find(
      (c) =>
        alike(c.last, last) &&
        alike(c.epoch, epoch) &&
        alike(c.evaluate, evaluate) &&
        allNear(c.steps, shown),
    );
    if (same) same.titles.push(title);
    else candidates.push({ titles: [title], steps: shown, last, epoch, evaluate });
  };
  const unknownLength = loops(rows.every((n) => n === rows[0]) ? 'fixed-generator' : 'generator', value);
  const rules = [...loops('arrays', value), ...unknownLength.filter((rule) => rule.extraBatch)];
  for (const rule of rules) add(rule.title, loopNumbers(rule, losses, rows));
  return candidates;
}

function alike(a: number, b: number): boolean {
  return near(a, b, FLOAT32_SLACK);
}

function allNear(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (!alike(a[i]!, b[i]!)) return false;
  return true;
}

/** Sums over any stretch of the batches, without adding them up for every line of a log. */
function sumsOf(
  batches: readonly MicroBatch[],
  pick: (b: MicroBatch) => number,
): (from: number, to: number) => number {
  const values = Float64Array.from(batches, pick);
  const upTo = new Float64Array(values.length + 1);
  values.forEach((x, i) => {
    upTo[i + 1] = upTo[i]! + x;
  });
  // NaN and infinity would stay in all sums behind them.
  if (Number.isFinite(upTo[values.length]))
    return (from, to) => upTo[Math.min(to, values.length)]! - upTo[from]!;
  return (from, to) => values.subarray(from, to).reduce((a, b) => a + b, 0);
}
