import { explainAudit } from '../explain/explain.js';
import { explanationText, subjectOf } from '../report/explain/words.js';
import { joined, shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { requireValues } from './stand-ins.js';

/** Changes at once, and how long is searched: `lossaudit explain` takes more of both. */
const DEPTH = 2;
const TIME_LIMIT_MS = 3000;

interface Data {
  /** As it was written; several with their places. */
  readonly reported: string;
  /** What the audit gives there; null where it says nothing. */
  readonly values: readonly (number | null)[];
  readonly verdict: string;
  /** Ids of `lossaudit explain`. */
  readonly causes: readonly string[];
  readonly explanation: string;
}

export const reported = defineFinding<Data>({
  code: 'reported-differs',
  severity: 'warning',
  symptom: 'The number somebody saw is not what these arrays give.',
  cause:
    'Another rule, denominator, weight, batch, label or precision: what gives exactly that number is ' +
    'named, where that is no accident. What is compared is half a unit of the last digit written; a whole ' +
    'number means itself.',
  change:
    'Compare the rules named here with the one that was meant; where there are several, an input that ' +
    'tells them apart stands beside them. `lossaudit explain` shows the arithmetic, and searches longer.',
  frameworks: 'all',
  message: ({ reported: text, values, explanation }) => {
    const own = values.map((x) => (x === null ? 'nothing' : shortText(x)));
    const seen = `${text} ${values.length > 1 ? 'were' : 'was'} reported`;
    return `${seen}, these arrays give ${joined(own)}. ${explanation}`;
  },
  async *find(context) {
    const { audit, options } = context;
    if (audit.reported.length === 0) return;
    requireValues(audit);
    const explanation = await explainAudit(audit, audit.reported, {
      depth: DEPTH,
      timeLimitMs: TIME_LIMIT_MS,
      version: '',
      signal: options.signal,
    });
    const { verdict, causes } = explanation;
    if (verdict === 'agrees') return;
    yield {
      data: {
        reported: subjectOf(explanation.reported),
        values: explanation.reported.map((r) => r.computed),
        verdict,
        causes: causes.map((c) => c.id),
        explanation: explanationText(explanation, audit.reported.length > 1 ? 'They' : 'It'),
      },
    };
  },
});
