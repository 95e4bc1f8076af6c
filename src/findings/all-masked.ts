import type { NdArray } from '../tensor/ndarray.js';
import { shortText } from '../text/sentence.js';
import type { OutputView } from './context.js';
import { defineFinding } from './finding.js';
import { type NothingLeft, nothingLeft, nothingLeftText } from './nothing-left.js';

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
  async *find(context) {
    for (const view of context.outputs) {
      for (const { what, empty } of reasons(view)) {
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
  readonly empty: (from: number, to: number) => boolean;
}

/** Does an element count? By its place in the array. */
type Counts = (i: number) => boolean;

/** Why nothing may be left: the mask alone, the labels alone, or one where the other leaves something. */
function reasons({ yTrue, rows, mask, sampleWeight, nodes, ignoredLabel: ignored }: OutputView): Reason[] {
  const used =
    mask && nodes.some((e) => e.node.kind === 'input' && e.node.name === 'mask') ? mask : undefined;
  const masked: Counts | undefined = used && ((i) => used.data[i] !== 0);
  const labelled: Counts | undefined = ignored === undefined ? undefined : (i) => yTrue.data[i] !== ignored;
  const weighted: Counts | undefined = sampleWeight && ((i) => sampleWeight.data[i] !== 0);
  const list: Reason[] = [];
  if (used && masked) list.push({ what: 'every sample is masked', empty: none(rows, used, masked) });
  if (labelled)
    list.push({ what: `every label is the ignored class ${ignored}`, empty: none(rows, yTrue, labelled) });
  const both = (a: NdArray | undefined, b: NdArray | undefined) => a && b && a.data.length === b.data.length;
  if (used && masked && labelled && both(used, yTrue))
    list.push({
      what: `every sample is masked or has the ignored class ${ignored}`,
      empty: none(rows, used, (i) => masked(i) && labelled(i)),
    });
  if (used && masked && weighted && both(used, sampleWeight))
    list.push({
      what: 'every sample is masked or has weight 0',
      // Weights that are all zero are another finding.
      empty: (from, to) =>
        none(rows, used, (i) => masked(i) && weighted(i))(from, to) && !none(rows, used, weighted)(from, to),
    });
  return list;
}

function none(rows: number, { data }: NdArray, counts: Counts): Reason['empty'] {
  const width = data.length / Math.max(1, rows);
  return (from, to) => {
    for (let i = from * width; i < to * width; i++) if (counts(i)) return false;
    return width > 0;
  };
}
