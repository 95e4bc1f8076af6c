/** Holds what lossaudit answers to a spec of Keras under one version against what that version answered. */
import { resolved } from '../../src/audit/resolve.js';
import { runAudit } from '../../src/audit/run.js';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { LossauditError } from '../../src/errors.js';
import type { Report } from '../../src/report/audit/model.js';
import { auditOf, type Result, type Spec, toleranceOf } from './differential-cases.js';
import { flat, type Numbers } from './reference-cases.js';

function differs(what: string, ours: Numbers, theirs: Numbers, rtol: number): string[] {
  const a = flat(ours);
  const e = flat(theirs);
  if (a.length !== e.length) return [`${what}: ${a.length} values instead of ${e.length}`];
  const scale = Math.max(0, ...e.filter(Number.isFinite).map(Math.abs));
  const bad = e.findIndex((x, i) => {
    if (Object.is(a[i], x) || a[i] === x) return false;
    // Numbers of both signs cancel: sums of float32 differ in their last digits.
    return !(Math.abs(a[i] - x) <= rtol * Math.max(Math.abs(x), 0.1 * scale, 1e-2));
  });
  return bad < 0 ? [] : [`${what}[${bad}]: ${a[bad]} instead of ${e[bad]}`];
}

/** What is wrong with our answer; empty where it is the version's. */
export async function answerProblems(spec: Spec, role: string, expected: Result): Promise<string[]> {
  const audit = auditOf(spec, role);
  const engines = {
    headline: referenceEngine({ dtype: audit.dtype, version: 'test' }),
    reference: referenceEngine({ dtype: 'float64', version: 'test' }),
  };
  let report: Report;
  try {
    report = await runAudit(resolved(audit), engines, { full: true, version: 'test' });
  } catch (error) {
    if (!(error instanceof LossauditError)) throw error;
    return expected.error ? [] : [`refused: ${error.message}`];
  }
  if (expected.error) return [`not refused: ${expected.error}`];
  const [{ per_sample }] = report.outputs;
  const total = Array.isArray(expected.expected) ? per_sample : report.total;
  const rtol = toleranceOf(audit, role);
  const batches = report.batches?.map((b) => b.total as number);
  return [
    ...differs('loss', total as Numbers, expected.expected as Numbers, rtol),
    ...(expected.per_sample ? differs('per sample', per_sample as Numbers, expected.per_sample, rtol) : []),
    ...(expected.batches && batches ? differs('batches', batches, expected.batches, rtol) : []),
  ];
}
