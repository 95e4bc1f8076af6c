/** Pixels subtracted as they are: a difference below 0 wraps around in uint8, and so does a large square. */
import type { Family } from '../../frameworks/family.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import { derived, mapped } from '../derive.js';
import { isWithin, statsOf } from '../facts.js';
import type { PairOutput } from '../variants.js';

const SQUARES: ReadonlySet<Family> = new Set([
  'mean-squared-error',
  'half-squared-error',
  'root-mean-squared-error',
]);
const DIFFERENCES: ReadonlySet<Family> = new Set([...SQUARES, 'mean-absolute-error']);

/** Whole numbers of one byte, and more than 0 and 1. */
function arePixels({ yTrue, yPred, use }: PairOutput): boolean {
  const fit = [yTrue, yPred].every((x) => isWithin(x, 0, 255) && statsOf(x).fractional === 0);
  const differ = statsOf(yTrue).max > 1 || statsOf(yPred).max > 1;
  return fit && differ && yTrue.data.length === yPred.data.length && DIFFERENCES.has(use.info.family);
}

function rule(
  to: string,
  sentence: string,
  families: ReadonlySet<Family>,
  wrapped: (truth: number, prediction: number) => number,
): ArrayRule {
  const fits = (o: PairOutput) => families.has(o.use.info.family) && arePixels(o);
  return {
    from: 'cast to floats first',
    to,
    sentence,
    cost: (o) => (!fits(o) ? undefined : o.yTrue.dtype.startsWith('uint') ? 4 : 8),
    of: (o) =>
      fits(o)
        ? {
            yTrue: mapped(o.yTrue, '0', () => 0),
            yPred: derived(o.yPred, to, ({ shape, data }) => ({
              dtype: 'float64',
              shape,
              data: Float64Array.from(data as ArrayLike<number>, (p, i) => wrapped(o.yTrue.data[i]!, p)),
            })),
          }
        : undefined,
  };
}

const byte = (x: number) => ((x % 256) + 256) % 256;

export const unsigned = axisOf('unsigned', 'y_true, y_pred', 'dtype', () => [
  rule(
    'differences and squares in uint8',
    'y_true and y_pred are subtracted and squared in uint8, where 256 is 0',
    SQUARES,
    (y, p) => Math.sqrt(byte((y - p) ** 2)),
  ),
  rule('y_true - y_pred in uint8', 'y_true - y_pred is made in uint8, where -1 is 255', DIFFERENCES, (y, p) =>
    byte(y - p),
  ),
  rule('y_pred - y_true in uint8', 'y_pred - y_true is made in uint8, where -1 is 255', DIFFERENCES, (y, p) =>
    byte(p - y),
  ),
]);
