import { clippedAt, lostLogitsText, targetsOf } from '../explain/lost-logits.js';
import { certainlyWrong } from '../facts/kinds/clipped.js';
import { indexText } from '../tensor/ndarray.js';
import { shortText, some } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { lostLogits } from './lost-logits.js';
import { pairNeeds } from './needs.js';
import { oneSample } from './one-sample.js';

const ofClipped = pairNeeds((view) => {
  const { loss, output, fromLogits, classesLast } = view;
  const { clip } = loss;
  if (loss.predictions === 'any' || clip === undefined || fromLogits || !classesLast) return undefined;
  const kind = loss.predictions === 'probability' ? 'single' : loss.classIndices ? 'indices' : 'rows';
  const targets = targetsOf(output, kind);
  return targets && { wrong: certainlyWrong.of(['y_pred', 'y_true'], { clip, targets }) };
});

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
  needs: ofClipped,
  async *find(context) {
    for await (const { view, facts } of context.read(ofClipped)) {
      const { output, yPred } = view;
      const { count, first } = facts.wrong;
      if (!first) continue;
      const ceiling = await context.rerun(`${output.name}: ceiling`, () =>
        oneSample(context.audit, output.name, first.yTrue, first.yPred),
      );
      if (!ceiling) continue;
      yield {
        data: {
          count,
          ceiling: ceiling.total,
          first: `y_pred${indexText(yPred.shape, first.at)}`,
          recovers: (await lostLogits(context, view)) && true,
        },
        output: output.name,
        step: 'score',
      };
    }
  },
});
