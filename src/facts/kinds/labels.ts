/** What targets say beside predictions, masks and weights. */
import { defineFact } from '../fact.js';
import { count, include, includes, type Runs, runs, tally } from '../fields.js';

export interface Hits {
  /** Positions whose largest logit is the label there, and of how many. */
  readonly same: number;
  readonly ofSame: number;
  /** Positions whose largest logit is the label of the next one. */
  readonly next: number;
  readonly ofNext: number;
}

/** Logits [N, T, C] and labels [N, T]: a row is a whole sequence, so blocks cut none. */
export const labelHits = defineFact({
  name: 'label-hits',
  fields: { same: count, ofSame: count, next: count, ofNext: count },
  block(state, { arrays: [logits, labels], heads: [head] }, { ignored }: { readonly ignored?: number }) {
    const [, length = 0, classes = 0] = head!.shape;
    let before = -1;
    for (let at = 0; at < labels!.length; at++) {
      const largest = argmax(logits!, at * classes, classes);
      const label = labels![at]!;
      const starts = at % length === 0;
      if (label !== ignored) {
        state.ofSame++;
        if (largest === label) state.same++;
        if (!starts) state.ofNext++;
        if (!starts && before === label) state.next++;
      }
      before = largest;
    }
  },
  answer: (state): Hits => state,
});

function argmax(values: ArrayLike<number>, from: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) if (values[from + i]! > values[from + best]!) best = i;
  return best;
}

interface Counted {
  /** The labels from 0 that are counted. */
  readonly classes: number;
  readonly ignored?: number;
}

/**
 * How often each class is a label, but for the ignored one, and for those whose mask (a second array of as
 * many elements) is 0; and how many labels are no class.
 */
export const labelTally = defineFact({
  name: 'label-tally',
  fields: { tally, others: count },
  block(state, { arrays: [labels, mask] }, { classes, ignored }: Counted) {
    const { tally: counts } = state;
    for (let i = 0; i < labels!.length; i++) {
      const label = labels![i]!;
      if (label === ignored || mask?.[i] === 0) continue;
      if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
        state.others++;
        continue;
      }
      while (counts.length <= label) counts.push(0);
      counts[label]!++;
    }
  },
  answer: ({ tally: counts, others }) => ({ counts: counts as readonly number[], others }),
});

/** Places where the first array's element is less than the second's. */
export const below = defineFact({
  name: 'below',
  fields: { count },
  block(state, { arrays: [a, b] }) {
    let n = 0;
    for (let i = 0; i < a!.length; i++) if (a![i]! < b![i]!) n++;
    state.count += n;
  },
  trivial: ([a, b]) => a!.min >= b!.max,
  answer: (state) => state.count,
});

/** Places where the first array is 0 and the second is not. */
export const missedZeros = defineFact({
  name: 'missed-zeros',
  fields: { count },
  block(state, { arrays: [a, b] }) {
    let n = 0;
    for (let i = 0; i < a!.length; i++) if (a![i] === 0 && b![i] !== 0) n++;
    state.count += n;
  },
  trivial: ([a]) => a!.min > 0 || a!.max < 0,
  answer: (state) => state.count,
});

interface Batches {
  /** Rows of a batch; all if left out. */
  readonly size?: number;
  /** Values of the first array's elements that count nothing, and of the second's. */
  readonly nothing: readonly number[];
  readonly nothing2: readonly number[];
}

/** Does anything of a batch count? By its number, from 0. */
export type Counting = (batch: number) => boolean;

/**
 * The batches in which an element counts: none of the arrays, which have the same elements, holds a value
 * there that counts nothing.
 */
export const countingBatches = defineFact({
  name: 'counting-batches',
  fields: { batches: runs },
  block(state, { arrays, first, rows }, { size = Number.POSITIVE_INFINITY, nothing, nothing2 }: Batches) {
    const [a, b] = arrays;
    const width = a!.length / Math.max(1, rows);
    const counts = (i: number) => !nothing.includes(a![i]!) && !(b && nothing2.includes(b[i]!));
    for (let row = 0; row < rows; ) {
      const batch = Math.floor((first + row) / size);
      const end = Math.min(rows, (batch + 1) * size - first);
      if (!includes(state.batches, batch) && (width === 0 || hasOne(row * width, end * width, counts)))
        state.batches = include(state.batches, batch);
      row = end;
    }
  },
  answer: ({ batches }): Counting => {
    const found: Runs = batches;
    return (batch) => includes(found, batch);
  },
});

function hasOne(from: number, to: number, counts: (i: number) => boolean): boolean {
  for (let i = from; i < to; i++) if (counts(i)) return true;
  return false;
}
