import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { readCases } from '../support/reference-cases.js';
import { lossaudit, ROOT } from './run-cli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lossaudit-check-'));
});

function put(name: string, audit: object | string): string {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), typeof audit === 'string' ? audit : JSON.stringify(audit));
  return name;
}
const check = (...args: string[]) => lossaudit(['check', ...args], { cwd: folder });
const json = (...args: string[]) => JSON.parse(check(...args, '--reporter', 'json').out);

/** tensorflow issue 25178: 0.2 with Keras 2.2, 0.1333 from 2.3 on. */
const S1 = {
  name: 'S1',
  framework: 'keras@2.2',
  loss: 'mse',
  y_true: [1, 4, 5],
  y_pred: [1, 2, 3],
  sample_weight: [0.1, 0, 0.1],
};

test('reference cases of the frameworks pass as audits', () => {
  const cases = readCases('keras/reference.json').filter(
    (c) => c.kind === 'epoch' && typeof c.expected === 'number',
  );
  cases.forEach((c, i) => {
    const backend = ['torch', 'jax'].find((b) => c.backend.startsWith(b));
    const { loss, params, y_true, y_pred, mask, sample_weight, class_weight, batch_size, expected } = c;
    put(`${i}.json`, {
      name: c.id,
      framework: `keras@${c.version}`,
      backend,
      loss,
      params,
      y_true,
      y_pred,
      mask,
      sample_weight,
      class_weight,
      batch_size,
      expect: { loss: expected },
    });
  });
  const report = json('.');
  expect(report).toMatchObject({ schema: 'lossaudit/check@1', passed: cases.length, failed: 0, errors: 0 });
});

describe('exit codes and results', () => {
  test('one that fails, one that cannot be audited: the others go on', () => {
    put('a.json', { ...S1, expect: { loss: 0.2 } });
    put('b.json', { ...S1, expect: { loss: 0.3 } });
    expect(check('a.json').code).toBe(0);
    expect(check('.').code).toBe(1);
    put('c.json', '{"loss": "mse", "y_true": [1], "y_pred": [');
    put('d.json', { other: 'thing' });
    const ran = check('.');
    expect(ran.code).toBe(2);
    expect(ran.out).toContain('1 passed, 1 failed, 1 error');
    expect(json('.').audits.map((a: { status: string }) => a.status)).toEqual(['passed', 'failed', 'error']);
    expect(check('a.json', 'missing.json').code).toBe(2);
    expect(json('a.json', 'missing.json').passed).toBe(1);
  });

  test('an audit that expects nothing does not pass', () => {
    put('a.json', S1);
    put('b.json', { ...S1, expect: {} });
    const { audits, passed, failed, errors } = json('.');
    expect(audits.map((a: { error: { code: string } }) => a.error.code)).toEqual([
      'nothing-expected',
      'nothing-expected',
    ]);
    // It can be audited: it fails, and the exit code says so.
    expect([passed, failed, errors]).toEqual([0, 2, 0]);
    const { code, out } = check('.');
    expect([code, out]).toEqual([1, expect.stringMatching(/FAIL +b\.json\n +b\.json expects nothing/)]);
  });

  test('an audit that must be refused fails where it is computed, in check and in compute', () => {
    for (const error of [true, 'shape-mismatch']) {
      put('a.json', { ...S1, expect: { error } });
      expect(check('.')).toMatchObject({ code: 1, out: expect.stringContaining('got computed') });
      const ran = lossaudit(['compute', 'a.json'], { cwd: folder });
      expect(ran).toMatchObject({ code: 1, out: expect.stringContaining('got computed') });
    }
    put('a.json', S1);
    expect(lossaudit(['compute', 'a.json', '--expect', 'error=true'], { cwd: folder }).code).toBe(1);
  });

  test('in a folder, audits without targets are audits, and other files with a loss are none', () => {
    const arrays = { y_pred: [[0, 0]], inputs: { positive: [[3, 4]], negative: [[0, 0.5]] } };
    put('a.json', { framework: 'torch', loss: 'TripletMarginLoss', ...arrays, expect: { loss: 5.5 } });
    put('history.json', { loss: [0.5, 0.25], epochs: 2 });
    // From the formula: 5 − 0.5 + 1, each distance up to 1e-6.
    expect(json('.')).toMatchObject({ passed: 1, failed: 0, errors: 0 });
  });

  test.each([[[]], [['--jobs', '2']]])(
    'the first 20 failures are explained, the others say how: %j',
    (jobs) => {
      const names = Array.from({ length: 23 }, (_, i) =>
        put(`${10 + i}.json`, { ...S1, expect: { loss: 0.13333333 } }),
      );
      put('00.json', { ...S1, expect: { loss: 0.2 } });
      const texts = json('.', ...jobs).audits.flatMap((a: { comparisons: { explanation?: string }[] }) =>
        a.comparisons.flatMap((c) => c.explanation ?? []),
      );
      const left = names
        .slice(20)
        .map((name) => `Not explained, only the first 20 are: lossaudit explain ${name}`);
      expect(texts).toHaveLength(23);
      expect(texts.slice(20)).toEqual(left);
      expect(texts.slice(0, 20).filter((t: string) => t.startsWith('Not explained'))).toEqual([]);
      const text = check('.', ...jobs).out;
      for (const line of left) expect(text).toContain(line);
    },
  );

  test('no audit at all is an error', () => {
    expect(check('.')).toMatchObject({ code: 2, err: expect.stringContaining('No audit found') });
    expect(check('*.json').code).toBe(2);
  });

  test('globs and folders', () => {
    put('deep/er/a.json', { ...S1, expect: { loss: 0.2 } });
    put('b.json', { ...S1, expect: { loss: 0.2 } });
    expect(json('**/*.json').passed).toBe(2);
    expect(json('deep').passed).toBe(1);
    expect(json('deep', '.', 'b.json').passed).toBe(2);
  });

  test('worker threads give the same results', () => {
    for (let i = 0; i < 7; i++) put(`${i}.json`, { ...S1, expect: { loss: i % 2 ? 0.2 : 0.1 } });
    // How much is tried in the time depends on the machine.
    const timeless = (text: string) =>
      JSON.parse(text.replace(/ Not all was tried in the time: [^"]+?\.json\./g, ''));
    const ran = (...flags: string[]) => timeless(JSON.stringify(json('.', ...flags)));
    expect(ran('--jobs', '3')).toEqual(ran());
  });
});

describe('expectations', () => {
  const of = (audit: object) => json(put('x.json', audit)).audits[0];

  test.each([
    ['the total', { loss: 0.2 }, 'passed'],
    ['explicit tolerances', { loss: 0.21, rtol: 0.1, atol: 0 }, 'passed'],
    ['and narrow ones', { loss: 0.2000001, rtol: 1e-9, atol: 0 }, 'failed'],
    ['scores', { per_sample: [0, 0, 0.6] }, 'passed'],
    ['a step', { steps: { weight: [0, 0, 0.4] } }, 'passed'],
    ['a dotted key', { 'steps.weight': [0, 0, 0.4], 'outputs.output.loss': 0.2 }, 'passed'],
    ['a step that is not there', { steps: { weigth: [0, 0, 0.4] } }, 'failed'],
    ['another shape', { per_sample: [0, 0] }, 'failed'],
    ['being refused, but it is not', { error: true }, 'failed'],
  ])('%s', (_, expectation, status) => {
    expect(of({ ...S1, expect: expectation }).status).toBe(status);
  });

  test.each([
    [{ ...S1, loss: 'huber', expect: { error: true } }, 'passed'],
    [{ ...S1, loss: 'huber', expect: { error: 'loss-not-in-version' } }, 'passed'],
    [{ ...S1, loss: 'huber', expect: { error: 'rows-differ' } }, 'failed'],
    [{ ...S1, y_true: [1], expect: { error: 'rows-differ' } }, 'passed'],
  ])('being refused %#', (audit, status) => {
    expect(of(audit).status).toBe(status);
  });

  test('NaN equals NaN', () => {
    expect(of({ ...S1, sample_weight: [0, 0, 0], expect: { loss: 'NaN' } }).status).toBe('passed');
  });

  test('rtol without atol is refused', () => {
    expect(of({ ...S1, expect: { loss: 0.2, rtol: 1 } }).error.message).toContain('rtol and atol');
  });

  test('the worst elements and the first step that departs', () => {
    const result = of({
      ...S1,
      expect: { steps: { 'weight-rescale': [0, 0, 0.9], weight: [0, 0.1, 0.6], score: [0, 4, 4] } },
    });
    expect(result.first_departure).toBe('weight');
    expect(result.comparisons.map((c: { what: string; passed: boolean }) => [c.what, c.passed])).toEqual([
      ['steps.score', true],
      ['steps.weight', false],
      ['steps.weight-rescale', false],
    ]);
    expect(result.comparisons[1].worst).toEqual([
      { index: '[2]', expected: 0.6, actual: 0.4, difference: expect.closeTo(0.2) },
      { index: '[1]', expected: 0.1, actual: 0, difference: 0.1 },
    ]);
  });

  test('units in the last place of the dtype', () => {
    // Keras 3.15.1, k3tf/loss/binary_crossentropy: float32 near 0.2 has steps of 2^-26.
    const [c] = of({ ...S1, expect: { loss: 0.2 + 4 * 2 ** -26, rtol: 0, atol: 0 } }).comparisons;
    expect(Math.round(c.ulps)).toBeGreaterThan(3);
    expect(Math.round(c.ulps)).toBeLessThan(7);
  });
});

describe('a mismatch is explained when a known cause fits exactly', () => {
  const explain = (audit: object) => json(put('x.json', audit)).audits[0].comparisons.at(-1).explanation;

  test.each([
    [
      "another version's rule",
      { ...S1, expect: { loss: 0.133333 } },
      /rule of Keras 2\.3\.1 – 3\.15\.1: 0\.4 divided by 3/,
    ],
    [
      'and back',
      { ...S1, framework: 'keras@3', expect: { loss: 0.2 } },
      /rule of Keras 2\.2\.4 – 2\.2\.5: 0\.4 divided by 2/,
    ],
    ['a reduction', { ...S1, framework: 'keras@3', expect: { loss: 2 } }, /0\.4 divided by 0\.2/],
    ['another denominator', { ...S1, expect: { loss: 2 } }, /0\.4 (?:is )?divided by 0\.2/],
    // S2: l = [[1,1,1,9],[4,9,9,9]], mask [[1,1,1,0],[1,0,0,0]]: 1.75 with the mask, 5.375 without.
    [
      'without the mask',
      {
        loss: 'mse',
        y_true: zeros,
        y_pred: roots,
        mask: [
          [1, 1, 1, 0],
          [1, 0, 0, 0],
        ],
        expect: { loss: 5.375 },
      },
      /The mask is left out/,
    ],
    // S10: (0, 0.9999999) is 15.942385 with epsilon once, 15.333239 with epsilon twice.
    [
      'another epsilon',
      {
        loss: 'bce',
        framework: 'keras@3',
        y_true: [[0]],
        y_pred: [[0.9999999]],
        expect: { loss: 15.249238 },
      },
      /rule of Keras 2\.3\.1 – 2\.15\.0/,
    ],
    [
      'a factor of rows',
      { loss: 'mae', y_true: [[0], [0], [0]], y_pred: [[1], [2], [4]], expect: { loss: 7 } },
      /sum|3/,
    ],
  ])('%s', (_, audit, expected) => {
    expect(explain(audit)).toMatch(expected);
  });

  test('no cause is named when nothing fits', () => {
    expect(explain({ ...S1, expect: { loss: 0.1717 } })).toMatch(
      /^0\.1717 is unexplained: nothing that was tried gives it\./,
    );
  });
});

const zeros = [
  [[0], [0], [0], [0]],
  [[0], [0], [0], [0]],
];
const roots = [
  [[1], [1], [1], [3]],
  [[2], [3], [3], [3]],
];

describe('published schemas', () => {
  const validate = (name: string, value: unknown) => {
    const ajv = new Ajv2020({ strict: false });
    const valid = ajv.validate(JSON.parse(readFileSync(`${ROOT}schema/${name}.schema.json`, 'utf8')), value);
    return valid ? [] : ajv.errors;
  };

  test('check', () => {
    put('passes.json', { ...S1, framework: 'keras@2.2', expect: { loss: 0.2, per_sample: [0, 0, 0.6] } });
    put('fails.json', { ...S1, framework: 'keras@3', expect: { loss: 0.2, per_sample: [0, 0, 7] } });
    put('refused.json', { ...S1, loss: 'nope', expect: { loss: 0.2 } });
    const report = json('.');
    expect(report).toMatchObject({ passed: 1, failed: 1, errors: 1 });
    expect(validate('check', report)).toEqual([]);
  });

  test('engine status', () => {
    expect(validate('engines', JSON.parse(lossaudit(['engine', 'status', '--json']).out))).toEqual([]);
  });
});

describe('reporters', () => {
  beforeEach(() => {
    put('good.json', { ...S1, expect: { loss: 0.2 } });
    put('bad.json', `{\n  "loss": "mse",\n  "y_true": [1], "y_pred": [3],\n  "expect": { "loss": 5 }\n}`);
  });

  test('several at once, into files', () => {
    const ran = check(
      '.',
      '--reporter',
      'text',
      '--reporter',
      'junit=out.xml',
      '--reporter',
      'tap=out.tap',
      '--reporter',
      'json=out/../out.report',
    );
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('1 passed, 1 failed');
    expect(readFileSync(join(folder, 'out.xml'), 'utf8')).toMatch(
      /<testsuite name="lossaudit" tests="2" failures="1" errors="0"/,
    );
    expect(readFileSync(join(folder, 'out.tap'), 'utf8')).toMatch(
      /^TAP version 13\n1\.\.2\nnot ok 1 - bad\.json/,
    );
    expect(JSON.parse(readFileSync(join(folder, 'out.report'), 'utf8')).failed).toBe(1);
  });

  test('GitHub annotations on the line of expect, and a summary', () => {
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, '# before\n');
    const ran = lossaudit(['check', '.', '--reporter', 'github'], {
      cwd: folder,
      env: { GITHUB_STEP_SUMMARY: summary },
    });
    expect(ran.out).toMatch(
      /^::error file=bad\.json,line=4,title=lossaudit%3A bad\.json::loss: expected 5, got 4/,
    );
    expect(readFileSync(summary, 'utf8')).toMatch(
      /^# before\n### lossaudit: 1 passed, 1 failed[\s\S]*\| bad\.json \| loss: expected 5, got 4/,
    );
  });

  test('a file that cannot be written is told before the run', () => {
    const ran = check('.', '--reporter', 'junit=no/such/folder/out.xml');
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('no/such/folder/out.xml');
  });

  test.each([['nonsense'], ['junit='], ['text', '--reporter', 'json']])('%s is refused', (...args) => {
    expect(check('.', '--reporter', ...args).code).toBe(2);
  });
});

describe('--update', () => {
  const before = `{ "framework": "keras@2.2", "loss": "mse",   "y_true": [1, 4, 5],
  "y_pred": [1, 2, 3], "sample_weight": [0.1, 0, 0.1],
  "expect": {"per_sample": [0,  0.5, 0.6], "loss": 0.3}
}`;

  test('rewrites only the numbers, and shows the difference', () => {
    put('a.json', before);
    const ran = check('a.json', '--update');
    expect(ran.code).toBe(0);
    expect(ran.err).toMatch(/expect\.per_sample\.1 {2}0\.5 → 0\n/);
    const after = readFileSync(join(folder, 'a.json'), 'utf8');
    const [, loss] = /"loss": (0\.\d+)\}/.exec(after) ?? [];
    expect(Number(loss)).toBeCloseTo(0.2, 6);
    expect(
      after.replace(/0\.199\d+|0\.2(?=\})/, '0.3').replace(/\[0, {2}0, 0\.\d+\]/, '[0,  0.5, 0.6]'),
    ).toBe(before);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  test('is refused in CI without --force', () => {
    put('a.json', before);
    const env = { CI: 'true' };
    expect(lossaudit(['check', 'a.json', '--update'], { cwd: folder, env }).code).toBe(2);
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe(before);
    expect(lossaudit(['check', 'a.json', '--update', '--force'], { cwd: folder, env }).code).toBe(0);
  });
});
