/** Parts of an audit, merged in any order, are the report of one run to the byte. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { lossaudit } from './run-cli.js';

const folder = mkdtempSync(path.join(tmpdir(), 'lossaudit-parts-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Numbers that scatter, the same in every run. */
function* scattered(): Generator<number> {
  for (let state = 7; ; ) {
    state = (state * 48271) % 2147483647;
    yield state / 2147483647;
  }
}
const next = scattered();
const number = () => Number(next.next().value);
const rows = <T>(n: number, row: () => T) => Array.from({ length: n }, row);
const probabilities = () => {
  const odds = rows(3, number);
  const sum = odds.reduce((a, b) => a + b);
  return odds.map((x) => x / sum);
};

const AUDITS: Record<string, object> = {
  'Keras 2.2 with a mask and weights': {
    framework: 'keras@2.2',
    loss: 'mse',
    y_true: rows(20, () => [number()]),
    y_pred: rows(20, () => [number() * 3]),
    mask: rows(20, () => (number() > 0.3 ? 1 : 0)),
    sample_weight: rows(20, () => (number() > 0.5 ? number() : 0)),
  },
  'Keras 3 in batches': {
    framework: 'keras@3',
    loss: 'binary_crossentropy',
    batch_size: 5,
    y_true: rows(18, () => [number() > 0.5 ? 1 : 0]),
    y_pred: rows(18, () => [number()]),
    reported: '0.5',
  },
  'torch with class weights and ignored labels': {
    framework: 'torch',
    loss: 'cross_entropy',
    params: { weight: [0.5, 1, 2], ignore_index: -100, label_smoothing: 0.1 },
    y_true: rows(17, () => (number() > 0.8 ? -100 : Math.floor(3 * number()))),
    y_pred: rows(17, () => rows(3, () => 6 * number() - 3)),
  },
  'two outputs': {
    framework: 'keras@3',
    regularization: 0.25,
    outputs: {
      a: { loss: 'mae', loss_weight: 2, y_true: rows(12, () => [0]), y_pred: rows(12, () => [number()]) },
      b: {
        loss: 'categorical_crossentropy',
        y_true: rows(12, () => [0, 1, 0]),
        y_pred: rows(12, probabilities),
        sample_weight: rows(12, number),
      },
    },
  },
  'scikit-learn': {
    framework: 'sklearn',
    loss: 'mean_squared_error',
    y_true: rows(15, number),
    y_pred: rows(15, number),
  },
  'TensorFlow.js': {
    framework: 'tfjs',
    loss: 'sigmoidCrossEntropy',
    y_true: rows(15, () => [number() > 0.5 ? 1 : 0]),
    y_pred: rows(15, () => [6 * number() - 3]),
  },
  'arrays in parts': {
    framework: 'huggingface',
    loss: 'ForQuestionAnsweringLoss',
    y_true: { start: rows(9, () => Math.floor(4 * number())), end: rows(9, () => Math.floor(4 * number())) },
    y_pred: rows(9, () => rows(4, number)),
    inputs: { end_logits: rows(9, () => rows(4, number)) },
  },
  'what takes arrays whole': {
    framework: 'sklearn',
    loss: 'log_loss',
    y_true: rows(15, () => Math.floor(3 * number())),
    y_pred: rows(15, probabilities),
  },
};

const text = (name: string) => path.join(folder, name);

function audit(name: string): string {
  const file = text(`${name.replace(/\W/g, '_')}.json`);
  writeFileSync(file, JSON.stringify(AUDITS[name]));
  return file;
}

function part(file: string, from: number, to: number): string {
  const output = text(`part-${from}-${to}.json`);
  const { code, err } = lossaudit(['partial', file, '--rows', `${from}:${to}`, '--output', output]);
  expect([code, err]).toEqual([0, '']);
  return output;
}

describe.each([
  ['Keras 2.2 with a mask and weights', [0, 7, 8, 20]],
  ['Keras 3 in batches', [0, 10, 15, 18]],
  ['torch with class weights and ignored labels', [0, 1, 16, 17]],
  ['two outputs', [0, 4, 12]],
  ['scikit-learn', [0, 6, 15]],
  ['TensorFlow.js', [0, 3, 9, 15]],
  ['arrays in parts', [0, 4, 9]],
] as const)('%s', (name, borders) => {
  test('is the same as in one run', () => {
    const file = audit(name);
    const whole = lossaudit(['compute', file, '--engine', 'reference', '--json', '--fail-on', 'never']);
    const parts = borders.slice(1).map((to, i) => part(file, borders[i]!, to));
    const merged = lossaudit(['merge', ...parts.reverse(), '--json', '--fail-on', 'never']);
    expect(merged.err).toBe('');
    // What would compute the loss again under other rules is told, for parts have no arrays.
    const { findings_not_looked_for: left = [], findings, ...report } = JSON.parse(merged.out);
    const { findings: all, ...expected } = JSON.parse(whole.out);
    expect(report).toEqual(expected);
    const known = new Set(left.map((one: { code: string }) => one.code));
    expect(findings).toEqual(all.filter((one: { code: string }) => !known.has(one.code)));
  });
});

describe('parts that make no whole', () => {
  const name = 'Keras 2.2 with a mask and weights';
  const refused = (...parts: string[]) => {
    const { code, out, err } = lossaudit(['merge', ...parts]);
    expect([code, out]).toEqual([2, '']);
    return err;
  };

  test('a gap, rows twice, a part twice', () => {
    const file = audit(name);
    const [a, b, c] = [part(file, 0, 8), part(file, 8, 20), part(file, 10, 20)];
    expect(refused(a, c)).toContain('rows 8 to 9 are in none of them');
    expect(refused(a)).toContain('rows 8 to 19 are in none of them');
    expect(refused(a, b, c)).toMatch(/rows 10 to 19 are in .*part-8-20.json and .*part-10-20.json/);
    expect(refused(a, b, b)).toContain('rows 8 to 19 are in');
  });

  test('another audit, another version, a changed part', () => {
    const file = audit(name);
    const other = text('other.json');
    writeFileSync(other, JSON.stringify({ ...AUDITS[name], loss: 'mae' }));
    const a = part(file, 0, 8);
    const changed = (name: string, change: (value: { [key: string]: unknown }) => void) => {
      const value = JSON.parse(readFileSync(a, 'utf8'));
      change(value);
      writeFileSync(text(name), JSON.stringify(value));
      return text(name);
    };
    const b = text('other-part.json');
    lossaudit(['partial', other, '--rows', '8:20', '--output', b]);
    expect(refused(a, b)).toContain('their audits differ');
    const old = changed('old.json', (v) => {
      v.tool = { name: 'lossaudit', version: '0.0.1' };
    });
    expect(refused(old, b)).toContain('version');
    const audited = changed('audited.json', (v) => {
      v.audit = String(v.audit).replace('mse', 'mae');
    });
    expect(refused(audited)).toContain('its digest is not that of its audit');
    const cut = changed('cut.json', (v) => {
      [v.state, v.rows] = [{}, [0, 20]];
    });
    expect(refused(cut)).toContain('no state of this computation');
    writeFileSync(text('no.json'), 'not JSON');
    expect(refused(text('no.json'))).toContain('it is no JSON');
  });
});

test.each([
  [[], 'No rows given'],
  [['--rows', '3'], '--rows 3 are no rows'],
  [['--rows', '0:21'], 'There are no rows 0 to 21 (exclusive) of 20'],
  [['--rows', '5:5'], 'There are no rows 5 to 5 (exclusive) of 20'],
  [['--rows', '0:3', '--offset', '0'], '--rows stands beside --offset or --total'],
  [['--offset', '0'], 'No rows given'],
  [['--offset', '0', '--total', '10'], 'There are no rows 0 to 20 (exclusive) of 10'],
  [['--offset', '-1', '--total', '30'], '--offset -1 is no number of rows'],
  [['--rows', '0:3', '--batch-size', '2'], 'Row 3 lies within a batch of 2 rows'],
])('partial %j is refused', (flags, message) => {
  const { code, out, err } = lossaudit(['partial', audit('Keras 2.2 with a mask and weights'), ...flags]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});

test('rules of the whole are refused, with the reason', () => {
  const { code, out, err } = lossaudit(['partial', audit('what takes arrays whole'), '--rows', '0:3']);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('it takes y_pred, y_true whole');
});

test('shards, each with its own arrays', () => {
  const all = AUDITS['Keras 2.2 with a mask and weights'] as { [key: string]: unknown[] };
  const shard = (from: number, to: number) => {
    const file = text(`shard-${from}.json`);
    const arrays = ['y_true', 'y_pred', 'mask', 'sample_weight'].map((key) => [
      key,
      all[key]!.slice(from, to),
    ]);
    writeFileSync(file, JSON.stringify({ ...all, ...Object.fromEntries(arrays) }));
    const { code, out } = lossaudit(['partial', file, '--offset', String(from), '--total', '20']);
    expect(code).toBe(0);
    writeFileSync(text(`shard-${from}.part`), out);
    return text(`shard-${from}.part`);
  };
  const whole = lossaudit([
    'compute',
    audit('Keras 2.2 with a mask and weights'),
    '--engine',
    'reference',
    '--json',
  ]);
  const merged = lossaudit(['merge', shard(13, 20), shard(0, 13), '--json']);
  const { file: _, ...own } = JSON.parse(merged.out).audit;
  const { file: __, ...expected } = JSON.parse(whole.out).audit;
  expect(own).toEqual(expected);
  expect(JSON.parse(merged.out).outputs).toEqual(JSON.parse(whole.out).outputs);
});
