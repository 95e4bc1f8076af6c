/** What an average gives to the first k units of an epoch: its batches, or their rows. */

/** `N(k)`: all that the log, the user and the arrays leave open of it. */
export interface Weights {
  /** Of k units, were all batches equal. */
  at(k: number): number;
  /**
   * The least and the most that it can be, where the last batch may be smaller; undefined where `at` is all
   * that it can be.
   */
  span(k: number): readonly [number, number] | undefined;
  /** Steps that the units k1 + 1 … k2 are made of, at the most. */
  steps(k1: number, k2: number): number;
  /** Batches of which each may have a size of its own (fairseq fills them with tokens). */
  readonly varied?: boolean;
  /** The step whose span takes it for the last, which the log does not say. */
  readonly lastIf?: number;
}

/** Every step counts alike. */
export const EACH_ALIKE: Weights = { at: (k) => k, span: () => undefined, steps: (k1, k2) => k2 - k1 };
export const VARIED: Weights = { ...EACH_ALIKE, varied: true };

/** What is known of an epoch's batches. */
export interface Sizes {
  /** The step that may be the last. */
  readonly last: number;
  /** Does the log say that it is? */
  readonly told: boolean;
  readonly batchSize?: number;
  readonly samples?: number;
}

/** Rows count, the counters count steps. */
export function rowWeights({ last, told, batchSize, samples }: Sizes): Weights {
  if (batchSize !== undefined && samples !== undefined)
    return { ...EACH_ALIKE, at: (k) => Math.min(k * batchSize, samples) };
  const [least, most] = lastShare(last, batchSize, samples);
  if (least === 1) return EACH_ALIKE;
  return {
    ...EACH_ALIKE,
    span: (k) => (k === last ? [k - 1 + least, k - 1 + most] : undefined),
    // Of a step before the last the batch is as large as the others.
    ...(told || most === 1 ? {} : { lastIf: last }),
  };
}

/**
 * The last batch's size as a part of the others': `last` steps of at most `batchSize` rows make `samples`
 * rows.
 */
function lastShare(
  last: number,
  batchSize: number | undefined,
  samples: number | undefined,
): [number, number] {
  if (batchSize !== undefined) return [1 / batchSize, 1];
  if (samples === undefined || last < 2) return [0, 1];
  const [smallest, largest] = batchSizes(last, samples);
  if (smallest > largest) return [0, 1];
  const share = (size: number) => (samples - (last - 1) * size) / size;
  return [share(largest), share(smallest)];
}

/** The sizes of a batch of which `steps` make so many rows; none where the first is above the second. */
function batchSizes(steps: number, samples: number): readonly [number, number] {
  return [Math.ceil(samples / steps), steps === 1 ? samples : Math.floor((samples - 1) / (steps - 1))];
}

/** The counters count rows. @param batchSize undefined where not known: then `divisor` is a multiple of it */
export function sampleWeights(
  counts: 'rows' | 'batches',
  last: number,
  batchSize: number | undefined,
  divisor: number,
): Weights {
  const size = batchSize ?? 1;
  const steps = (k1: number, k2: number) => Math.ceil((k2 - k1) / size);
  if (counts === 'rows') return { ...EACH_ALIKE, steps };
  if (batchSize !== undefined) return { ...EACH_ALIKE, at: (k) => Math.ceil(k / batchSize), steps };
  const most = Math.ceil(last / divisor) * divisor;
  return { ...EACH_ALIKE, span: (k) => (k === last && most > k ? [k, most] : undefined), steps };
}
