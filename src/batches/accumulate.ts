/**
 * Gradient accumulation and data parallel: how the losses of a window's micro-batches become one number, and
 * what each token counts in it.
 */
import type { MicroBatch } from './source.js';

/**
 * - `micro-batch`: the mean of the micro-batches' means (naive accumulation, DDP)
 * - `tokens`: Σ of all ÷ the count of all (num_items_in_batch, one large batch)
 * - `samples`: the micro-batches' means weighted by their rows
 * - `sum`: losses that are sums, added up; DDP averages them over the ranks
 */
export const NORMALIZATIONS = ['micro-batch', 'tokens', 'samples', 'sum'] as const;
export type Normalization = (typeof NORMALIZATIONS)[number];

export type WindowValues = Readonly<Record<Normalization, number | undefined>>;

interface WindowMicro extends MicroBatch {
  readonly rank: number;
  /** Position on its rank, from 0. */
  readonly index: number;
}

/** One optimizer step. */
export interface Window {
  readonly micro: readonly WindowMicro[];
  /** Micro-batches on the rank that has most; below K in a short last window. */
  readonly depth: number;
}

/** @param ranks the micro-batches of each rank in their order */
export function windowsOf(ranks: readonly (readonly MicroBatch[])[], accumulate: number): Window[] {
  const longest = ranks.reduce((most, r) => Math.max(most, r.length), 0);
  return Array.from({ length: Math.ceil(longest / accumulate) }, (_, w) => {
    const micro = ranks.flatMap((own, rank) =>
      own
        .slice(w * accumulate, (w + 1) * accumulate)
        .map((m, i): WindowMicro => ({ ...m, rank, index: w * accumulate + i })),
    );
    return { micro, depth: Math.min(accumulate, longest - w * accumulate) };
  });
}

/** The window's number under every normalisation; undefined where counts are not known. */
export function windowValues(window: Window, ranks: number): WindowValues {
  const { micro } = window;
  const sum = (pick: (m: WindowMicro) => number) => micro.reduce((total, m) => total + pick(m), 0);
  const known = micro.every((m) => m.numerator !== undefined && m.counted !== undefined);
  const numerators = known ? sum((m) => m.numerator as number) : undefined;
  return {
    'micro-batch': rankMean(micro, ranks, (m) => m.loss),
    tokens: numerators === undefined ? undefined : numerators / sum((m) => m.counted as number),
    samples: sum((m) => m.rows * m.loss) / sum((m) => m.rows),
    sum: numerators === undefined ? undefined : numerators / ranks,
  };
}

/** The mean over ranks of each rank's mean. */
function rankMean(micro: readonly WindowMicro[], ranks: number, pick: (m: WindowMicro) => number): number {
  const sums = new Float64Array(ranks);
  for (const m of micro) sums[m.rank]! += pick(m);
  const counts = perRank(micro, ranks);
  let total = 0;
  // A rank without a micro-batch in this window adds nothing.
  for (let r = 0; r < ranks; r++) if (counts[r]! > 0) total += sums[r]! / counts[r]!;
  return total / ranks;
}

/** Micro-batches of each rank. */
function perRank(micro: readonly WindowMicro[], ranks: number): Uint32Array {
  const counts = new Uint32Array(ranks);
  for (const m of micro) counts[m.rank]!++;
  return counts;
}

/** ∂ window value/∂ loss of one token, for each micro-batch; undefined where counts are not known. */
export function tokenWeights(window: Window, ranks: number, by: Normalization): (number | undefined)[] {
  const { micro } = window;
  const counted = micro.reduce((n, m) => n + (m.counted ?? Number.NaN), 0);
  const rows = micro.reduce((n, m) => n + m.rows, 0);
  const onRank = perRank(micro, ranks);
  return micro.map((m) => {
    if (m.counted === undefined) return undefined;
    const weights: Record<Normalization, number> = {
      'micro-batch': 1 / (ranks * onRank[m.rank]! * m.counted),
      tokens: 1 / counted,
      samples: m.rows / (rows * m.counted),
      sum: 1 / ranks,
    };
    return weights[by];
  });
}
