import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { ReplayReport } from '../../src/report/replay/model.js';
import { lossaudit, ROOT } from './run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'lossaudit-replay-'));
const replayed = (input: object, ...flags: string[]): ReplayReport => {
  const ran = lossaudit(['replay', '-', '--json', ...flags], { input: JSON.stringify(input) });
  if (ran.code !== 0) throw new Error(ran.err);
  return JSON.parse(ran.out);
};
const zeros = (n: number) => new Array(n).fill(0);
const loopOf = (report: ReplayReport, title: string) => report.loops.find((l) => l.title === title);

describe('the last partial batch (scenario S3)', () => {
  // Absolute errors: five of 1.2, three of 1.3.
  const audit = {
    loss: 'mae',
    y_true: zeros(8),
    y_pred: [1.2, 1.2, 1.2, 1.2, 1.2, 1.3, 1.3, 1.3],
    batch_size: 5,
  };
  test.each(['keras@3.1', 'keras@3.12', 'keras@2.2'])('%s', (framework) => {
    const { partial } = replayed({ ...audit, framework });
    expect(partial?.pooled).toBeCloseTo(1.2375, 6);
    expect(partial?.mean_of_means).toBeCloseTo(1.25, 6);
    expect(partial).toMatchObject({ share_last: 1 / 6, share_full: 1 / 10, share_pooled: 1 / 8 });
  });
  test('the epoch of Keras 3.0 – 3.1 counts batches alike, of others rows', () => {
    const report = replayed({ ...audit, framework: 'keras@3.1' });
    expect(report.epoch).toBeCloseTo(1.25, 6);
    expect(loopOf(report, 'Keras 2.4 – 2.15')?.epoch).toBeCloseTo(1.2375, 6);
    expect(loopOf(report, 'own loop, loss / batches')?.epoch).toBeCloseTo(1.25, 6);
  });
  test('batches of 10 and 9 with sizes 2 and 1, three batches of .7, .8, .9', () => {
    const flags = (losses: string, sizes: string) =>
      JSON.parse(lossaudit(['replay', '--losses', losses, '--sizes', sizes, '--json']).out) as ReplayReport;
    expect(flags('10,9', '2,1').partial).toMatchObject({ pooled: 29 / 3, mean_of_means: 9.5 });
    expect(flags('.7,.8,.9', '256,256,10').partial?.pooled).toBeCloseTo(0.75287, 5);
  });
});

describe('the progress bar (scenario S4)', () => {
  const audit = (loss: string) => ({
    loss,
    y_true: zeros(10),
    y_pred: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    batch_size: 1,
  });
  test('running means, the doubled average, and what evaluate gives', () => {
    const report = replayed({ ...audit('mse'), framework: 'keras@3.10' });
    const running = [1, 2.5, 4.6667, 7.5, 11, 15.1667, 20, 25.5, 31.6667, 38.5];
    report.batches.forEach((b, i) => {
      expect(b.running).toBeCloseTo(running[i], 4);
    });
    expect(report.batches[8].shown).toBeCloseTo(13.2222, 4);
    expect(report.last).toBeCloseTo(17.8182, 4);
    expect([report.epoch, report.evaluate]).toEqual([38.5, 38.5]);
    expect(replayed({ ...audit('mae'), framework: 'keras@3.10' }).last).toBeCloseTo(3.4545, 4);
  });
});

describe('gradient accumulation (scenario S5)', () => {
  const micro = { per_sample: { loss: [1, 4], tokens: [8, 2] }, batch_size: 1 };
  test('mean of means 2.5, token mean 1.6, and what each token counts', () => {
    const { accumulation } = replayed(micro, '--accumulate', '2');
    expect(accumulation?.epoch).toMatchObject({ 'micro-batch': 2.5, tokens: 1.6, samples: 2.5, sum: 16 });
    expect(accumulation?.windows[0].factor).toBe(1.5625);
    expect(accumulation?.windows[0].micro.map((m) => [m.weight, m.relative])).toEqual([
      [1 / 16, 0.625],
      [1 / 4, 2.5],
    ]);
    expect(lossaudit(['replay', 'examples/micro-batches.json', '--accumulate', '2']).out).toContain(
      '3.2 (token mean',
    );
  });
  test('two ranks with the same split', () => {
    const { accumulation } = replayed(micro, '--ranks', '2');
    expect(accumulation?.epoch).toMatchObject({ 'micro-batch': 2.5, tokens: 1.6 });
  });
  test('equal counts: the two cannot be told apart, and it says so', () => {
    const even = JSON.stringify({ per_sample: { loss: [1, 4], tokens: [5, 5] }, batch_size: 1 });
    const { out } = lossaudit(['replay', '-', '--accumulate', '2'], { input: even });
    expect(out.replace(/\s+/g, ' ')).toContain('no number tells them apart');
  });
  test('an audit’s masks count its tokens', () => {
    // Scenario S2: l = [[1,1,1,9],[4,9,9,9]] with 3 and 1 unmasked: token mean 1.75, mean of the rows' means
    // 2.5.
    const report = replayed(
      {
        framework: 'keras@3',
        loss: 'mse',
        y_true: [zeros(4), zeros(4)].map((r) => r.map((x) => [x])),
        y_pred: [[1, 1, 1, 3].map((x) => [x]), [2, 3, 3, 3].map((x) => [x])],
        mask: [
          [1, 1, 1, 0],
          [1, 0, 0, 0],
        ],
        batch_size: 1,
      },
      '--accumulate',
      '2',
    );
    expect(report.accumulation?.epoch['micro-batch']).toBeCloseTo(2.5, 6);
    expect(report.accumulation?.epoch.tokens).toBeCloseTo(1.75, 6);
    expect(report.batches.map((b) => b.counted)).toEqual([3, 1]);
  });
  test('the Trainer by version: 4.46.1 adds micro-batch means up, and honours num_items_in_batch', () => {
    const { trainer } = replayed(micro, '--accumulate', '2', '--trainer');
    const logged = (from: string, model: string) =>
      trainer?.find((t) => t.from === from && t.model === model)?.logged[0].loss;
    expect(logged('4.46.0', 'plain')).toBe(5);
    expect(logged('4.46.0', 'honours')).toBe(1.6);
    expect(logged('4.0', 'honours')).toBe(2.5);
  });
});

describe('sharding', () => {
  const rows = { per_sample: { loss: [1, 2, 3, 4, 5] }, batch_size: 1 };
  const ranks = (sharding: string) => {
    const { accumulation } = replayed(rows, '--ranks', '2', '--sharding', sharding);
    return [0, 1].map((r) =>
      accumulation?.windows.flatMap((w) => w.micro.filter((m) => m.rank === r).map((m) => m.loss)),
    );
  };
  test('as DistributedSampler: every second row, wrapping around', () => {
    expect(ranks('sampler')).toEqual([
      [1, 3, 5],
      [2, 4, 1],
    ]);
  });
  test('contiguous blocks', () => {
    expect(ranks('blocks')).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });
  test('as accelerate: every second batch', () => {
    expect(ranks('batches')).toEqual([
      [1, 3, 5],
      [2, 4, 1],
    ]);
  });
});

describe('--style', () => {
  const style = (...flags: string[]) =>
    lossaudit(['replay', '--losses', '0.625,0.145,4', '--sizes', '2,2,1', ...flags]).out;
  test('Keras 2.2 in a pipe, and on a terminal', () => {
    expect(style('--style', 'keras@2.2', '--display', 'pipe')).toBe(
      [
        'Epoch 1/1',
        '',
        '2/5 [===========>..................] - ETA: 0s - loss: 0.6250',
        '4/5 [=======================>......] - ETA: 0s - loss: 0.3850',
        '5/5 [==============================] - 0s 60ms/step - loss: 1.1080',
        '',
      ].join('\n'),
    );
    expect(style('--style', 'keras@2.2', '--display', 'tty')).toContain('\b\r4/5 [');
  });
  test('verbose=2 and several epochs', () => {
    expect(style('--style', 'keras@2.15', '--verbose', '2', '--epochs', '2', '--step-ms', '16')).toBe(
      'Epoch 1/2\n3/3 - 0s - loss: 1.1080 - 48ms/epoch - 16ms/step\nEpoch 2/2\n3/3 - 0s - loss: 1.1080 - 48ms/epoch - 16ms/step\n',
    );
  });
  test('at 16 ms a step every fourth step is drawn', () => {
    const losses = Array.from({ length: 24 }, (_, i) => i + 1).join(',');
    const { out } = lossaudit([
      'replay',
      '--losses',
      losses,
      '--style',
      'keras@2.2',
      '--step-ms',
      '16',
      '--display',
      'pipe',
    ]);
    const steps = [...out.matchAll(/^ *(\d+)\/24 \[/gm)].map(([, k]) => Number(k));
    expect(steps).toEqual([1, 5, 9, 13, 17, 21, 24]);
  });
  test('what it prints, unroll reads back', () => {
    const { out } = lossaudit([
      'replay',
      '--losses',
      '0.625,0.145,4',
      '--sizes',
      '2,2,1',
      '--style',
      'keras@3.12',
    ]);
    const back = JSON.parse(
      lossaudit(['unroll', '-', '--json', '--batch-size', '2', '--samples', '5'], { input: out }).out,
    );
    const means = back.series[0].epochs[0].metrics[0].intervals.map((r: { mean: number }) => r.mean);
    [0.625, 0.145, 4].forEach((loss, i) => {
      expect(Math.abs(means[i] - loss)).toBeLessThan(2e-3);
    });
  });
});

test('JSON follows the published schema; files of losses theirs', () => {
  const ajv = new Ajv2020({ strict: false });
  const schema = (name: string) =>
    ajv.compile(JSON.parse(readFileSync(`${ROOT}schema/${name}.schema.json`, 'utf8')));
  const validate = schema('replay');
  const losses = {
    name: 'x',
    per_batch: { loss: ['NaN', 2, 3], size: [2, 2, 1], metrics: { mae: [1, 2, 3] } },
  };
  for (const [input, ...flags] of [
    [losses],
    [losses, '--style', 'keras@3'],
    [{ per_sample: { loss: [1, 4], tokens: [8, 2] }, batch_size: 1 }, '--accumulate', '2', '--ranks', '2'],
    [{ loss: 'mse', y_true: [1, 2, 3], y_pred: [2, 2, 5], batch_size: 2 }, '--accumulate', '2'],
  ] as [object, ...string[]][]) {
    const report = replayed(input, ...flags);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  }
  const validateLosses = schema('losses');
  const example = JSON.parse(readFileSync(`${ROOT}examples/micro-batches.json`, 'utf8'));
  expect(validateLosses(example), JSON.stringify(validateLosses.errors)).toBe(true);
  expect(validateLosses(losses)).toBe(true);
});

test('several outputs: their lines as each version prints them', () => {
  const audit = {
    framework: 'keras@2.15',
    outputs: {
      b: { loss: 'mse', y_true: zeros(4), y_pred: [1, 1, 2, 2] },
      a: { loss: 'mae', y_true: zeros(4), y_pred: [1, 1, 3, 3], loss_weight: 0.5 },
    },
    batch_size: 2,
  };
  const file = join(folder, 'outputs.json');
  writeFileSync(file, JSON.stringify(audit));
  const last = (version: string) =>
    lossaudit(['replay', file, '--style', `keras@${version}`, '--display', 'pipe'])
      .out.trimEnd()
      .split(/[\r\n]/)
      .at(-1)
      ?.replace(/^.*?step/, '');
  expect(last('2.15')).toBe(' - loss: 3.5000 - b_loss: 2.5000 - a_loss: 2.0000');
  expect(last('3.15')).toBe(' - a_loss: 2.0000 - b_loss: 2.5000 - loss: 3.5000');
  // No trackers of single outputs before 3.5; in 3.5 and 3.6 they hold weighted losses.
  expect(last('3.4')).not.toContain('a_loss');
  expect(last('3.6')).toContain('a_loss: 0.8333');
});

describe('errors', () => {
  test.each([
    [['--losses', '1,2', '--sizes', '2'], 'losses-shape'],
    [['--losses', '1,2', '--sizes', '2,0'], 'bad-count'],
    [['--losses', ''], 'array-spec'],
    [['--losses', '1,2', '--ranks', '3'], 'usage'],
    [['--sizes', '1,2'], 'usage'],
    [['--losses', '1', '--loop', 'kears'], 'unknown-loop'],
    [['--losses', '1', '--style', 'keras@9x'], 'unknown-version'],
    [['--losses', 'no-such.npy'], 'file-not-found'],
    [[], 'usage'],
  ])('%j', (flags, code) => {
    const ran = lossaudit(['replay', ...flags, '--json']);
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.out).error.code).toBe(code);
  });
  test.each([
    [{ per_sample: {} }, 'bad-audit'],
    [{ per_sample: { loss: [1] }, per_batch: { loss: [1] } }, 'bad-audit'],
    [{ per_batch: { loss: [] } }, 'losses-shape'],
    [{ per_batch: { loss: [[1, 2]] } }, 'losses-shape'],
    [{ per_batch: { loss: [1], sise: [1] } }, 'bad-audit'],
    [{ per_sample: { loss: [1, 2], tokens: [1, 1.5] } }, 'bad-count'],
    [{ per_sample: { loss: [[1, 2]], mask: [1] } }, 'losses-shape'],
    [{ loss: 'mse', y_true: [], y_pred: [] }, 'no-rows'],
  ])('%j', (input, code) => {
    const ran = lossaudit(['replay', '-', '--json'], { input: JSON.stringify(input) });
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.out).error.code).toBe(code);
  });
});
