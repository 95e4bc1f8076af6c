/** Large audits run on the reference engine: the switch depends on their size alone. */
import { describe, expect, test } from 'vitest';
import { auditEngines } from '../../src/audit/engines.js';
import { readAudit } from '../../src/audit/read.js';
import type { EngineName } from '../../src/engines/names.js';

async function engineOf(file: object, name: EngineName = 'tfjs') {
  const bytes = Buffer.from(JSON.stringify({ framework: 'keras@3', loss: 'mse', ...file }));
  const audit = await readAudit(bytes, {}, { source: 'test', baseDir: '.', roots: [] });
  const { headline, note } = await auditEngines(audit, name, 'test');
  return { name: headline.info.name, dtype: headline.info.dtype, note };
}

const column = (rows: number) => Array.from({ length: rows }, (_, i) => [i % 3]);

describe('the engine of an audit', () => {
  test('is tfjs up to 100,000 predicted values, above them the reference engine in float32', async () => {
    const of = (rows: number) => ({ y_true: column(rows), y_pred: column(rows) });
    expect(await engineOf(of(100_000))).toMatchObject({ name: 'tfjs', note: undefined });
    const large = await engineOf(of(100_001));
    expect(large).toMatchObject({ name: 'reference', dtype: 'float32' });
    expect(large.note).toMatch(/^above 100,000 predicted values: the reference engine/);
  });

  test('is the reference engine of more than 1,000 batches', async () => {
    const of = (rows: number) => ({ y_true: column(rows), y_pred: column(rows), batch_size: 2 });
    expect((await engineOf(of(2000))).name).toBe('tfjs');
    expect((await engineOf(of(2001))).note).toMatch(/^above 1,000 batches: /);
  });

  test('counts all outputs', async () => {
    const output = { loss: 'mse', y_true: column(60_000), y_pred: column(60_000) };
    const bytes = { loss: undefined, outputs: { a: output, b: output } };
    expect((await engineOf(bytes)).name).toBe('reference');
  });

  test('is the one that is named', async () => {
    const large = { y_true: column(100_001), y_pred: column(100_001) };
    expect(await engineOf(large, 'tfjs-cpu')).toMatchObject({ name: 'tfjs', note: undefined });
    expect(await engineOf(large, 'reference')).toMatchObject({ name: 'reference', note: undefined });
  });
});
