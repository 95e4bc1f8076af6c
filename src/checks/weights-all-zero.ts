import { defineFinding, short } from './finding.js';

export const weightsAllZero = defineFinding({
  code: 'weights-all-zero',
  severity: 'error',
  symptom: 'The loss is NaN, or 0 whatever the predictions are.',
  cause:
    'Every sample weight is 0. Keras 2.0 – 2.2 divide by the share of non-zero weights, 0/0; later versions give 0.',
  change: 'Look at how the weights are made; leave such batches out.',
  frameworks: 'all',
  message: (d) => `All ${d.count} sample weights are 0; this version's answer is ${short(d.value)}.`,
  *find({ outputs }) {
    for (const { output, report } of outputs) {
      const w = output.sampleWeight;
      if (w && w.data.length > 0 && w.data.every((x) => x === 0))
        yield { data: { count: w.data.length, value: report.value }, output: output.name };
    }
  },
});
