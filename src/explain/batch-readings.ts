/** How the losses of batches become one number: by training loops, and as people write it themselves. */
import { loops } from '../loops/index.js';
import { FEEDS, type LoopRule, loopNumbers } from '../loops/rule.js';
import type { CauseFamily } from './axis.js';
import type { Numbers } from './numbers.js';

export type Batches = Numbers['batches'];

export interface Reading {
  readonly to: string;
  readonly cost: number;
  readonly sentence: string;
  readonly family?: CauseFamily;
  /** Undefined where there is nothing to read. */
  readonly read: (batches: Batches) => number | undefined;
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const totals = (batches: Batches) => batches.map((b) => b.total);
const rowsOf = (batches: Batches) => sum(batches.map((b) => b.rows));
const mean = (values: readonly number[]) => sum(values) / values.length;
const byRows = (batches: Batches) => sum(batches.map((b) => b.total * b.rows)) / rowsOf(batches);
const full = (batches: Batches) => batches.filter((b) => b.rows === batches[0]!.rows);
const running = (batches: Batches) => batches.map((_, k) => byRows(batches.slice(0, k + 1)));
/** More rows than the batches have, where the last is smaller. */
const asFull = (batches: Batches) => batches[0]!.rows * batches.length;

/** Σ numerators over Σ denominators: a token mean. */
function pooled(batches: Batches): number | undefined {
  if (batches.some(({ ledger }) => !ledger || ledger.numerator === null)) return undefined;
  return (
    sum(batches.map(({ ledger }) => ledger!.numerator!)) /
    sum(batches.map(({ ledger }) => ledger!.denominator))
  );
}

const OWN: readonly Reading[] = [
  {
    to: 'mean of batch means',
    cost: 3,
    sentence: 'the plain mean of the batch losses',
    read: (b) => mean(totals(b)),
  },
  {
    to: 'rows',
    cost: 4,
    sentence: 'the mean of the batch losses, each counted by its rows',
    read: byRows,
  },
  {
    to: 'last partial batch dropped',
    cost: 4,
    sentence: 'the last, smaller batch is dropped',
    read: (b) => (full(b).length === b.length ? undefined : mean(totals(full(b)))),
  },
  {
    to: 'last batch only',
    cost: 4,
    sentence: 'the loss of the last batch alone',
    read: (b) => b.at(-1)!.total,
  },
  {
    to: 'first batch only',
    cost: 5,
    sentence: 'the loss of the first batch alone',
    read: (b) => b[0]!.total,
  },
  {
    to: 'sum of batches',
    cost: 5,
    sentence: 'the sum of the batch losses, not divided by how many there are',
    read: (b) => sum(totals(b)),
  },
  {
    to: 'sum of batches over rows',
    cost: 5,
    sentence: 'the sum of the batch losses, which are means, divided by all rows',
    read: (b) => sum(totals(b)) / rowsOf(b),
  },
  {
    to: 'sum over rows by batches',
    cost: 6,
    sentence: 'the batch losses times their rows, added up and divided by the number of batches',
    read: (b) => (byRows(b) * rowsOf(b)) / b.length,
  },
  {
    to: 'last partial batch as a full one',
    cost: 5,
    sentence: 'every batch counts as full, and all is divided by the rows that there are',
    read: (b) => (mean(totals(b)) * asFull(b)) / rowsOf(b),
  },
  {
    to: 'last partial batch over a full one',
    cost: 6,
    sentence: 'the sum of the last, smaller batch is divided by the rows of a full one',
    read: (b) => (byRows(b) * rowsOf(b)) / asFull(b),
  },
  {
    to: 'pooled',
    cost: 3,
    sentence: 'the sums of all batches over all that is counted (one mean over everything)',
    read: pooled,
  },
  {
    to: 'pooled, times the batches',
    cost: 5,
    sentence: 'one mean over everything that is counted, times the number of batches (not divided by K)',
    family: 'accumulation',
    read: (b) => {
      const all = pooled(b);
      return all === undefined ? undefined : all * b.length;
    },
  },
  {
    to: 'mean of perplexities',
    cost: 6,
    sentence: 'the mean of the exponentials of the batch losses (perplexities)',
    read: (b) => mean(totals(b).map(Math.exp)),
  },
  {
    to: 'mean of running means',
    cost: 6,
    sentence: 'the mean of the running means: averaged twice',
    family: 'running average',
    read: (b) => mean(running(b)),
  },
  {
    to: 'mean of running means, the last twice',
    cost: 6,
    sentence: 'the mean of the running means with the last counted twice (a bar that averages averages)',
    family: 'running average',
    read: (b) => mean([...running(b), running(b).at(-1)!]),
  },
];

/** What a training loop says of an epoch, where none of those above says it. */
const SAID = {
  last: 'the last line of the epoch',
  epoch: "the epoch's record",
  evaluate: 'what evaluate gives',
} as const;

/** Batches by whose numbers readings are told apart. */
const PROBES: readonly Batches[] = [
  [1, 5.5, 7, 4].map((total, i) => ({ total, rows: i === 3 ? 1 : 3 })),
  [3, 1, 0.5].map((total) => ({ total, rows: 2 })),
];
const signature = (read: Reading['read']) => PROBES.map((b) => read(b)?.toPrecision(5)).join();

function loopReadings(): Reading[] {
  const known = new Set(OWN.map(({ read }) => signature(read)));
  const found: Reading[] = [];
  const add = (rule: LoopRule, which: keyof typeof SAID) => {
    const rows = (b: Batches) => b.map((x) => x.rows);
    const read = (b: Batches) => loopNumbers(rule, totals(b), rows(b))[which];
    const own = signature(read);
    if (known.has(own)) return;
    known.add(own);
    const to = `${SAID[which]} of ${rule.title}`;
    found.push({ to, cost: 6, sentence: to, family: 'running average', read });
  };
  for (const rule of FEEDS.flatMap((feed) => [...loops(feed)]))
    for (const which of ['last', 'epoch', 'evaluate'] as const) add(rule, which);
  return found;
}

/** Of a whole epoch. */
export const READINGS: readonly Reading[] = [...OWN, ...loopReadings()];

/** Of the batches up to one of them, counted from 1. */
export function stepReadings(k: number, count: number): Reading[] {
  const upTo = (b: Batches) => (b.length < k ? undefined : b.slice(0, k));
  const of = (read: (b: Batches) => number) => (b: Batches) => {
    const some = upTo(b);
    return some && read(some);
  };
  return [
    {
      to: `running mean at step ${k}`,
      cost: 6,
      sentence: `the running mean after step ${k} of ${count}`,
      family: 'running average',
      read: of(byRows),
    },
    {
      to: `mean of running means at step ${k}`,
      cost: 8,
      sentence: `the mean of the running means up to step ${k} of ${count} (a bar that averages averages)`,
      family: 'running average',
      read: of((b) => mean(running(b))),
    },
    {
      to: `batch ${k} only`,
      cost: 6,
      sentence: `the loss of batch ${k} of ${count} alone`,
      read: (b) => b[k - 1]?.total,
    },
  ];
}
