/** What is asked of an explanation before anything is searched. */
import { expect, test } from 'vitest';
import { explainAudit } from '../../src/explain/explain.js';
import { auditOf } from '../support/explain-corpus.js';

test('of no rows every number is a constant', async () => {
  const audit = await auditOf({ framework: 'torch', loss: 'MSELoss', y_true: [], y_pred: [] });
  const options = { depth: 2, timeLimitMs: 10_000, version: 'test' };
  const { verdict, undecidable } = await explainAudit(
    audit,
    [{ text: '1', of: 'loss', conditions: {} }],
    options,
  );
  expect([verdict, undecidable.map((u) => u.code)]).toEqual(['undecidable', ['no-rows']]);
});

test('a step asks for a batch size', async () => {
  const value = { framework: 'torch', loss: 'MSELoss', y_true: [1, 2], y_pred: [2, 4] };
  const reported = [{ value: '2.5', step: 2 }];
  await expect(auditOf({ ...value, reported })).rejects.toThrow('give batch_size');
  await expect(auditOf({ ...value, reported, batch_size: 1 })).resolves.toBeDefined();
  await expect(auditOf({ ...value, reported: '1e999' })).rejects.toThrow('beyond the range');
});
