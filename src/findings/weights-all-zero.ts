import { shortText } from '../text/sentence.js';
import type { OutputView } from './context.js';
import { defineFinding } from './finding.js';
import { type NothingLeft, nothingLeft, nothingLeftText } from './nothing-left.js';

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
  async *find(context) {
    for (const view of context.outputs) {
      const { output } = view;
      for (const { what, weight, width } of weightsOf(view)) {
        const zero = (from: number, to: number) => {
          for (let i = from * width; i < to * width; i++) if (weight(i) !== 0) return false;
          return width > 0;
        };
        const effect = await nothingLeft(context, view, zero);
        if (!effect) continue;
        const [from, to] = effect.batch === undefined ? [0, view.rows - 1] : effect.rows;
        yield { data: { what, count: Math.max(1, (to - from + 1) * width), ...effect }, output: output.name };
        break;
      }
    }
  },
});

interface Weights {
  readonly what: string;
  readonly weight: (i: number) => number;
  /** How many there are for a row. */
  readonly width: number;
}

/** The sample weights, and the class weights of the labels. */
function weightsOf({ output, sampleWeight, yTrue, rows: count }: OutputView): Weights[] {
  const { classWeight } = output;
  const rows = Math.max(1, count);
  const list: Weights[] = [];
  if (sampleWeight) {
    const { data, shape } = sampleWeight;
    const single = shape.length === 0;
    list.push({
      what: 'sample weights',
      weight: (i) => data[single ? 0 : i]!,
      width: single ? 1 : data.length / rows,
    });
  }
  if (classWeight && yTrue.data.length === rows)
    list.push({
      what: 'class weights of the samples',
      weight: (i) => classWeight.get(yTrue.data[i]!) ?? 1,
      width: 1,
    });
  return list;
}
