/** Predictions in the words of another loss: logits, probabilities, or their logarithms. */
import type { LossEntry } from '../frameworks/framework.js';
import type { Given } from '../frameworks/param.js';
import type { NdArray } from '../tensor/ndarray.js';
import { alongAxis, derived, everyVector, mapped } from './arrays.js';
import { logSoftmax, sigmoid, softmax } from './numbers.js';
import { type Holds, refusal, type Source, type Target, type Translated } from './source.js';

/** One way in which a loss takes predictions. */
export interface Wants {
  readonly holds: Holds;
  /** What says so. */
  readonly params: Given;
}

export interface Predictions {
  readonly yPred: NdArray;
  readonly params: Given;
  readonly translated?: Translated;
}

/** All ways in which a loss takes predictions. */
export function wantsOf({ info, params }: LossEntry): readonly Wants[] {
  const logs = info.paramOf('log-predictions')?.name;
  if (logs !== undefined)
    return [
      { holds: 'numbers', params: { [logs]: false } },
      { holds: 'logarithms', params: { [logs]: true } },
    ];
  if (info.always.logits === true) return [{ holds: 'logits', params: {} }];
  const holds: Holds =
    info.predictions === 'any'
      ? 'numbers'
      : info.predictions === 'log-distribution'
        ? 'logarithms'
        : 'probabilities';
  const logits = info.paramOf('logits');
  // A word, as of the boosters, says more than that.
  if (!logits || params[logits.name]?.kind !== 'flag') return [{ holds, params: {} }];
  return [
    { holds, params: { [logits.name]: false } },
    { holds: 'logits', params: { [logits.name]: true } },
  ];
}

/** @throws LossauditError `other-predictions` */
export function predictionsFor(source: Source, { holds, params }: Wants, target: Target): Predictions {
  const yPred = source.yPred!;
  if (holds === source.holds) return { yPred, params };
  const made = CONVERSIONS[`${source.holds} → ${holds}`]?.(source, yPred);
  if (made === undefined || typeof made === 'string')
    throw refusal(target, 'other-predictions', {
      has: source.holds,
      wants: holds,
      why: made ?? 'one does not follow from the other',
    });
  return { yPred: made.array, params, translated: { what: 'y_pred', how: made.how } };
}

interface Made {
  readonly array: NdArray;
  readonly how: string;
}

/** Each gives what it makes, or why it does not. */
const CONVERSIONS: Readonly<Record<string, (source: Source, p: NdArray) => Made | string>> = {
  'logits → probabilities': ({ classes, axis }, p) =>
    classes
      ? {
          array: derived(p, `softmax ${axis}`, () => alongAxis(p, axis, softmax)),
          how: 'the softmax of the logits',
        }
      : {
          array: derived(p, 'sigmoid', () => mapped(p, sigmoid)),
          how: 'the sigmoid of the logits',
        },
  'logits → logarithms': ({ classes, axis }, p) =>
    classes
      ? {
          array: derived(p, `log_softmax ${axis}`, () => alongAxis(p, axis, logSoftmax)),
          how: 'the log-softmax of the logits',
        }
      : 'a logarithm of one class alone is no distribution',
  'probabilities → logits': (source, p) =>
    source.classes
      ? logOf(source, p, 'the logarithm of the probabilities, whose rows add up to 1, as logits')
      : logitOf(p),
  'probabilities → logarithms': (source, p) =>
    source.family === 'kl-divergence'
      ? plainLog(p, 'the logarithm of the probabilities')
      : logOf(source, p, 'the logarithm of the probabilities'),
  'logarithms → probabilities': (source, p) =>
    source.family === 'kl-divergence' || logsAdd(source, p)
      ? {
          array: derived(p, 'exp', () => mapped(p, Math.exp)),
          how: 'the exponential of the log-probabilities',
        }
      : 'the exponentials of the rows do not add up to 1',
  'logarithms → logits': (source, p) =>
    logsAdd(source, p)
      ? { array: p, how: 'log-probabilities, whose exponentials add up to 1, as logits' }
      : 'the exponentials of the rows do not add up to 1',
  'numbers → logarithms': (_, p) => plainLog(p, 'the logarithm of the predictions'),
  'logarithms → numbers': (_, p) => ({
    array: derived(p, 'exp', () => mapped(p, Math.exp)),
    how: 'the exponential of the logarithms',
  }),
};

function logsAdd({ axis }: Source, p: NdArray): boolean {
  const logs = derived(p, `logs add up ${axis}`, () => (everyVector(p, axis, logsAddUp) ? p : undefined));
  return logs !== undefined;
}

function logOf({ axis }: Source, p: NdArray, how: string): Made | string {
  if (p.data.some((v) => !(v > 0))) return 'a probability that is not above 0 has no logarithm';
  const adds = derived(p, `adds up ${axis}`, () => (everyVector(p, axis, addsUp) ? p : undefined));
  if (!adds) return 'the rows do not add up to 1';
  return plainLog(p, how);
}

function plainLog(p: NdArray, how: string): Made | string {
  if (p.data.some((v) => !(v > 0))) return 'what is not above 0 has no logarithm';
  return { array: derived(p, 'log', () => mapped(p, Math.log)), how };
}

function logitOf(p: NdArray): Made | string {
  if (p.data.some((v) => !(v > 0 && v < 1))) return 'a probability of 0, of 1 or beyond has no logit';
  const array = derived(p, 'logit', () => mapped(p, (v) => Math.log(v) - Math.log1p(-v)));
  return { array, how: 'the logits of the probabilities, ln(p / (1 - p))' };
}

/** Predictions of float32 add up to 1 within some units of its last digit. */
const OFF = 1e-6;

function addsUp(vector: Float64Array): boolean {
  let sum = 0;
  for (const v of vector) sum += v;
  return Math.abs(sum - 1) <= OFF;
}

function logsAddUp(vector: Float64Array): boolean {
  let sum = 0;
  for (const v of vector) sum += Math.exp(v);
  return Math.abs(sum - 1) <= OFF;
}
