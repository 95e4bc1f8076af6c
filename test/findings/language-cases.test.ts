/**
 * Findings about tokens over all cases of transformers and TRL: true by the case's own arrays and by the
 * number that the framework gave.
 */
import { expect, test } from 'vitest';
import { runAudit } from '../../src/audit/run.js';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { findingsOf } from '../../src/findings/index.js';
import { auditOfCase, casesOf, type FrameworkCase } from '../support/framework-cases.js';
import { flat, type Numbers } from '../support/reference-cases.js';

/** Labels that count: those of the mask of TRL, or that are not ignored. */
function labelsOf({ framework, source }: FrameworkCase): number {
  const { ignore_index: ignored = -100, shift_labels: given } = source.params;
  const rows = (Array.isArray(given) ? given : source.y_true) as number[] | number[][];
  const shifts =
    framework === 'trl' || given === true || (source.loss === 'ForCausalLMLoss' && given === undefined);
  const left = shifts ? (rows as number[][]).map((row) => row.slice(1)) : rows;
  const counts = (y: number) => (framework === 'trl' ? y === 1 : y !== ignored);
  return flat(left as Numbers).filter(counts).length;
}

test('every count of items that is told differs from the labels, and the mean is theirs', async () => {
  const wrong: string[] = [];
  let told = 0;
  for (const c of ['huggingface', 'trl'].flatMap(casesOf).filter((one) => one.about === undefined)) {
    const audit = await auditOfCase(c);
    const engine = referenceEngine({ dtype: audit.dtype, version: 'test' });
    const report = await runAudit(
      audit,
      { headline: engine, reference: engine },
      { full: true, version: 'test' },
    );
    const only = ['items-not-tokens', 'labels-shifted'];
    for (const { code, data } of await findingsOf(audit, report, { only })) {
      told++;
      const { items, labels, other } = data as Record<string, number>;
      const given = Number(c.source.params.num_items_in_batch);
      const mean = (Number(c.source.expected) * Math.max(given, 1)) / Number(labels);
      const near = Math.abs(Number(other) - mean) <= 1e-2 * Math.abs(mean);
      if (code !== 'items-not-tokens' || items !== given || labels !== Math.max(labelsOf(c), 1) || !near)
        wrong.push(`${c.id}: ${code} ${JSON.stringify(data)}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(told).toBeGreaterThan(20);
});
