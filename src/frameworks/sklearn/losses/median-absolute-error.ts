import { type Expr, opaque } from '../../../expr/node.js';
import { COLUMN_REDUCTIONS, defineLoss, MULTIOUTPUT } from '../define-loss.js';
import { meanAbsoluteError } from './mean-absolute-error.js';

export const medianAbsoluteError = defineLoss({
  name: 'median_absolute_error',
  family: 'median-absolute-error',
  versions: '',
  names: { median_absolute_error: '' },
  reductions: COLUMN_REDUCTIONS,
  params: MULTIOUTPUT,
  targets2d: 'columns',
  checksWeights: '',
  weighsNothing: () => true,
  score: meanAbsoluteError.score,
  // Of two middle values the lower one counts with weights up to 1.7 (utils/stats.py).
  reduce: (scores, weights, version) =>
    weights ? weightedMedian(scores, weights, version.atLeast('1.8')) : median(scores),
});

type Values = ArrayLike<number>;

function median(scores: Expr): Expr {
  return overSamples('median', [scores], ([values]) => {
    const sorted = Float64Array.from(values!).sort();
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  });
}

function weightedMedian(scores: Expr, weights: Expr, average: boolean): Expr {
  const name = average ? 'weighted_median' : 'weighted_median_lower';
  return overSamples(name, [scores, weights], ([values, w]) => percentile50(values!, w!, average));
}

/** utils/stats.py, `_weighted_percentile`. */
function percentile50(values: Values, weights: Values, average: boolean): number {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  let sum = 0;
  const cdf = order.map((i) => (sum += weights[i]!));
  const last = order.length - 1;
  const half = sum / 2 || Number.MIN_VALUE;
  const at = Math.min(searchSorted(cdf, half), last);
  const lower = values[order[at]!]!;
  if (!average || cdf[at]! - half > 2 ** -52) return lower;
  let next = Math.min(at + 1, last);
  if (weights[order[next]!] === 0) {
    // The next one that weighs something.
    const after = cdf.findIndex((c) => c > cdf[at]!);
    next = after < 0 ? at : after;
  }
  return (lower + values[order[next]!]!) / 2;
}

/** np.searchsorted, also where weights below 0 make the sums no longer ascend. */
function searchSorted(sorted: Values, key: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if (sorted[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A number for each column of the first operand, the others having one for each row. */
function overSamples(name: string, operands: Expr[], of: (columns: Values[]) => number): Expr {
  return opaque(
    {
      name,
      extra: 'axis=0',
      shape: ([, ...columns]) => columns,
      kernel(arrays, out) {
        for (let c = 0; c < out.length; c++)
          out[c] = of(arrays.map(({ data }, i) => (i === 0 ? columnOf(data, c, out.length) : data)));
      },
    },
    ...operands,
  );
}

function columnOf(data: Values, column: number, columns: number): Float64Array {
  return Float64Array.from({ length: data.length / columns }, (_, row) => data[row * columns + column]!);
}
