import { countingBatches } from '../facts/kinds/labels.js';
import { stats } from '../facts/kinds/stats.js';
import { sizeOf } from '../tensor/ndarray.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { type AnswersTo, pairNeeds } from './needs.js';
import { type NothingLeft, nothingLeft, nothingLeftText } from './nothing-left.js';
import type { OutputView } from './views.js';

const ofWeights = pairNeeds(({ audit, output, sampleWeight, yTrue, rows }) => {
  const size = audit.batchSize;
  const zeros = [...(output.classWeight ?? [])].flatMap(([label, weight]) => (weight === 0 ? [label] : []));
  const each = zeros.length > 0 && sizeOf(yTrue.shape) === Math.max(1, rows);
  const ofBatches = (slot: string, nothing: readonly number[]) =>
    countingBatches.of([slot], { size, nothing, nothing2: [] });
  return {
    // One weight for all rows has none of its own.
    single: sampleWeight?.shape.length === 0 ? stats.of(['sample_weight'], {}) : undefined,
    weighted: sampleWeight && sampleWeight.shape.length > 0 ? ofBatches('sample_weight', [0]) : undefined,
    classes: each ? ofBatches('y_true', zeros) : undefined,
  };
});

type Data = NothingLeft & {
  /** `sample weights`. */
  readonly what: string;
  readonly count: number;
};

export const weightsAllZero = defineFinding<Data>({
  code: 'weights-all-zero',
  severity: 'error',
  symptom:
    'The loss is NaN, or 0 whatever the predictions are; an epoch is too low, or NaN from one batch on.',
  cause:
    'Every weight of a batch is 0. Keras 2.0 – 2.2 divide by the share of non-zero weights, 0/0; later ' +
    'versions give 0, which counts in the epoch like any other batch.',
  change: 'Look at how the weights are made; leave such batches out.',
  frameworks: 'all',
  message: (d) =>
    nothingLeftText(
      d,
      `${d.count === 1 ? 'the only one of the' : `all ${d.count}`} ${d.what} ` +
        `${d.count === 1 ? 'is' : 'are'} 0`,
      `All ${d.count} ${d.what} are 0; this version's answer is ${shortText(d.value)}.`,
    ),
  needs: ofWeights,
  async *find(context) {
    for await (const { view, facts } of context.read(ofWeights)) {
      for (const { what, empty, width } of weightsOf(view, facts)) {
        const effect = await nothingLeft(context, view, empty);
        if (!effect) continue;
        const [from, to] = effect.batch === undefined ? [0, view.rows - 1] : effect.rows;
        const count = Math.max(1, (to - from + 1) * width);
        yield { data: { what, count, ...effect }, output: view.output.name };
        break;
      }
    }
  },
});

interface Weights {
  readonly what: string;
  /** Are all of a batch 0? */
  readonly empty: (batch: number) => boolean;
  /** How many there are for a row. */
  readonly width: number;
}

/** The sample weights, and the class weights of the labels. */
function* weightsOf(
  { sampleWeight, rows }: OutputView,
  facts: AnswersTo<typeof ofWeights>,
): Generator<Weights> {
  const { weighted, single, classes } = facts;
  const what = 'sample weights';
  if (single) yield { what, empty: () => single.min === 0 && single.max === 0, width: 1 };
  if (sampleWeight && weighted)
    yield { what, empty: (b) => !weighted(b), width: sizeOf(sampleWeight.shape) / Math.max(1, rows) };
  if (classes) yield { what: 'class weights of the samples', empty: (b) => !classes(b), width: 1 };
}
