import { sameButRounding } from '../explain/mismatch.js';
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
  *find({ audit, report }) {
    if (audit.reported === undefined) return;
    const written = writtenNumber(audit.reported);
    const { total } = report;
    if (unitsOff(written, total, audit.dtype) <= SAME || !sameButRounding(written, total, audit.dtype))
      return;
    yield { data: { reported: audit.reported, value: total, dtype: audit.dtype } };
  },
});
