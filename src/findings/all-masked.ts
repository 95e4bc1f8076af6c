import type { ArrayHead } from '../facts/fact.js';
import { countingBatches } from '../facts/kinds/labels.js';
import { sizeOf } from '../tensor/ndarray.js';
import { shortText } from '../text/sentence.js';
import { inputsOf } from './context.js';
import { defineFinding } from './finding.js';
import { type AnswersTo, pairNeeds } from './needs.js';
import { type NothingLeft, nothingLeft, nothingLeftText } from './nothing-left.js';
import type { OutputView } from './views.js';

const ofCounting = pairNeeds((view) => {
  const { yTrue, sampleWeight, nodes, ignoredLabel: ignored } = view;
  const mask = inputsOf(nodes, 'mask').length > 0 ? view.mask : undefined;
  const size = view.audit.batchSize;
  const both = (array: ArrayHead | undefined) => mask && array && sizeOf(mask.shape) === sizeOf(array.shape);
  const label = ignored === undefined ? undefined : [ignored];
  const of = (nothing: readonly number[], slot: string, nothing2: readonly number[] = [], slot2?: string) =>
    countingBatches.of(slot2 === undefined ? [slot] : [slot, slot2], { size, nothing, nothing2 });
  return {
    masked: mask && of([0], 'mask'),
    labelled: label && of(label, 'y_true'),
    maskedLabelled: label && both(yTrue) ? of([0], 'mask', label, 'y_true') : undefined,
    maskedWeighted: both(sampleWeight) ? of([0], 'mask', [0], 'sample_weight') : undefined,
    weighted: both(sampleWeight) ? of([0], 'sample_weight') : undefined,
  };
});

type Data = NothingLeft & {
  /** `every sample is masked`. */
  readonly what: string;
};

export const allMasked = defineFinding<Data>({
  code: 'all-masked',
  severity: 'error',
  symptom:
    'The loss is NaN, or a perfect 0 that nothing earned; an epoch is too low, or NaN from one batch on.',
  cause:
    'No sample of a batch is left: every entry of its mask is 0, or every label is ignored. What comes ' +
    'then is the version’s policy: NaN in Keras 2.0 – 2.2.4 and 2.11 – 2.15, 0 in the others, which ' +
    'counts in the epoch like any other batch.',
  change: 'Look at how the mask is made. Leave such batches out of averages.',
  frameworks: 'all',
  message: (d) =>
    nothingLeftText(
      d,
      d.what,
      `Nothing is left to average: ${d.what}. This version's answer is ${shortText(d.value)}, which ` +
        'says nothing about the predictions.',
    ),
  needs: ofCounting,
  async *find(context) {
    for await (const { view, facts } of context.read(ofCounting)) {
      for (const { what, empty } of reasons(view, facts)) {
        const effect = await nothingLeft(context, view, empty);
        if (!effect) continue;
        yield { data: { what, ...effect }, output: view.output.name };
        break;
      }
    }
  },
});

interface Reason {
  readonly what: string;
  readonly empty: (batch: number) => boolean;
}

/** Why nothing may be left: the mask alone, the labels alone, or one where the other leaves something. */
function* reasons(
  { ignoredLabel: ignored }: OutputView,
  { masked, labelled, maskedLabelled, maskedWeighted, weighted }: AnswersTo<typeof ofCounting>,
): Generator<Reason> {
  if (masked) yield { what: 'every sample is masked', empty: (b) => !masked(b) };
  if (labelled) yield { what: `every label is the ignored class ${ignored}`, empty: (b) => !labelled(b) };
  if (maskedLabelled)
    yield {
      what: `every sample is masked or has the ignored class ${ignored}`,
      empty: (b) => !maskedLabelled(b),
    };
  if (maskedWeighted && weighted)
    yield {
      what: 'every sample is masked or has weight 0',
      // Weights that are all zero are another finding.
      empty: (b) => !maskedWeighted(b) && weighted(b),
    };
}
