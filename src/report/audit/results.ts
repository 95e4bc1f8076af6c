/** What a report answers: the losses with what they are made of. */

import { withSum } from '../../text/total-formula.js';
import { comparisonItem } from '../comparison.js';
import { type Block, type BlockOf, GAP, type Result } from '../layout/document.js';
import { numberText, plural } from '../layout/numbers.js';
import type { OutputReport, Report } from './model.js';
import { findingsOf, quotientText } from './steps.js';

/** Is there more in the total than one output? */
export function hasTotal({ outputs, regularization_terms, regularization }: Report): boolean {
  const [only] = outputs.length === 1 ? outputs : [];
  const added = regularization !== 0 || regularization_terms !== undefined;
  return only === undefined || added || only.loss_weight !== 1;
}

/** More results than this leave what follows them off a screen. */
const MANY = 12;

/** A line for each output and for what is added to them, then the total; above them where they are many. */
export function resultsOf(report: Report, digits: number): BlockOf<'results'> {
  const { outputs, total, total_formula, regularization, regularization_terms } = report;
  const several = hasTotal(report);
  const results = outputs.map((o) => resultOf(several ? o.name : 'loss', o, digits));
  if (!several) return { kind: 'results', results };
  const terms = regularization_terms ?? [{ name: 'regularization', value: regularization }];
  for (const { name, value } of terms)
    if (value !== 0) results.push({ label: name, value: numberText(value, digits) });
  const sum = { label: 'total', value: numberText(total, digits) };
  if (results.length < MANY)
    return { kind: 'results', results: [...results, { ...sum, equals: total_formula }] };
  // A formula of so many names would fill the screen: what it says of each stands beside it.
  const weighed = results.map((r, i) => withWeight(r, outputs[i]?.loss_weight ?? 1));
  return { kind: 'results', results: [{ ...sum, equals: ofAll(report, results.length) }, ...weighed] };
}

function withWeight(result: Result, weight: number): Result {
  if (weight === 1) return result;
  return { ...result, equals: `${result.equals ?? result.value}, × ${weight}` };
}

/** The total of many, in words. */
function ofAll({ outputs, total_formula }: Report, count: number): string {
  const weighed = outputs.some((o) => o.loss_weight !== 1);
  return withSum(total_formula, `sum of ${count} values${weighed ? ', each × its loss_weight' : ''}`);
}

export function resultOf(
  label: string,
  { value, ledger }: Pick<OutputReport, 'value' | 'ledger'>,
  digits: number,
): Result {
  const equals = quotientText(ledger, digits);
  return { label, value: numberText(value, digits), ...(equals === undefined ? {} : { equals }) };
}

export function* comparisonsOf(comparisons: NonNullable<Report['check']>['comparisons']): Iterable<Block> {
  if (comparisons.length === 0) return;
  yield GAP;
  yield { kind: 'list', items: comparisons.map(comparisonItem) };
}

/** Findings and expectations that are said again in full: as many as leave the results on a screen. */
const FEW = 3;

/** What must not be missed at the end of a long text: the results, what fails, errors and warnings. */
export function* againOf(report: Report, digits: number): Iterable<Block> {
  const { results } = resultsOf(report, digits);
  yield GAP;
  // Of many the total, which is the first of them then.
  yield { kind: 'results', results: results.length > MANY ? results.slice(0, 1) : results };
  const severe = report.findings.filter((f) => f.severity !== 'note');
  const failed = report.check?.comparisons.filter((c) => !c.passed) ?? [];
  if (severe.length + failed.length <= FEW) {
    yield* findingsOf(severe, report.outputs.length > 1);
    yield* comparisonsOf(failed);
    return;
  }
  const codes = new Set(severe.map((f) => `${f.severity} ${f.code}`));
  const facts = [...codes, ...(failed.length > 0 ? [plural(failed.length, 'failed expectation')] : [])];
  yield GAP;
  yield { kind: 'text', text: 'Found, and said in full at the start:', indent: 2 };
  yield { kind: 'facts', facts, role: 'warning', indent: 2 };
}
