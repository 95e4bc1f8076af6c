import { explainMismatch } from '../explain/mismatch.js';
import { defineFinding, short } from './finding.js';

export const reported = defineFinding({
  code: 'reported-differs',
  severity: 'warning',
  symptom: 'The number somebody saw is not what these arrays give.',
  cause: 'Another rule, denominator or precision: named where one gives exactly that number.',
  change: 'Compare the rule named here with the one that was meant.',
  frameworks: 'all',
  message: (d) =>
    `${d.reported} was reported, these arrays give ${short(d.value)}. ${d.explanation ?? 'No known rule gives the reported number.'}`,
  *find({ audit, report }) {
    if (audit.reported === undefined) return;
    const number = Number(audit.reported);
    if (!Number.isFinite(number)) return;
    // Half a unit of the last digit that was printed.
    const [, decimals = '', exponent = '0'] = /^[^.e]*(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(audit.reported) ?? [];
    const half = 0.5 * 10 ** (Number(exponent) - decimals.length);
    if (Math.abs(report.total - number) <= half * (1 + 1e-6)) return;
    const explanation = explainMismatch(audit, report, number, Math.min(half, 1e-3 * Math.abs(number)));
    yield { data: { reported: audit.reported, value: report.total, ...(explanation ? { explanation } : {}) } };
  },
});
