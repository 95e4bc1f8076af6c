import {
  clippedAt,
  type LostLogits,
  lostLogitsNeeds,
  lostLogitsOf,
  lostLogitsText,
} from '../explain/lost-logits.js';
import { some } from '../text/sentence.js';
import type { CheckContext } from './context.js';
import { defineFinding } from './finding.js';
import { pairNeeds } from './needs.js';
import type { AnyView } from './views.js';

const ofLostLogits = pairNeeds(({ audit, output }) => lostLogitsNeeds(audit, output));

/** What fit computes and these predictions do not give; other findings tell it, too. */
export async function lostLogits(context: CheckContext, view: AnyView): Promise<LostLogits | undefined> {
  for await (const { view: own, facts } of context.read(ofLostLogits))
    if (own.output === view.output) return lostLogitsOf(context.audit, own.output, own.report, facts);
  return undefined;
}

export const lostLogitsFinding = defineFinding<LostLogits>({
  code: 'lost-logits',
  severity: 'warning',
  symptom:
    'evaluate and fit say another number than the loss of the predictions they saved: 5.0250, here 3.9199.',
  cause:
    'This version looks behind the last sigmoid or softmax and computes crossentropies from its input. ' +
    'Predictions that are 0 or 1 in float32 have lost it: they are clipped at 1e-7 instead. Under ' +
    'binary_crossentropy a softmax is taken off whatever its values, and its input goes through a ' +
    'sigmoid.',
  change:
    'Save the logits (the input of the last activation) as y_pred and set "activation": "sigmoid" or ' +
    '"softmax".',
  frameworks: 'Keras 2.4 – 2.15; Keras 3 on TensorFlow',
  message: (d, { loss }) =>
    lostLogitsText(
      d.rows
        ? `The rows of y_pred add up to 1 under ${loss.name}. If a softmax made them,`
        : `${some(d.clipped, 'prediction')} ${d.clipped === 1 ? 'lies' : 'lie'} on the clip at ` +
            `${clippedAt(loss)}. If a sigmoid or softmax made ${d.clipped === 1 ? 'it' : 'them'},`,
    ),
  needs: ofLostLogits,
  async *find(context) {
    for (const view of context.outputs) {
      const lost = await lostLogits(context, view);
      if (lost) yield { data: { ...lost }, output: view.output.name };
    }
  },
});
