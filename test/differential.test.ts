/**
 * The same spec under many versions (fixtures/keras/differential.json, made by oracle/keras/differential.py):
 * a loss called on tensors, or an epoch of fit. Kept are those of 90,000 random and targeted specs that
 * lossaudit once answered otherwise than the framework.
 */
import { describe, expect, test } from 'vitest';
import { resolved } from '../src/audit/resolve.js';
import { runAudit } from '../src/audit/run.js';
import { referenceEngine } from '../src/engines/reference/engine.js';
import { LossauditError } from '../src/errors.js';
import type { Report } from '../src/report/audit/model.js';
import { auditOf, DIFFERENTIAL, readDifferential, toleranceOf } from './support/differential-cases.js';
import { flat, type Numbers } from './support/reference-cases.js';

const cases = DIFFERENTIAL.flatMap(readDifferential);

/** What lossaudit refuses on purpose though the framework answers. */
const REFUSED_ON_PURPOSE: Record<string, string> = {
  'rows-differ': 'arrays of different numbers of rows broadcast only by accident',
  'bad-param': 'label smoothing outside 0 … 1 or a negative delta',
  'class-and-sample-weight': 'without a batch size nobody knows whether the batches are even (2.13 – 2.15)',
};

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

const answers = { refused: 0, compared: 0 };

describe.each(
  cases.map(({ spec, results }) => [`${spec.id} ${spec.kind} ${spec.loss}`, spec, results] as const),
)('%s', (_name, spec, results) => {
  test.each(Object.entries(results))('%s', async (role, expected) => {
    const audit = auditOf(spec, role);
    const engines = {
      headline: referenceEngine({ dtype: audit.dtype, version: 'test' }),
      reference: referenceEngine({ dtype: 'float64', version: 'test' }),
    };
    const run = async () => runAudit(resolved(audit), engines, { full: true, version: 'test' });
    if (expected.error) {
      await expect(run()).rejects.toThrow(LossauditError);
      answers.refused++;
      return;
    }
    let report: Report;
    try {
      report = await run();
    } catch (error) {
      expect(error).toBeInstanceOf(LossauditError);
      expect(Object.keys(REFUSED_ON_PURPOSE), String(error)).toContain((error as LossauditError).code);
      return;
    }
    const [{ per_sample }] = report.outputs;
    const total = Array.isArray(expected.expected) ? per_sample : report.total;
    const rtol = toleranceOf(audit, role);
    const problems = [
      ...differs('loss', total as Numbers, expected.expected as Numbers, rtol),
      ...(expected.per_sample === undefined
        ? []
        : differs('per sample', per_sample as Numbers, expected.per_sample, rtol)),
      ...(expected.batches && report.batches
        ? differs(
            'batches',
            report.batches.map((b) => b.total as number),
            expected.batches,
            rtol,
          )
        : []),
    ];
    expect(problems).toEqual([]);
    answers.compared++;
  });
});

test('most were compared', () => {
  expect(answers.compared).toBeGreaterThan(2000);
  expect(answers.refused).toBeGreaterThan(500);
});
