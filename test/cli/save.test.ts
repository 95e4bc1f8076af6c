/** `--save`: the audit that file and flags made gives the same result again. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { npy } from '../support/npy.js';
import { lossaudit } from './run-cli.js';

let here: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'lossaudit-save-'));
  here = join(folder, 'here');
  for (const dir of [here, join(folder, 'data'), join(here, 'audits')]) mkdirSync(dir);
  writeFileSync(join(folder, 'data/p.npy'), npy([1, 2, 3]));
  writeFileSync(join(here, 't.npy'), npy([1, 4, 5]));
  writeFileSync(join(here, 'audits/w#1.npy'), npy([0.1, 0, 0.1]));
});
const run = (args: string[], input = '') => lossaudit(args, { cwd: here, input });
const read = (file: string) => JSON.parse(readFileSync(join(here, file), 'utf8'));
const MSE = ['--framework', 'keras@2.2', '--loss', 'mse', '--y-true', 't.npy'];
const NUMBERS = [...MSE, '--y-pred', '[1,2,3]'];

/** The result of what was saved is that of the flags, but for the names of files. */
function same(args: string[], saved: string, roots: string[] = [], input = ''): void {
  const report = (text: string) => {
    const { audit, ...rest } = JSON.parse(text);
    return { ...rest, audit: { ...audit, file: '' } };
  };
  const first = run(['compute', ...args, '--json', '--save', saved], input);
  const again = run(['compute', saved, '--json', ...roots]);
  expect(report(again.out)).toEqual(report(first.out));
  expect(again.code).toBe(first.code);
}

test('files by their path from the audit, numbers inline, digits as they were written', () => {
  const args = [
    ...[...MSE, '--y-pred', '../data/p.npy', '--sample-weight', '{"file":"audits/w#1.npy"}'],
    ...[
      '--expect',
      'loss=0.20',
      '--expect',
      'steps.score=[0,4,4]',
      '--expect',
      'rtol=1e-1',
      '--expect',
      'atol=0',
    ],
    ...['--reported', '0.20@batch_size=3', '--param', 'axis=-1', '--batch-size', '3'].filter((_, i) => i < 2),
  ];
  same(args, 'audits/a.json', ['--root', '../data']);
  const text = readFileSync(join(here, 'audits/a.json'), 'utf8');
  expect(text).toContain('"loss": 0.20');
  expect(JSON.parse(text)).toEqual({
    framework: 'keras@2.2',
    loss: 'mse',
    y_true: '../t.npy',
    y_pred: '../../data/p.npy',
    sample_weight: { file: 'w#1.npy' },
    reported: [{ value: '0.20', of: 'loss', batch_size: 3 }],
    expect: { loss: 0.2, steps: { score: [0, 4, 4] }, rtol: 0.1, atol: 0 },
  });
  // What lies outside is told, with the command that reads it.
  const { err } = run(['compute', ...args, '--save', 'audits/b.json']);
  expect(err).toContain('lossaudit compute audits/b.json --root ../data');
  expect(run(['compute', 'audits/b.json']).code).toBe(2);
});

test('numbers keep their kind, sign and value', () => {
  same(
    [
      '--loss',
      'mse',
      '--y-true',
      '[-0.0,1e30,0.1]',
      '--y-pred',
      '[[NaN],[-Infinity],[5e-324]]',
      '--mask',
      '[true,false,true]',
    ],
    'a.json',
  );
  expect(readFileSync(join(here, 'a.json'), 'utf8')).toBe(
    '{\n  "loss": "mse",\n  "y_true": [-0.0, 1e+30, 0.1],\n' +
      '  "y_pred": [["NaN"], ["-Infinity"], [5e-324]],\n  "mask": [true, false, true]\n}\n',
  );
  // A dtype that is said stays said: PyTorch computes in it.
  const typed = ['--framework', 'torch', '--loss', 'mse_loss', '--y-true', '[0.1]'];
  same([...typed, '--y-pred', '{"values":[0.3],"dtype":"float64"}'], 'b.json');
  expect(read('b.json').y_pred).toEqual({ values: [0.3], dtype: 'float64' });
});

test('a file and flags over it; paths of the file from where it was', () => {
  const audit = {
    $schema: './audit.schema.json',
    framework: 'torch',
    loss: 'cross_entropy',
    y_true: [0, 1],
    input: {
      values: [
        [0, 0],
        [1, 1],
      ],
      dtype: 'float32',
    },
    params: { weight: 'weight.npy', reduction: 'sum' },
  };
  writeFileSync(join(here, 'audits/weight.npy'), npy([1, 3]));
  writeFileSync(join(here, 'audits/a.json'), JSON.stringify(audit));
  same(['audits/a.json', '--y-pred', '[[0,0],[2,1]]', '--param', 'reduction=mean'], 'b.json');
  expect(read('b.json')).toMatchObject({
    $schema: 'audits/audit.schema.json',
    params: { weight: 'audits/weight.npy', reduction: 'mean' },
  });
  same(['-', '--batch-size', '1'], 'c.json', [], JSON.stringify({ ...audit, params: {} }));
});

test('outputs, inputs and class weights', () => {
  const output = { loss: 'mse', y_true: '../t.npy', y_pred: [1, 2, 3] };
  const audit = { framework: 'keras@3', outputs: { a: output, b: { ...output, loss_weight: 0.5 } } };
  writeFileSync(join(here, 'audits/a.json'), JSON.stringify(audit));
  same(['audits/a.json', '--expect', 'outputs.b.per_sample=t.npy'], 'b.json');
  expect(read('b.json').outputs.b).toEqual({ ...output, y_true: 't.npy', loss_weight: 0.5 });
  expect(read('b.json').expect.outputs.b.per_sample).toBe('t.npy');
  writeFileSync(join(here, 'weights.json'), '{"0": 1, "1": 3}');
  const bce = [
    '--loss',
    'bce',
    '--y-true',
    '[0,1]',
    '--y-pred',
    '[0.5,0.5]',
    '--class-weight',
    'weights.json',
  ];
  same(bce, 'c.json');
  expect(read('c.json').class_weight).toEqual({ 0: 1, 1: 3 });
  const triplet = ['--framework', 'torch', '--loss', 'TripletMarginLoss', '--input', 'anchor=[[0]]'];
  same([...triplet, '--input', 'positive=[[3]]', '--input', 'negative=[[1]]'], 'd.json');
  expect(Object.keys(read('d.json').inputs)).toEqual(['anchor', 'positive', 'negative']);
});

test('nothing is overwritten without --force, no array with it, and nothing is written of what cannot be computed', () => {
  run(['compute', ...NUMBERS, '--save', 'a.json']);
  const before = readFileSync(join(here, 'a.json'), 'utf8');
  const mae = ['compute', 'a.json', '--loss', 'mae', '--save', 'a.json'];
  const refused = (args: string[], message: string) => {
    const { code, err, out } = run(args);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(message)]);
  };
  refused(mae, 'is there already');
  refused(['compute', 'a.json', '--save', 't.npy', '--force'], 'it is an input');
  refused(['compute', ...NUMBERS, '--save', 't.npy', '--force'], 'it is an input');
  refused(['compute', ...NUMBERS, '--save', 'x.json', '--output', 'x.json'], 'written already');
  refused(['compute', ...NUMBERS, '--save', 'none/x.json'], 'its folder does not exist');
  refused(['compute', ...NUMBERS, '--save', 'audits'], 'audits');
  refused(['compute', ...NUMBERS, '--save', '-'], 'writes a file');
  refused(['compute', ...NUMBERS, '--save', ''], 'empty');
  refused(['compute', ...NUMBERS, '--force'], '--force belongs to --save');
  refused(['compute', ...MSE, '--y-pred', '[1,2]', '--save', 'x.json'], 'rows');
  expect(readFileSync(join(here, 'a.json'), 'utf8')).toBe(before);
  expect(run([...mae, '--force']).code).toBe(0);
  expect(read('a.json')).toMatchObject({ loss: 'mae', y_true: 't.npy' });
  expect(readdirSync(here).sort()).toEqual(['a.json', 'audits', 't.npy']);
  expect(existsSync(join(here, 'x.json'))).toBe(false);
});
