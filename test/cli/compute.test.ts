import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { npy } from '../support/npy.js';
import { caseAudit, readCases } from '../support/reference-cases.js';
import { computeJson, lossaudit, ROOT } from './run-cli.js';

const S1 = { loss: 'mse', y_true: [1, 4, 5], y_pred: [1, 2, 3], sample_weight: [0.1, 0, 0.1] };

describe('the numbers of tensorflow issue 25178 (scenario S1)', () => {
  // Squared errors [0, 4, 4] with weights [0.1, 0, 0.1]: three denominators.
  test.each([
    ['keras@2.2', {}, 0.2],
    ['keras@2.15', {}, 0.4 / 3],
    ['keras@3', {}, 0.4 / 3],
    ['keras@3', { reduction: 'mean_with_sample_weight' }, 2],
  ])('%s %o', (framework, params, expected) => {
    const { code, report } = computeJson({ ...S1, framework, params });
    expect(code).toBe(0);
    expect(report.total).toBeCloseTo(expected, 6);
    expect((report.outputs[0].contributions as number[]).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });
});

test('the report is the documented one: it validates against the published JSON Schema', () => {
  const ajv = new Ajv2020({ strict: false });
  const validate = ajv.compile(JSON.parse(readFileSync(`${ROOT}schema/report.schema.json`, 'utf8')));
  const audits = [
    { ...S1 },
    { ...S1, batch_size: 2, framework: 'keras@3' },
    { loss: 'mse', y_true: [[1], [2]], y_pred: [['NaN'], [2]] },
    {
      outputs: {
        a: { loss: 'mae', y_true: [1, 2], y_pred: [2, 2], loss_weight: 0.5 },
        b: { loss: 'mse', y_true: [1, 2], y_pred: [2, 2] },
      },
      regularization: { l2: 0.1 },
    },
  ];
  for (const audit of audits) {
    const { report } = computeJson(audit);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  }
});

test('every fixture audit validates against the published audit schema', () => {
  const ajv = new Ajv2020({ strict: false });
  const validate = ajv.compile(JSON.parse(readFileSync(`${ROOT}schema/audit.schema.json`, 'utf8')));
  const audit = JSON.parse(readFileSync(`${ROOT}fixtures/quickstart.json`, 'utf8'));
  expect(validate(audit), JSON.stringify(validate.errors)).toBe(true);
});

test('the reference engine never loads tfjs', () => {
  const ran = lossaudit(['compute', 'fixtures/quickstart.json', '--engine', 'reference'], {
    env: { NODE_DEBUG: 'esm', NODE_OPTIONS: '' },
  });
  expect(ran.code).toBe(0);
  expect(ran.out).not.toContain('tfjs');
  const traced = lossaudit(['compute', 'fixtures/quickstart.json', '--engine', 'reference'], {
    env: { NODE_OPTIONS: `--import=${new URL('./forbid-tfjs.mjs', import.meta.url).href}` },
  });
  expect(traced.err).toBe('');
  expect(traced.code).toBe(0);
});

test('both engines stand beside each other', () => {
  const { report } = computeJson({
    loss: 'bce',
    framework: 'keras@3',
    y_true: [[0], [1]],
    y_pred: [[1], [0.5]],
  });
  // Keras 3.15.1, fixtures/keras/reference.json k3tf/loss/binary_crossentropy/extreme: 15.9423847 for (0, 1);
  // in doubles 16.1180957 (user-questions S10).
  expect((report.outputs[0].per_sample as number[])[0]).toBeCloseTo(15.9423847, 5);
  expect(
    (report.outputs[0].steps.filter((s) => s.id === 'score')[0].values_float64 as number[])[0],
  ).toBeCloseTo(16.118095, 5);
});

describe('input', () => {
  test('flags alone make an audit', () => {
    const dir = mkdtempSync(join(tmpdir(), 'lossaudit-'));
    const put = (name: string, values: number[]) => writeFileSync(join(dir, name), npy(values));
    put('t.npy', [1, 4, 5]);
    put('p.npy', [1, 2, 3]);
    put('w.npy', [0.1, 0, 0.1]);
    const ran = lossaudit(
      [
        'compute',
        '--loss',
        'mse',
        '--y-true',
        't.npy',
        '--y-pred',
        'p.npy',
        '--sample-weight',
        'w.npy',
        '--framework',
        'keras@2.15',
        '--json',
      ],
      { cwd: dir },
    );
    expect(ran.err).toBe('');
    expect(JSON.parse(ran.out).total).toBeCloseTo(0.4 / 3, 6);
  });

  test('--output writes the report and prints nothing', () => {
    const dir = mkdtempSync(join(tmpdir(), 'lossaudit-'));
    const file = join(dir, 'report.json');
    const ran = lossaudit(['compute', 'fixtures/quickstart.json', '--json', '--output', file]);
    expect(ran).toEqual({ code: 0, out: '', err: '' });
    expect(JSON.parse(readFileSync(file, 'utf8')).schema).toBe('lossaudit/report@1');
    expect(readdirSync(dir)).toEqual(['report.json']);
  });

  test("Python's tokens are read", () => {
    const ran = lossaudit(['compute', '-', '--json'], {
      input: '{"loss": "mse", "y_true": [NaN, 1], "y_pred": [-Infinity, 2]}',
    });
    expect(JSON.parse(ran.out).total).toBe('NaN');
  });
});

describe('every wrong input is one clear error with exit code 2', () => {
  const cases: [string, string | object, string[], string][] = [
    ['no such file', '', ['nowhere.json'], 'file-not-found'],
    ['not JSON', '{"loss":', ['-'], 'json'],
    ['not an object', '[1, 2]', ['-'], 'bad-audit'],
    ['unknown key', { ...S1, y_tru: [1] }, ['-'], 'bad-audit'],
    ['missing y_pred', { loss: 'mse', y_true: [1] }, ['-'], 'missing-key'],
    ['unknown loss', { ...S1, loss: 'mean_squred_error' }, ['-'], 'unknown-loss'],
    ['unknown framework', { ...S1, framework: 'kears@3' }, ['-'], 'unknown-framework'],
    ['bad version', { ...S1, framework: 'keras@latest' }, ['-'], 'unknown-version'],
    [
      'loss of a later version',
      { ...S1, framework: 'keras@2.2', loss: 'huber' },
      ['-'],
      'loss-not-in-version',
    ],
    ['unknown parameter', { ...S1, params: { axes: 1 } }, ['-'], 'unknown-param'],
    [
      'unknown reduction',
      { ...S1, framework: 'keras@3.2.1', params: { reduction: 'mean' } },
      ['-'],
      'unknown-reduction',
    ],
    ['rows differ', { ...S1, y_true: [1, 4] }, ['-'], 'rows-differ'],
    ['ragged', { ...S1, y_true: [[1], [2, 3], [4]] }, ['-'], 'json'],
    ['mask not 0 or 1', { ...S1, mask: [1, 0.5, 1] }, ['-'], 'bad-mask'],
    [
      'class out of range',
      {
        loss: 'sparse_categorical_crossentropy',
        framework: 'keras@3',
        y_true: [0, 3],
        y_pred: [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
      },
      ['-'],
      'class-out-of-range',
    ],
    ['batch size 0', { ...S1, batch_size: 0 }, ['-'], 'bad-audit'],
    [
      'shape refused',
      {
        ...S1,
        framework: 'keras@2.2',
        y_true: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        y_pred: [[1], [2], [3]],
      },
      ['-'],
      'targets-refused',
    ],
    ['path outside', { ...S1, y_true: '/etc/hostname' }, ['-'], 'outside-root'],
    ['unknown option', S1, ['-', '--frobnicate'], 'usage'],
    ['bad option value', S1, ['-', '--batch-size', 'two'], 'usage'],
  ];
  test.each(cases)('%s', (_, input, args, code) => {
    const text = typeof input === 'string' ? input : JSON.stringify(input);
    const ran = lossaudit(['compute', ...args, '--json'], { input: text });
    expect(ran.code).toBe(2);
    const { error } = JSON.parse(ran.out);
    expect(error.code).toContain(code);
    expect(error.message.length).toBeGreaterThan(10);
    expect(error.hint.length).toBeGreaterThan(10);
    expect(ran.err).not.toMatch(/\n\s+at /);
    expect(ran.err.trim().split('\n').length).toBeLessThanOrEqual(3);
  });
});

test('the example that formats.md shows', () => {
  const ran = lossaudit(['compute', 'fixtures/quickstart.json']);
  expect(ran.code).toBe(0);
  expect(ran.out).toContain('score / mean(sample_weight != 0)');
  expect(ran.out).toContain('loss  0.2  =  0.4 / 2');
});

test('reference cases as audit files give the frameworks’ numbers on the command line', () => {
  const cases = readCases('keras/reference.json').filter(
    (c) => c.kind === 'epoch' && typeof c.expected === 'number',
  );
  for (const c of cases.filter((_, i) => i % 9 === 0)) {
    const audit = caseAudit(c);
    const file = {
      framework: audit.framework,
      backend: audit.settings.backend,
      loss: c.loss,
      params: audit.outputs[0].params,
      y_true: c.y_true,
      y_pred: c.y_pred,
      mask: c.mask,
      sample_weight: c.sample_weight,
      class_weight: c.class_weight,
      batch_size: c.batch_size,
    };
    const { report, err } = computeJson(file);
    expect(err, c.id).toBe('');
    expect(report.total, c.id).toBeCloseTo(c.expected as number, 5);
  }
});
