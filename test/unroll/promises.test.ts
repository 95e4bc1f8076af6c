/**
 * A mean with its bound is a promise: what it depends on is said. The numbers of each log are worked out by
 * hand in its test, from batch losses and sizes that stand there; the rule of TensorFlow 2.4 was read in the
 * wheel of 2.4.4 (python/keras/callbacks.py).
 */
import { describe, expect, test } from 'vitest';
import { findFramework } from '../../src/frameworks/index.js';
import { LogReader } from '../../src/logs/read.js';
import { loopNumbers } from '../../src/loops/rule.js';
import { unrollCsv } from '../../src/report/unroll/json.js';
import type { Interval, UnrollReport } from '../../src/report/unroll/model.js';
import { unrollText } from '../../src/report/unroll/text.js';
import { FLOAT32_SUMS, sumErrors } from '../../src/unroll/averages/rounding.js';
import { LogCollector } from '../../src/unroll/series/collect.js';
import { type UnrollOptions, unroll } from '../../src/unroll/unroll.js';

function reportOf(lines: readonly string[], options: UnrollOptions = {}): UnrollReport {
  const collector = new LogCollector();
  const reader = new LogReader((line) => collector.add(line));
  reader.push(new TextEncoder().encode(`${lines.join('\n')}\n`));
  reader.end();
  return unroll({ file: 'log', bytes: 0, lines: 0, recognised: 0 }, collector, options);
}

function intervals(report: UnrollReport, format = report.series[0].format): Interval[] {
  const series = report.series.find((s) => s.format === format);
  return [...(series?.epochs() ?? [])].flatMap((e) => [...e.metrics[0].intervals()]);
}

function intervalsOfMetric({ series }: UnrollReport, name: string): Interval[] {
  const metrics = [...series[0].epochs()].flatMap((e) => [...e.metrics].filter((m) => m.name === name));
  return metrics.flatMap((m) => [...m.intervals()]);
}

const shownAs = (report: UnrollReport) =>
  [...unrollText(report, { width: 120, colour: false, full: true })].join('').replace(/\s+/g, ' ');
const csvOf = (report: UnrollReport) => [...unrollCsv(report)].join('');

const bar2 = (k: number, total: number, loss: string) =>
  k < total
    ? `${k}/${total} [=====>........................] - ETA: 0s - loss: ${loss}`
    : `${k}/${total} [==============================] - 0s 16ms/step - loss: ${loss}`;
const bar3 = (k: number, total: number, loss: string) =>
  `${k}/${total} ━━━━━━━━━━━━━━━━━━━━ 0s 10ms/step - loss: ${loss}`;
const contains = (interval: Interval, truth: number) =>
  Math.abs((interval.mean ?? Number.NaN) - truth) <= (interval.bound ?? 0);

describe('the interval that holds a smaller last batch', () => {
  // 10 rows in batches of 4, 4, 2 with the losses 1, 2, 6: running averages over rows 1, 1.5, (4 + 8 + 12)/10
  // = 2.4.
  const log = [bar2(1, 3, '1.0000'), bar2(2, 3, '1.5000'), bar2(3, 3, '2.4000')];
  const given = { framework: 'keras@2.15' };

  test('is conditional while the sizes are not known, in JSON, CSV and text', () => {
    const report = reportOf(log, given);
    const [first, second, last] = intervals(report);
    expect([first.if, second.if]).toEqual([undefined, undefined]);
    expect(last.if).toBe('all batches are equal');
    // Of equal batches 3 · 2.4 - 2 · 1.5.
    expect(contains(last, 4.2)).toBe(true);
    // One step whose batch may be any part of the others: no end to its loss.
    expect(last.range).toBeUndefined();
    expect(csvOf(report)).toContain('all batches are equal');
    expect(shownAs(report)).toContain('if all batches are equal');
  });
  test('a batch size alone bounds it: the range holds for 1 … 4 rows', () => {
    const last = intervals(reportOf(log, { ...given, batchSize: 4 }))[2];
    expect(last.if).toBe('all batches are equal');
    const [low, high] = last.range as [number, number];
    // One row: (9 · 2.4 - 8 · 1.5) / 1 = 9.6; four: 4.2.
    expect(low).toBeLessThanOrEqual(4.2);
    expect(low).toBeGreaterThan(4.19);
    expect(high).toBeGreaterThanOrEqual(9.6);
    expect(high).toBeLessThan(9.61);
  });
  test('a batch size is used under the reading of running averages, too', () => {
    // (4 · 7.596 - 8.1) / 3 = 7.428; with a last batch of one row of 32 (3 1/32 · 7.596 - 8.1) / (2 1/32) =
    // 7.3478.
    const step = '4/4 [==============================] - ETA: 0s - loss: 7.5960';
    const log = [bar2(1, 4, '8.1000'), step, bar2(4, 4, '7.5960')];
    const report = (options: UnrollOptions) => reportOf(log, options);
    const last = intervals(report({ batchSize: 32 }))[1];
    expect(last.if).toBe('all batches are equal, running averages');
    const [low, high] = last.range as [number, number];
    expect([low.toFixed(3), high.toFixed(3)]).toEqual(['7.348', '7.428']);
    expect(shownAs(report({ batchSize: 32 }))).toContain(
      'for every size of the last batch, if running averages.',
    );
    // 100 rows in 4 batches: of 25 … 33, the last 1 … 25. One row of 33: (3 1/33 · 7.596 - 8.1) / (2 1/33) =
    // 7.3478.
    const rows = intervals(report({ samples: 100 }))[1].range as [number, number];
    expect(rows.map((x) => x.toFixed(3))).toEqual(['7.348', '7.428']);
    expect(csvOf(report({ samples: 100 }))).toContain(`,${rows[0]},${rows[1]},`);
  });
  test('where fit_generator may have printed it, a note says why there is no range', () => {
    const log = [bar2(1, 4, '8.1000'), bar2(4, 4, '7.5960')];
    expect(intervals(reportOf(log, { batchSize: 32 }))[1].range).toBeUndefined();
    expect(reportOf(log, { batchSize: 32 }).notes).toContain('size-alone');
    expect(reportOf(log).notes).not.toContain('size-alone');
    expect(reportOf(log, { batchSize: 32, framework: 'keras@2.15' }).notes).not.toContain('size-alone');
  });
  test('conditions are said once', () => {
    const meter = [1, 2, 3].map(
      (k) => `Epoch: [0][${k}/9]\tLoss 1.0000 (${[1, 1.5, 2.4][k - 1].toFixed(4)})`,
    );
    const bars = [1, 2, 3].map(
      (k) => `${k * 33}%|###   | ${k}/3 [00:00<00:00, 8.64it/s, loss=${(2 - k / 10).toFixed(2)}]`,
    );
    const unknown = [1, 2, 3].map((k) => bar3(k, 3, '1.0000').replace('/3', '/Unknown'));
    for (const report of [reportOf(meter), reportOf(bars, { average: 'running' }), reportOf(unknown)]) {
      for (const series of report.series) {
        for (const epoch of series.epochs()) {
          for (const r of epoch.metrics.flatMap((m) => [...m.intervals()])) {
            for (const text of [r.if, ...(r.alternatives ?? []).map((a) => a.if)]) {
              const parts = text?.split(', ') ?? [];
              expect(parts).toEqual([...new Set(parts)]);
            }
          }
        }
      }
    }
  });
  test.each([
    ['both sizes', { batchSize: 4, samples: 10 }],
    ['the arrays beside it', { audited: { batchSize: 4, samples: 10 } }],
    // 10 rows in three steps: batches of 4 alone make them.
    ['the rows alone', { samples: 10 }],
  ])('%s make it certain', (_, sizes) => {
    const last = intervals(reportOf(log, { ...given, ...sizes }))[2];
    expect(last.if).toBeUndefined();
    expect(contains(last, 6)).toBe(true);
    expect(last.bound).toBeLessThan(0.001);
  });
  test('several steps bound it without any size', () => {
    // 7 rows in batches of 2, 2, 2, 1 with the losses 1, 2, 3, 8: 1 and (2 + 4 + 6 + 8)/7 = 2.8571; of steps
    // 2 – 4 (4 + 6 + 8)/5 = 3.6.
    const last = intervals(reportOf([bar2(1, 4, '1.0000'), bar2(4, 4, '2.8571')], given))[1];
    const [low, high] = last.range as [number, number];
    expect(low <= 3.6 && 3.6 <= high).toBe(true);
  });
  test('a log that stops without a total may stop at its last step', () => {
    const [, second, third] = intervals(
      reportOf(
        [
          '1/Unknown - 0s 9ms/step - loss: 1.0000',
          '2/Unknown - 0s 9ms/step - loss: 1.5000',
          '3/Unknown - 0s 9ms/step - loss: 2.4000',
        ],
        given,
      ),
    );
    expect([second.if, third.if]).toEqual([undefined, 'all batches are equal']);
  });
  test('Keras 3.15 and meters alike', () => {
    const keras = reportOf(
      [bar3(1, 3, '1.0000'), bar3(2, 3, '1.5000'), bar3(3, 3, '2.4000'), bar3(3, 3, '2.4000')],
      {
        framework: 'keras@3.15',
      },
    );
    expect(intervals(keras)[2].if).toBe('all batches are equal');
    const meter = reportOf(
      [0, 1, 2].map((k) => `Epoch: [0][${k}/3]\tLoss 1.0000 (${[1, 1.5, 2.4][k].toFixed(4)})`),
    );
    const averages = [...meter.series[0].epochs()].flatMap((e) => [...(e.metrics[1]?.intervals() ?? [])]);
    expect(averages.map((r) => r.if)).toEqual([undefined, undefined, 'all batches are equal']);
  });
  test('where batches count alike, or the counters count rows, nothing depends on it', () => {
    // 3.0 – 3.1: u = 1, 1.5, 3; d = 1, 1.25, 5.5/3.
    const batches = intervals(
      reportOf([bar3(1, 3, '1.0000'), bar3(2, 3, '1.2500'), bar3(3, 3, '1.8333'), bar3(3, 3, '2.1250')], {
        framework: 'keras@3.1',
      }),
    );
    expect(batches[2].if).toBeUndefined();
    expect(contains(batches[2], 6)).toBe(true);
    const rows = reportOf([
      'Train on 10 samples, validate on 3 samples',
      'Epoch 1/1',
      bar2(4, 10, '1.0000'),
      bar2(8, 10, '1.5000'),
      bar2(10, 10, '2.4000'),
    ]);
    const last = intervals(rows)[2];
    expect(last.if).toBeUndefined();
    expect(contains(last, 6)).toBe(true);
  });
});

describe('bounds follow the version', () => {
  const log = [bar2(1, 900, '1000.1234'), bar2(800, 900, '1000.2345')];
  test('sums in float64 leave the digits alone, sums in float32 lose more', () => {
    const [old] = intervals(reportOf(log, { framework: 'keras@2.1' })).slice(1);
    // (800 + 1) · 0.00005 / 799
    expect(old.bound).toBeCloseTo(0.00005012516, 9);
    const [tf] = intervals(reportOf(log, { framework: 'keras@2.15' })).slice(1);
    expect(tf.bound).toBeGreaterThan(800 * 1000 * 2 ** -24 * 0.5);
  });
});

describe('TensorFlow 2.4 averages its averages once more', () => {
  // Losses 4, 2, 0 of equal batches: r = 4, 3, 2; d = 4, 3.5, 3; last line (4 + 3 + 2 + 2) / 4 = 2.75.
  const double = [bar2(1, 3, '4.0000'), bar2(2, 3, '3.5000'), bar2(3, 3, '2.7500')];
  const twice = [
    ...double.slice(0, 2),
    '3/3 [==============================] - ETA: 0s - loss: 3.0000',
    double[2],
  ];

  test('its loop has a rule of its own, and verbose=2 is right', () => {
    const rule = findFramework('tensorflow@2.4.1').loop('total', {});
    expect(rule.title).toBe('TensorFlow 2.4');
    const numbers = loopNumbers(rule, [4, 2, 0], [1, 1, 1]);
    expect([...numbers.shown, numbers.last]).toEqual([4, 3.5, 3, 2.75]);
    expect([numbers.verbose2, numbers.epoch]).toEqual([2, 2]);
  });
  test.each(['tensorflow@2.2', 'tensorflow@2.3.2', 'tensorflow@2.5', 'keras@2.3.0-tf'])(
    '%s averages once',
    (name) => {
      const rule = findFramework(name).loop('total', {});
      expect([rule.handed, rule.display]).toEqual(['average', 'shows']);
    },
  );
  test('keras.__version__ 2.2.4-tf is TensorFlow 2.1 or older', () => {
    expect(findFramework('keras@2.2.4-tf').loop('total', {}).title).toBe('TensorFlow up to 2.1');
  });
  test('named, it is decoded', () => {
    const [first, second, last] = intervals(reportOf(double, { framework: 'tensorflow@2.4' }));
    expect(contains(first, 4) && contains(second, 2)).toBe(true);
    // The last line gives the mean of the whole epoch: (4 · 2.75 - 2 · 3.5) / 2.
    expect([last.mean_from, contains(last, 2)]).toEqual([1, true]);
  });
  test('keras@2.4 leaves both', () => {
    const second = intervals(reportOf(double, { framework: 'keras@2.4' }))[1];
    expect(second.alternatives?.map((a) => a.if)).toEqual(['running averages', 'averages of averages']);
    // Once averaged: 2 · 3.5 - 4 = 3; twice: r = 3, L = 2 · 3 - 4.
    expect(second.alternatives?.map((a) => Number(a.mean?.toFixed(3)))).toEqual([3, 2]);
  });
  test('without a version the means say what they assume', () => {
    const report = reportOf(double);
    expect(intervals(report)[1].if).toBe('running averages');
    expect(shownAs(report)).toContain('if TensorFlow 2.4 wrote it');
    expect(csvOf(report)).toContain('running averages');
  });
  test('two lines for the last step decide', () => {
    const report = reportOf(twice);
    expect(report.versions?.range).toBe('TensorFlow 2.4');
    expect(contains(intervals(report)[1], 2)).toBe(true);
    // Running averages 4, 3, 2 end with the same number twice.
    const once = reportOf([
      bar2(1, 3, '4.0000'),
      bar2(2, 3, '3.0000'),
      '3/3 [==============================] - ETA: 0s - loss: 2.0000',
      bar2(3, 3, '2.0000'),
    ]);
    expect(intervals(once)[1].if).toBeUndefined();
  });
  describe('each fit for itself', () => {
    const first = '3/3 [==============================] - ETA: 0s - loss: ';
    const lines = (step: string, end: string) => [
      'Epoch 1/1',
      bar2(1, 3, '2.0000'),
      bar2(2, 3, '1.7500'),
      ...(step ? [first + step] : []),
      bar2(3, 3, end),
    ];
    /** What is said of the second steps: rules, means and conditions. */
    const seconds = (report: UnrollReport) =>
      [...report.series[0].epochs()].map(({ metrics: [metric] }) => {
        const { mean, if: condition, alternatives } = [...metric.intervals()][1];
        return [
          metric.rule,
          mean?.toFixed(3) ?? alternatives?.map((a) => a.mean?.toFixed(3)).join(),
          condition,
        ];
      });
    // d = 2, 1.75, 1.5: r = 2, 1.5, 1 and (2 + 1.5 + 1 + 1) / 4 = 1.375; the second loss is 2 · 1.5 - 2 = 1.
    // Averaged once it is 1.5.
    const double = lines('1.5000', '1.3750');
    const once = lines('1.5000', '1.5000');
    const open = lines('', '1.5000');
    const named = { framework: 'tensorflow@2.4' };

    test.each([
      ['an averaged one, one that is right', {}],
      ['the same with the version named', named],
    ])('%s', (_, options) => {
      const report = reportOf([...double, ...once], options);
      expect(seconds(report)).toEqual([
        ['double', '1.000', undefined],
        ['running', '1.500', undefined],
      ]);
    });
    test('a right fit does not prove the one before', () => {
      expect(seconds(reportOf([...open, ...once]))).toEqual([
        ['running', '1.500', 'running averages'],
        ['running', '1.500', undefined],
      ]);
    });
    test('a later fit whose last lines do not tell has both', () => {
      for (const [log, options] of [
        [[...double, ...open], {}] as const,
        [[...open, ...open], named] as const,
      ]) {
        const report = reportOf(log, options);
        expect(seconds(report)).toEqual([
          ['double', '1.000', undefined],
          ['undecided', '1.500,1.000', undefined],
        ]);
        expect(report.notes).toContain('later-fit');
      }
    });
    test('a second epoch is the same fit', () => {
      const epochs = [...double, ...open].map((line, i) => line.replace('1/1', i === 0 ? '1/2' : '2/2'));
      expect(seconds(reportOf(epochs)).map(([rule]) => rule)).toEqual(['double', 'double']);
    });
    test('evaluated before: the first fit is right', () => {
      expect(seconds(reportOf(once, named))).toEqual([['running', '1.500', undefined]]);
    });
  });
  test('counters of samples are older: nothing is assumed', () => {
    const log = ['Train on 6 samples', bar2(2, 6, '4.0000'), bar2(4, 6, '3.0000'), bar2(6, 6, '2.0000')];
    expect(intervals(reportOf(log)).map((r) => r.if)).toEqual([undefined, undefined, undefined]);
  });
});

describe('running means of known programs', () => {
  const dicts = [
    "{'loss': 4.0, 'learning_rate': 5e-05, 'epoch': 0.25, 'step': 10}",
    "{'loss': 3.0, 'learning_rate': 5e-05, 'epoch': 0.5, 'step': 20}",
    "{'loss': 2.5, 'learning_rate': 5e-05, 'epoch': 0.75, 'step': 30}",
  ];
  const means = (found: readonly Interval[]) => found.map((r) => Number(r.mean?.toFixed(3)));

  test.each([
    '[INFO|trainer_tf.py:398] 2021-01-01 10:00:00,000 >> ',
    '01/01/2021 10:00:00 - INFO - transformers.trainer_tf -   ',
  ])('TFTrainer, by its file or module before the dicts: 4, (60 - 40)/10, (75 - 60)/10: %s', (prefix) => {
    const found = intervals(reportOf(dicts.map((d) => prefix + d)));
    expect(means(found)).toEqual([4, 2, 1.5]);
    expect(found.every((r) => (r.bound ?? 0) > 0)).toBe(true);
  });
  test('its average starts anew with an epoch, its step does not: 40 steps an epoch', () => {
    const next = "{'loss': 1.0, 'learning_rate': 5e-05, 'epoch': 1.25, 'step': 50}";
    const found = intervals(reportOf([...dicts, next], { average: 'running' }));
    expect([found[3].mean_from, found[3].from, found[3].to]).toEqual([41, 41, 50]);
    expect(means(found)[3]).toBe(1);
  });
  test('a full loss beside a step leaves both readings open', () => {
    const full = dicts.map((d, i) => d.replace(/[\d.]+,/, `${['4.123456', '3.123456', '2.623456'][i]},`));
    const [, second] = intervals(reportOf(full));
    expect(second.alternatives?.map((a) => a.if)).toEqual([
      'means since the line before, a line covers 10 steps',
      'running averages',
    ]);
    // 20 · 3.123456 - 10 · 4.123456 over 10.
    expect(second.alternatives?.map((a) => Number(a.mean?.toFixed(5)))).toEqual([3.12346, 2.12346]);
  });
  test('flair: 0.5, 2 · 0.75 - 0.5, (4 · 1 - 2 · 0.75)/2', () => {
    const log = [
      [1, '0.50000000'],
      [2, '0.75000000'],
      [4, '1.00000000'],
    ].map(([k, loss]) => `epoch 7 - iter ${k}/4 - loss ${loss} - samples/sec: 10.00`);
    const report = reportOf([...log, 'EPOCH 7 done: loss 1.0000 - lr 0.1']);
    expect(means(intervals(report, 'flair'))).toEqual([0.5, 1, 1.25]);
  });
  // (4 · 2 - 2 · 2.5) / 2 = 1.5.
  test('flair: a clock and a setting are no means, and an epoch’s line that contradicts them is named', () => {
    const log = [
      '2023-01-01 10:00:00,000 epoch 1 - iter 2/4 - loss 2.50000000 - time (sec): 1.00 - samples/sec: 100.00 - lr: 0.100000 - momentum: 0.000000',
      '2023-01-01 10:00:01,000 epoch 1 - iter 4/4 - loss 2.00000000 - time (sec): 2.00 - samples/sec: 100.00 - lr: 0.100000 - momentum: 0.000000',
    ];
    const report = reportOf([...log, 'EPOCH 1 done: loss 2.0000 - lr: 0.100000']);
    expect(report.series[0].metrics).toEqual(['loss']);
    expect(means(intervals(report, 'flair'))).toEqual([2.5, 1.5]);
    expect(report.notes).not.toContain('end-differs');
    expect(reportOf([...log, 'EPOCH 1 done: loss 2.1000 - lr: 0.100000']).notes).toContain('end-differs');
  });
  test('an epoch that ends with its last line’s value: a running mean is likely', () => {
    const log = [1, 2, 3, 4].map((k) => `epoch 1, step ${k}: loss ${(1 / k).toFixed(4)}`);
    const { notes } = reportOf([...log, 'epoch 1: loss 0.2500']);
    expect(notes).toContain('running-likely');
    expect(reportOf([...log, 'epoch 1: loss 0.5208']).notes).not.toContain('running-likely');
  });
  test('--average running: a table with means, and epochs keep their numbers', () => {
    const text = shownAs(reportOf(dicts, { average: 'running' }));
    expect(text).toContain('mean loss of these steps');
    expect(text).toContain('21 – 30 2.5000 1.5000');
    const log = [
      'EPOCH 42 done: loss 0.9',
      'epoch 43 - iter 1/2 - loss 0.5',
      'epoch 43 - iter 2/2 - loss 0.7',
      'EPOCH 43 done: loss 0.7',
    ];
    const report = reportOf(log, { average: 'running' });
    const ends = report.series.find((s) => s.kind === 'epoch');
    const rows = [...(ends?.epochs() ?? [])].flatMap((e) => [...e.metrics[0].intervals()]);
    expect(rows.map((r) => [r.epoch, r.mean])).toEqual([
      [42, undefined],
      [43, undefined],
    ]);
  });
});

describe('windows and counters', () => {
  const megatron = (k: number, loss: string) =>
    `iteration ${k}/ 100 | consumed samples: 64 | elapsed time per iteration (ms): 10.0 | lm loss: ${loss} |`;
  test('where lines are missing, what a line covers is what most gaps say', () => {
    const found = intervals(reportOf([10, 20, 40].map((k) => megatron(k, '2.500000E+00'))));
    expect(found.map((r) => [r.from, r.to, r.if])).toEqual([
      [1, 10, 'a line covers 10 steps'],
      [11, 20, 'a line covers 10 steps'],
      [31, 40, 'a line covers 10 steps'],
    ]);
    const regular = intervals(reportOf([10, 20, 30, 40].map((k) => megatron(k, '2.500000E+00'))));
    expect(regular.map((r) => r.if)).toEqual(Array(4).fill(undefined));
  });
  test('a few lines may lie evenly by chance: LOSSAUDIT_SEED=741833, every second step was printed, 4, 8 and 12 are left', () => {
    const conditions = (steps: readonly number[]) =>
      intervals(reportOf(steps.map((k) => megatron(k, '2.500000E+00')))).map((r) => r.if);
    expect(conditions([4, 8, 12])).toEqual(Array(3).fill('a line covers 4 steps'));
    // LOSSAUDIT_SEED=25009190: every fifth step was printed, of which two lines are left.
    expect(conditions([10, 20])).toEqual(Array(2).fill('a line covers 10 steps'));
    // Eight at such distances are no accident, nor is every step.
    expect(conditions([4, 8, 12, 16, 20, 24, 28, 32])).toEqual(Array(8).fill(undefined));
    expect(conditions([1, 2])).toEqual([undefined, undefined]);
  });
  test('a mean that the NaN filter changed is none', () => {
    const [, filtered] = intervals(
      reportOf([
        "{'loss': 1.0, 'grad_norm': 1.0, 'epoch': 0.2}",
        "{'loss': 0.0, 'grad_norm': nan, 'epoch': 0.4}",
      ]),
    );
    expect(filtered.mean).toBeUndefined();
    expect(filtered.mark).toEqual({ code: 'filtered' });
  });
  test('fairseq fills its batches with tokens: every mean but the first depends on their sizes', () => {
    const found = intervals(
      reportOf(
        [10, 20].map(
          (k) => `| epoch 001:  ${k} / 1891 loss=${12 - k / 10}.000, nll_loss=10.881, num_updates=${k}`,
        ),
      ),
    );
    expect(found[1].if).toBe('all batches are equal');
  });
});

describe('counters of an old bar that may be samples', () => {
  // Keras 2.3.1, an output's loss, which counts batches: 5 rows in batches of 2, 2, 1 with the losses 0.625,
  // 0.145, 4.0: 0.625, 0.385, 4.77 / 3 = 1.59. As steps the last one is 5 · 1.59 - 4 · 0.385 = 6.41.
  const log = ['0.6250', '0.3850', '1.5900'].map((loss, i) =>
    bar2([2, 4, 5][i], 5, '1.0000').replace('1.0000', `1.0000 - a_loss: ${loss}`),
  );
  const ofOutput = (options: UnrollOptions, lines = log) => {
    const [epoch] = reportOf(lines, { framework: 'keras@2.3.1', ...options }).series[0].epochs();
    return [...(epoch.metrics.find((m) => m.name === 'a_loss')?.intervals() ?? [])];
  };

  test('the interval with the last one depends on it: its range holds both readings', () => {
    const [first, second, last] = ofOutput({});
    expect([first.if, second.if, last.if]).toEqual([undefined, undefined, 'all batches are equal']);
    const [low, high] = last.range as [number, number];
    expect([low, high].map((x) => x.toFixed(2))).toEqual(['4.00', '6.41']);
    expect(low).toBeLessThanOrEqual(4);
    expect(high).toBeGreaterThanOrEqual(6.41);
  });
  test('what the user says decides', () => {
    // 5 samples: the counters are theirs, in batches of 2, each loss of its own.
    const last = ofOutput({ samples: 5, batchSize: 2 })[2];
    expect(last.if).toBeUndefined();
    expect(contains(last, 4)).toBe(true);
    // A generator's counters are steps; so are those of 9 samples in 5 batches, of which no counter is the
    // number.
    for (const options of [{ feed: 'generator' }, { samples: 9, batchSize: 2 }] as const) {
      const steps = ofOutput(options)[2];
      expect([steps.if, contains(steps, 6.41)]).toEqual([undefined, true]);
    }
    // Batches of 3 rows have no counter 2 and 4.
    expect(ofOutput({ batchSize: 3 })[2].if).toBeUndefined();
  });
  test('counters that no batch above one row divides are steps', () => {
    const odd = log.map((line, i) => (i === 1 ? line.replace('4/5', '3/5') : line));
    expect(ofOutput({}, odd)[2].if).toBeUndefined();
    // Where the batches fill the epoch, both readings give the same: 6 · 1.59 - 4 · 0.385 over 2 rows, or 3 ·
    // … - 2 · … over 1.
    const full = log.map((line) => line.replaceAll('/5', '/6').replace('5/6', '6/6'));
    const last = ofOutput({}, full)[2];
    expect([last.if, contains(last, 4)]).toEqual([undefined, true]);
  });
  test('a power of two is no batch where lines were lost: batches of half a second are all drawn', () => {
    // LOSSAUDIT_SEED=501773 of the simulation: Keras 2.7, a step takes 0.284 s, of the second epoch 2/10 and
    // 10/10 are left.
    const lines = [
      'Epoch 1/2',
      bar2(10, 10, '1.6000'),
      'Epoch 2/2',
      bar2(2, 10, '0.5900'),
      bar2(10, 10, '0.5700'),
    ];
    const report = (time: string) => reportOf(lines.map((l) => l.replace('16ms', time)));
    const { series, versions } = report('284ms');
    expect([series[0].unit, versions?.range]).toEqual(['step', 'Keras 2.0.9 – 2.15']);
    // At 2 ms a row nothing contradicts: the first batch is drawn, the others come within 0.05 s.
    expect(report('2ms').series[0].unit).toBe('sample');
    // LOSSAUDIT_SEED=718507: 2, 8, 14 and 18 of 18 at 2 s a step. Three even counters come by chance.
    const even = [2, 8, 14, 18].map((k) => bar2(k, 18, '1.0000').replace('16ms', '2s'));
    expect(reportOf(even).series[0].unit).toBe('step');
    expect(reportOf(even.map((l) => l.replace('2s', '2ms'))).series[0].unit).toBe('sample');
  });
  test('samples that are no counter of the log say that it counts steps', () => {
    // LOSSAUDIT_SEED=722382: fit_generator, 9,462 rows in batches of 498 are 19 steps.
    const lines = ['Epoch 1/1', ...[2, 4, 8].map((k) => bar2(k, 19, '1.0000'))];
    expect(reportOf(lines).series[0].unit).toBe('sample');
    expect(reportOf(lines, { batchSize: 498, samples: 9462 }).series[0].unit).toBe('step');
    expect(reportOf(lines, { batchSize: 2, samples: 19 }).series[0].unit).toBe('sample');
    // LOSSAUDIT_SEED=747311: 32 samples one by one are 32 steps; no larger batch divides 5 and 13.
    const single = [5, 13, 32].map((k) => bar2(k, 32, '1.0000'));
    expect(reportOf(single, { samples: 32 }).series[0].unit).toBe('step');
    expect(
      reportOf(
        [4, 12, 32].map((k) => bar2(k, 32, '1.0000')),
        { samples: 32 },
      ).series[0].unit,
    ).toBe('sample');
  });
});

test('an average of TFTrainer starts anew with an epoch: NaN of the one before is no mark of the next', () => {
  const dict = (loss: string, step: number) =>
    `[INFO|trainer_tf.py:398] 2021-01-01 10:00:00,000 >> {'loss': ${loss}, 'learning_rate': 5e-05, 'epoch': ${step / 2}, 'step': ${step}}`;
  const found = intervals(reportOf([dict('1.5', 1), dict('nan', 2), dict('1.25', 3), dict('1.0', 4)]));
  expect(found.map((i) => i.mark)).toEqual([
    undefined,
    expect.objectContaining({ code: 'not finite' }),
    undefined,
    undefined,
  ]);
  // 2 · 1.0 - 1.25
  expect(found.map((i) => i.mean)).toEqual([1.5, Number.NaN, 1.25, 0.75]);
});

test('sums of float32 that are small beside their terms: every line of the epoch tells their size', () => {
  // 21 losses ±2 that add up to 0.03, rounded to float32 at each step, by LOSSAUDIT_SEED=509408 of the
  // simulation: 0.0015654223 is printed for a mean of 0.0015654049. The second line shows losses of both
  // signs, 42 · -0.1518 - 0.033 = -6.4 over 21 steps.
  const dict = (loss: number, step: number) =>
    `[INFO|trainer_tf.py:398] 2021-01-01 10:00:00,000 >> {'loss': ${loss}, 'learning_rate': 5e-05, 'epoch': ${step / 361}, 'step': ${step}}`;
  const [first] = intervals(reportOf([dict(0.0015654223, 21), dict(-0.15182675, 42), dict(-0.11568925, 63)]));
  expect(contains(first, 0.0015654049458957854)).toBe(true);
  expect(first.bound).toBeLessThan(1e-5);
});

test('a single step hides no losses of the other sign: a later large one does not widen its bound', () => {
  const lines = [
    { k: 1, value: 2, exponent: -4 },
    { k: 2, value: -1e12, exponent: -4 },
  ];
  // One product and no addition; the sums of more steps may have held the large loss.
  expect(sumErrors(FLOAT32_SUMS, lines).between(0, 2, 1, 1)).toBe(2 * 2 ** -24);
  expect(sumErrors(FLOAT32_SUMS, lines).between(0, 2, 2, 1)).toBeGreaterThan(1e4);
});

describe('what the counters of a Keras 2 bar count, as the user says', () => {
  test('a batch size goes before the one that the first line left shows', () => {
    // TensorFlow 2.0 – 2.1, arrays of 896 samples in batches of 128, drawn after 2 and 7 of them: the loss of
    // an output counts batches, (7 · 1.4433 - 2 · 2.7458) / 5 = 0.92230; in batches of 256 it would be
    // (4 · 1.4433 - 2.7458) / 3.
    const lines = ['Train on 896 samples', bar2(256, 896, '3.6418'), bar2(896, 896, '2.3403')];
    const log = lines.map((line, i) => `${line}${['', ' - a_loss: 2.7458', ' - a_loss: 1.4433'][i]}`);
    const options = { framework: 'tensorflow@2.1', batchSize: 128, samples: 896 };
    const last = intervalsOfMetric(reportOf(log, options), 'a_loss').at(-1) as Interval;
    expect(contains(last, 0.9223)).toBe(true);
    expect(last.if).toBeUndefined();
  });

  test('a version that never counted samples', () => {
    // Keras 2.8: 8 batches of 190 rows and one of 122, the last loss 3: (1642 · 1.7272 - 1520 · 1.6250) /
    // 122.
    const log = [bar2(2, 9, '1.5000'), bar2(4, 9, '1.5000'), bar2(8, 9, '1.6250'), bar2(9, 9, '1.7272')];
    const report = reportOf(log, { framework: 'keras@2.8' });
    expect(report.series[0].unit).toBe('step');
    const last = intervals(report).at(-1) as Interval;
    expect(last.if).toBe('all batches are equal');
    // Of equal batches 9 · 1.7272 - 8 · 1.6250.
    expect(contains(last, 2.5448)).toBe(true);
  });
});

test('a lone line of an only step, where the epoch may count a batch too many, is the loss or half of it', () => {
  // Keras 3.12, data of unknown length in batches of one shape (TensorFlow): the first epoch's last line is
  // half of its step's, 6.3829 / 2. Which of both 1.4230 is, the loss or half of it, nobody can say.
  const log = [
    'Epoch 1/2',
    '      1/Unknown 0s 360ms/step - loss: 6.3829',
    bar3(1, 1, '3.1914').replace('10ms', '460ms'),
    'Epoch 2/2',
    bar3(1, 1, '1.4230').replace('10ms', '460ms'),
  ];
  const found = intervals(reportOf(log, { framework: 'keras@3.12' }));
  expect(found.at(-1)?.mean).toBeUndefined();
});

test('windows of losses of both signs, in full float32: what their sum lost shows in the other windows', () => {
  // As the Trainer adds up: a float32 sum of 5 losses, over 5 (LOSSAUDIT_SEED=3012449 of the simulation).
  const losses = Array.from({ length: 1000 }, (_, i) => Math.fround(4 * Math.sin(i * i + 1)));
  const windows = Array.from({ length: 200 }, (_, w) => losses.slice(5 * w, 5 * w + 5));
  const log = windows.map((own, w) => {
    const printed = own.reduce((a, b) => Math.fround(a + b)) / 5;
    return { epoch: (5 * w + 5) / 1000, learning_rate: 2.4e-5, loss: printed, step: 5 * w + 5 };
  });
  const found = intervalsOfMetric(
    reportOf([JSON.stringify({ best_metric: null, log_history: log })]),
    'loss',
  );
  const lost = windows.filter((own, w) => !contains(found[w], own.reduce((a, b) => a + b) / 5));
  expect(found).toHaveLength(200);
  expect(lost).toEqual([]);
  expect(Math.max(...found.map((i) => i.bound ?? 0))).toBeLessThan(1e-5);
});

test('the last line may not be the last step, where the epoch has no length and --samples tells a size', () => {
  // 19 batches of 257 rows; the log stops after the 13th, whose batch is as large as the others
  // (LOSSAUDIT_SEED=4005365): 4 · mean = 13 · 0.2760 - 9 · 0.2412.
  const lines = [
    '      9/Unknown - 5s 13ms/step - loss: 359.0251 - accuracy: 0.2412',
    '     13/Unknown - 5s 13ms/step - loss: 257.3649 - accuracy: 0.2760',
  ];
  const report = reportOf(lines, { framework: 'keras@2.9', samples: 4883 });
  const last = intervalsOfMetric(report, 'accuracy').at(-1) as Interval;
  expect(last.if).toContain('step 13 is the last');
  const mean = (13 * 0.276 - 9 * 0.2412) / 4;
  expect(last.range?.[0]).toBeLessThan(mean);
  expect(last.range?.[1]).toBeGreaterThan(mean);
});

test('a first line of samples is no batch where slow ones after it were not drawn', () => {
  // 27 batches of 269 rows, 0.2 s each, the lines of the first nine lost (LOSSAUDIT_SEED=10004555): of
  // batches of 2,690 rows the second would have been drawn, too. (27 · -2.3510 - 10 · -2.2895) / 17 is
  // -2.38718.
  const lines = [
    'Train on 7263 samples',
    'Epoch 1/1',
    '2690/7263 [==========>...................] - ETA: 3s - loss: 4.1 - a_loss: -2.2895',
    '7263/7263 [==============================] - 6s 771us/sample - loss: 4.2 - a_loss: -2.3510',
  ];
  const last = intervalsOfMetric(reportOf(lines, { framework: 'tensorflow@2.1' }), 'a_loss').at(
    -1,
  ) as Interval;
  expect(contains(last, -2.38718) || last.if !== undefined).toBe(true);
  expect(last.range === undefined || (last.range[0] < -2.38718 && last.range[1] > -2.38718)).toBe(true);
});

test('a lone mean in full float32 says that losses of both signs could cancel in it', () => {
  // LOSSAUDIT_SEED=15004650: 13 losses of both signs, whose mean is 0.0017412465 and not 0.0017412534.
  const dict = "{'loss': 0.0017412534, 'learning_rate': 5e-05, 'epoch': 0.8125, 'step': 13}";
  const [found] = intervals(reportOf([dict]));
  expect(found.if).toBe('no loss is below 0');
  // Of one step there is nothing to cancel.
  const first = "{'loss': 0.0017412534, 'learning_rate': 5e-05, 'epoch': 0.0625, 'step': 1}";
  expect(intervals(reportOf([first]))[0].if).toBeUndefined();
});

test.each([
  // fit_generator counts steps, whatever divides its counters (LOSSAUDIT_SEED=13004730).
  [
    ['Epoch 1/1', bar2(2, 24, '0.4865'), bar2(8, 24, '0.4942'), bar2(12, 24, '0.4746')],
    { framework: 'keras@2.3.1', feed: 'generator' as const, samples: 24 },
  ],
  // One sample is a step in every version (LOSSAUDIT_SEED=3016840).
  [['Epoch 1/2', bar2(1, 1, '0.3490'), 'Epoch 2/2', bar2(1, 1, '0.3334')], { samples: 1 }],
  // An unknown total is one of steps, though there are as many samples (LOSSAUDIT_SEED=14001508).
  [['Epoch 1/1', '      5/Unknown - 0s 31ms/step - loss: 2.0320', bar2(9, 9, '2.0000')], { samples: 9 }],
])('what counts steps: %j', (lines, options) => {
  expect(reportOf(lines, options).series[0].unit).toBe('step');
});
