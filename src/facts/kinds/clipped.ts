/** Predictions on the clip of a loss of probabilities. */
import type { ArrayData } from '../../tensor/ndarray.js';
import { type ArrayStats, type Block, defineFact } from '../fact.js';
import { count, first } from '../fields.js';

/** How near to 1 the sums of float32 rows of a softmax are. */
export const SOFTMAX_ROWS = 1e-5;

export interface Clip {
  readonly clip: number;
  /** What targets are: one for each prediction, class indices, or rows with a share of each class. */
  readonly targets: 'single' | 'indices' | 'rows';
}

/** No prediction is on the clip. */
const isClear = ([p]: readonly ArrayStats[], { clip }: Clip) => p!.min > clip && p!.max < 1 - clip;

/** A prediction of a block, with its row of classes. */
interface Place {
  readonly row: number;
  /** The first element of the row in the block. */
  readonly from: number;
  readonly classes: number;
}

function* places({ arrays: [yPred], heads: [head] }: Block): Generator<Place> {
  const classes = head!.shape.at(-1) ?? 1;
  for (let row = 0, from = 0; from < yPred!.length; row++, from += classes) yield { row, from, classes };
}

/** The place of the first element of a block in the whole array. */
function startOf({ arrays: [yPred], first: row, rows }: Block): number {
  return rows === 0 ? 0 : (row * yPred!.length) / rows;
}

export interface CertainlyWrong {
  readonly count: number;
  /** Its place in y_pred, and its sample. */
  readonly first?: {
    readonly at: number;
    readonly yTrue: readonly number[];
    readonly yPred: readonly number[];
  };
}

/**
 * Of y_pred and y_true: predictions that are 0 or 1 on the wrong side; of classes, rows whose own class has
 * no probability, while another one has.
 */
export const certainlyWrong = defineFact({
  name: 'certainly-wrong',
  fields: { count, first },
  block(state, block, params: Clip) {
    const start = startOf(block);
    const found = (at: number, values: () => number[]) => {
      state.count++;
      if (start + at < state.first.at) state.first = { at: start + at, values: values() };
    };
    if (params.targets === 'single') wrongSingles(block, params.clip, found);
    else wrongClasses(block, params, found);
  },
  trivial: isClear,
  answer({ count: n, first: { at, values } }, { targets }): CertainlyWrong {
    if (n === 0) return { count: 0 };
    const cut = targets === 'rows' ? values.length / 2 : 1;
    return { count: n, first: { at, yTrue: values.slice(0, cut), yPred: values.slice(cut) } };
  },
});

type Found = (at: number, values: () => number[]) => void;

function wrongSingles({ arrays: [yPred, yTrue] }: Block, clip: number, found: Found): void {
  for (let i = 0; i < yPred!.length; i++) {
    const p = yPred![i]!;
    const y = yTrue![i]!;
    if ((p <= clip && y === 1) || (p >= 1 - clip && y === 0)) found(i, () => [y, p]);
  }
}

/** Rows that do not add up to 1 are another finding. */
function wrongClasses(block: Block, { clip, targets }: Clip, found: Found): void {
  const [yPred, yTrue] = block.arrays as readonly [ArrayData, ArrayData];
  for (const { row, from, classes } of places(block)) {
    const own = targets === 'indices' ? yTrue[row]! : indexOfOne(yTrue, from, classes);
    if (!(Number.isInteger(own) && own >= 0 && own < classes && yPred[from + own]! <= clip)) continue;
    // Where all classes are clipped alike (logits, most likely) none is certain.
    const probabilities = yPred.subarray(from, from + classes);
    if (probabilities.every((p: number) => p <= clip)) continue;
    found(from + own, () => [
      ...(targets === 'indices' ? [own] : yTrue.subarray(from, from + classes)),
      ...probabilities,
    ]);
  }
}

function indexOfOne(yTrue: ArrayData, from: number, classes: number): number {
  for (let k = 0; k < classes; k++) if (yTrue[from + k] === 1) return k;
  return -1;
}

export interface LostPredictions {
  /** Clipped on the side that costs; of classes: those that the targets give a share. */
  readonly costly: number;
  /** Clipped on either side; of classes: any of a row. */
  readonly any: number;
}

/**
 * Of y_pred and y_true: clipped predictions, of which no logits can be had; of classes in rows of a softmax.
 */
export const lostPredictions = defineFact({
  name: 'lost-predictions',
  fields: { costly: count, any: count },
  block(state, block, params: Clip) {
    const add = params.targets === 'single' ? lostSingles : lostClasses;
    const { costly, any } = add(block, params);
    state.costly += costly;
    state.any += any;
  },
  trivial: isClear,
  answer: (state): LostPredictions => state,
});

function lostSingles({ arrays: [yPred, yTrue] }: Block, { clip }: Clip): LostPredictions {
  let [costly, any] = [0, 0];
  for (let i = 0; i < yPred!.length; i++) {
    const p = yPred![i]!;
    const y = yTrue![i]!;
    const low = p <= clip;
    const high = p >= 1 - clip;
    if (!low && !high) continue;
    any++;
    if ((low && y > 0) || (high && y < 1)) costly++;
  }
  return { costly, any };
}

function lostClasses(block: Block, { clip, targets }: Clip): LostPredictions {
  const [yPred, yTrue] = block.arrays as readonly [ArrayData, ArrayData];
  let [costly, any] = [0, 0];
  for (const { row, from, classes } of places(block)) {
    let [ownCostly, own, total] = [0, 0, 0];
    const label = targets === 'indices' ? Math.trunc(yTrue[row]!) : -1;
    for (let k = 0; k < classes; k++) {
      const p = yPred[from + k]!;
      total += p;
      if (!(p <= clip && p >= 0)) continue;
      own++;
      if (targets === 'indices' ? label === k : yTrue[from + k]! > 0) ownCostly++;
    }
    // Only rows of a softmax have logits behind them.
    if (!(Math.abs(total - 1) <= SOFTMAX_ROWS)) continue;
    costly += ownCostly;
    any += own;
  }
  return { costly, any };
}
