import { LossauditError } from '../errors.js';

/** What a bar is drawn with: `[===>...]`, or a line `━━━`. */
export type BarLook = 'brackets' | 'line';

/**
 * Every row alike, every batch alike, or a batch of n rows n² times: an average of unreduced scores that are
 * weighted by n once more.
 */

type Counting = 'rows' | 'batches' | 'squared rows';

/**
 * What a training loop does with the losses of its batches, as data. L(k) is the loss of batch k, n(k) its
 * rows; the loop keeps an average a(k) of the batches so far, hands a number to its display at each step, and
 * the display may average what it is handed.
 */
export interface LoopRule {
  /** `keras`, `lightning`. */
  readonly framework: string;
  /** `Keras 3.2 – 3.10`. */
  readonly title: string;
  /** Where the rule was read. */
  readonly source: string;
  /** What a(k) counts. */
  readonly average: Counting;
  /** What the display is handed at step k. */
  readonly handed: 'batch' | 'average';
  /**
   * - `shows`: the display prints what it is handed
   * - `averages`: it prints the mean of what it was handed so far
   * - `averages rows`: the same, each counted by the rows of its batch
   */
  readonly display: 'shows' | 'averages' | 'averages rows';
  /** The last line of the epoch: the display's number, a(S) averaged in once more, or a(S) itself. */
  readonly last: 'display' | 'again' | 'average';
  /** The line of `verbose=2`, where the loop has it. */
  readonly verbose2?: 'last' | 'average';
  /** What `evaluate` gives for the same losses. */
  readonly evaluate: Counting | 'last batch';
  /** The epoch's numbers count one batch of loss 0 too many, as large as the last. */
  readonly extraBatch?: boolean;
  /** The numbers were multiplied by the output's `loss_weight` before. */
  readonly weighted?: boolean;
  /** The display rounds its own average to float32. */
  readonly roundsShown?: boolean;
  /** How the bar that it writes is drawn, where it has one of its own. */
  readonly bar?: BarLook;
  /**
   * On jax the bar gets its updates from several threads, out of order: what it averages then is not what the
   * rule says.
   */
  readonly threaded?: boolean;
  /** What the loop's sums are kept in. */
  readonly arithmetic: 'float32' | 'float64';
}

/** The numbers of one epoch. Arrays have one entry per batch. */
export interface LoopNumbers {
  /** a(k): the loop's own average. */
  readonly average: Float64Array;
  /** What a line printed at step k shows. */
  readonly shown: Float64Array;
  readonly last: number;
  readonly verbose2?: number;
  /** What the epoch's record (History, epoch_loss) holds. */
  readonly epoch: number;
  readonly evaluate: number;
}

/**
 * @param losses L(1) … L(S), S ≥ 1
 * @param rows n(1) … n(S); as many as losses, or LossauditError `losses-shape`
 */
export function loopNumbers(rule: LoopRule, losses: ArrayLike<number>, rows: ArrayLike<number>): LoopNumbers {
  const S = losses.length;
  if (rows.length !== S)
    throw new LossauditError('losses-shape', {
      key: 'rows',
      shape: `[${rows.length}]`,
      wanted: `[${S}], as the losses`,
    });
  const round = rule.arithmetic === 'float32' ? Math.fround : (x: number) => x;
  const weights: Record<Counting, () => ArrayLike<number>> = {
    rows: () => rows,
    batches: () => new Float64Array(S).fill(1),
    'squared rows': () => Float64Array.from(rows, (n) => n * n),
  };
  // The mean of the whole epoch, with the batch too many.
  const whole = (counted: ArrayLike<number>) =>
    rule.extraBatch
      ? (runningAverage([...Array.from(losses), 0], [...Array.from(counted), counted[S - 1]!], round)[
          S
        ] as number)
      : (runningAverage(losses, counted, round)[S - 1] as number);
  const average = runningAverage(losses, weights[rule.average](), round);
  const handed = rule.handed === 'batch' ? Float64Array.from(losses) : average;
  // The display itself is Python: it averages in float64.
  const onDisplay = (x: number) => (rule.roundsShown ? Math.fround(x) : x);
  const shown =
    rule.display === 'shows'
      ? handed
      : runningAverage(handed, weights[rule.display === 'averages rows' ? 'rows' : 'batches']()).map(
          onDisplay,
        );
  const epoch = whole(weights[rule.average]());
  const sum = handed.reduce((a, b) => a + b, 0);
  const last =
    rule.last === 'display'
      ? (shown[S - 1] as number)
      : rule.last === 'average'
        ? epoch
        : onDisplay((sum + epoch) / (S + 1));
  const evaluate =
    rule.evaluate === 'last batch' ? (losses[S - 1] as number) : whole(weights[rule.evaluate]());
  return {
    average,
    shown,
    last,
    ...(rule.verbose2 ? { verbose2: rule.verbose2 === 'last' ? last : epoch } : {}),
    epoch,
    evaluate,
  };
}

/** Σ weight · value ÷ Σ weight over the first k, for every k; `round` after every operation. */
function runningAverage(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  round: (x: number) => number = (x) => x,
): Float64Array {
  const result = new Float64Array(values.length);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    sum = round(sum + round(weights[i]! * values[i]!));
    count = round(count + weights[i]!);
    result[i] = round(sum / count);
  }
  return result;
}

/** Whose number a loop averages: the total loss, the loss of one output among several, or a metric. */
export type LoopValue = 'total' | 'output' | 'metric';
/**
 * How the data came, which some loops treat otherwise: arrays in memory (or data that knows its length), a
 * generator of unknown length, or one whose batches all have a shape that is fixed beforehand.
 */
export const FEEDS = ['arrays', 'generator', 'fixed-generator'] as const;
export type Feed = (typeof FEEDS)[number];

/** What a loop's rule depends on besides the version. */
export interface LoopUse {
  /** `arrays` if left out. */
  readonly feed?: Feed;
  /** Of the loss; the version's default if left out. */
  readonly reduction?: string;
}
