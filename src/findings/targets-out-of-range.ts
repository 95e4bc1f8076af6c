import { firstFarRow, NEAR_ONE } from '../facts/kinds/rows.js';
import { other, stats } from '../facts/kinds/stats.js';
import type { Targets } from '../frameworks/framework.js';
import { IGNORED_BY_DEFAULT } from '../frameworks/ignored-labels.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { type AnswersTo, pairNeeds } from './needs.js';

const SLOT = ['y_true'];

// Rows along another axis are not looked at.
const ofTargets = pairNeeds(({ loss: { targets }, ignoredLabel: except, classesLast }) => {
  if (!classesLast || RULES[targets] === undefined) return undefined;
  const signs = targets === 'plus-minus-one' || targets === 'binary-or-plus-minus-one';
  return {
    labels: stats.of(SLOT, { except }),
    noSign: signs ? other.of(SLOT, { allowed: [-1, 1], except }) : undefined,
    noBit: signs ? other.of(SLOT, { allowed: [0, 1], except }) : undefined,
    far:
      targets === 'distribution'
        ? firstFarRow.of(SLOT, { tolerance: NEAR_ONE }, { slot: 'y_true', below: 0, above: 1 })
        : undefined,
  };
});

type Facts = AnswersTo<typeof ofTargets>;

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
  needs: ofTargets,
  async *find(context) {
    for await (const { view, facts } of context.read(ofTargets)) {
      const { min, max, count } = facts.labels;
      const { loss, output, yPred } = view;
      const found = count > 0 ? RULES[loss.targets]?.(facts, yPred.shape.at(-1) ?? 1) : undefined;
      if (found) yield { data: { ...found, min, max }, output: output.name };
    }
  },
});

type Rule = (facts: Facts, classes: number) => Wrong | undefined;

const range = (min: number, max: number) => `they go from ${shortText(min)} to ${shortText(max)}`;
const one = (x: number) => `one is ${shortText(x)}`;

const RULES: Readonly<Partial<Record<Targets, Rule>>> = {
  binary: ({ labels: { min, max } }) =>
    min < 0 || max > 1 ? { expected: 'between 0 and 1', found: range(min, max) } : undefined,
  'plus-minus-one': ({ noSign }) =>
    noSign === undefined
      ? undefined
      : { expected: '−1 or 1 (this version converts nothing)', found: one(noSign) },
  'binary-or-plus-minus-one': ({ noBit, noSign }) =>
    noBit === undefined || noSign === undefined
      ? undefined
      : { expected: '−1 or 1, or all 0 or 1', found: one(noSign) },
  distribution: ({ labels: { min, max }, far }) => {
    if (min < 0 || max > 1)
      return { expected: 'one-hot rows or rows of probabilities', found: range(min, max) };
    return far === undefined
      ? undefined
      : { expected: 'rows that add up to 1', found: `one adds up to ${shortText(far)}` };
  },
  // Keras on jax takes any index and lets it cost nothing; elsewhere it is refused.
  'class-indices': ({ labels: { min, max, fractional, nan } }, classes) => {
    if (fractional > 0 || nan > 0) return { expected: 'class indices', found: 'some are no integers' };
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
