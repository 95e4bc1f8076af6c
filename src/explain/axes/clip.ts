/** Predictions near 0 or 1 kept away from them by some epsilon; rows made to add up to 1 before. */
import type { Axis, Change } from '../axis.js';
import { mapped } from '../derive.js';
import { areDistributions, areOff, extremesOf, normalised, probabilityKind } from '../probabilities.js';
import { type OutputChange, type PairOutput, pairOf, withOutputs } from '../variants.js';

const EPSILONS: readonly (readonly [text: string, eps: number, cost: number])[] = [
  ['1e-7', 1e-7, 4],
  ['1e-15', 1e-15, 5],
  ['1e-8', 1e-8, 5],
  ['1e-12', 1e-12, 5],
  ['1e-10', 1e-10, 6],
  ['1e-6', 1e-6, 6],
  ['1e-5', 1e-5, 6],
  // The spacings of float64 and float32 at 1.
  ['2^-52', 2 ** -52, 6],
  ['2^-23', 2 ** -23, 6],
  ['1e-9', 1e-9, 7],
  ['1e-4', 1e-4, 7],
  ['1e-3', 1e-3, 7],
];
/** An epsilon that is so many times smaller than every prediction is not seen in the sum. */
const SEEN = 1e5;

export const clip: Axis = {
  name: 'clip',
  *changes({ audit }) {
    if ((audit.settings.activation ?? 'linear') !== 'linear') return;
    const outputs = audit.outputs.flatMap((o) => pairOf(o) ?? []).filter(probabilityKind);
    for (const [text, eps, cost] of EPSILONS) {
      if (outputs.some((o) => isWithin(o, eps)))
        yield change(
          `clipped to [${text}, 1 - ${text}]`,
          cost,
          `the predictions are clipped to [${text}, 1 − ${text}] before`,
          (o) => clipped(o, eps, 1 - eps),
        );
      if (outputs.some((o) => isWithin(o, eps) && !areDistributions(o)))
        yield change(`at least ${text}`, cost + 1, `predictions below ${text} are raised to it before`, (o) =>
          clipped(o, eps, Number.POSITIVE_INFINITY),
        );
      if (outputs.some((o) => isWithin(o, eps * SEEN)))
        yield change(`${text} added`, cost + 1, `${text} is added to the predictions before`, (o) =>
          added(o, eps),
        );
    }
    if (outputs.some((o) => areDistributions(o) && areOff(o)))
      yield change(
        'rows made to add up to 1',
        4,
        'the rows of the predictions are divided by their sums before',
        (o) => (probabilityKind(o) && areDistributions(o) ? { yPred: normalised(o) } : {}),
      );
  },
};

function change(to: string, cost: number, sentence: string, make: (o: PairOutput) => OutputChange): Change {
  const apply: Change['apply'] = (c) => ({ ...c, audit: withOutputs(c.audit, make) });
  return { what: 'y_pred', from: 'as given', to, family: 'constants', cost, sentence, apply };
}

function clipped(o: PairOutput, low: number, high: number): OutputChange {
  const kind = probabilityKind(o);
  if (!kind) return {};
  const [a, b] = kind === 'log' ? [Math.log(low), Math.log(high)] : [low, high];
  return { yPred: mapped(o.yPred, `clipped to ${a} ${b}`, (p) => Math.min(Math.max(p, a), b)) };
}

function added(o: PairOutput, eps: number): OutputChange {
  const kind = probabilityKind(o);
  if (!kind) return {};
  const plus = kind === 'log' ? (x: number) => Math.log(Math.exp(x) + eps) : (p: number) => p + eps;
  return { yPred: mapped(o.yPred, `plus ${eps} ${kind}`, plus) };
}

/** Is a prediction within so much of 0, or of 1 where that matters? */
function isWithin(o: PairOutput, eps: number): boolean {
  const [least, most] = extremesOf(o.yPred);
  if (probabilityKind(o) === 'log') return least < Math.log(eps);
  return least < eps || (most > 1 - eps && !areDistributions(o));
}
