import { shortText } from '../text/sentence.js';
import { spacing } from '../text/written-number.js';
import { defineFinding } from './finding.js';

/** Those whose steps are seen in a printed loss. */
const COARSE: ReadonlySet<string> = new Set(['float16', 'bfloat16']);

interface Data {
  readonly dtype: string;
  readonly step: number;
  readonly value: number;
  readonly value64: number;
}

export const coarseGrid = defineFinding<Data>({
  code: 'coarse-grid',
  severity: 'note',
  symptom: 'The loss moves in steps, or stands still.',
  cause: 'A bfloat16 has 8 significant bits, a float16 11: near 36 a bfloat16 moves by 0.25.',
  change: 'Compute and log the loss in float32.',
  frameworks: 'all, in float16 or bfloat16',
  message: (d) =>
    `In ${d.dtype} the loss can only move in steps of ${shortText(d.step)} here; float64 gives ` +
    `${shortText(d.value64)}.`,
  *find({ audit, report }) {
    if (!COARSE.has(audit.dtype) || !Number.isFinite(report.total) || report.total === 0) return;
    const step = spacing(report.total, audit.dtype);
    yield { data: { dtype: audit.dtype, step, value: report.total, value64: report.total_float64 } };
  },
});
