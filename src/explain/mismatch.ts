/** Which known cause gives a number that is not the audit's: only causes whose own number is that number. */
import type { Audit } from '../audit/audit.js';
import type { Ledger, Report } from '../report/model.js';
import { frameworkOf, tryRun, versionsOf, withOutputs, withVersion } from './variants.js';

interface Cause {
  readonly value: number;
  readonly text: string;
}

/** Causes named at the most when several give the same number. */
const NAMED = 3;

/**
 * @param expected the number to explain
 * @param tolerance how near a cause's number must come: half a unit of the last digit it was written with
 * @returns a sentence, or undefined where no known cause fits
 */
export function explainMismatch(audit: Audit, report: Report, expected: number, tolerance: number): string | undefined {
  const near = (value: number) => Math.abs(value - expected) <= tolerance;
  if (!Number.isFinite(expected) || near(report.total)) return undefined;
  for (const family of [versions, reductions, parts, precision, denominators, factors]) {
    // A cause of an earlier family is a rule that somebody really runs; arithmetic alone comes last.
    const fitting = [
      ...new Set(
        family(audit, report)
          .filter((c) => near(c.value))
          .map((c) => c.text),
      ),
    ];
    if (fitting.length === 1) return `${expected} is ${fitting[0]}.`;
    if (fitting.length > 1) return `${expected} is ambiguous: ${fitting.slice(0, NAMED).join('; or ')}.`;
  }
  return undefined;
}

/** Versions with the same number are one cause. */
function versions(audit: Audit, report: Report): Cause[] {
  const causes: (Cause & { names: string[]; ledger: string })[] = [];
  for (const version of versionsOf(audit)) {
    const other = tryRun(withVersion(audit, version));
    if (!other || Object.is(other.total, report.total)) continue;
    const ledger = ledgerText(other);
    const same = causes.find((c) => Math.abs(c.value - other.total) <= 1e-6 * Math.abs(other.total));
    if (same) same.names.push(version);
    else causes.push({ value: other.total, names: [version], ledger, text: '' });
  }
  return causes.map(({ value, names, ledger }) => ({
    value,
    text: `the rule of ${frameworkOf(audit)?.title} ${rangesText(names, versionsOf(audit))}${ledger}${instead(report)}`,
  }));
}

/** `2.3.1 – 3.15.1` where the versions follow each other in the list of those known. */
function rangesText(names: readonly string[], known: readonly string[]): string {
  const runs: string[][] = [];
  for (const name of names) {
    const last = runs.at(-1);
    if (last && known.indexOf(name) === known.indexOf(last[last.length - 1]) + 1) last.push(name);
    else runs.push([name]);
  }
  return runs.map((r) => (r.length === 1 ? r[0] : `${r[0]} – ${r[r.length - 1]}`)).join(', ');
}

function reductions(audit: Audit, report: Report): Cause[] {
  return audit.rules.reductions.flatMap((reduction) => {
    const other = tryRun(withOutputs(audit, (o) => ({ params: { ...o.params, reduction } })));
    return other
      ? [{ value: other.total, text: `this loss with reduction "${reduction}"${ledgerText(other)}${instead(report)}` }]
      : [];
  });
}

function parts(audit: Audit): Cause[] {
  const has = (key: 'mask' | 'sampleWeight' | 'classWeight') => audit.outputs.some((o) => o[key]);
  const without: [string, Audit][] = [];
  if (has('mask')) without.push(['the mask', withOutputs(audit, () => ({ mask: undefined }))]);
  if (has('sampleWeight'))
    without.push(['the sample weights', withOutputs(audit, () => ({ sampleWeight: undefined }))]);
  if (has('classWeight')) without.push(['the class weights', withOutputs(audit, () => ({ classWeight: undefined }))]);
  if (has('mask') && has('sampleWeight')) {
    without.push([
      'the mask and the sample weights',
      withOutputs(audit, () => ({ mask: undefined, sampleWeight: undefined })),
    ]);
  }
  if (Object.keys(audit.regularization).length > 0)
    without.push(['the regularization', { ...audit, regularization: {} }]);
  if (audit.batchSize) without.push(['batches: all rows as one', { ...audit, batchSize: undefined }]);
  const logits = audit.outputs.some((o) => o.params.from_logits === true);
  if (logits)
    without.push(['from_logits', withOutputs(audit, (o) => ({ params: { ...o.params, from_logits: false } }))]);
  return without.flatMap(([name, variant]) => {
    const other = tryRun(variant);
    return other ? [{ value: other.total, text: `this loss without ${name}` }] : [];
  });
}

function precision(audit: Audit): Cause[] {
  return (['float64', 'float16', 'bfloat16'] as const)
    .filter((dtype) => dtype !== audit.dtype)
    .flatMap((dtype) => {
      const other = tryRun(audit, dtype);
      return other ? [{ value: other.total, text: `this loss computed in ${dtype}` }] : [];
    });
}

/** The numerator over something else that can be counted here. */
function denominators(audit: Audit, report: Report): Cause[] {
  const ledger = onlyLedger(report);
  if (ledger?.numerator === undefined || ledger.numerator === null) return [];
  const [output] = audit.outputs;
  const counts: [string, number][] = [
    ['samples', report.audit.rows],
    ['elements of y_pred', output.yPred.data.length],
    ['1 (the sum)', 1],
  ];
  const sum = (data: ArrayLike<number>) =>
    Array.prototype.reduce.call<ArrayLike<number>, [(a: number, b: number) => number, number], number>(
      data,
      (a, b) => a + b,
      0,
    );
  if (output.mask)
    counts.push(['unmasked entries', sum(output.mask.data)], ['entries of the mask', output.mask.data.length]);
  if (output.sampleWeight) {
    const w = output.sampleWeight.data;
    counts.push(
      ['non-zero weights', w.filter((x) => x !== 0).length],
      ['the sum of the weights', sum(w)],
      ['weights', w.length],
    );
  }
  const { classWeight, yTrue } = output;
  if (classWeight && yTrue.data.length === report.audit.rows) {
    const weights = Array.from(yTrue.data, (y) => classWeight.get(y) ?? 1);
    counts.push(['the sum of the class weights of the samples', sum(weights)]);
  }
  const { numerator } = ledger;
  return counts.map(([name, count]) => ({
    value: numerator / count,
    text: `this loss's sum ${shortText(numerator)} divided by ${/^\d|^the/.test(name) ? name : `${count} ${name}`} instead of ${shortText(ledger.denominator)}${counted(ledger)}`,
  }));
}

/** The whole number times or divided by a count. */
function factors(audit: Audit, report: Report): Cause[] {
  const { shape } = audit.outputs[0].yPred;
  const counts: [string, number][] = [
    ['the number of rows', report.audit.rows],
    ['the batch size', audit.batchSize ?? report.audit.rows],
    ['the number of batches', report.batch_count ?? 1],
    ...(shape.length > 2
      ? ([
          ['the number of timesteps', shape[1]],
          ['the number of rows × timesteps', shape[0] * shape[1]],
        ] as [string, number][])
      : []),
    ...(shape.length > 1 ? ([['the length of the last axis', shape[shape.length - 1]]] as [string, number][]) : []),
  ];
  const seen = new Set<number>([1]);
  return counts.flatMap(([name, n]) => {
    if (seen.has(n)) return [];
    seen.add(n);
    return [
      { value: report.total * n, text: `this loss times ${n}, ${name}` },
      { value: report.total / n, text: `this loss divided by ${n}, ${name}` },
    ];
  });
}

function onlyLedger(report: Report): Ledger | undefined {
  return report.outputs.length === 1 && !report.batches && report.regularization === 0
    ? report.outputs[0].ledger
    : undefined;
}

function ledgerText(report: Report): string {
  const ledger = onlyLedger(report);
  if (!ledger || ledger.numerator === null || ledger.denominator === 1) return '';
  return `: ${shortText(ledger.numerator)} / ${shortText(ledger.denominator)}${counted(ledger)}`;
}

function instead(report: Report): string {
  const ledger = onlyLedger(report);
  return ledger && ledger.denominator !== 1 ? `, instead of ${shortText(ledger.denominator)}${counted(ledger)}` : '';
}

function counted(ledger: Ledger): string {
  return ledger.counted ? ` (${ledger.counted})` : '';
}

function shortText(x: number): string {
  return String(Number(x.toPrecision(6)));
}
