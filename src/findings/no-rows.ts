import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';

interface Data {
  readonly value: number;
}

export const noRows = defineFinding<Data>({
  code: 'no-rows',
  severity: 'error',
  symptom: 'The loss is NaN or 0 although nothing is wrong with the numbers.',
  cause: 'The arrays have no rows.',
  change: 'Look at what selects the rows.',
  frameworks: 'all',
  message: (d) => `The arrays have no rows; this version's answer is ${shortText(d.value)}.`,
  *find({ report }) {
    if (report.audit.rows === 0) yield { data: { value: report.total } };
  },
});
