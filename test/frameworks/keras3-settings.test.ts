/**
 * Keras 3's `dtype`, `crossentropy` and class axes against the frameworks (oracle/keras/keras3_settings.py),
 * as whole audits.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LossauditError } from '../../src/errors.js';
import { finding, reportOf } from '../support/audit.js';

interface Case {
  audit: {
    framework: string;
    backend: string;
    loss: string;
    params?: Record<string, unknown>;
    [key: string]: unknown;
  };
  expected?: number | null;
  error?: string;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/keras/keras3-settings.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

/** One unit of the dtype's last place; float64 prints as float32 on torch and is float32 on jax. */
const RTOL: Readonly<Record<string, number>> = { float16: 2 ** -10, bfloat16: 2 ** -7 };

describe.each([...new Set(cases.map((c) => `${c.audit.framework} ${c.audit.backend}`))])('%s', (where) => {
  const mine = cases.filter((c) => `${c.audit.framework} ${c.audit.backend}` === where);
  test.each(
    mine.map((c) => [`${c.audit.loss} ${JSON.stringify(c.audit.params ?? c.audit.y_true)}`, c] as const),
  )('%s', async (_name, { audit, expected, error }) => {
    // Keras casts the arrays to integers and computes nonsense: refused on purpose.
    if (error || audit.params?.dtype === 'int32') {
      await expect(reportOf(audit)).rejects.toThrow(LossauditError);
      return;
    }
    const { total } = await reportOf(audit);
    const asked = String(audit.params?.dtype).replace('mixed_', '');
    // In 3.4.1 on TensorFlow the sums inside are rounded step by step.
    const loose = audit.loss === 'cosine_similarity' && audit.framework === 'keras@3.4.1';
    const rtol = asked.endsWith('16') && !loose ? 0 : (RTOL[asked] ?? 1e-6);
    if (expected === null) expect(total).toBeNaN();
    else
      expect(Math.abs((total as number) - (expected as number))).toBeLessThanOrEqual(
        rtol * Math.abs(expected as number),
      );
  });
});

const MSE = { framework: 'keras@3.15', loss: 'mse', y_true: [[0.1, 0.9]], y_pred: [[0.3, 0.7]] };

describe('dtype', () => {
  test("an audit's dtype that says the same", async () => {
    const { engine, total } = await reportOf({ ...MSE, dtype: 'float16', params: { dtype: 'float16' } });
    expect(engine.dtype).toBe('float16');
    expect(total).toBe((await reportOf({ ...MSE, dtype: 'float16' })).total);
  });
  test.each(['float32', 'bfloat16', 'float64'])('one that says %s is an error', async (dtype) => {
    await expect(reportOf({ ...MSE, dtype, params: { dtype: 'float16' } })).rejects.toThrow(
      `params.dtype is float16, but must be ${dtype}, the audit's dtype`,
    );
  });
  test('each output has its own', async () => {
    const output = { loss: 'mse', y_true: MSE.y_true, y_pred: MSE.y_pred };
    const outputs = { half: { ...output, params: { dtype: 'float16' } }, single: output };
    const report = await reportOf({ framework: 'keras@3.15', outputs });
    const alone = await reportOf({ ...MSE, params: { dtype: 'float16' } });
    expect(report.engine.dtype).toBe('float32');
    expect(report.outputs.map((o) => Math.fround(o.value as number))).toEqual([
      alone.total,
      Math.fround((await reportOf(MSE)).total as number),
    ]);
  });
  test.each(['keras@2.15', 'keras@3.3', 'keras@2.2'])(
    "%s has none, and the hint names the audit's",
    async (framework) => {
      const refused = reportOf({ ...MSE, framework, params: { dtype: 'float16' } });
      await expect(refused).rejects.toMatchObject({ code: 'unknown-param' });
      await expect(refused).rejects.toSatisfy((e: LossauditError) =>
        String(e.hint).includes('"dtype": "float16"'),
      );
    },
  );
});

describe('crossentropy is a string of compile in Keras 3', () => {
  const audit = {
    loss: 'crossentropy',
    y_true: [2, 0],
    y_pred: [
      [0.2, 0.3, 0.5],
      [0.5, 0.25, 0.25],
    ],
  };
  test('the report names the loss it stands for', async () => {
    const report = await reportOf({ framework: 'keras@3.15', ...audit });
    expect(report.outputs[0].loss).toBe('sparse_categorical_crossentropy');
    expect(finding(report, 'name-of-another-version')).toBeUndefined();
  });
  test.each([
    ['keras@2.15', {}, 'loss-not-in-version'],
    ['keras@2.2.4', {}, 'loss-not-in-version'],
    ['keras@3.15', { mode: 'eager' }, 'unknown-loss'],
    ['keras@3.15', { params: { from_logits: true } }, 'unknown-param'],
  ])('%s %o', async (framework, more, code) => {
    await expect(reportOf({ framework, ...audit, ...more })).rejects.toMatchObject({ code });
  });
});

describe('classes on the first axis (torch)', () => {
  const audit = {
    framework: 'keras@3.15',
    backend: 'torch',
    loss: 'sparse_categorical_crossentropy',
    params: { axis: 0 },
    y_true: [0, 1, 1, 0],
    y_pred: [
      [0.2, 0.3, 0.5, 0.4],
      [0.8, 0.7, 0.5, 0.6],
    ],
  };
  test('test_on_batch takes them, too', async () => {
    // Keras 3.15.1 on torch: test_on_batch(y_pred, y_true) of a model that passes its input through.
    expect((await reportOf(audit)).total).toBeCloseTo(0.8938876986503601, 6);
  });
  test('y_true has as many rows as the second axis', async () => {
    await expect(reportOf({ ...audit, y_true: [0, 1, 1] })).rejects.toThrow(
      'y_true has 3 rows (shape [3]), but the second axis of y_pred has 4',
    );
  });
  test('rows are counted on the second axis', async () => {
    // Three classes, two rows: every one of them is masked.
    const y_pred = [
      [0.2, 0.5],
      [0.3, 0.25],
      [0.5, 0.25],
    ];
    const report = await reportOf({ ...audit, y_true: [2, 0], y_pred, mask: [0, 0] });
    expect(report.audit.rows).toBe(2);
    expect(finding(report, 'all-masked')).toBeDefined();
    expect(
      finding(await reportOf({ ...audit, y_true: [2, 0], y_pred, mask: [0, 1] }), 'all-masked'),
    ).toBeUndefined();
  });
  test('such arrays make no batches', async () => {
    await expect(reportOf({ ...audit, batch_size: 2 })).rejects.toMatchObject({ code: 'rows-differ' });
  });
  test.each(['tensorflow', 'jax'])('%s', async (backend) => {
    await expect(reportOf({ ...audit, backend })).rejects.toThrow(LossauditError);
  });
});
