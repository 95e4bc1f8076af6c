import { defineFinding, short } from './finding.js';

const FRACTION_BITS: Readonly<Record<string, number>> = { float16: 10, bfloat16: 7 };

export const coarseGrid = defineFinding({
  code: 'coarse-grid',
  severity: 'note',
  symptom: 'The loss moves in steps, or stands still.',
  cause: 'A bfloat16 has 8 significant bits, a float16 11: near 36 a bfloat16 moves by 0.25.',
  change: 'Compute and log the loss in float32.',
  frameworks: 'all, in float16 or bfloat16',
  message: (d) =>
    `In ${d.dtype} the loss can only move in steps of ${short(d.step)} here; float64 gives ${short(d.value64)}.`,
  *find({ audit, report }) {
    const bits = FRACTION_BITS[audit.dtype];
    if (bits === undefined || !Number.isFinite(report.total) || report.total === 0) return;
    const step = 2 ** (Math.floor(Math.log2(Math.abs(report.total))) - bits);
    yield { data: { dtype: audit.dtype, step, value: report.total, value64: report.total_float64 } };
  },
});
