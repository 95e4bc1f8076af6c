import { below } from '../facts/kinds/labels.js';
import { sizeOf } from '../tensor/ndarray.js';
import { some } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { pairNeeds } from './needs.js';

const ofBoth = pairNeeds(({ yTrue, yPred }) =>
  yTrue.dtype.startsWith('uint') &&
  yPred.dtype.startsWith('uint') &&
  sizeOf(yTrue.shape) === sizeOf(yPred.shape)
    ? { negative: below.of(['y_pred', 'y_true'], {}) }
    : undefined,
);

interface Data {
  readonly dtype: string;
  /** Differences below 0. */
  readonly count: number;
}

export const unsignedDifference = defineFinding<Data>({
  code: 'unsigned-difference',
  severity: 'warning',
  symptom: 'A mean squared error of images is far too small in numpy.',
  cause:
    'Both arrays are unsigned integers: (0 − 16)² wraps around to 0 in uint8. Keras casts to float ' +
    'first, numpy does not.',
  change: 'Cast to float before subtracting.',
  frameworks: 'numpy, scikit-learn, OpenCV beside any framework',
  message: (d) =>
    `Both arrays are ${d.dtype}: where they are subtracted as they are, ${some(d.count, 'difference')} ` +
    'below 0 would wrap around. Here they are cast to floats first.',
  needs: ofBoth,
  async *find(context) {
    for await (const { view, facts } of context.read(ofBoth))
      if (facts.negative > 0)
        yield { data: { dtype: view.yPred.dtype, count: facts.negative }, output: view.output.name };
  },
});
