import { expect, test } from 'vitest';
import { inputKind } from '../../../src/explain/axes/input-kind.js';
import { causesOf, explanationOf, numbersOf } from '../../support/changes.js';

// S8: the softmax of the identity.
const [P, Q] = [0.7310585786300049, 0.2689414213699951];
const rows = {
  y_true: [
    [1, 0],
    [0, 1],
  ],
  y_pred: [
    [P, Q],
    [Q, P],
  ],
};
const keras = { framework: 'keras@3', loss: 'categorical_crossentropy', ...rows };

test('keras 6143: 0.488548 instead of 0.313262, and the other way round', async () => {
  const { verdict, causes } = await explanationOf(keras, '0.488548');
  expect([verdict, causes[0]!.id]).toEqual(['explained', 'params.from_logits=true']);
  expect(causes[0]!.patch).toEqual({ params: { from_logits: true } });
  const told = { ...keras, params: { from_logits: true } };
  for (const text of ['0.3133', '0.313262'])
    expect(await causesOf(told, text)).toContain('params.from_logits=false');
});

test('where no parameter says it, another loss of the framework takes them', async () => {
  const torch = { framework: 'torch', y_true: [0, 1, 1], y_pred: [0.6, 0.3, 0.9] };
  const bce = -(Math.log(0.4) + Math.log(0.3) + Math.log(0.9)) / 3;
  const logits = { ...torch, loss: 'BCEWithLogitsLoss' };
  expect((await numbersOf(inputKind, logits)).get('loss=BCELoss')).toBeCloseTo(bce, 6);
  expect(await causesOf(logits, bce.toFixed(4))).toContain('loss=BCELoss');
  const back = (0.6 + 3 * Math.log(1) + Math.log(1 + Math.exp(-0.6))) / 3;
  const rest = (Math.log(1 + Math.exp(-0.3)) + Math.log(1 + Math.exp(-0.9))) / 3;
  const probabilities = { ...torch, loss: 'BCELoss' };
  expect((await numbersOf(inputKind, probabilities)).get('loss=BCEWithLogitsLoss')).toBeCloseTo(
    back + rest,
    6,
  );
});

test('log-probabilities and logits: NLLLoss and CrossEntropyLoss keep weights and ignored labels', async () => {
  const params = { weight: [1, 2, 4], ignore_index: 1 };
  const y_pred = [
    [0.6, 0.3, 0.1],
    [0.2, 0.5, 0.3],
    [0.1, 0.3, 0.6],
  ];
  const file = { framework: 'torch', loss: 'CrossEntropyLoss', params, y_true: [0, 1, 2], y_pred };
  // NLLLoss takes what it gets: −(1 · 0.6 + 4 · 0.6) / (1 + 4).
  expect((await numbersOf(inputKind, file)).get('loss=NLLLoss')).toBeCloseTo(-0.6, 6);
  expect(await causesOf(file, '-0.600000')).toContain('loss=NLLLoss');
  const lse = (row: number[]) => Math.log(row.reduce((s, z) => s + Math.exp(z), 0));
  const value = (lse(y_pred[0]!) - 0.6 + 4 * (lse(y_pred[2]!) - 0.6)) / 5;
  const nll = { ...file, loss: 'NLLLoss' };
  expect((await numbersOf(inputKind, nll)).get('loss=CrossEntropyLoss')).toBeCloseTo(value, 6);
});

// discuss.pytorch.org, 2021-05-22: 1 × log 0.0076, by hand, of a logit.
test('y · log(p) of what the loss takes for logits', async () => {
  const y_pred = [[-0.082, 0.0076, -0.0952, 0.0285]];
  const file = { framework: 'torch', loss: 'CrossEntropyLoss', y_true: [1], y_pred };
  const id = 'y_pred=log(y_pred), as log-probabilities';
  expect((await numbersOf(inputKind, file)).get(id)).toBeCloseTo(-Math.log(0.0076), 6);
  expect(await causesOf(file, '4.8796')).toContain(id);
});

test('xgboost: what becomes of raw scores is a word', async () => {
  const file = { framework: 'xgboost', loss: 'logloss', y_true: [1, 0], y_pred: [0.8, 0.3] };
  const bce = (Math.log(1 + Math.exp(-0.8)) + 0.3 + Math.log(1 + Math.exp(-0.3))) / 2;
  const numbers = await numbersOf(inputKind, file);
  expect(numbers.get('params.objective=binary:logistic')).toBeCloseTo(bce, 6);
});

test('a loss of differences takes anything as it is', async () => {
  const file = { framework: 'keras@3', loss: 'mse', y_true: [[1]], y_pred: [[0.9]] };
  expect([...(await numbersOf(inputKind, file)).keys()]).toEqual([]);
});
