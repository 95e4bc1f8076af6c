/**
 * Lines whose breaks were lost, that are long, that come slowly or out of order: each update is read. Means
 * are arithmetic by hand.
 */
import { describe, expect, test } from 'vitest';
import { unrolledText } from '../support/unrolled.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const states = (intervals: readonly { from: number; to: number; printed: number }[]) =>
  intervals.map((i) => [i.from, i.to, i.printed]);

describe('updates of a bar of unknown length on one line, out of order', () => {
  const sorted = [
    [1, 3, 3.1],
    [4, 41, 2.9],
    [42, 600, 2],
  ];
  test.each([
    '600/Unknown - 9s - loss: 2.0 3/Unknown - 0s - loss: 3.1 41/Unknown - 1s - loss: 2.9',
    '    600/Unknown - 9s 15ms/step - loss: 2.0000      3/Unknown - 0s 10ms/step - loss: 3.1000     41/Unknown - 1s 15ms/step - loss: 2.9000',
    '3/Unknown - 0s - loss: 3.100041/Unknown - 1s - loss: 2.9000600/Unknown - 9s - loss: 2.0000',
    'Epoch 1/2\n41/Unknown  1s 15ms/step - loss: 2.9000 600/Unknown  9s 15ms/step - loss: 2.0000 3/Unknown  0s 15ms/step - loss: 3.1000',
  ])('%s', async (line) => {
    const { epochs, intervals, report } = await unrolledText(`${line}\n`);
    expect(epochs).toHaveLength(1);
    expect(states(intervals('loss'))).toEqual(sorted);
    expect(report.log.recognised).toBe(report.log.lines);
  });

  // The Progbar of Keras up to 2.0.8 has no `/Unknown`: the means are those of running averages if not
  // TensorFlow 2.4 wrote it.
  test.each(['- 9s', '- 9s 15ms/step'])('600/Unknown %s: Keras 2.0.9 or later', async (time) => {
    const { intervals, report } = await unrolledText(`600/Unknown ${time} - loss: 2.0000\n`);
    expect(report.versions?.range).toBe('Keras 2.0.9 and later');
    expect(intervals('loss')[0].if).toContain('running averages');
  });

  test('a counter that falls behind the last state of an epoch is another epoch', async () => {
    const { epochs } = await unrolledText(
      '41/41 [==============================] - 3s 10ms/step - loss: 2.9000 3/41 [=>............................] - ETA: 0s - loss: 3.1000\n',
    );
    expect(epochs).toHaveLength(2);
  });
});

describe('a bar whose counter lost its blanks, right behind a number', () => {
  const none = '[..............................]';
  test.each([
    // Four decimals and a counter of one digit; a counter of four.
    [`1/5000 ${none} - ETA: 0s - loss: 0.79994/5000 ${none} - ETA: 0s - loss: 0.7990`, [1, 4]],
    [`1/5000 ${none} - ETA: 0s - loss: 0.799412/5000 ${none} - ETA: 0s - loss: 0.7990`, [1, 12]],
    [
      '4998/5000 [============================>.] - ETA: 0s - loss: 0.79944999/5000 [============================>.] - ETA: 0s - loss: 0.7990',
      [4998, 4999],
    ],
    // Drawn over the number's other digits: 1829 of 1875 are 29 of 30 signs, 9 of 1875 none.
    [
      '1794/1875 [===========================>..] - ETA: 0s - loss: 0.0749 - acc: 0.91829/1875 [============================>.] - ETA: 0s - loss: 0.0748',
      [1794, 1829],
    ],
  ])('%s', async (line, steps) => {
    const { intervals } = await unrolledText(`${line}\n`);
    expect(intervals('loss').map((i) => i.to)).toEqual(steps);
  });

  test('no bar counts more than there is', async () => {
    const { report } = await unrolledText('7994/5000 [====>..] - ETA: 0s - loss: 0.5000\nstep 1: loss 1.5\n');
    expect(report.series.map((s) => s.format)).toEqual(['step-line']);
    expect(report.left_aside).toMatchObject([{ what: 'bar', count: 1, example: 'loss: 0.5' }]);
  });
});

describe('two runs without a header between them', () => {
  const keras2 = (time: string, loss: string) =>
    `4/4 [==============================] - ${time}/step - loss: ${loss}\n`;
  const keras3 = (time: string, loss: string) => `4/4 ━━━━━━━━━━━━━━━━━━━━ ${time}/step - loss: ${loss}\n`;
  test.each([
    ['Keras 2', keras2('5s 1s', '0.9000') + keras2('0s 10ms', '0.8000')],
    ['Keras 3', keras3('5s 1s', '0.9000') + keras3('0s 10ms', '0.8000')],
    ['Keras 3, each twice', keras3('1s 90ms', '0.9000').repeat(2) + keras3('1s 95ms', '0.8000').repeat(2)],
    [
      'three lines for a last step',
      keras3('1s 90ms', '0.9100') + keras3('1s 91ms', '0.9000') + keras3('1s 95ms', '0.8000'),
    ],
  ])('%s', async (_, log) => expect((await unrolledText(log)).epochs).toHaveLength(2));

  test('two lines of the last step whose time grows are one epoch', async () => {
    expect(
      (await unrolledText(keras3('1s 90ms', '0.9100') + keras3('1s 95ms', '0.9000'))).epochs,
    ).toHaveLength(1);
  });
});

describe("the steps of the Trainer's dicts, from the bars beside them", () => {
  const bar = (step: number) =>
    ` ${Math.round((100 * step) / 12)}%|██▌       | ${step}/12 [00:10<00:30,  3.35s/it]`;
  const dict = (loss: number, epoch: number) =>
    `{'loss': ${loss}, 'learning_rate': 5e-05, 'epoch': ${epoch}}`;
  const expected = [
    [1, 3, 2.5],
    [4, 6, 2.25],
  ];
  test.each([
    ['around them', `${bar(3)}\n${dict(2.5, 0.75)}\n${bar(3)}\n${bar(6)}\n${dict(2.25, 1.5)}\n${bar(6)}\n`],
    ['on their lines', `${bar(3)}   ${dict(2.5, 0.75)}\n${bar(6)}   ${dict(2.25, 1.5)}\n`],
    ['in front, cut', `3/12 [00:10<00:30]${dict(2.5, 0.75)}\n6/12 [00:20<00:20]${dict(2.25, 1.5)}\n`],
    // The bar in front lags where steps are fast.
    ['behind them', `${bar(2)}\n${dict(2.5, 0.75)}\n${bar(3)}\n${bar(4)}\n${dict(2.25, 1.5)}\n${bar(6)}\n`],
  ])('%s', async (_, log) => {
    const { intervals, report } = await unrolledText(log);
    expect(report.series[0].unit).toBe('step');
    expect(states(intervals('loss'))).toEqual(expected);
  });

  const evaluated = "{'eval_loss': 3.5, 'epoch': 0.75}";
  test.each([
    ['cut in the middle', `${bar(3)}\n${dict(2.5, 0.75)}\n${bar(6)}\n${dict(2.25, 1.5)}\n${bar(7)}\n`],
    [
      'an evaluation',
      `${dict(2.5, 0.75)}\n${evaluated}\n${bar(3)}\n${bar(6)}\n${dict(2.25, 1.5)}\n${bar(6)}\n`,
    ],
    [
      "an evaluation's bar",
      `${bar(3)}\n${dict(2.5, 0.75)}\n 50%|█████     | 1/2 [00:01<00:01,  1.00s/it]\n${evaluated}\n${bar(6)}\n${dict(2.25, 1.5)}\n${bar(6)}\n`,
    ],
  ])('%s between them', async (_, log) => {
    const { intervals, report } = await unrolledText(log);
    expect(states(intervals('loss'))).toEqual(expected);
    expect(report.left_aside.filter((a) => a.what === 'bar')).toEqual([]);
  });

  test.each([
    ['a dict without a bar', `${bar(3)}\n${dict(2.5, 0.75)}\nother\n${dict(2.25, 1.5)}\n`],
    // 3 steps are 0.75 epochs, so 7 are 1.75.
    [
      'bars that contradict the epochs',
      `${bar(3)}\n${dict(2.5, 0.75)}\n${bar(3)}\n${bar(7)}\n${dict(2.25, 1.5)}\n${bar(7)}\n`,
    ],
  ])('%s: no step is claimed', async (_, log) =>
    expect((await unrolledText(log)).report.series[0].unit).toBe('line'),
  );
});

describe('lines over 64 KB', () => {
  const flat = (n: number, one: (i: number) => string) =>
    Array.from({ length: n }, (_, i) => one(i + 1)).join(' ');
  test.each([
    ['step 1: loss …', flat(4000, (i) => `step ${i}: train loss ${(i / 1000).toFixed(4)}`)],
    ["{'loss': …}", flat(4000, (i) => `{'loss': ${(i / 1000).toFixed(4)}, 'step': ${i}, 'epoch': 1.0}`)],
    [
      'bars',
      flat(
        4000,
        (i) => `${i}/4000 [====>.........................] - ETA: 0s - loss: ${(i / 1000).toFixed(4)}`,
      ),
    ],
    [
      'tqdm',
      flat(
        2000,
        (i) => `50%|█████     | ${2 * i}/4000 [00:10<00:30,  3.35s/it, loss=${(i / 500).toFixed(4)}]`,
      ),
    ],
  ])('%s', async (_, line) => {
    expect(line.length).toBeGreaterThan(100_000);
    const whole = bytes(`${line}\n`);
    for (const size of [whole.length, 65_536, 1000]) {
      const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (__, i) =>
        whole.subarray(i * size, (i + 1) * size),
      );
      const { intervals, report } = await unrolledText(chunks);
      const metric = line.startsWith('step') ? 'train loss' : 'loss';
      expect(intervals(metric).length).toBe(line.includes('%|') ? 2000 : 4000);
      expect(intervals(metric).at(-1)?.printed).toBe(4);
      expect(report.left_aside.filter((a) => a.what !== 'setting')).toEqual([]);
    }
  });
});

describe('JSON by a slow pipe', () => {
  const entries = Array.from({ length: 2000 }, (_, i) => ({
    epoch: (i + 1) / 100,
    loss: 2 - i / 1000,
    step: i + 1,
  }));
  const logs: readonly (readonly [string, string, number])[] = [
    [
      'trainer_state.json',
      JSON.stringify({ best_metric: null, epoch: 3.0, log_history: entries, max_steps: 9 }),
      2000,
    ],
    ['the same, spread', JSON.stringify({ epoch: 3.0, log_history: entries }, null, 2), 2000],
    ['a list of objects', JSON.stringify(entries), 2000],
    [
      'a list of objects that hold objects',
      JSON.stringify(entries.map((e) => ({ iter: e.step, train: { loss: e.loss } }))),
      2000,
    ],
    ['an object a line', entries.map((e) => JSON.stringify(e)).join('\n'), 2000],
    [
      'log_history behind 64 KB',
      JSON.stringify({ epoch: 1, other: [{ a: 'x'.repeat(70_000) }], log_history: entries }),
      2000,
    ],
  ];
  test.each(logs)('%s', async (_, text, count) => {
    const whole = bytes(text);
    for (const head of [1, 2, 20, 1000]) {
      const { report } = await unrolledText([whole.subarray(0, head), whole.subarray(head)]);
      expect(report.series[0].rows).toBe(count);
    }
    const single = Array.from(whole.subarray(0, 300), (__, i) => whole.subarray(i, i + 1));
    expect((await unrolledText([...single, whole.subarray(300)])).report.series[0].rows).toBe(count);
  });

  test('UTF-16 whose first byte comes alone', async () => {
    const text = Buffer.from('\ufeffstep 1: loss 0.5\n', 'utf16le');
    expect((await unrolledText([text.subarray(0, 1), text.subarray(1)])).first).toEqual({ loss: 0.5 });
  });
});
