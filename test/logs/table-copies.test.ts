/** Tables as they are copied: behind loggers, blanks and rules lost, bars at the ends left out, an index. */
import { expect, test } from 'vitest';
import { unrolledText } from '../support/unrolled.js';

/** The format, and by metric the counter and the value of each row. */
async function readOf(text: string) {
  const { report } = await unrolledText(text);
  expect(report.series).toHaveLength(1);
  const [series] = report.series;
  const metrics: Record<string, (number | undefined)[][]> = {};
  for (const epoch of series!.epochs())
    for (const m of epoch.metrics) {
      const rows = [...m.intervals()].map((r) => [r.epoch ?? r.to, r.printed]);
      metrics[m.name] = [...(metrics[m.name] ?? []), ...rows];
    }
  return { format: series!.format, metrics };
}

const BOX = (loss: string, updates: number) =>
  `| train/             |          |\n|    loss            | ${loss} |\n|    n_updates       | ${updates} |\n`;
const BOXES = {
  'train/loss': [
    [10, 6.12],
    [20, 15.5],
  ],
};

test.each([
  ['without the first rule', `${BOX('6.12', 10)}--------------------\n${BOX('15.5', 20)}`],
  ['without rules', BOX('6.12', 10) + BOX('15.5', 20)],
  [
    'behind a logger',
    `----------\n${BOX('6.12', 10)}----------\n----------\n${BOX('15.5', 20)}----------\n`.replace(
      /^(?=.)/gm,
      '2021-01-01 10:00:00,000 INFO ',
    ),
  ],
])('Stable-Baselines3 %s', async (_, text) => {
  const { format, metrics } = await readOf(text);
  expect(format).toBe('stable-baselines');
  expect(metrics).toEqual(BOXES);
});

test.each([
  ['dashes', '---------------------'],
  ['corners', '+---------+-----------+'],
])('boxes that count epochs, with %s', async (_, rule) => {
  const box = (epoch: number, loss: string) =>
    `${rule}\n|   Epoch | ${epoch} |\n|   LossV | ${loss} |\n|    Time | 3.2 |\n${rule}\n`;
  const { metrics } = await readOf(box(0, '289') + box(1, '389'));
  expect(metrics).toEqual({
    LossV: [
      [0, 289],
      [1, 389],
    ],
  });
});

test('a table of two columns in rules is no box', async () => {
  const { format, metrics } = await readOf(
    '+-------+------+\n| Epoch | Loss |\n+-------+------+\n|   1   | 0.9  |\n|   2   | 0.7  |\n+-------+------+\n',
  );
  expect(format).toBe('text-table');
  expect(metrics).toEqual({
    Loss: [
      [1, 0.9],
      [2, 0.7],
    ],
  });
});

const LOSSES = {
  loss: [
    [1, 0.9],
    [2, 0.8],
  ],
  acc: [
    [1, 50],
    [2, 60],
  ],
};
test.each([
  ['no bars at the ends', 'epoch | loss | acc\n--- | --- | ---\n1 | 0.9 | 50\n2 | 0.8 | 60\n'],
  ['no blanks', 'epoch|loss|acc\n1|0.9|50\n2|0.8|60\n'],
  [
    'counters of a total, percent, emphasis',
    '| epoch | loss | acc |\n|---|---|---|\n| 1/2 | 0.9 | 50% |\n| ... | ... | ... |\n| 2/2 | **0.8** | 60 % |\n',
  ],
  ["pandas' index", '   epoch  loss  acc\n0      1   0.9   50\n1      2   0.8   60\n'],
  ['blanks of some cells lost', 'epoch   loss   acc\n1  0.9 50\n2 0.8  60\n'],
  ['a number alone', '#   loss   acc\n1   0.9   50\n2   0.8   60\n'],
])('any program: %s', async (_, text) => expect((await readOf(text)).metrics).toEqual(LOSSES));

test('a header of two lines', async () => {
  const { metrics } = await readOf(
    `|  Epoch  |  Iteration  |  Time Elapsed  |  Mini-batch  |  Mini-batch  |
|         |             |   (hh:mm:ss)   |   Accuracy   |     Loss     |
|======================================================================|
|       1 |           1 |       00:00:02 |       15.62% |       2.5614 |
|       1 |          50 |       00:00:05 |       80.47% |       0.6312 |
`,
  );
  expect(metrics).toEqual({
    'Mini-batch Accuracy': [
      [1, 15.62],
      [1, 80.47],
    ],
    'Mini-batch Loss': [
      [1, 2.5614],
      [1, 0.6312],
    ],
  });
});

test('spaCy 3 with single blanks', async () => {
  const { format, metrics } = await readOf(
    'E # LOSS TOK2VEC LOSS NER ENTS_F SCORE\n--- ------ ------------ -------- ------ ------\n' +
      '0 0 0.00 47.08 0.00 0.00\n0 200 25.63 1633.36 72.06 0.72\n',
  );
  expect(format).toBe('spacy');
  expect(metrics['LOSS NER']!.map(([, value]) => value)).toEqual([47.08, 1633.36]);
  expect(metrics.SCORE!.map(([, value]) => value)).toEqual([0, 0.72]);
});

test('fastai 1.0: the clock stands behind the columns', async () => {
  const { format, metrics } = await readOf(
    'Total time: 00:23\nepoch  train_loss  valid_loss  accuracy\n1      0.69        0.68        0.55    (00:12)\n',
  );
  expect(format).toBe('fastai');
  expect(metrics).toEqual({ train_loss: [[1, 0.69]], valid_loss: [[1, 0.68]], accuracy: [[1, 0.55]] });
});

test("a model card's: the last loss logged before the evaluation", async () => {
  const { report } = await unrolledText(
    '| Training Loss | Epoch | Step | Validation Loss |\n|:---:|:---:|:---:|:---:|\n| No log | 1.0 | 100 | 0.9 |\n| 0.8 | 2.0 | 200 | 0.7 |\n',
  );
  const [series] = report.series;
  expect(series!.format).toBe('hf-model-card');
  const last = [...series!.epochs()].at(-1)!;
  const [training] = last.metrics.filter((m) => m.name === 'Training Loss');
  expect(training!.rule).toBe('value');
  expect([...training!.intervals()]).toMatchObject([{ to: 200, printed: 0.8 }]);
  expect(report.notes).not.toContain('program-unknown');
});
