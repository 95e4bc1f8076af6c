/** Holds a report against a reference case. */

import type { AskedAudit } from '../../src/audit/audit.js';
import { resolved } from '../../src/audit/resolve.js';
import { runAudit } from '../../src/audit/run.js';
import type { Engine } from '../../src/engines/engine.js';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { LossauditError } from '../../src/errors.js';
import type { Report } from '../../src/report/audit/model.js';
import { flat, type Numbers, type ReferenceCase } from './reference-cases.js';

/** What a framework gave. */
export type Expected = Pick<
  ReferenceCase,
  'kind' | 'expected' | 'expected_per_sample' | 'expected_batches' | 'expected_error' | 'score'
>;

/** What differs by more than the tolerance; empty where all is as the framework has it. */
function deviations(report: Report, c: Expected, rtol: number): string[] {
  const problems: string[] = [];
  const compare = (what: string, actual: Numbers, expected: Numbers | undefined) => {
    if (expected === undefined) return;
    const text = worst(flat(actual), flat(expected), rtol);
    if (text) problems.push(`${what}: ${text}`);
  };
  compare('expected', Array.isArray(c.expected) ? report.outputs[0].per_sample : report.total, c.expected);
  compare('per sample', report.outputs[0].per_sample, c.expected_per_sample);
  if (c.kind !== 'epoch')
    compare('score', report.outputs[0].steps.find((s) => s.id === 'score')?.values ?? [], c.score);
  const batches = report.batches?.map((b) => b.total) ?? [report.total];
  compare('batches', batches, c.kind === 'epoch' ? c.expected_batches : undefined);
  return problems;
}

/**
 * The same, of an audit that is run first; a refusal where the framework answers is one, too, and the other
 * way round.
 */
export async function deviationsOf(
  audit: AskedAudit,
  c: Expected,
  headline: Engine,
  rtol: number,
): Promise<string[]> {
  const reference = referenceEngine({ dtype: 'float64', version: 'test' });
  let report: Report;
  try {
    report = await runAudit(resolved(audit), { headline, reference }, { full: true, version: 'test' });
  } catch (error) {
    if (!(error instanceof LossauditError)) throw error;
    return c.expected_error ? [] : [`refused: ${error.message}`];
  }
  return c.expected_error ? [`not refused: ${c.expected_error}`] : deviations(report, c, rtol);
}

function worst(actual: readonly number[], expected: readonly number[], rtol: number): string {
  if (actual.length !== expected.length) return `length ${actual.length} instead of ${expected.length}`;
  const at = expected.findIndex((e, i) => {
    const a = actual[i];
    const same = Object.is(a, e) || a === e || (Number.isNaN(a) && Number.isNaN(e));
    return !same && !(Math.abs(a - e) <= rtol * Math.abs(e));
  });
  if (at < 0) return '';
  const [a, e] = [actual[at], expected[at]];
  return `[${at}] ${a} instead of ${e} (relative ${Math.abs(a - e) / Math.abs(e)})`;
}
