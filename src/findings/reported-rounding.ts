import { sameButRounding } from '../explain/mismatch.js';
import { seenNumbers } from '../explain/seen.js';
import { unitsOff, writtenNumber } from '../text/written-number.js';
import { defineFinding } from './finding.js';

/** Within half a unit a number is the written one. */
const SAME = 0.5;

interface Data {
  /** As it was written. */
  readonly reported: string;
  readonly value: number;
  readonly dtype: string;
}

export const reportedRounding = defineFinding<Data>({
  code: 'reported-rounding',
  severity: 'note',
  symptom: 'The last digit of the number somebody saw is another one than here.',
  cause:
    'The number lies at a boundary of rounding, or its last bits are those of another order of the ' +
    'same additions. No other rule is needed to explain it.',
  change: 'Nothing: rounding alone explains it.',
  frameworks: 'all',
  message: (d) =>
    `${d.reported} was reported, these arrays give ${d.value}: the same up to ${d.dtype} rounding.`,
  async *find({ audit, report, options }) {
    for await (const { text, seen, numbers } of seenNumbers(audit, report, options)) {
      const written = writtenNumber(text);
      const { total: value } = numbers;
      const { dtype } = seen;
      if (unitsOff(written, value, dtype) <= SAME || !sameButRounding(written, value, dtype)) continue;
      yield { data: { reported: text, value, dtype } };
    }
  },
});
