import type { Targets } from '../frameworks/framework.js';
import { IGNORED_BY_DEFAULT } from '../frameworks/ignored-labels.js';
import type { NdArray } from '../tensor/ndarray.js';
import { shortText } from '../text/sentence.js';
import { rowSums } from './context.js';
import { defineFinding } from './finding.js';

interface Wrong {
  readonly expected: string;
  readonly found: string;
}

interface Data extends Wrong {
  readonly min: number;
  readonly max: number;
}

export const targetsOutOfRange = defineFinding<Data>({
  code: 'targets-out-of-range',
  severity: 'warning',
  symptom: 'The loss is negative, grows without bound, or ignores some targets.',
  cause: 'y_true does not hold what the loss expects: 0/1, ±1, one-hot rows or class indices.',
  change: 'Convert the targets, or take the loss that fits them.',
  frameworks: 'all',
  message: (d) => `The targets should be ${d.expected}, but ${d.found}.`,
  *find(context) {
    for (const { output, loss, yTrue, yPred, ignoredLabel, classesLast } of context.outputs) {
      const labels = ignoredLabel === undefined ? yTrue : withoutLabel(yTrue, ignoredLabel);
      // Rows along another axis are not looked at.
      if (labels.data.length === 0 || !classesLast) continue;
      const { min, max } = context.stats(labels);
      const found = RULES[loss.targets]?.(labels, min, max, yPred.shape.at(-1) ?? 1);
      if (found) yield { data: { ...found, min, max }, output: output.name };
    }
  },
});

function withoutLabel(labels: NdArray, ignored: number): NdArray {
  const data = Float64Array.from(labels.data).filter((y) => y !== ignored);
  return { dtype: 'float64', shape: [data.length], data };
}

type Rule = (yTrue: NdArray, min: number, max: number, classes: number) => Wrong | undefined;

const range = (min: number, max: number) => `they go from ${shortText(min)} to ${shortText(max)}`;
/** The first value that is none of these. */
function other(yTrue: NdArray, ...allowed: number[]): string | undefined {
  const wrong = yTrue.data.find((y) => !allowed.includes(y));
  return wrong === undefined ? undefined : `one is ${shortText(wrong)}`;
}

const RULES: Readonly<Partial<Record<Targets, Rule>>> = {
  binary: (_, min, max) =>
    min < 0 || max > 1 ? { expected: 'between 0 and 1', found: range(min, max) } : undefined,
  'plus-minus-one': (yTrue) => {
    const found = other(yTrue, -1, 1);
    return found === undefined ? undefined : { expected: '−1 or 1 (this version converts nothing)', found };
  },
  'binary-or-plus-minus-one': (yTrue) => {
    const found = other(yTrue, 0, 1) && other(yTrue, -1, 1);
    return found === undefined ? undefined : { expected: '−1 or 1, or all 0 or 1', found };
  },
  distribution: (yTrue, min, max) => {
    if (min < 0 || max > 1)
      return { expected: 'one-hot rows or rows of probabilities', found: range(min, max) };
    const wrong = [...rowSums(yTrue)].find((s) => Math.abs(s - 1) > 1e-2);
    return wrong === undefined
      ? undefined
      : { expected: 'rows that add up to 1', found: `one adds up to ${shortText(wrong)}` };
  },
  // Keras on jax takes any index and lets it cost nothing; elsewhere it is refused.
  'class-indices': (yTrue, min, max, classes) => {
    if (yTrue.data.some((y) => !Number.isInteger(y)))
      return { expected: 'class indices', found: 'some are no integers' };
    if (min >= 0 && max < classes) return undefined;
    const elsewhere = IGNORED_BY_DEFAULT.get(min);
    const hint =
      elsewhere !== undefined
        ? `: ${String(min).replace('-', '−')} is what ${elsewhere} ignores by default, this loss does not`
        : min >= 1 && max === classes
          ? ': they count from 1'
          : '';
    return { expected: `class indices from 0 to ${classes - 1}`, found: range(min, max) + hint };
  },
};
