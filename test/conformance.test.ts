/**
 * Every loss and rule on every engine and chunk size against the numbers that the frameworks themselves gave
 * (fixtures/keras; each case names its library, version and backend).
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { runAudit } from '../src/audit/run.js';
import { referenceEngine } from '../src/engines/reference/engine.js';
import { cpuEngine } from '../src/engines/tfjs/cpu.js';
import type { Engine } from '../src/engines/engine.js';
import { LossauditError } from '../src/errors.js';
import { caseAudit, flat, type Numbers, readCases } from './support/reference-cases.js';

const cases = readCases('keras/reference.json');
const RTOL = 1e-6;

let tfjs: Engine;
beforeAll(async () => {
  tfjs = await cpuEngine('float32');
});

const engines: Record<string, (dtype: string) => Engine | undefined> = {
  'tfjs cpu': (dtype) => (dtype === 'float32' ? tfjs : undefined),
};
for (const chunkRows of [1, 3, undefined]) {
  engines[`reference, ${chunkRows ?? 'default'} rows a chunk`] = (dtype) =>
    referenceEngine({ dtype: dtype as never, chunkRows, version: 'test' });
}

function worst(actual: number[], expected: number[]): string {
  if (actual.length !== expected.length) return `length ${actual.length} instead of ${expected.length}`;
  let text = '';
  expected.forEach((e, i) => {
    const a = actual[i];
    const same = Object.is(a, e) || a === e || (Number.isNaN(a) && Number.isNaN(e)) || Math.abs(a - e) <= RTOL * Math.abs(e);
    if (!same && !text) text = `[${i}] ${a} instead of ${e} (relative ${Math.abs(a - e) / Math.abs(e)})`;
  });
  return text;
}

for (const [name, make] of Object.entries(engines)) {
  describe(name, () => {
    test.each(cases.map((c) => [c.id, c] as const))('%s', (_, c) => {
      const audit = caseAudit(c);
      const headline = make(audit.dtype);
      if (!headline) return;
      const run = () => runAudit(audit, { headline, reference: referenceEngine({ dtype: 'float64', version: 'test' }) }, { full: true, version: 'test' });
      if (c.expected_error) {
        expect(run).toThrow(LossauditError);
        return;
      }
      const report = run();
      const problems: string[] = [];
      const compare = (what: string, actual: Numbers, expected: Numbers | undefined) => {
        if (expected === undefined) return;
        const text = worst(flat(actual), flat(expected));
        if (text) problems.push(`${what}: ${text}`);
      };
      if (!Array.isArray(c.expected)) compare('expected', report.total, c.expected);
      else compare('expected', report.outputs[0].per_sample, c.expected);
      compare('per sample', report.outputs[0].per_sample, c.expected_per_sample);
      if (c.kind !== 'epoch') compare('score', report.outputs[0].steps.find((s) => s.id === 'score')?.values ?? [], c.score);
      compare('batches', report.batches?.map((b) => b.total) ?? [report.total], c.kind === 'epoch' ? c.expected_batches : undefined);
      expect(problems).toEqual([]);
    });
  });
}
