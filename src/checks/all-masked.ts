import { defineFinding, short } from './finding.js';

export const allMasked = defineFinding({
  code: 'all-masked',
  severity: 'error',
  symptom: 'The loss is NaN, or a perfect 0 that nothing earned.',
  cause:
    'No sample is left: every entry of the mask is 0, or every label is ignored. What comes then is the version’s policy: NaN in Keras 2.0 – 2.2.4 and 2.11 – 2.15, 0 in the others.',
  change: 'Look at how the mask is made. Leave such batches out of averages.',
  frameworks: 'all',
  message: (d) =>
    `Nothing is left to average: ${d.what}. This version's answer is ${short(d.value)}, which says nothing about the predictions.`,
  *find({ outputs }) {
    for (const { output, report } of outputs) {
      const { mask, yTrue } = output;
      const ignored = output.params.ignore_class;
      if (mask && mask.data.length > 0 && mask.data.every((m) => m === 0)) {
        yield { data: { what: 'every sample is masked', value: report.value }, output: output.name };
      } else if (typeof ignored === 'number' && yTrue.data.length > 0 && yTrue.data.every((y) => y === ignored)) {
        yield {
          data: { what: `every label is the ignored class ${ignored}`, value: report.value },
          output: output.name,
        };
      }
    }
  },
});
