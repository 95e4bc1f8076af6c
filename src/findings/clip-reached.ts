import { clippedAt, lostLogits, lostLogitsText } from '../explain/lost-logits.js';
import { indexText } from '../tensor/ndarray.js';
import { shortText, some } from '../text/sentence.js';
import type { OutputView } from './context.js';
import { defineFinding } from './finding.js';
import { oneSample } from './one-sample.js';

interface Data {
  readonly count: number;
  /** What one of them costs. */
  readonly ceiling: number;
  /** `y_pred[3][0]`. */
  readonly first: string;
  /** The version computes from the activation's input in fit. */
  readonly recovers?: true;
}

export const clipReached = defineFinding<Data>({
  code: 'clip-reached',
  severity: 'warning',
  symptom: 'Single losses are 15.2492, 15.3332, 15.4249, 15.9424 or 16.1181 whatever the model does.',
  cause:
    'A prediction is 0 or 1 on the wrong side. It is clipped at 1e-7, so its loss stands at a ceiling, ' +
    'and the gradient there is 0. Where fit looks behind the activation its number is another one: see ' +
    'lost-logits.',
  change: 'Train on logits with from_logits; look at the samples named here.',
  frameworks: 'Keras, tfjs-layers',
  message: (d, { loss }) =>
    `${some(d.count, 'prediction')} certain and wrong: clipped at ${clippedAt(loss)}. The first, ` +
    `${d.first}, costs ${shortText(d.ceiling)}, the ceiling of this ` +
    `version.${d.recovers ? ` ${lostLogitsText('If a sigmoid or softmax made it,')}` : ''}`,
  async *find(context) {
    for (const view of context.outputs) {
      const { loss, fromLogits, output, yPred, classesLast } = view;
      if (loss.predictions === 'any' || loss.clip === undefined || fromLogits || !classesLast) continue;
      const { min, max } = context.stats(yPred);
      if (min > loss.clip && max < 1 - loss.clip) continue;
      const wrong = (loss.predictions === 'probability' ? wrongBinary : wrongClasses)(view, loss.clip);
      const first = wrong[0];
      if (!first) continue;
      const ceiling = await context.rerun(`${output.name}: ceiling`, () =>
        oneSample(context.audit, output.name, first.yTrue, first.yPred),
      );
      if (!ceiling) continue;
      yield {
        data: {
          count: wrong.length,
          ceiling: ceiling.total,
          first: `y_pred${indexText(yPred.shape, first.at)}`,
          recovers: lostLogits(context.audit, output, view.report) && true,
        },
        output: output.name,
        step: 'score',
      };
    }
  },
});

interface Wrong {
  /** Flat index in y_pred. */
  readonly at: number;
  readonly yTrue: number[];
  readonly yPred: number[];
}

function wrongBinary({ yTrue, yPred }: OutputView, clip: number): Wrong[] {
  const wrong: Wrong[] = [];
  if (yTrue.data.length !== yPred.data.length) return wrong;
  yPred.data.forEach((p, at) => {
    const y = yTrue.data[at];
    if ((p <= clip && y === 1) || (p >= 1 - clip && y === 0)) wrong.push({ at, yTrue: [y], yPred: [p] });
  });
  return wrong;
}

/** Rows whose own class has no probability. Rows that do not add up to 1 are another finding. */
function wrongClasses({ yTrue, yPred, loss }: OutputView, clip: number): Wrong[] {
  const wrong: Wrong[] = [];
  const classes = yPred.shape.at(-1) ?? 1;
  const rows = yPred.data.length / Math.max(1, classes);
  if (yTrue.data.length !== (loss.classIndices ? rows : yPred.data.length)) return wrong;
  for (let r = 0; r < rows; r++) {
    const from = r * classes;
    const targets = loss.classIndices
      ? [yTrue.data[r]!]
      : Array.from(yTrue.data.subarray(from, from + classes));
    const own = loss.classIndices ? targets[0]! : targets.indexOf(1);
    // Where all classes are clipped alike (logits, most likely) none is certain.
    const row = yPred.data.subarray(from, from + classes);
    if (
      !(Number.isInteger(own) && own >= 0 && own < classes) ||
      row[own]! > clip ||
      row.every((p) => p <= clip)
    )
      continue;
    wrong.push({ at: from + own, yTrue: targets, yPred: Array.from(row) });
  }
  return wrong;
}
