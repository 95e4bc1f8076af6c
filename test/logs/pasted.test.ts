/**
 * Logs as people paste them into issues and questions: forms that were found there, with numbers of our own.
 */
import { describe, expect, test } from 'vitest';
import { LogReader } from '../../src/logs/read.js';
import { markSentence } from '../../src/report/unroll/marks.js';
import { redrawSentence } from '../../src/report/unroll/redraw.js';
import { unrollText } from '../../src/report/unroll/text.js';
import { LogCollector } from '../../src/unroll/series/collect.js';
import { type UnrollOptions, unroll } from '../../src/unroll/unroll.js';

/** `format kind: epoch[metric from-to=printed …]`, one string a series. */
function read(text: string, options: UnrollOptions = {}) {
  const collector = new LogCollector();
  const reader = new LogReader((line) => collector.add(line));
  reader.push(new TextEncoder().encode(text));
  reader.end();
  const report = unroll({ file: 'log', bytes: 0, lines: 0, recognised: 0 }, collector, options);
  const series = report.series.map((s) => ({
    format: s.format,
    title: s.title,
    kind: s.kind,
    unit: s.unit,
    epochs: [...s.epochs()].map((e) => ({
      epoch: e.epoch,
      epochs: e.epochs,
      total: e.total,
      metrics: Object.fromEntries(
        e.metrics.map((m) => [m.name, [...m.intervals()].map((i) => [i.from, i.to, i.printed])]),
      ),
      rules: Object.fromEntries(e.metrics.map((m) => [m.name, m.rule])),
      marks: e.metrics.flatMap((m) =>
        [...m.intervals()].flatMap((i) => (i.mark ? markSentence(i.mark) : [])),
      ),
    })),
  }));
  return { series, versions: report.versions?.range, report };
}

const bar = (k: number, total: number) => {
  const done = Math.floor((30 * k) / total);
  return `${String(k).padStart(String(total).length)}/${total} [${'='.repeat(Math.max(0, done - 1))}${k < total ? '>' : '='}${'.'.repeat(30 - Math.max(1, done))}]`;
};

describe('a message or a bar right behind a number (Keras)', () => {
  test.each([
    'Traceback (most recent call last):',
    '2020-12-11 11:09:45.162853: I tensorflow/core',
    '/opt/lib/keras/engine/training.py:1569: UserWarning: more samples',
    'WARNING:tensorflow:Callbacks method is slow',
    'Restoring model weights from the end of the best epoch: 37.',
  ])('%s', (message) => {
    const { series } = read(
      `${bar(7, 20)} - ETA: 0s - loss: 0.5847 - acc: 0.8021${message}\n${bar(20, 20)} - 1s 9ms/step - loss: 0.5000 - acc: 0.8000`,
    );
    expect(series[0].epochs[0].metrics).toMatchObject({
      loss: [
        [1, 7, 0.5847],
        [8, 20, 0.5],
      ],
      acc: [
        [1, 7, 0.8021],
        [8, 20, 0.8],
      ],
    });
  });

  test('a bar that was drawn over the digits of the one before', () => {
    const { series } = read(
      `${bar(1794, 1875)} - ETA: 0s - loss: 0.0749 - acc: 0.9${bar(1829, 1875)} - ETA: 0s - loss: 0.0748 - acc: 0.9775${bar(1875, 1875)} - 3s 2ms/step - loss: 0.0747 - acc: 0.9771`,
    );
    expect(series[0].epochs).toHaveLength(1);
    expect(series[0].epochs[0].metrics.loss).toEqual([
      [1, 1794, 0.0749],
      [1795, 1829, 0.0748],
      [1830, 1875, 0.0747],
    ]);
    // The cut value bounds nothing.
    expect(series[0].epochs[0].metrics.acc).toEqual([
      [1, 1829, 0.9775],
      [1830, 1875, 0.9771],
    ]);
  });

  test('what is left of the state that the last line was drawn over', () => {
    const { series } = read(
      `Epoch 7/9\n${bar(12, 12)} - ETA: 0s - loss: 0.23 - 0s 2ms/step - loss: 0.2475 - val_loss: 0.2895`,
    );
    expect(series[0].epochs[0].metrics).toEqual({ loss: [[1, 12, 0.2475]], val_loss: [[12, 12, 0.2895]] });
  });
});

test('one line before the last does not make a counter of samples', () => {
  const { series, versions } = read(
    `Epoch 1/5\n${bar(1869, 1875)} - ETA: 0s - loss: 0.4677 - accuracy: 0.8315\nReached 60% accuracy\n${bar(1875, 1875)} - 8s 4ms/step - loss: 0.4673 - accuracy: 0.8316`,
  );
  expect(series[0].unit).toBe('step');
  expect(versions).not.toBe('Keras 2.3');
});

test('metrics of another name, counters and clocks do not pass for a loss', () => {
  const { series } = read(
    '| epoch 008 | valid on subset | valid_loss 6.438 | valid_nll_loss 5.233 | num_updates 21896\nepoch 0 | batch 250 | loss: 0.134 | time left: 23h42m04s\n[2024/08/06] epoch: [1/2], global_step: 100, loss: 9.37, avg_reader_cost: 0.009 s, ips: 355.1 samples/s',
  );
  const names = series.map((s) => s.epochs.flatMap((e) => Object.keys(e.metrics)));
  expect(names).toEqual([
    ['valid_loss', 'valid_nll_loss'],
    ['loss', 'loss'],
  ]);
});

describe('what follows a complete line', () => {
  test.each([
    'Tensor("add_1:0", shape=(), dtype=float32)',
    'Averaged stats: lr: 0.1  loss: 6.5993 (6.5925)',
    'Saved new best model with accuracy: 98.37%',
  ])('%s is no part of it', (next) => {
    const { series } = read(`Epoch: [1]  [8/9]  eta: 0:00:00  lr: 0.1  loss: 6.5 (6.4)\n${next}\n`);
    expect(series[0].epochs[0].metrics).toEqual({ loss: [[8, 8, 6.5]], 'loss (avg)': [[1, 8, 6.4]] });
  });

  test('the rest of a wrapped line is', () => {
    const { series } = read(
      'Epoch: [0][10/298]  Time 2.345 (2.456)  Data 0.123 (0.145)\nLoss 3.2 (3.4)  Acc@1 45.6 (42.3)\n',
    );
    expect(series[0].epochs[0].metrics).toMatchObject({
      'Loss (avg)': [[1, 10, 3.4]],
      'Acc@1': [[10, 10, 45.6]],
    });
  });
});

describe('meters', () => {
  test.each([
    ['Train - Epoch: [127/300][ 35/464]  Time 0.7 (0.7)  Loss 2.1274e+00 (1.5406e+00)', 127, 35, 464],
    ['Train: 7 [  50/1251 (  4%)]  Loss: 2.1274 (1.5406)  Time: 0.5s', 7, 50, 1251],
    ['trainer INFO: eta: 0:17:37  iter: 87940  loss: 2.1274 (1.5406)  time: 0.5 (0.5)', 1, 87940, undefined],
  ])('%s', (line, epoch, step, total) => {
    const [{ format, epochs }] = read(line).series;
    expect({ format, epoch: epochs[0].epoch, total: epochs[0].total }).toEqual({
      format: 'meter',
      epoch,
      total,
    });
    expect(Object.values(epochs[0].metrics).flat()).toEqual([
      [step, step, 2.1274],
      [1, step, 1.5406],
    ]);
  });

  test('names of two words', () => {
    const { series } = read('Epoch: [0][10/75]\tLoss Disc 7.19e-01 (7.22e-01)\tLoss TOTAL 2.3e+00 (2.4e+00)');
    expect(Object.keys(series[0].epochs[0].metrics)).toEqual([
      'Loss Disc',
      'Loss Disc (avg)',
      'Loss TOTAL',
      'Loss TOTAL (avg)',
    ]);
  });
});

describe('headers of Keras', () => {
  test.each([
    ')Epoch 1/9',
    '`Epoch 1/9`',
    "    'Epoch 1/9',",
    '#Epoch 1/9',
    '**Epoch 1/9**',
    '"Epoch 1/9\\n",',
  ])('%s', (header) => {
    const { series } = read(`${header}\n${bar(12, 12)} - 1s 85ms/step - loss: 1.9371\n`);
    expect(series).toMatchObject([{ format: 'keras-bar', epochs: [{ epoch: 1, epochs: 9, total: 12 }] }]);
  });

  test('a sentence that starts like a notice of Keras says nothing of its version', () => {
    const log = `Train on 220 samples, val on 24 samples, with batch size 32.\nEpoch 1/2\n${bar(6, 6)} - 18s 3s/step - loss: 7.0000\n`;
    expect(read(log).versions).toBe('Keras 2.0.9 – 2.15');
  });

  test('times per sample are those of tf.keras', () => {
    const log = `Train on 90 samples, validate on 10 samples\nEpoch 1/2\n${bar(90, 90)} - 2s 20ms/sample - loss: 0.6727 - accuracy: 0.5333\n`;
    expect(read(log).versions).toBe('tf.keras 1.13 – 2.1');
  });
});

test.each([
  'Step Training Loss Validation Loss\n10 1.848200 1.746341\n20 1.688300 1.696681\n',
  '# Step Training Loss Validation Loss\n# 10   1.848200   1.746341\n# 20 1.688300 1.696681\n',
])('a table of the Trainer whose tabs became spaces', (table) => {
  const [{ format, epochs }] = read(table).series;
  expect(format).toBe('hf-table');
  expect(epochs[0].metrics.loss.map(([, , printed]) => printed)).toEqual([1.8482, 1.6883]);
  expect(epochs[0].metrics.eval_loss.map(([, , printed]) => printed)).toEqual([1.746341, 1.696681]);
});

describe('evaluate() after fit()', () => {
  const fit = `Epoch 1/2\n${bar(53, 53)} - 0s 1ms/step - loss: 0.4565\nEpoch 2/2\n${bar(53, 53)} - 0s 1ms/step - loss: 0.4427\n`;

  test.each([
    [`${bar(3, 3)} - 0s 1ms/step - loss: 0.5333\n`, 3],
    [`${bar(1, 3)} - ETA: 0s - loss: 0.6000\n${bar(3, 3)} - 0s 1ms/step - loss: 0.5333\n`, 3],
    // On the training data.
    [`${bar(53, 53)} - 0s 1ms/step - loss: 0.4\n`.replace('0.4\n', '0.4100\n'), 53],
  ])('is no epoch of the training: %s', (evaluation, total) => {
    const { series } = read(fit + evaluation);
    expect(series.map((s) => [s.title, s.epochs.map((e) => [e.epoch, e.epochs, e.total])])).toEqual([
      [
        'progress bar',
        [
          [1, 2, 53],
          [2, 2, 53],
        ],
      ],
      ['progress bar, evaluation', [[1, undefined, total]]],
    ]);
  });

  test('Keras 3', () => {
    const line = (total: number, rest: string) =>
      `${total}/${total} ${'━'.repeat(20)} 3s 2ms/step - ${rest}\n`;
    const { series } = read(
      `Epoch 9/9\n${line(281, 'loss: 0.77 - val_loss: 1.98')}${line(71, 'loss: 1.9418')}`
        .replace('0.77', '0.7765')
        .replace('1.98 ', '1.9868 ')
        .replace('1.98\n', '1.9868\n'),
    );
    expect(series.map((s) => s.title)).toEqual(['progress bar', 'progress bar, evaluation']);
  });

  test('an epoch whose header is lost is one', () => {
    const { series } = read(
      `${fit.replace('2/2', '2/9')}${bar(53, 53)} - 0s 1ms/step - loss: 0.4100 - val_loss: 0.5000\n`,
    );
    expect(series).toHaveLength(1);
    expect(series[0].epochs).toHaveLength(3);
  });
});

test('processes that print bars of one form are kept apart', () => {
  const line = (rank: number, text: string) => `[1,${rank}]<stdout>:${text}\n`;
  const { series } = read(
    line(0, 'Epoch 1/2') +
      line(1, 'Epoch 1/2') +
      line(1, `${bar(2, 4)} - ETA: 1s - loss: 2.0000`) +
      line(0, `${bar(2, 4)} - ETA: 1s - loss: 1.0000`) +
      line(1, `${bar(4, 4)} - 3s 1s/step - loss: 2.5000`) +
      line(0, `${bar(4, 4)} - 3s 1s/step - loss: 1.5000`),
  );
  expect(
    series.map((s) => [s.title, s.epochs.length, s.epochs[0].epochs, s.epochs[0].metrics.loss.at(-1)]),
  ).toEqual([
    ['progress bar, worker 1', 1, 2, [3, 4, 2.5]],
    ['progress bar, worker 0', 1, 2, [3, 4, 1.5]],
  ]);
});

test('a line that one process has not finished waits for it', () => {
  const { series } = read(
    '[1,1]<stdout>:Epoch 0/9, Batch 16/99\n[1,0]<stdout>:Epoch 0/9, Batch 16/99\n[1,0]<stdout>:Total loss is 2.5\n[1,1]<stdout>:Total loss is 3.5\nlast words\n',
  );
  expect(series.map((s) => [s.title, s.epochs[0].metrics])).toEqual([
    ['lines printed by the script, worker 1', { 'Total loss': [[16, 16, 3.5]] }],
    ['lines printed by the script, worker 0', { 'Total loss': [[16, 16, 2.5]] }],
  ]);
});

describe('tqdm', () => {
  const tq = (text: string, k: number, n: number, rest: string) =>
    `${text}: ${Math.round((100 * k) / n)}%|${'█'.repeat(10)}| ${k}/${n} [00:03<00:00, 44.53it/s${rest}]\n`;

  test('training and validation in turn are two loops', () => {
    const { series } = read(
      tq('epoch 1', 153, 153, ', loss=0.783') +
        tq('valid', 39, 39, ', loss=0.469') +
        tq('epoch 2', 153, 153, ', loss=0.529') +
        tq('valid', 39, 39, ', loss=0.396'),
    );
    expect(
      series.map((s) => [s.title, s.epochs.map((e) => [e.epoch, e.total, e.metrics.loss[0][2]])]),
    ).toEqual([
      [
        'tqdm bar',
        [
          [1, 153, 0.783],
          [2, 153, 0.529],
        ],
      ],
      [
        'tqdm bar, valid',
        [
          [1, 39, 0.469],
          [2, 39, 0.396],
        ],
      ],
    ]);
  });

  test('a bar that has ended and comes again after other lines is another epoch', () => {
    const { series } = read(
      `${tq('Training loss: 2.36', 156, 156, '')}Validation done\n${tq('Training loss: 2.35', 156, 156, '')}`,
    );
    expect(series[0].epochs.map((e) => e.metrics['Training loss'])).toEqual([
      [[156, 156, 2.36]],
      [[156, 156, 2.35]],
    ]);
  });
});

describe('tables of YOLO: running averages of the epoch', () => {
  const rows = (bar: (k: number) => string) =>
    `      Epoch    GPU_mem   box_loss   cls_loss  Instances       Size\n       1/20      1.19G      1.018        nan          2        640${bar(4)}\n                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%|██████████| 1/1 [00:00<00:00,  5.55it/s]\n                   all          7         14    0.00667          1      0.307      0.197\n       2/20      1.16G     0.8308       2.85          2        640${bar(4)}\n`;

  test.each([
    ['tqdm', (k: number) => `: 100%|██████████| ${k}/4 [00:01<00:00,  2.66it/s]`],
    ['without a bar', (k: number) => `: 100% ${k}/4 [00:01<00:00,  2.66it/s]`],
    ['of its own', (k: number) => `: 100% ━━━━━━━━━━━━ ${k}/4 4.5it/s 49.5s`],
  ])('%s', (_, tail) => {
    const { series } = read(rows(tail));
    expect(series).toHaveLength(1);
    expect(series[0].format).toBe('yolo');
    expect(series[0].epochs).toMatchObject([
      {
        epoch: 1,
        epochs: 20,
        total: 4,
        metrics: { box_loss: [[1, 4, 1.018]], cls_loss: [[1, 4, Number.NaN]] },
      },
      {
        epoch: 2,
        epochs: 20,
        total: 4,
        rules: { box_loss: 'running' },
        metrics: { cls_loss: [[1, 4, 2.85]] },
      },
    ]);
  });

  test('the bar cut off', () => {
    const [{ kind, epochs }] = read(rows(() => '')).series;
    expect({ kind, box: epochs[0].metrics.box_loss.map(([, , p]) => p) }).toEqual({
      kind: 'epoch',
      box: [1.018, 0.8308],
    });
  });
});

describe('programs whose averaging is known', () => {
  test.each([
    [
      'mmcv',
      (k: number, v: number) =>
        `2021-08-18 19:36:00,257 - mmdet - INFO - Epoch [1][${k}/5808]\tlr: 1.000e-02, eta: 5:02:49, time: 0.784, data_time: 0.085, memory: 8104, loss_cls: 0.5, loss: ${v}`,
      'window',
    ],
    [
      'megatron',
      (k: number, v: number) =>
        ` iteration  ${k}/  5808 | consumed samples:  9 | elapsed time per iteration (ms): 86545.2 | learning rate: 9.150E-06 | loss: ${v} | grad norm: 0.231 |`,
      'window',
    ],
    [
      'fairseq-inner',
      (k: number, v: number) =>
        `2020-08-01 | INFO | train_inner | epoch 00${k === 150 ? 1 : 2}:    7 / 5808 loss=${v}, nll_loss=10.8, wps=52922, num_updates=${k}, lr=8.9e-05`,
      'window',
    ],
    [
      'fairseq',
      (k: number, v: number) =>
        `| epoch 001:    ${k - 1} / 5808 loss=${v}, nll_loss=10.8, wps=52922, ups=0.5, num_updates=445, lr=8.9e-05`,
      'running',
    ],
  ])('%s', (format, line, rule) => {
    const { series } = read(`${line(150, 2.5)}\n${line(200, 2.25)}\n`);
    expect(series).toHaveLength(1);
    expect(series[0].format).toBe(format);
    const [{ metrics, rules, total }] = series[0].epochs;
    expect({ total, rule: rules.loss }).toEqual({
      total: format === 'fairseq-inner' ? undefined : 5808,
      rule,
    });
    // The log starts in the middle of the epoch: the first window is as long as the next.
    expect(metrics.loss).toEqual([
      [rule === 'window' ? 101 : 1, 150, 2.5],
      [151, 200, 2.25],
    ]);
  });
});

describe('JSON that is not the Trainer’s', () => {
  test('json_stats of Detectron, on one line and spread', () => {
    for (const glue of [' ', '\n  ']) {
      const { series } = read(
        `json_stats: {"accuracy_cls": 0.92,${glue}"a": "x",${glue}"b": "x",${glue}"c": "x",${glue}"d": "x",${glue}"eta": "0:21:51",${glue}"iter": 120,${glue}"loss": 0.562384,${glue}"lr": 0.01,${glue}"mem": 6407}\n`,
      );
      expect(series).toMatchObject([
        { format: 'json-line', kind: 'progress', epochs: [{ metrics: { loss: [[120, 120, 0.562384]] } }] },
      ]);
      expect(Object.keys(series[0].epochs[0].metrics)).toEqual(['accuracy_cls', 'loss']);
    }
  });

  test('an epoch a line', () => {
    const { series } = read(
      '{"train_lr": 0.0009, "train_loss": 4.01, "epoch": 49, "n_parameters": 115}\n{"train_lr": 0.0009, "train_loss": 3.99, "test_loss": 1.47, "epoch": 50, "n_parameters": 115}\n',
    );
    expect(series).toMatchObject([{ format: 'json-line', kind: 'epoch' }]);
    expect(series[0].epochs[0].metrics).toMatchObject({
      train_loss: [
        [1, 1, 4.01],
        [2, 2, 3.99],
      ],
      test_loss: [[2, 2, 1.47]],
    });
  });
});

test('Caffe: outputs belong to the iteration above them, and do not replace its loss', () => {
  const { series } = read(
    'I0914 09:33:43.4  6584 solver.cpp:228] Iteration 0 (0.1 iter/s, 58.6s/10 iters), loss = 0.183\nI0914 09:33:43.4  6584 solver.cpp:244]     Train net output #0: accuracy = 0.96875\nI0914 09:33:43.4  6584 solver.cpp:244]     Train net output #1: loss = 0.25 (* 1 = 0.25 loss)\nI0914 09:33:43.4  6584 sgd_solver.cpp:106] Iteration 0, lr = 0.01\nI0914 09:33:49.9  6584 solver.cpp:228] Iteration 100, loss = -nan\n',
  );
  expect(series).toMatchObject([{ format: 'caffe', epochs: [{}] }]);
  expect(series[0].epochs[0].metrics).toEqual({
    loss: [
      [0, 0, 0.183],
      [100, 100, Number.NaN],
    ],
    'train accuracy': [[0, 0, 0.96875]],
    'train loss': [[0, 0, 0.25]],
  });
});

test('Darknet: the batch and the exponential average', () => {
  const { series } = read(
    ' 1: 1457.229370, 1457.229370 avg loss, 0.000000 rate, 4.5 seconds, 64 images\nLoaded: 0.00004 seconds\n 2: -nan, -nan avg, 0.000000 rate, 4.4 seconds, 128 images\n',
  );
  expect(series[0].epochs[0].metrics).toEqual({
    loss: [
      [1, 1, 1457.22937],
      [2, 2, Number.NaN],
    ],
    'avg loss': [
      [1, 1, 1457.22937],
      [2, 2, Number.NaN],
    ],
  });
});

test('clocks that a callback puts among the values are no averages', () => {
  const { series } = read(
    `Epoch 1/2\n${bar(9, 9)} - 2s 225ms/step - loss: 0.1017 - _timestamp: 1657515766.0000 - _runtime: 205.0000\n`,
  );
  expect(series[0].epochs[0].rules).toEqual({ loss: 'running', _timestamp: 'value', _runtime: 'value' });
});

test.each([
  ['[=====\\&gt;....]', '\n\n'],
  ['[=====&gt;....]', '\n'],
  ['[=====\\>....]', '\n'],
])('a bar copied from a page: %s', (tip, gap) => {
  const { series } = read(
    `20/92 ${tip} - ETA: 1s - loss: 0.2433 - acc: 0.8986${gap}23/92 ${tip} - ETA: 1s - loss: 0.2438 - acc: 0.8994\n`,
  );
  expect(series[0].epochs[0].metrics.loss).toEqual([
    [1, 20, 0.2433],
    [21, 23, 0.2438],
  ]);
});

test('the perplexity of an average is no average: it is not decoded', () => {
  const line = (k: number, loss: number, ppl: number) =>
    `| epoch 001:  ${k} / 1891 loss=${loss}, ppl=${ppl}, wps=52922, clip=0%, oom=0, num_updates=${k + 1}, lr=8.9e-05`;
  const [{ epochs }] = read(`${line(450, 11.521, 1886.05)}\n${line(500, 11.346, 1637.83)}\n`).series;
  expect(epochs[0]).toMatchObject({ rules: { loss: 'running', ppl: 'value' }, marks: [] });
  expect(Object.keys(epochs[0].metrics)).toEqual(['loss', 'ppl']);
});

test('words a batch are no batch', () => {
  const { series } = read(
    '| epoch 010  2000 / 8223 loss=1.27 (1.50), wps=962\n| epoch 010 | train loss 1.44 | words/batch    906 | bsz    32\n',
  );
  expect(series.map((s) => [s.kind, s.epochs[0].total])).toEqual([
    ['progress', 8223],
    ['epoch', undefined],
  ]);
});

test('the number of a run is no metric', () => {
  const { series } = read(
    'Epoch 400/400: 100%|██████████| 400/400 [07:02<00:00, 1.06s/it, v_num=1, train_loss_step=827, train_loss_epoch=888]\n',
  );
  expect(series[0].epochs[0].metrics).toEqual({
    train_loss_step: [[400, 400, 827]],
    train_loss_epoch: [[400, 400, 888]],
  });
});

describe('Keras bars that were cut out of their log', () => {
  const final = (k: number, rest: string) => `${bar(k, k)} - 4s 2ms/step - ${rest}\n`;

  test('one line before the last does not make samples of steps', () => {
    const { series, versions } = read(
      `Epoch 1/5\n${bar(500, 1875)} - ETA: 3s - loss: 0.4100 - accuracy: 0.8800\n${final(1875, 'loss: 0.2600 - accuracy: 0.9250')}`,
    );
    expect([series[0].unit, versions]).toEqual(['step', 'Keras 2.3 – 2.15, tf.keras 1.13 – 2.1']);
  });

  test('a bar before the first header belongs to the epoch before', () => {
    const { series } = read(`${final(7, 'loss: 0.5000')}Epoch 16/100\n${final(7, 'loss: 0.4000')}`);
    expect(series[0].epochs.map((e) => [e.epoch, e.epochs])).toEqual([
      [15, 100],
      [16, 100],
    ]);
  });

  test('where the data ran out, the last line adds no steps', () => {
    const { series, report } = read(
      `Epoch 2/9\n${bar(7, 562)} - ETA: 4s - loss: 0.8328WARNING:tensorflow:Your input ran out of data; interrupting training. Make sure\n${final(562, 'loss: 0.8328')}`,
    );
    expect(series[0].epochs[0].metrics.loss).toEqual([[1, 7, 0.8328]]);
    expect(report.notes).toContain('ran-out');
  });

  test('a line of verbose=2 behind the bars is that of evaluate()', () => {
    const { series } = read(
      `Epoch 2/2\n${final(1875, 'loss: 0.1450')}313/313 - 0s - loss: 0.0712 - 400ms/epoch - 1ms/step\n`,
    );
    expect(series.map((s) => s.title)).toEqual([
      'progress bar',
      'one line per epoch (verbose=2), evaluation',
    ]);
    expect(series[1].unit).toBe('step');
  });

  test('a share above 1 is none from counts', () => {
    const { series } = read(final(9, 'loss: 0.5000 - precision: 2.9728 - recall: 0.2000'));
    expect(series[0].epochs[0].marks).toEqual([
      'no precision is above 1: a function of that name, or an average with wrong weights',
    ]);
  });

  test('a bar of twelve lines', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'];
    const text = names.map((n) => `${n}_loss: 0.5000`).join(' - \n');
    const { series } = read(`${bar(9, 9)} - 2s 25s/step - \nloss: 5.5000 - \n${text}\n`);
    expect(Object.keys(series[0].epochs[0].metrics)).toHaveLength(12);
  });
});

describe('which steps were printed', () => {
  const why = (steps: number[]) => {
    const { report } = read(steps.map((k) => `step ${k}: loss 1.5\n`).join(''));
    const { redraw } = [...report.series[0].epochs()][0];
    return redraw && redrawSentence(redraw);
  };

  test.each([
    [[1, 10, 50], 'Not every step is printed.'],
    [[1, 30], 'Only two steps are printed.'],
    [[10, 20, 30], 'Every 10th step is printed.'],
    [[10, 20, 30, 35], 'Mostly every 10th step is printed.'],
    [[10, 20, 30, 41, 51, 61], 'Mostly every 10th step is printed.'],
    [[1, 2, 3], undefined],
  ])('%j', (steps, sentence) => expect(why(steps)).toBe(sentence));
});

test('steps from 0 stay as they were printed, unless averages are decoded', () => {
  const log = 'iter 0: loss 3.5\niter 10: loss 2.5\n';
  expect(read(log).series[0].epochs[0].metrics.loss).toEqual([
    [0, 0, 3.5],
    [10, 10, 2.5],
  ]);
  const { series, report } = read(log, { average: 'running' });
  expect(series[0].epochs[0].metrics.loss).toEqual([
    [1, 1, 3.5],
    [2, 11, 2.5],
  ]);
  expect(report.notes).toContain('counted-from-zero');
});

describe('lines of scripts, found in questions', () => {
  const values = (text: string) => {
    const [s] = read(text).series;
    return [s.format, s.kind, s.unit, s.epochs[0].epoch, s.epochs[0].metrics];
  };

  test.each([
    [
      'Train Epoch: 1 [640/60000 (1%)]\tLoss: 2.213470',
      ['step-line', 'progress', 'sample', 1, { Loss: [[640, 640, 2.21347]] }],
    ],
    [
      'loss: 0.988814  [ 6464/60000]',
      ['step-line', 'progress', 'sample', 1, { loss: [[6464, 6464, 0.988814]] }],
    ],
    [
      'Train loss 1 35.229748 Grad Norm 25.020286 3.79s/it',
      ['step-line', 'progress', 'step', 1, { 'Train loss': [[1, 1, 35.229748]] }],
    ],
    [
      'Epoch: [1/50][1250/11134] Batch 0.450 (0.447) Loss 4.1155',
      ['step-line', 'progress', 'step', 1, { Loss: [[1250, 1250, 4.1155]] }],
    ],
    [
      '268/446 (epoch 3), train_loss = 2.097, time/batch = 0.194',
      ['step-line', 'progress', 'step', 3, { train_loss: [[268, 268, 2.097]] }],
    ],
    [
      'Step 5500/50000; acc:  45.16; xent: 2.41; lr: 0.00068; 2132/1928 tok/s;',
      ['step-line', 'progress', 'step', 1, { acc: [[5500, 5500, 45.16]], xent: [[5500, 5500, 2.41]] }],
    ],
    ['训练次数：100, Loss：1.98', ['step-line', 'progress', 'step', 1, { Loss: [[100, 100, 1.98]] }]],
    [
      'I0912 model_lib_v2.py:652] Step 100 per-step time 0.813s loss=1.396',
      ['step-line', 'progress', 'step', 1, { loss: [[100, 100, 1.396]] }],
    ],
    [
      'iter 90 || Loss: 16.6367 || timer: 0.2197 sec.',
      ['step-line', 'progress', 'step', 1, { Loss: [[90, 90, 16.6367]] }],
    ],
    [
      'INFO: 5epoch:train:376-750batch: iter_time=0.001, loss=1.733, lr_0=0.100',
      ['espnet', 'progress', 'step', 5, { 'train loss': [[376, 750, 1.733]] }],
    ],
    [
      'x - mmengine - INFO - Epoch(train) [7][10/735]  lr: 1.9870e-04  eta: 2:46:39  time: 2.8906  memory: 10762  loss: 2.7522',
      ['mmengine', 'progress', 'step', 7, { loss: [[10, 10, 2.7522]] }],
    ],
    [
      'x - mmdet - INFO - Iter [50/20000]  lr: 1.0e-02, eta: 5:02:49, time: 0.784, loss: 1.6522',
      ['mmcv', 'progress', 'step', 1, { loss: [[1, 50, 1.6522]] }],
    ],
    [
      '[0]\ttrain-logloss:0.69415\tvalid-logloss:0.69121',
      [
        'boosting',
        'progress',
        'step',
        1,
        { 'train-logloss': [[0, 0, 0.69415]], 'valid-logloss': [[0, 0, 0.69121]] },
      ],
    ],
    [
      "[1]\ttraining's binary_logloss: 0.7126 + 0.001\tvalid_1's auc: 0.81",
      [
        'boosting',
        'progress',
        'step',
        1,
        {
          "training's binary_logloss": [[1, 1, 0.7126]],
          "training's binary_logloss (std)": [[1, 1, 0.001]],
          "valid_1's auc": [[1, 1, 0.81]],
        },
      ],
    ],
    [
      'Epoch 0:  50% 9/18 [00:17<01:02,  4.47s/it, loss=10.072, v_num=0]',
      ['lightning-bar', 'progress', 'step', 0, { loss: [[1, 9, 10.072]] }],
    ],
    [
      'Epoch 0: 7%\\|8 \\| 5/74 [00:00<00:10, 6.76it/s, loss=1.11, v_num=N]',
      ['lightning-bar', 'progress', 'step', 0, { loss: [[1, 5, 1.11]] }],
    ],
  ])('%s', (line, expected) => expect(values(`${line}\n`)).toEqual(expected));

  test('a header on a line of its own, the values below it', () => {
    const { series } = read(
      'epoch:  6 \n2022-02-11 09:34:49.6: train loss : -0.6584\n2022-02-11 09:34:59.6: validation loss: -0.7226\n\nepoch:  7 \n2022-02-11 09:37:06.5: train loss : -0.6505\n',
    );
    expect(series[0].epochs[0].metrics).toEqual({
      'train loss': [
        [1, 1, -0.6584],
        [2, 2, -0.6505],
      ],
      'validation loss': [[1, 1, -0.7226]],
    });
  });

  test("an estimator's evaluation stands apart", () => {
    const { series } = read(
      'INFO:tensorflow:Saving dict for global step 1000: accuracy = 0.9, global_step = 1000, loss = 3.37\nINFO:tensorflow:loss = 0.05, step = 1000\n',
    );
    expect(series.map((s) => [s.title, s.epochs[0].metrics])).toEqual([
      [
        'lines printed by the script, evaluation',
        { 'eval accuracy': [[1000, 1000, 0.9]], 'eval loss': [[1000, 1000, 3.37]] },
      ],
      ['lines printed by the script', { loss: [[1000, 1000, 0.05]] }],
    ]);
  });

  test('a piece of trainer_state.json', () => {
    const { series } = read(
      'it says\n {\n      "epoch": 4.13,\n      "loss": 0.0604,\n      "step": 35000\n    },\n    {\n      "epoch": 4.72,\n      "loss": 0.0578,\n      "step": 40000\n    },\n',
    );
    expect(series[0].epochs[0].metrics).toEqual({
      loss: [
        [30001, 35000, 0.0604],
        [35001, 40000, 0.0578],
      ],
    });
  });

  test('values of one line per epoch that do not change', () => {
    const tq = (k: number) => `steps:  22%|███  | ${k}/800 [00:46<02:44,  3.79it/s, avr_loss=0]\n`;
    const { series } = read(`epoch 11/50\n${tq(176)}epoch 12/50\n${tq(192)}epoch 13/50\n${tq(208)}`);
    expect(series[0].epochs.map((e) => [e.epoch, e.metrics.avr_loss])).toEqual([
      [11, [[176, 176, 0]]],
      [12, [[192, 192, 0]]],
      [13, [[208, 208, 0]]],
    ]);
  });
});

test('lines of a script whose breaks were lost', () => {
  const { series } = read(
    'it went Epoch [1/5], Step [100/600], Loss: 0.1234, and Epoch [1/5], Step [200/600], Loss: 0.1134. Strange!\n',
  );
  expect(series[0].epochs[0].metrics.Loss).toEqual([
    [100, 100, 0.1234],
    [200, 200, 0.1134],
  ]);
  const one = read('step 250: train loss 3.1, val loss 3.2\n').series[0].epochs[0].metrics;
  expect(one).toEqual({ 'train loss': [[250, 250, 3.1]], 'val loss': [[250, 250, 3.2]] });
});

test('metrics.csv of Lightning counts steps', () => {
  const { series } = read(
    'epoch,step,train_loss_step,val_loss\n0,4,2.263838,\n0,9,1.274379,\n0,9,,1.405869\n',
  );
  expect(series).toMatchObject([{ format: 'lightning-csv', kind: 'progress', unit: 'step' }]);
  expect(series[0].epochs[0].metrics).toEqual({
    train_loss_step: [
      [4, 4, 2.263838],
      [9, 9, 1.274379],
    ],
    val_loss: [[9, 9, 1.405869]],
  });
});

describe('lines that are not continued by what follows', () => {
  test('verbose=2 with its time, and what the script prints of it', () => {
    const { series, versions } = read(
      '268/268 - 0s - loss: 0.5518 - accuracy: 0.7374 - 282ms/epoch - 1ms/step\nLoss: 0.5517674684524536, Accuracy: 0.7373760938644409\n',
    );
    expect(versions).toBe('Keras 2.7 – 2.15');
    expect(series[0].epochs[0].metrics).toEqual({
      loss: [[268, 268, 0.5518]],
      accuracy: [[268, 268, 0.7374]],
    });
  });

  test('a cut value and the next header', () => {
    const line = (x: string) => `176/176 - 180s - loss: ${x} - val_accuracy: 0.56\n`;
    const { series } = read(`Epoch 1/3\n${line('0.6892')}Epoch 2/3\n${line('0.6443')}`);
    expect(series).toHaveLength(1);
    expect(series[0].epochs[0].metrics).toEqual({
      loss: [
        [176, 176, 0.6892],
        [176, 176, 0.6443],
      ],
    });
  });

  test('a bar cut at the width of the terminal', () => {
    const cut = 'Epoch 49: 100%|█| 12/12 [00:02<00:00,  4.93it/s, v_num=0, train_loss_step=0.197, val_loss';
    const { series } = read(
      `${cut}\nTraining time: 191.93421363830566 seconds\n${cut}\n\`Trainer.fit\` stopped: \`max_epochs=50\` reached.\n`,
    );
    expect(series.map((s) => Object.keys(s.epochs[0].metrics))).toEqual([['train_loss_step']]);
  });

  test('a wrapped postfix goes on', () => {
    const { series } = read('train:  33%|###   | 1/3 [00:00<00:00, 813.64it/s, acc=0.5, lo\nss=1.25]\n');
    expect(series[0].epochs[0].metrics).toEqual({ acc: [[1, 1, 0.5]], loss: [[1, 1, 1.25]] });
  });
});

describe('epochs without headers', () => {
  test('last lines of Keras 3 with the values of their validation', () => {
    const line = (x: number) =>
      `63/63 ━━━━━━━━━━━━━━━━━━━━ 1s 8ms/step - loss: ${x.toFixed(4)} - val_loss: 0.5000\n`;
    expect(read(line(0.9) + line(0.8) + line(0.7)).series[0].epochs.map((e) => e.metrics.loss)).toEqual([
      [[1, 63, 0.9]],
      [[1, 63, 0.8]],
      [[1, 63, 0.7]],
    ]);
  });

  test('bars of tqdm that have ended, one after the other', () => {
    const line = (x: string) => `100%|██████████| 704/704 [01:00<00:00, 11.7it/s, loss=${x}]\n`;
    const { series } = read(line('0.8314') + line('0.6214') + line('0.5114'));
    expect(series[0].epochs.map((e) => [e.epochs, e.metrics.loss])).toEqual([
      [undefined, [[704, 704, 0.8314]]],
      [undefined, [[704, 704, 0.6214]]],
      [undefined, [[704, 704, 0.5114]]],
    ]);
  });

  test('an epoch in another language or with its phase', () => {
    const line = (head: string) => `${head}: 100%|██████████| 9/9 [01:00<00:00, 11.7it/s, loss=0.8314]\n`;
    expect(
      read(line('EPOCH[TRAIN]4/15') + line('EPOCH[TRAIN]5/15')).series[0].epochs.map((e) => e.epoch),
    ).toEqual([4, 5]);
    expect(read(line('ÉPOCA 4/5')).series[0].epochs[0]).toMatchObject({ epoch: 4, epochs: 5 });
  });
});

test('a value that only some lines have stands at its own line', () => {
  const line = (e: number, rest: string) => `Epoch ${e}/4\n10/10 - 1s - 95ms/step - loss: 0.5000${rest}\n`;
  const { report } = read(
    line(1, '') + line(2, ' - val_loss: 0.4500') + line(3, '') + line(4, ' - val_loss: 0.2500'),
  );
  const text = [...unrollText(report, { width: 80, colour: false, full: false })].join('');
  expect(text).toContain('  epoch 2   0.5000     0.4500\n');
  expect(text).toContain('  epoch 4   0.5000     0.2500\n');
  expect(text).toContain('  epoch 3   0.5000\n');
});

describe('dicts', () => {
  test("a word processor's quotes", () => {
    const { series } = read('{‘loss’: 1.453, ‘grad_norm’: 2.47, ‘learning_rate’: 4.6e-05, ‘epoch’: 0.19}\n');
    expect(series[0].format).toBe('hf-trainer');
  });

  test('one that no Trainer prints', () => {
    const { series } = read("{'loss': 0.06562447542912598, 'root_mean_squared_error': 0.2561727464199066}\n");
    expect(series[0]).toMatchObject({ format: 'dict', kind: 'epoch' });
  });
});

describe('which version', () => {
  test('a counter that was unknown is not drawn twice', () => {
    const { versions } = read(
      `Epoch 1/5\n    937/Unknown - 3s 3ms/step - loss: 102.0359 - accuracy: 1.0000\n${bar(937, 937)} - 3s 3ms/step - loss: 102.0359 - accuracy: 1.0000\n`,
    );
    expect(versions).toBe('Keras 2.3 – 2.15, tf.keras 1.13 – 2.1');
  });

  test('a last line that cannot be an average of averages once more', () => {
    const line = (t: string, x: string) =>
      `163/163 ━━━━━━━━━━━━━━━━━━━━ ${t} 207ms/step - accuracy: 0.${x}\n`;
    const { versions, series } = read(`Epoch 1/10\n${line('0s', '8564')}${line('35s', '8888')}`);
    expect(versions).toBe('Keras 3.11 – 3.14');
    expect(series[0].epochs[0].rules.accuracy).toBe('double');
  });
});

test('numbers of other notations, and NaN in capitals', () => {
  const values = (text: string) => read(`${text}\nstep 9: loss 0.5\n`).series[0].epochs.at(-1)?.metrics.loss;
  for (const text of [
    'step 1: loss: 1.#QNAN',
    'step 1: loss 0,5234',
    'step 1: loss: 1.5K',
    'step 1: loss 0XFF',
  ])
    expect(values(text), text).toEqual([[9, 9, 0.5]]);
  expect(values('step 1: loss INF')).toEqual([
    [1, 1, Number.POSITIVE_INFINITY],
    [9, 9, 0.5],
  ]);
});

test('a line that names its counter twice is one line', () => {
  const { series } = read(
    'step 5/100, loss 1.0, global step 500, avg loss 1.2\nstep 6/100, loss 0.9, global step 501, avg loss 1.1\n',
  );
  expect(series[0].epochs[0].metrics).toEqual({
    loss: [
      [5, 5, 1],
      [6, 6, 0.9],
    ],
    'avg loss': [
      [5, 5, 1.2],
      [6, 6, 1.1],
    ],
  });
});

test('thousands of epochs whose counters count samples', () => {
  const epoch = (e: number) =>
    `Epoch ${e}/8000\n${[32, 64, 96, 100].map((k) => `${bar(k, 100)} - ${k < 100 ? 'ETA: 0s' : '0s 1ms/step'} - loss: 0.5000\n`).join('')}`;
  const { series } = read(Array.from({ length: 8000 }, (_, i) => epoch(i + 1)).join(''));
  expect([series[0].unit, series[0].epochs.length]).toEqual(['sample', 8000]);
});
