/**
 * Whatever a line holds is shown under its whole name, or counted and named. Values are those that stand in
 * the lines, or arithmetic by hand.
 */
import { describe, expect, test } from 'vitest';
import { unrolledText } from '../support/unrolled.js';

describe('a name is all words up to the separator, and no two numbers of a line share one', () => {
  test.each([
    [
      'epoch 1: train cls loss: 0.52, train box loss: 0.71, val cls loss: 0.61, val box loss: 0.80',
      { 'train cls loss': 0.52, 'train box loss': 0.71, 'val cls loss': 0.61, 'val box loss': 0.8 },
    ],
    ['step 2 - loss 8.0 - moving ave loss 9.8', { loss: 8, 'moving ave loss': 9.8 }],
    [
      'Epoch 1/5 | Train: loss 0.52 acc 0.71 | Val: loss 0.61 acc 0.80',
      { 'Train loss': 0.52, 'Train acc': 0.71, 'Val loss': 0.61, 'Val acc': 0.8 },
    ],
    [
      'Train Loss: 0.5 Acc: 0.8, Val Loss: 0.6 Acc: 0.7, epoch: 3',
      { 'Train Loss': 0.5, 'Train Acc': 0.8, 'Val Loss': 0.6, 'Val Acc': 0.7 },
    ],
    [
      'iter 100 | policy loss -0.5 | value loss 0.25 | total policy loss 0.1',
      { 'policy loss': -0.5, 'value loss': 0.25, 'total policy loss': 0.1 },
    ],
    [
      'epoch 4: loss (train): 0.5, loss (val): 0.6, loss[cls]=0.1',
      { 'loss (train)': 0.5, 'loss (val)': 0.6, 'loss[cls]': 0.1 },
    ],
    ['epoch 1 loss: 0.5 (avg: 0.6, max: 0.9)', { loss: 0.5, 'loss avg': 0.6, max: 0.9 }],
    [
      '[1/5][10/100] Loss_D: 1.2 Loss_G: 2.3 D(x): 0.5 D(G(z)): 0.3',
      { Loss_D: 1.2, Loss_G: 2.3, 'D(x)': 0.5, 'D(G(z))': 0.3 },
    ],
    [
      'Epoch 1/10, train: {loss: 0.5, acc: 0.8}, val: {loss: 0.6, acc: 0.7}',
      { 'train loss': 0.5, 'train acc': 0.8, 'val loss': 0.6, 'val acc': 0.7 },
    ],
    ['step 3: loss 0.5, loss 0.7', { loss: 0.5, 'loss (2)': 0.7 }],
    ['{"iter": 1, "train": {"loss": 1.0}, "val": {"loss": 2.0}}', { 'train.loss': 1, 'val.loss': 2 }],
    ["{'loss': 2.5, 'loss': 2.25, 'epoch': 0.5}", { loss: 2.5, 'loss (2)': 2.25 }],
  ])('%s', async (line, values) => {
    const { first } = await unrolledText(`${line}\n`);
    expect(first).toEqual(values);
  });

  test('an exponential average beside the loss: 9.8 = 0.9 · 10 + 0.1 · 8, 9.72 = 0.9 · 9.8 + 0.1 · 9', async () => {
    const { report, text } = await unrolledText(
      'step 1 - loss 10.0 - moving ave loss 10.0\nstep 2 - loss 8.0 - moving ave loss 9.8\nstep 3 - loss 9.0 - moving ave loss 9.72\n',
    );
    expect(report.moving_averages).toMatchObject([{ metric: 'moving ave loss', of: 'loss', lines: 2 }]);
    expect(report.moving_averages[0].factors).toContain(0.9);
    expect(text).toContain('0.9 · the value before + 0.1 · loss');
  });

  // 1.99 = 0.99 · 2 + 0.01 · 1, 1.9751 = 0.99 · 1.99 + 0.01 · 0.5.
  test('beside a train_loss', async () => {
    const { report } = await unrolledText(
      'Step 1: train_loss=2.0 ema loss=2.0\nStep 2: train_loss=1.0 ema loss=1.99\nStep 3: train_loss=0.5 ema loss=1.9751\n',
    );
    expect(report.moving_averages).toMatchObject([{ metric: 'ema loss', of: 'train_loss', lines: 2 }]);
    expect(report.moving_averages[0].factors).toContain(0.99);
  });

  // 10, (10 + 8) / 2 = 9, (10 + 8 + 9) / 3 = 9: a plain mean of all steps.
  test('a running mean is none', async () => {
    const { report } = await unrolledText(
      'step 1 - loss 10.0 - running loss 10.0\nstep 2 - loss 8.0 - running loss 9.0\nstep 3 - loss 9.0 - running loss 9.0\n',
    );
    expect(report.moving_averages).toEqual([]);
  });

  // Darknet's detector.c: avg_loss = avg_loss*.9 + loss*.1; 1451.3 = 0.9 · 1457 + 0.1 · 1400, 1436.17 = 0.9 ·
  // 1451.3 + 0.1 · 1300.
  test('Darknet', async () => {
    const { report } = await unrolledText(
      ' 1: 1457.0, 1457.0 avg loss, 0.000000 rate, 4.5 seconds, 64 images\n 2: 1400.0, 1451.3 avg loss, 0.000000 rate, 4.5 seconds, 64 images\n 3: 1300.0, 1436.17 avg loss, 0.000000 rate, 4.5 seconds, 64 images\n',
    );
    expect(report.moving_averages).toMatchObject([{ metric: 'avg loss', of: 'loss', factors: [0.9] }]);
  });
});

describe('JSON with epochs', () => {
  const lines = (epoch: (e: number) => string, more = '') =>
    [
      [1, 1, '2.5000'],
      [1, 2, '2.0000'],
      [2, 1, '1.5000'],
      [2, 2, '1.2500'],
    ].map(([e, step, loss]) => `{"epoch": ${epoch(Number(e))}, "step": ${step}, "loss": ${loss}${more}}\n`);

  test('whole epochs, and steps that begin anew with each, are not the Trainer’s: values as they are', async () => {
    const { report, epochs, intervals } = await unrolledText(lines(String).join(''));
    expect(report.series.map((s) => s.format)).toEqual(['json-line']);
    expect(report.versions).toBeUndefined();
    expect(epochs.map((e) => [e.epoch, e.metrics[0].rule])).toEqual([
      [1, 'value'],
      [2, 'value'],
    ]);
    expect(intervals('loss').map((i) => [i.to, i.printed, i.mean])).toEqual([
      [1, 2.5, undefined],
      [2, 2, undefined],
      [1, 1.5, undefined],
      [2, 1.25, undefined],
    ]);
  });

  test.each([
    ['fractions', lines((e) => (e / 2).toFixed(2))],
    ['a whole one written as such', lines((e) => e.toFixed(1))],
    ['a learning rate', lines(String, ', "learning_rate": 5e-05')],
    [
      'after fractions',
      ['{"epoch": 0.5, "step": 1, "loss": 3.0}\n', '{"epoch": 1, "step": 2, "loss": 2.5}\n'],
    ],
  ])('%s: the Trainer’s', async (_, log) => {
    expect((await unrolledText(log.join(''))).report.series.map((s) => s.format)).toEqual(['hf-trainer']);
  });
});

describe('what is not shown is counted', () => {
  test.each([
    ['Epoch 1/2\n10/10 - 1s - loss: 0.9123 - val_loss: 0.81\n', 'cut-number', 'val_loss: 0.81'],
    ['step 1: loss 0.5, acc: 1,234.5\n', 'number', 'acc: 1'],
    ['epoch 1 losses: 0.5, 0.6\n', 'number', 'losses: 0.6'],
    ['step 5 loss 0.5 gradient 0.3\n', 'number', 'gradient: 0.3'],
    ['step 1: loss 0.5, lr: 0.01\n', 'setting', 'lr: 0.01'],
    ['step 1: loss 0.5\nsomething else\n', 'line', 'something else'],
    ['eta=0.3 ==>-- loss=1.25\n1ms 1us/step - loss=1.5\n', 'bar', 'loss: 1.25'],
    [`step 1: loss 0.5 ${'x'.repeat(140_000)}\n`, 'long-line', 'step 1: loss 0.5'],
  ])('%j', async (log, what, example) => {
    const { report, text } = await unrolledText(log);
    const aside = report.left_aside.find((a) => a.what === what);
    expect(aside?.count).toBe(1);
    expect(aside?.example.startsWith(example)).toBe(true);
    // Settings are of most logs: they stand in the JSON only.
    if (what !== 'setting' && what !== 'line')
      expect(text.replace(/\s+/g, ' ')).toContain(example.slice(0, 10));
  });

  test('names beyond the 200 that a log may have', async () => {
    const line = Array.from({ length: 210 }, (_, i) => `m${i}_loss: ${i}.5`).join(', ');
    const { report, text } = await unrolledText(`step 1: ${line}\n`);
    expect(report.left_aside).toMatchObject([{ what: 'name', count: 10, example: 'm200_loss' }]);
    expect(text).toContain('10 values left aside');
  });

  test('a complete log is quiet', async () => {
    const { report, text } = await unrolledText('step 1: loss 0.5\nstep 2: loss 0.4\n');
    expect(report.left_aside).toEqual([]);
    expect(text).not.toContain('aside');
  });
});

test('numbers rounded by hand are read with the bound of their digits', async () => {
  const alone = await unrolledText('5/10 [==>...] - ETA: 0s - loss: 0.9\n');
  expect(alone.intervals('loss')).toMatchObject([
    { from: 1, to: 5, printed: 0.9, bound: expect.closeTo(0.05, 5) },
  ]);
  expect(alone.report.notes).toContain('may-be-cut');
  const both = await unrolledText('5/10 [==>...] - ETA: 0s - loss: 0.9 - acc: 0.75\n');
  expect(both.intervals('acc')).toMatchObject([{ printed: 0.75, bound: expect.closeTo(0.005, 6) }]);
  expect(both.report.notes).not.toContain('may-be-cut');
});

describe('a value and its mean in brackets', () => {
  test.each([
    ['step 1: loss=2.50 (3.00), lr=0.1', 'step-line'],
    ['| epoch 010  2000 / 8223 loss=2.50 (3.00), wps=962', 'step-line'],
    [' 25%|██▌       | 3/12 [00:10<00:30,  3.35s/it, loss=2.50 (3.00), acc=0.5]', 'tqdm'],
    ['| epoch 001:    150 / 5808 loss=2.50 (3.00), wps=52922, num_updates=445, lr=8.9e-05', 'fairseq'],
  ])('%s', async (line, format) => {
    const { first, report } = await unrolledText(`${line}\n`);
    expect(report.series[0].format).toBe(format);
    expect(first).toMatchObject({ loss: 2.5, 'loss (avg)': 3 });
  });

  // The means 3.0 and 2.5 over 1 and 2 steps: the second step's is 2 · 2.5 - 3.0 = 2.0. The values beside
  // them are single ones.
  test('--average running decodes the mean and not the value', async () => {
    const { intervals } = await unrolledText('step 1: loss=3.00 (3.00)\nstep 2: loss=2.00 (2.50)\n', {
      average: 'running',
    });
    expect(intervals('loss (avg)').map((i) => i.mean)).toEqual([3, 2]);
    expect(intervals('loss').map((i) => i.mean)).toEqual([undefined, undefined]);
  });
});

describe('a known form without a loss', () => {
  test.each([
    ' iteration      100/    1000 | consumed samples:         1600 | elapsed time per iteration (ms): 865.2 | learning rate: 9.150E-06 | grad norm: 0.231 |',
    ' iteration        1/      10 | elapsed time per iteration (ms): 1.5 | number of skipped iterations:   1 |',
    '2021-08-18 19:36:00,257 - mmdet - INFO - Epoch [1][50/58]\tlr: 1.000e-02, eta: 5:02:49, time: 0.784, grad_norm: 1.5',
  ])('%s', async (line) => {
    await expect(unrolledText(`${line}\n`)).rejects.toMatchObject({ code: 'log-not-recognised' });
    await expect(unrolledText(`${line}\n`)).rejects.toThrow(
      /holds no line with a loss; it has lines of known formats: (?:Megatron|mmcv)/,
    );
  });
});

test('Keras values without bar or counter', async () => {
  const { report, first } = await unrolledText('loss: 2.0 - a_loss: 0.5 - b_loss: 1.5 - val_loss: 0.3\n');
  expect(first).toEqual({ loss: 2, a_loss: 0.5, b_loss: 1.5, val_loss: 0.3 });
  expect(report.output_weights).toMatchObject([
    { total: 'loss', weights: { a_loss: 1, b_loss: 1 }, constant: true },
  ]);
});

describe('sums of terms', () => {
  const two = (line: (a: string, b: string, sum: string) => string) =>
    `${line('1.00', '0.50', '1.50')}\n${line('0.90', '0.40', '1.30')}\n`;

  test.each([
    ['step 1: head1.loss_a: A head2.loss_b: B loss: S', 'loss'],
    ['step 1: a.b.loss_a: A a.b.loss_b: B loss: S', 'loss'],
    ['step 1: train/loss_a: A train/loss_b: B train/loss: S', 'train/loss'],
    ['step 1: head1.loss_a: A head1.loss_b: B head1.loss: S', 'head1.loss'],
    ['step 1: head1/loss_a: A, head2/loss_b: B, total_loss: S', 'total_loss'],
    ['Epoch: [0][ 10/100]  loss: 9.9 (S)  loss_a: 8.8 (A)  loss_b: 7.7 (B) max mem: 1', 'loss (avg)'],
  ])('%s', async (form, total) => {
    let step = 0;
    const { report } = await unrolledText(
      two((a, b, sum) => {
        step++;
        return form
          .replace(/ 1:| 10\//, (s) => s.replace('1', String(step)))
          .replace('A', a)
          .replace('B', b)
          .replace('S', sum);
      }),
    );
    expect(report.output_weights).toMatchObject([{ total, how: 'ones', constant: true, lines: 2 }]);
    expect(Object.values(report.output_weights[0].weights)).toEqual([1, 1]);
  });
});

describe('CSV cells that a spreadsheet would run', () => {
  test.each(['=cmd|calc', '@x', '-x+1', '+1'])('%s', async (name) => {
    const { csv } = await unrolledText(
      `1/4 [======>.......................] - ETA: 0s - loss: 2.0500 - ${name}: 3.0000\n`,
    );
    expect(csv).toContain(`,'${name},`);
    for (const row of csv.split('\n'))
      for (const cell of row.split(',')) expect(cell).not.toMatch(/^"?[=@+]|^"?-[^\d]/);
  });
});
