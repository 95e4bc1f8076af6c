/** Every fact by its name: what workers and written states ask for is looked up here. */
import type { AnyFact } from './fact.js';
import { certainlyWrong, lostPredictions } from './kinds/clipped.js';
import { below, countingBatches, labelHits, labelTally, missedZeros } from './kinds/labels.js';
import { emptyRows, farRows, firstFarRow } from './kinds/rows.js';
import { equal, other, outside, stats, total } from './kinds/stats.js';

export const FACTS: readonly AnyFact[] = [
  stats,
  equal,
  outside,
  other,
  total,
  firstFarRow,
  farRows,
  emptyRows,
  labelHits,
  labelTally,
  below,
  missedZeros,
  countingBatches,
  certainlyWrong,
  lostPredictions,
].map(({ kind }) => kind);

const byName = new Map(FACTS.map((fact) => [fact.name, fact]));

export function factNamed(name: string): AnyFact {
  const fact = byName.get(name);
  if (!fact) throw new Error(`no fact is called ${name}`);
  return fact;
}
