import type { Targets } from '../frameworks/framework.js';
import type { NdArray } from '../tensor/ndarray.js';
import { rowSums } from './context.js';
import { defineFinding, short } from './finding.js';

export const targetsOutOfRange = defineFinding({
  code: 'targets-out-of-range',
  severity: 'error',
  symptom: 'The loss is negative, grows without bound, or ignores some targets.',
  cause: 'y_true does not hold what the loss expects: 0/1, ±1, one-hot rows or class indices.',
  change: 'Convert the targets, or take the loss that fits them.',
  frameworks: 'all',
  message: (d) => `The targets should be ${d.expected}, but ${d.found}.`,
  *find(context) {
    for (const { output, loss } of context.outputs) {
      const { min, max } = context.stats(output.yTrue);
      const found = RULES[loss.targets]?.(output.yTrue, min, max, output.yPred.shape.at(-1) ?? 1);
      if (found) yield { data: { ...found, min, max }, output: output.name };
    }
  },
});

type Rule = (
  yTrue: NdArray,
  min: number,
  max: number,
  classes: number,
) => { expected: string; found: string } | undefined;

const range = (min: number, max: number) => `they go from ${short(min)} to ${short(max)}`;
const plusMinus = (yTrue: NdArray) => yTrue.data.every((y) => y === 1 || y === -1);
const binary = (yTrue: NdArray) => yTrue.data.every((y) => y === 0 || y === 1);

const RULES: Readonly<Partial<Record<Targets, Rule>>> = {
  binary: (_, min, max) => (min < 0 || max > 1 ? { expected: 'between 0 and 1', found: range(min, max) } : undefined),
  'plus-minus-one': (yTrue, min, max) =>
    plusMinus(yTrue) ? undefined : { expected: '−1 or 1 (this version converts nothing)', found: range(min, max) },
  'binary-or-plus-minus-one': (yTrue, min, max) =>
    plusMinus(yTrue) || binary(yTrue) ? undefined : { expected: '−1 or 1, or all 0 or 1', found: range(min, max) },
  distribution: (yTrue, min, max) => {
    if (min < 0 || max > 1) return { expected: 'one-hot rows or rows of probabilities', found: range(min, max) };
    const wrong = [...rowSums(yTrue)].find((s) => Math.abs(s - 1) > 1e-2);
    return wrong === undefined
      ? undefined
      : { expected: 'rows that add up to 1', found: `one adds up to ${short(wrong)}` };
  },
  // Keras on jax takes any index and lets it cost nothing; elsewhere it is refused.
  'class-indices': (yTrue, min, max, classes) => {
    if (yTrue.data.some((y) => !Number.isInteger(y)))
      return { expected: 'class indices', found: 'some are no integers' };
    return min < 0 || max >= classes
      ? { expected: `class indices from 0 to ${classes - 1}`, found: range(min, max) }
      : undefined;
  },
};
