/** The audit's flags: what each means, that files they name are read wherever they lie, hostile values. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CliIo } from '../../src/cli/io.js';
import { run } from '../../src/cli/main.js';
import { npy } from '../support/npy.js';
import { lossaudit } from './run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'lossaudit-flags-'));
const here = join(folder, 'here');
const data = join(folder, 'data');
for (const dir of [here, data]) mkdirSync(dir);
const put = (path: string, content: string | Buffer) => writeFileSync(join(folder, path), content);
put('data/t.npy', npy([1, 4, 5]));
put('data/p.npy', npy([1, 2, 3]));
put('data/w.npy', npy([0.1, 0, 0.1]));
put('data/weights.json', '{"0": 1, "1": 3}');
// Squared errors 0, 4, 4.
const ARRAYS = ['--y-true', '[1,4,5]', '--y-pred', '[1,2,3]'];
const MSE = ['--framework', 'keras@3', '--loss', 'mse', ...ARRAYS];
const BCE = ['--framework', 'keras@3', '--loss', 'bce', '--y-true', '[[0],[1]]', '--y-pred', '[[0.5],[0.5]]'];

function json(...args: string[]) {
  const { code, out, err } = lossaudit([...args, '--json'], { cwd: here });
  return { code, err, ...(out === '' ? {} : JSON.parse(out)) };
}
const total = (...args: string[]): number => json('compute', ...args).total;

describe('compute', () => {
  test.each<[string, number, string[]]>([
    ['numbers', 8 / 3, MSE],
    [
      'files elsewhere',
      8 / 3,
      [...MSE.slice(0, 4), '--y-true', '../data/t.npy', '--y-pred', `${data}/p.npy`],
    ],
    ['an object', 8 / 3, [...MSE.slice(0, 6), '--y-pred', '{"values":[1,2,3],"dtype":"float32"}']],
    ['a file in an object', 8 / 3, [...MSE.slice(0, 6), '--y-pred', '{"file":"../data/p.npy"}']],
    // 0.4 / 2 of tensorflow issue 25178, and 0.4 / 3.
    ['weights', 0.2, ['--framework', 'keras@2.2', ...MSE.slice(2), '--sample-weight', '../data/w.npy']],
    ['weights', 0.4 / 3, [...MSE, '--sample-weight', '[0.1,0,0.1]']],
    // Keras 3 divides by the mask's share and by all rows: 4 / (1/3) / 3.
    ['a mask', 4, [...MSE, '--mask', '[0,1,0]']],
    ['a parameter', 8, [...MSE, '--param', 'reduction=sum']],
    // (1 + 3) ln 2 / 2.
    ...['0=1,1=3', '{"0":1,"1":3}', '../data/weights.json', ' 1 = 3 , 0=1 '].map(
      (w): [string, number, string[]] => [`class weights ${w}`, 2 * Math.LN2, [...BCE, '--class-weight', w]],
    ),
    // ln(1 + exp(-1)) of the logits 1 and -1: softplus.
    [
      'an activation',
      Math.log1p(Math.exp(-1)),
      [...BCE.slice(0, 4), '--y-true', '[[1],[0]]', '--y-pred', '[[1],[-1]]', '--activation', 'sigmoid'],
    ],
    // Without fit, [3] and [3, 1] stretch: (t - p)² over t in 1, 4, 5 and p in 1, 2, 3, (25 + 14 + 9) / 9.
    [
      'a mode',
      48 / 9,
      [
        '--framework',
        'keras@2.2',
        '--loss',
        'mse',
        '--y-true',
        '[1,4,5]',
        '--y-pred',
        '[[1],[2],[3]]',
        '--mode',
        'eager',
      ],
    ],
    // PyTorch: (1 · ln 2 + 3 · ln 2) / (1 + 3).
    ...['[1,3]', '{"values":[1,3],"dtype":"float32"}'].map((weight): [string, number, string[]] => [
      `an array as a parameter ${weight}`,
      Math.LN2,
      [
        '--framework',
        'torch',
        '--loss',
        'cross_entropy',
        '--y-true',
        '[0,1]',
        '--y-pred',
        '[[0,0],[1,1]]',
        '--param',
        `weight=${weight}`,
      ],
    ]),
    // max(d(a, p) - d(a, n) + 1, 0) = 3 - 1 + 1, but for PyTorch's eps of 1e-6 in each distance.
    [
      'further arrays',
      3,
      [
        ...['--framework', 'torch', '--loss', 'TripletMarginLoss', '--input', 'anchor=[[0]]'],
        ...['--input', 'positive=[[3]]', '--input', 'negative=[[1]]'],
      ],
    ],
  ])('%s: %d', (_, expected, args) => expect(total(...args)).toBeCloseTo(expected, 5));

  test('a backend is checked by the framework', () => {
    expect(json('compute', ...BCE, '--backend', 'torch').total).toBeCloseTo(Math.LN2, 6);
    const { code, error } = json('compute', ...MSE, '--framework', 'keras@2.2', '--backend', 'torch');
    expect([code, error.code]).toEqual([2, 'usage']);
  });

  test('what is expected, and what was seen', () => {
    const ran = json(
      ...['compute', ...MSE, '--expect', 'loss=2.6666667', '--expect', 'steps.score=[0,4,4]'],
      ...['--expect', 'per_sample=[0,4,4]', '--expect', 'outputs.output.loss=2.5'],
    );
    expect(ran.code).toBe(1);
    expect(ran.check.comparisons.map((c: { what: string; passed: boolean }) => [c.what, c.passed])).toEqual([
      ['steps.score', true],
      ['per_sample', true],
      ['outputs.output.loss', false],
      ['loss', true],
    ]);
    const near = ['--expect', 'loss=2.7', '--expect', 'rtol=0.1', '--expect', 'atol=0'];
    expect(json('compute', ...MSE, ...near).code).toBe(0);
    expect(json('compute', ...MSE, '--expect', 'findings=[]').code).toBe(0);
    expect(json('compute', ...MSE, '--expect', 'findings=clip-reached').code).toBe(1);
    expect(JSON.stringify(json('compute', ...MSE, '--reported', '8.0').findings)).toContain('8.0');
  });
});

describe('over a file', () => {
  const file = { framework: 'keras@3', loss: 'mse', y_true: [1, 4, 5], y_pred: [1, 2, 3] };
  const over = (audit: object, ...flags: string[]) => {
    put('here/a.json', JSON.stringify(audit));
    return json('compute', 'a.json', ...flags);
  };

  test('a flag is over the file, whatever name the file has for it', () => {
    const { y_pred: _, ...rest } = file;
    for (const other of [{ y_pred: [9] }, { input: [9] }, { inputs: { y_pred: [9] } }])
      expect(over({ ...rest, ...other }, '--y-pred', '[1,2,3]').total).toBeCloseTo(8 / 3, 6);
    expect(over({ ...file, y_true: [9, 9, 9] }, '--input', 'y_true=[1,4,5]').total).toBeCloseTo(8 / 3, 6);
  });

  test('members of params and expect one by one', () => {
    // huber with delta 1: 0, 1.5, 1.5.
    const huber = { ...file, loss: 'huber', params: { delta: 9, reduction: 'sum' } };
    expect(over(huber, '--param', 'delta=1').total).toBeCloseTo(3, 6);
    const expecting = { ...file, expect: { total: 7, steps: { score: [0, 4, 4] } } };
    expect(over(expecting).code).toBe(1);
    expect(over(expecting, '--expect', 'loss=2.6666667').code).toBe(0);
    const dotted = { ...file, expect: { 'outputs.output.loss': 7, rtol: 1e-3, atol: 0 } };
    expect(over(dotted, '--expect', 'outputs.output.loss=2.667').check.passed).toBe(true);
  });

  test('an audit with outputs has no flags of one output', () => {
    const { loss, y_true, y_pred } = file;
    const outputs = { main: { loss, y_true, y_pred }, aux: { loss, y_true, y_pred } };
    for (const [flag, value] of [
      ['--y-pred', '[1,2,3]'],
      ['--loss', 'mae'],
      ['--param', 'reduction=sum'],
      ['--input', 'y_pred=[1]'],
      ['--class-weight', '0=1'],
    ] as const) {
      const { code, error } = over({ framework: 'keras@3', outputs }, flag, value);
      expect([code, error.code]).toEqual([2, 'usage']);
      expect(error.message).toBe(
        `${flag} is of an audit with one output, but a.json has "outputs" (main and aux)`,
      );
      expect(error.hint).toContain('in the output that it is of');
    }
    expect(over({ framework: 'keras@3', outputs }, '--batch-size', '2').code).toBe(0);
    expect(over({ framework: 'keras@3', outputs }, '--expect', 'outputs.aux.loss=1').code).toBe(1);
  });

  test('what the file names stays confined, wherever what a flag names lies', () => {
    const outside = { ...file, y_pred: '../data/p.npy' };
    expect(over(outside).error.code).toBe('outside-root');
    expect(over(outside, '--y-true', '../data/t.npy').error.code).toBe('outside-root');
    expect(over({ ...outside, params: { weight: '../data/w.npy' } }).error.code).not.toBe(undefined);
    expect(over(outside, '--y-pred', '../data/p.npy').total).toBeCloseTo(8 / 3, 6);
    expect(over(outside, '--root', '../data').total).toBeCloseTo(8 / 3, 6);
    symlinkSync(join(data, 'p.npy'), join(here, 'link.npy'));
    expect(over({ ...file, y_pred: 'link.npy' }).error.code).toBe('outside-root');
    expect(over(file, '--y-pred', 'link.npy').total).toBeCloseTo(8 / 3, 6);
    const expecting = { ...file, expect: { per_sample: '../data/p.npy' } };
    expect(over(expecting, '--expect', 'loss=1').error.code).toBe('outside-root');
    expect(over(file, '--expect', 'per_sample=../data/p.npy').code).toBe(1);
  });
});

test('compare, explain and replay take the same', () => {
  const weighted = ['--framework', 'keras@2.2', ...MSE.slice(2, 4), '--y-true', '../data/t.npy', '--y-pred'];
  const args = [...weighted, '../data/p.npy', '--sample-weight', '../data/w.npy'];
  expect(json('compare', ...args, '--frameworks', 'keras@3').groups[0].value).toBeCloseTo(0.2, 6);
  // 0.4 / 3: the digits of --expect count as those of a file do.
  expect(json('explain', ...args, '--expect', 'loss=0.1333').reported[0].text).toBe('0.1333');
  expect(json('explain', ...args, '--expect', 'loss=0.20').verdict).toBe('agrees');
  expect(json('replay', ...args, '--batch-size', '2').input.framework).toBe('keras@2.2');
  expect(json('replay', ...BCE, '--class-weight', '0=1,1=3', '--mode', 'graph').code).toBe(0);
  const losses = ['replay', '--losses', '[0.5,1.5]', '--framework', 'keras@3'];
  expect(json(...losses, '--backend', 'torch').code).toBe(0);
  put('here/losses.json', '{"per_batch": {"loss": [1, 2]}}');
  for (const of of [losses, ['replay', 'losses.json']])
    expect(json(...of, '--class-weight', '0=1').error.message).toContain(
      '--class-weight belongs to an audit',
    );
  expect(json('replay', '--losses', '../data/t.npy').code).toBe(0);
  expect(json('replay', '--losses', '../data/none.npy').error.where).toBe('--losses');
});

describe('hostile values: one clear error', () => {
  const DEEP = '['.repeat(10_000) + ']'.repeat(10_000);
  const LONG = `[${'1,'.repeat(5_000_000)}1`;
  const flags: [string, string[]][] = [
    ...['--y-true', '--y-pred', '--mask', '--sample-weight'].flatMap((flag): [string, string[]][] =>
      [
        '',
        ' ',
        '[',
        '[1,2',
        '[1,"a"]',
        '[[1],[2,3]]',
        '[1e999]',
        '[1,2]x',
        '{',
        '{"a":1}',
        '{"__proto__":[1]}',
      ].map((value) => [flag, [value]]),
    ),
    ['--y-pred', ['[1,2,3]', '[1,2,3]']],
    ['--y-pred', ['no.npy']],
    ['--y-pred', ['.']],
    ['--y-pred', ['a\0b']],
    ['--y-pred', ['x'.repeat(5000)]],
    ['--y-pred', [DEEP]],
    ['--y-pred', [LONG]],
    ['--y-pred', ['[]']],
    ['--y-pred', ['NaN']],
    ['--y-pred', ['0.5']],
    ['--y-pred', ['1, 2, 3']],
    ['--y-pred', ['1,'.repeat(5_000_000)]],
    [
      '--input',
      ['', '=', 'a', '=a', 'a=', '__proto__=[1]', 'constructor=[1]', 'anchor=[1]', 'y_pred=[1,2,3]'],
    ],
    ...[
      'a',
      '=1',
      'a=',
      '__proto__=1',
      'constructor=1',
      'axis=1',
      'reduction=',
      'reduction=[',
      'reduction=1e999',
    ].map((value): [string, string[]] => ['--param', [value]]),
    ['--param', ['reduction=sum', 'reduction=none']],
    ...[
      '',
      '0',
      '0=',
      '0=a',
      '0=NaN',
      '0=1,0=2',
      'a=1',
      '0=1,,',
      '0=1e999',
      '0=1e-999',
      '{',
      '[1,2]',
      '{"0":"a"}',
      '{"0":1,"0":2}',
    ].map((value): [string, string[]] => ['--class-weight', [value]]),
    ...['{"x":1}', '{"0":null}', '{"__proto__":1}', '-', '.', 'no.json', '../data/t.npy'].map(
      (value): [string, string[]] => ['--class-weight', [value]],
    ),
    ...['', 'relu', 'Sigmoid', '__proto__'].map((value): [string, string[]] => ['--activation', [value]]),
    ['--activation', ['sigmoid', 'softmax']],
    ['--backend', ['theano']],
    ['--mode', ['fit']],
    ['--batch-size', ['0']],
    ['--batch-size', ['1e999']],
    ['--batch-size', ['2', '2']],
    ['--dtype', ['int8']],
    ['--framework', ['']],
    ['--loss', ['']],
    ['--loss', ['mse', 'mse']],
    ...['', 'x', 'NaN@', '0.1@step', '1=2=3', '1e999'].map((value): [string, string[]] => [
      '--reported',
      [value],
    ]),
    ...[
      '',
      'loss',
      '=1',
      'loss=',
      'loss=x',
      'loss=1e999',
      'loss=1e-999',
      'loss=[1]',
      'los=1',
      '__proto__=1',
    ].map((value): [string, string[]] => ['--expect', [value]]),
    ...[
      'steps.=1',
      'steps.__proto__=[1]',
      'outputs.a.b=1',
      'rtol=-1',
      'rtol=1',
      'findings=',
      'findings=[1]',
    ].map((value): [string, string[]] => ['--expect', [value]]),
    ['--expect', ['loss=1', 'loss=1']],
    ['--expect', ['loss=1', 'total=1']],
    ['--expect', ['per_sample=no.npy']],
    ['--expect', ['per_sample=[1,']],
    ['--root', ['']],
  ];
  const base = (flag: string) => {
    const at = MSE.indexOf(flag);
    return at < 0 ? MSE : MSE.toSpliced(at, 2);
  };
  test.each(flags)('%s %.60j', async (flag, values) => {
    const args = ['compute', ...base(flag), ...values.flatMap((value) => [flag, value])];
    const { code, out, err } = await inProcess(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^lossaudit: .+\n {2}.+\n$/);
    expect(err.length).toBeLessThan(1500);
  });
});

/** A single argument of a process has at most 128 KB. */
async function inProcess(argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const io: CliIo = {
    out: (text) => {
      said.out += text;
    },
    outAll: async (pieces) => {
      for (const piece of pieces) said.out += piece;
    },
    err: (text) => {
      said.err += text;
    },
    width: 80,
    colour: false,
    terminal: false,
    env: {},
  };
  return { code: await run(argv, io), ...said };
}
