import { constant } from '../../../expr/node.js';
import { smoothLabels } from '../../math.js';
import { CROSSENTROPY, defineLoss, smoothingOf, sumOrder } from '../define-loss.js';
import { binaryElements } from '../kit/binary.js';
import { CLIP } from '../numbers.js';

export const binaryCrossentropy = defineLoss({
  name: 'binary_crossentropy',
  family: 'binary-crossentropy',
  versions: '2.0-',
  names: { binary_crossentropy: '2.0-', bce: '2.4-', BCE: '2.4-', BinaryCrossentropy: '2.3-' },
  params: CROSSENTROPY,
  // Keras 2.0 – 2.2 go back to logits, whose kernel compares the shapes.
  sameShape: ({ version, params }) => version.atLeast('3.0') || params.from_logits || !version.atLeast('2.3'),
  targets: 'binary',
  predictions: 'probability',
  clip: CLIP,
  recoversLogits: true,
  integers: 'refuses',
  score(inputs) {
    const { yTrue, yPred, params, trace } = inputs;
    const a = smoothingOf(inputs);
    const t = smoothLabels(yTrue, a, constant(0.5 * a), trace);
    const elements = binaryElements(t, yPred, params.from_logits, inputs);
    return elements.mean(params.axis, { order: sumOrder(inputs.backend, elements, params.axis) });
  },
});
