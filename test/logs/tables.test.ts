/** Tables under a header: columns of blanks and tabs, boxes, Markdown; what columns mean where known. */
import { expect, test } from 'vitest';
import { unrolledText } from '../support/unrolled.js';

/** Rows of the only series, by metric: the counter and the value. */
async function readOf(text: string) {
  const { report } = await unrolledText(text);
  expect(report.series).toHaveLength(1);
  const [series] = report.series;
  const [epoch] = [...series!.epochs()];
  const metrics = Object.fromEntries(
    epoch!.metrics.map((m) => [m.name, [...m.intervals()].map((r) => [r.epoch ?? r.to, r.printed])]),
  );
  const rules = Object.fromEntries(epoch!.metrics.map((m) => [m.name, m.rule]));
  return { series: series!, format: series!.format, metrics, rules, epoch: epoch!, report };
}
const refused = async (text: string) =>
  expect(unrolledText(text)).rejects.toMatchObject({ code: 'log-not-recognised' });

const FASTAI = `epoch     train_loss  valid_loss  accuracy  time
0         0.69        0.68        0.55      00:12
1         0.64        0.65        0.60      00:11
`;

test('fastai: aligned columns, the clock no metric, the training loss an exponential average', async () => {
  const { format, metrics, rules } = await readOf(FASTAI);
  expect(format).toBe('fastai');
  expect(metrics).toEqual({
    train_loss: [
      [0, 0.69],
      [1, 0.64],
    ],
    valid_loss: [
      [0, 0.68],
      [1, 0.65],
    ],
    accuracy: [
      [0, 0.55],
      [1, 0.6],
    ],
  });
  expect(rules.train_loss).toBe('exponential');
});

test('fastai: blanks that a paste made one, missing values, NaN', async () => {
  const text =
    'epoch train_loss valid_loss accuracy time\n0 0.690000 nan 0.550000 00:12\n1 0.64 #na# None 00:11\n';
  const { metrics } = await readOf(text);
  expect(metrics).toEqual({
    train_loss: [
      [0, 0.69],
      [1, 0.64],
    ],
    valid_loss: [[0, Number.NaN]],
    accuracy: [[0, 0.55]],
  });
});

const SPACY = `E    #       LOSS TOK2VEC  LOSS NER  ENTS_F  SCORE
---  ------  ------------  --------  ------  ------
  0       0          0.00     40.00    3.70    0.04
  0     200        120.50   5200.00   56.00    0.56
`;

test.each([
  ['plain', SPACY],
  ['behind time stamps', SPACY.replace(/^/gm, '2021-03-01 10:00:00 ').replace(/2021\S+ \S+ $/, '')],
  ['behind a logger', SPACY.replace(/^(?=.)/gm, '[2021-03-01 10:00:00,123] [INFO] ')],
])('spaCy 3: sums since the row before, no means (%s)', async (_, text) => {
  const { format, metrics, rules, epoch } = await readOf(text);
  expect(format).toBe('spacy');
  expect(metrics['LOSS NER']).toEqual([
    [0, 40],
    [0, 5200],
  ]);
  expect(rules).toMatchObject({ 'LOSS TOK2VEC': 'sum', 'LOSS NER': 'sum', ENTS_F: 'evaluation' });
  const rows = [...epoch.metrics[0]!.intervals()];
  expect(rows.map((r) => [r.to, r.mean])).toEqual([
    [0, undefined],
    [200, undefined],
  ]);
});

test('spaCy 2', async () => {
  const text = `Itn  Tag Loss    Tag %    NER Loss   NER P   NER R   NER F   Token %  CPU WPS
---  ---------  --------  ---------  ------  ------  ------  --------  -------
  1   5000.123    80.000   1200.500  70.000  60.000  64.615   100.000    10000
  2   3000.123    90.000    800.500  75.000  65.000  69.643   100.000    10000
`;
  const { format, metrics, rules } = await readOf(text);
  expect(format).toBe('spacy-2');
  expect(metrics['NER Loss']).toEqual([
    [1, 1200.5],
    [2, 800.5],
  ]);
  expect(rules['Tag Loss']).toBe('sum');
  expect(metrics).not.toHaveProperty('CPU WPS');
});

test('skorch: colours, and a column of marks that is mostly blank', async () => {
  const text = `  epoch    train_loss    valid_acc    valid_loss    cp     dur
-------  ------------  -----------  ------------  ----  ------
      1        \u001b[36m0.9627\u001b[0m       \u001b[32m0.7110\u001b[0m        0.8102     +  0.0500
      2        0.7627       0.7110        0.8202        0.0500
`;
  const { format, metrics } = await readOf(text);
  expect(format).toBe('skorch');
  expect(metrics).toEqual({
    train_loss: [
      [1, 0.9627],
      [2, 0.7627],
    ],
    valid_acc: [
      [1, 0.711],
      [2, 0.711],
    ],
    valid_loss: [
      [1, 0.8102],
      [2, 0.8202],
    ],
  });
});

test("scikit-learn's gradient boosting", async () => {
  const text = `      Iter       Train Loss      OOB Improve   Remaining Time 
         1           1.2613           0.0213            3.21s
        10           0.9613           0.0113            1.21m
`;
  const { format, metrics } = await readOf(text);
  expect(format).toBe('gradient-boosting');
  expect(metrics).toEqual({
    'Train Loss': [
      [1, 1.2613],
      [10, 0.9613],
    ],
    'OOB Improve': [
      [1, 0.0213],
      [10, 0.0113],
    ],
  });
});

test('Vowpal Wabbit: the running mean and the mean since the row before tell the same', async () => {
  // Printed by vowpalwabbit 9.11.9, --loss_function squared -P 1.5.
  const text = `average  since         example        example        current        current  current
loss     last          counter         weight          label        predict features
0.534361 0.534361            1            1.0        -0.7310         0.0000        3
1.059721 1.585081            2            2.0         0.5280        -0.7310        3
0.708283 0.005409            3            3.0        -0.0090         0.0645        3
0.602474 0.443761            5            5.0        -0.8120         0.0879        3
0.465257 0.236561            8            8.0        -0.1090         0.2800        3
`;
  const { format, epoch } = await readOf(text);
  expect(format).toBe('vowpal-wabbit');
  const [average, since] = epoch.metrics.map((m) => [...m.intervals()]);
  for (const [i, { from, to, mean, bound }] of average!.entries()) {
    expect(since![i]).toMatchObject({ from, to });
    expect(Math.abs(mean! - since![i]!.mean!)).toBeLessThanOrEqual(bound! + since![i]!.bound!);
  }
  expect(since!.map((r) => [r.from, r.to])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 5],
    [6, 8],
  ]);
});

const BOX = (loss: string, updates: number) => `-------------------------------------
| rollout/           |          |
|    ep_rew_mean     | 22.1     |
| train/             |          |
|    loss            | ${loss.padEnd(8)} |
|    n_updates       | ${String(updates).padEnd(8)} |
`;

test('Stable-Baselines3: a row a box, the last one without its lower line too', async () => {
  const { format, metrics, rules } = await readOf(BOX('6.12', 10) + BOX('15.5', 20));
  expect(format).toBe('stable-baselines');
  expect(metrics).toEqual({
    'rollout/ep_rew_mean': [
      [10, 22.1],
      [20, 22.1],
    ],
    'train/loss': [
      [10, 6.12],
      [20, 15.5],
    ],
  });
  expect(rules['train/loss']).toBe('value');
});

test('Stable-Baselines3: the steps of the environment count where they stand in all boxes', async () => {
  const text = `Logging to /tmp/a
Using cpu device
---------------------------------
| rollout/           |          |
|    ep_rew_mean     | 20.3     |
| time/              |          |
|    fps             | 1000     |
|    total_timesteps | 2048     |
---------------------------------
-----------------------------------------
| rollout/                |             |
|    ep_rew_mean          | 25          |
| time/                   |             |
|    total_timesteps      | 4096        |
| train/                  |             |
|    approx_kl            | 0.008693637 |
|    loss                 | nan         |
|    n_updates            | 10          |
-----------------------------------------
`;
  const { metrics } = await readOf(text);
  expect(metrics).toEqual({
    'rollout/ep_rew_mean': [
      [2048, 20.3],
      [4096, 25],
    ],
    'train/approx_kl': [[4096, 0.008693637]],
    'train/loss': [[4096, Number.NaN]],
  });
});

test.each([
  [
    'Markdown',
    '| Epoch | Train Loss | Val Loss |\n|:---:|---:|---|\n| 1 | 0.9 | 0.8 |\n| 2 | 0.7 | 0.75 |\n',
  ],
  [
    'a grid',
    '+---+---+\n| Epoch | Train Loss | Val Loss |\n+===+===+===+\n| 1 | 0.9 | 0.8 |\n+---+\n| 2 | 0.7 | 0.75 |\n+---+\n',
  ],
  [
    'a box',
    '┃ Epoch ┃ Train Loss ┃ Val Loss ┃\n┡━━━╇━━━┩\n│ 1     │ 0.9  │ 0.8 │\n│ 2  │ 0.7 │ 0.75 │\n└───┴───┘\n',
  ],
  ['tabs', 'Epoch\tTrain Loss\tVal Loss\n1\t0.9\t0.8\n2\t0.7\t0.75\n'],
  ['blanks', '  Epoch   Train Loss   Val Loss\n  1   0.9   0.8\n  2   0.7   0.75\n'],
])('any program: %s', async (_, text) => {
  const { format, metrics, report } = await readOf(text);
  expect(format).toBe('text-table');
  expect(metrics).toEqual({
    'Train Loss': [
      [1, 0.9],
      [2, 0.7],
    ],
    'Val Loss': [
      [1, 0.8],
      [2, 0.75],
    ],
  });
  expect(report.notes).toContain('program-unknown');
});

test('a header again, text in between, a blank cell', async () => {
  const text =
    'iter   loss   val_loss\n10     0.9     0.8\nSaved model to x\niter   loss   val_loss\n20     0.7\n';
  const { metrics } = await readOf(text);
  expect(metrics).toEqual({
    loss: [
      [10, 0.9],
      [20, 0.7],
    ],
    val_loss: [[10, 0.8]],
  });
});

test.each([
  ['packages', 'Package    Version\n---------- -------\nnumpy      1.26\ntorch      2.1\n'],
  [
    'a report of classes',
    '              precision    recall  f1-score   support\n\n           0       0.80      0.90      0.85       100\n    accuracy                           0.78       150\n',
  ],
  [
    'a summary of a model',
    'Layer (type)          Output Shape        Param #\n=================\ndense (Dense)         (None, 10)          110\n',
  ],
  [
    'processes',
    '| GPU   Name        Persistence-M | Bus-Id        Disp.A |\n|-----|\n|   0  Tesla T4            Off  | 00000000:00:04.0 Off |\n',
  ],
])('no log of a training: %s', async (_, text) => refused(text));

test("scikit-learn's SGD", async () => {
  const sgd = await readOf(
    '-- Epoch 1\nNorm: 12.34, NNZs: 4, Bias: 0.100000, T: 100, Avg. loss: 0.690000, Objective: 0.71\n' +
      'Total training time: 0.00 seconds.\n' +
      '-- Epoch 2\nNorm: 11.34, NNZs: 4, Bias: 0.100000, T: 200, Avg. loss: 0.590000, Objective: 0.61\n',
  );
  expect(sgd.format).toBe('sklearn-sgd');
  expect(sgd.metrics['Avg. loss']).toEqual([
    [1, 0.69],
    [2, 0.59],
  ]);
});

test('Vowpal Wabbit with weights: the means say on what they depend', async () => {
  // Printed by vowpalwabbit 9.11.9, --loss_function logistic -P 2.0, weights of 1 and 2.5.
  const { report } =
    await unrolledText(`average  since         example        example        current        current  current
loss     last          counter         weight          label        predict features
0.336733 0.336733            2            3.5         1.0000         0.0000        3
0.325599 0.314360            4            7.0        -1.0000         0.0645        3
`);
  const [series] = report.series;
  expect(series!.format).toBe('vowpal-wabbit-weighted');
  const [epoch] = [...series!.epochs()];
  expect(epoch!.metrics.map((m) => m.rule)).toEqual(['running', 'value']);
  const [average] = epoch!.metrics.map((m) => [...m.intervals()]);
  expect(average![1]!.if).toBe('all batches are equal');
});

test.each([
  ['a setting in a README', '```json\n{ "loss": "mse", "expect": { "loss": 0.36, "rtol": 1e-5 } }\n```\n'],
  [
    'prose with quoted lines',
    '- One value a line (`Step: 100`, `Loss: 10.5`) and `epoch 3: loss 0.5` are read.\n',
  ],
  ['rules between paragraphs', '---------------------\nhello world\n---------------------\n'],
])('no log either: %s', async (_, text) => refused(text));
