import { explainMismatch, sameButRounding } from '../explain/mismatch.js';
import { seenNumbers } from '../explain/seen.js';
import { shortText } from '../text/sentence.js';
import { writtenNumber } from '../text/written-number.js';
import { defineFinding } from './finding.js';

interface Data {
  /** As it was written. */
  readonly reported: string;
  readonly value: number;
  readonly explanation?: string;
}

export const reported = defineFinding<Data>({
  code: 'reported-differs',
  severity: 'warning',
  symptom: 'The number somebody saw is not what these arrays give.',
  cause:
    'Another rule, denominator or precision: all that give exactly that number are named. What is ' +
    'compared is half a unit of the last digit written; a whole number means itself first.',
  change:
    'Compare the rules named here with the one that was meant; where there are several, an input that ' +
    'tells them apart stands beside them.',
  frameworks: 'all',
  message: (d) =>
    `${d.reported} was reported, these arrays give ${shortText(d.value)}. ` +
    `${d.explanation ?? 'No known rule gives the reported number.'}`,
  async *find({ audit, report, options }) {
    for await (const { text, seen, numbers } of seenNumbers(audit, report, options)) {
      const written = writtenNumber(text);
      if (sameButRounding(written, numbers.total, seen.dtype)) continue;
      const explanation = await explainMismatch(seen, numbers, written, options);
      yield { data: { reported: text, value: numbers.total, explanation } };
    }
  },
});
