import { shown } from '../audit/present.js';
import { sameButRounding } from '../explain/evidence.js';
import { seenNumbers } from '../explain/seen.js';
import { unitsOff } from '../text/written-number.js';
import { defineFinding } from './finding.js';
import { requireValues } from './stand-ins.js';

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
  async *find(context) {
    const { audit, options } = context;
    const { dtype } = audit;
    if (audit.reported.length === 0) return;
    requireValues(audit);
    for (const { written, own } of await seenNumbers(audit, options))
      if (unitsOff(written, own, dtype) > SAME && sameButRounding(written, own, dtype))
        yield { data: { reported: written.text, value: shown(own, dtype), dtype } };
  },
});
