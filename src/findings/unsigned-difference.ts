import { some } from '../text/sentence.js';
import { defineFinding } from './finding.js';

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
  *find({ outputs }) {
    for (const { output, yTrue, yPred } of outputs) {
      if (
        !yTrue.dtype.startsWith('uint') ||
        !yPred.dtype.startsWith('uint') ||
        yTrue.data.length !== yPred.data.length
      )
        continue;
      let count = 0;
      for (let i = 0; i < yPred.data.length; i++) if (yPred.data[i]! < yTrue.data[i]!) count++;
      if (count > 0) yield { data: { dtype: yPred.dtype, count }, output: output.name };
    }
  },
});
