/**
 * Scenarios S1 – S10 of the questions that users asked (shared user-questions.md, section 2). The numbers
 * stand in those threads, or follow from their arrays by hand: tensorflow #25178, keras #6518, pytorch #8062
 * among them. What another framework than Keras computes there belongs to that framework's tests.
 */
import { describe, expect, test } from 'vitest';
import { explained, finding, reportOf } from '../support/audit.js';
import { causesOf } from '../support/changes.js';

const total = async (audit: object) => (await reportOf(audit)).total;

describe('S1: weights, three denominators', () => {
  const audit = { loss: 'mse', y_true: [1, 4, 5], y_pred: [1, 2, 3], sample_weight: [0.1, 0, 0.1] };
  test('each number is explained by its rule', async () => {
    expect(await total({ ...audit, framework: 'keras@2.2' })).toBeCloseTo(0.2, 6);
    expect(await explained({ ...audit, framework: 'keras@2.2' }, '0.133333')).toMatch(
      /The rule of Keras 2\.3\.1 – 3\.15\.1: 0\.4 divided by 3 \(all samples\) instead of by 2 \(weights that are not zero\)/,
    );
    expect(await explained({ ...audit, framework: 'keras@2.15' }, '0.2')).toMatch(
      /Keras 2\.2\.4 – 2\.2\.5: 0\.4 divided by 2/,
    );
    expect(await explained({ ...audit, framework: 'keras@2.15' }, '2.0')).toMatch(
      /0\.4 (?:is )?divided by 0\.2/,
    );
    expect(await causesOf({ ...audit, framework: 'keras@3' }, '2.0')).toContain(
      'params.reduction=mean_with_sample_weight',
    );
  });
  test('a tiny weight instead of 0 makes 2.2 jump', async () => {
    const tiny = { ...audit, framework: 'keras@2.2', sample_weight: [0.1, 1e-6, 0.1] };
    expect(await total(tiny)).toBeCloseTo(0.133335, 6);
  });
  test('the finding names the value of the later versions', async () => {
    const report = await reportOf({ ...audit, framework: 'keras@2.2' });
    expect(finding(report, 'zero-weights-change-denominator')?.message).toContain('0.133333');
  });
  test('second set', async () => {
    const second = { loss: 'mae', y_true: [0, 0, 0, 0], y_pred: [1, 2, 3, 4], sample_weight: [3, 0, 1, 1] };
    expect(await total({ ...second, framework: 'keras@3' })).toBeCloseTo(2.5, 6);
    expect(await total({ ...second, framework: 'keras@2.2' })).toBeCloseTo(10 / 3, 6);
    const mean = { ...second, framework: 'keras@3', params: { reduction: 'mean_with_sample_weight' } };
    expect(await total(mean)).toBeCloseTo(2, 6);
  });
});

describe('S2: masks', () => {
  const scores = [
    [[1], [1], [1], [9]],
    [[4], [9], [9], [9]],
  ];
  const audit = {
    loss: 'mae',
    y_true: scores.map((row) => row.map(() => [0])),
    y_pred: scores,
    mask: [
      [1, 1, 1, 0],
      [1, 0, 0, 0],
    ],
  };
  test.each([
    ['keras@2.2', 1.75],
    ['keras@3', 1.75],
    ['keras@2.10', 0.875],
  ])('%s', async (framework, expected) => {
    expect(await total({ ...audit, framework })).toBeCloseTo(expected, 6);
  });
  test('the numbers of other rules are explained', async () => {
    expect(await explained({ ...audit, framework: 'keras@3' }, '0.875')).toMatch(/7 divided by 8/);
    expect(await explained({ ...audit, framework: 'keras@3' }, '5.375')).toMatch(/The mask is left out/);
  });
  test.each([
    // Row weights [1, 3], then [0, 3].
    ['keras@2.2', {}, [[1], [3]], 3.75],
    ['keras@3', {}, [[1], [3]], 3.75],
    [
      'keras@3',
      { reduction: 'mean_with_sample_weight' },
      [
        [1, 1, 1, 1],
        [3, 3, 3, 3],
      ],
      2.5,
    ],
    ['keras@2.10', {}, [[1], [3]], 1.875],
    ['keras@3', {}, [[0], [3]], 3.0],
    [
      'keras@3',
      { reduction: 'mean_with_sample_weight' },
      [
        [0, 0, 0, 0],
        [3, 3, 3, 3],
      ],
      4.0,
    ],
    ['keras@2.10', {}, [[0], [3]], 1.5],
  ])('%s %o with row weights %j', async (framework, params, sample_weight, expected) => {
    // Keras 2.2 takes one weight per row.
    const weights = framework === 'keras@2.2' ? sample_weight.flat() : sample_weight;
    expect(await total({ ...audit, framework, params, sample_weight: weights })).toBeCloseTo(expected, 6);
  });
  test.each([
    ['keras@2.2.4', Number.NaN],
    ['keras@2.2.5', 0],
    ['keras@2.15', Number.NaN],
  ])('nothing left: %s says %d, as an error', async (framework, expected) => {
    const report = await reportOf({
      ...audit,
      framework,
      mask: [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    });
    expect(report.total).toBe(expected);
    expect(finding(report, 'all-masked')?.severity).toBe('error');
  });
});

describe('S3: the last partial batch', () => {
  test('mean of means 1.25, pooled 1.2375, and each sample’s share', async () => {
    const audit = {
      loss: 'mae',
      y_true: Array(8).fill(0),
      y_pred: [...Array(5).fill(1.2), ...Array(3).fill(1.3)],
    };
    const plain = await reportOf({ ...audit, framework: 'keras@3.0', batch_size: 5 });
    expect(plain.total).toBeCloseTo(1.25, 6);
    expect(finding(plain, 'partial-batch')?.data).toMatchObject({ last: 3, size: 5 });
    expect(await total({ ...audit, framework: 'keras@2.15', batch_size: 5 })).toBeCloseTo(1.2375, 6);
    // ∂ value/∂ score: 1/10 in the full batch, 1/6 in the last; times the score, over the value.
    const shares = plain.outputs[0].contributions as number[];
    expect(shares[0]).toBeCloseTo((0.1 * 1.2) / 1.25, 6);
    expect(shares[7]).toBeCloseTo(1.3 / 6 / 1.25, 6);
  });
  test('two to one', async () => {
    const audit = { loss: 'mae', y_true: [0, 0, 0], y_pred: [10, 10, 9], batch_size: 2 };
    expect(await total({ ...audit, framework: 'keras@3.1' })).toBeCloseTo(9.5, 6);
    expect(await total({ ...audit, framework: 'keras@3.10' })).toBeCloseTo(9.66667, 5);
  });
});

describe('S4: the epoch of the progress bar', () => {
  const audit = { y_true: Array(10).fill(0), y_pred: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], batch_size: 1 };
  test.each([
    ['mse', 38.5],
    ['mae', 5.5],
  ])('%s', async (loss, expected) => {
    expect(await total({ ...audit, loss, framework: 'keras@3.10' })).toBeCloseTo(expected, 5);
  });
});

describe('S6: padded rows as masked timesteps', () => {
  const scores = [
    [0.1, 0.2, 0.1, 0, 0],
    [0.3, 0.5, 0.1, 0.4, 0.2],
  ];
  const audit = {
    framework: 'keras@3',
    loss: 'mae',
    y_true: scores.map((row) => row.map(() => [0])),
    y_pred: scores.map((row) => row.map((x) => [x])),
  };
  const mask = [
    [1, 1, 1, 0, 0],
    [1, 1, 1, 1, 1],
  ];
  test('token mean, pads as zeros, sum', async () => {
    expect(await total({ ...audit, mask })).toBeCloseTo(0.2375, 6);
    expect(await total(audit)).toBeCloseTo(0.19, 6);
    expect(await total({ ...audit, mask, params: { reduction: 'sum' } })).toBeCloseTo(1.9, 6);
    expect(await explained({ ...audit, mask }, '0.19')).toMatch(/The mask is left out/);
  });
  test('labels of −100 are named', async () => {
    const padded = {
      framework: 'keras@2.15',
      loss: 'sparse_categorical_crossentropy',
      params: { ignore_class: -100 },
      y_true: [-100, -100],
      y_pred: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    };
    expect(finding(await reportOf(padded), 'all-masked')?.severity).toBe('error');
  });
});

describe('S7: class weights', () => {
  const audit = {
    framework: 'keras@2.15',
    loss: 'sparse_categorical_crossentropy',
    params: { from_logits: true },
    y_true: [1, 0],
    y_pred: [
      [3, 4],
      [6, 9],
    ],
  };
  const class_weight = { 0: 0.4, 1: 0.36 };
  test('Keras divides by the samples', async () => {
    expect(await total(audit)).toBeCloseTo(1.680925, 5);
    expect(await total({ ...audit, class_weight })).toBeCloseTo(0.666105, 5);
  });
  test('PyTorch’s number is explained by its denominator', async () => {
    expect(await explained({ ...audit, class_weight }, '1.752907')).toMatch(
      /1\.33221 (?:is )?divided by 0\.76 \((?:the sum of the class weights|class weights)/,
    );
  });
  test('second set: ÷3, ÷5, unweighted', async () => {
    const second = {
      ...audit,
      y_true: [1, 0, 0],
      y_pred: [
        [0.3, 0.7],
        [0.6, 0.4],
        [0.6, 0.4],
      ],
    };
    expect(await total(second)).toBeCloseTo(0.569764, 5);
    expect(await total({ ...second, class_weight: { 0: 1, 1: 3 } })).toBeCloseTo(0.911774, 5);
    expect(await explained({ ...second, class_weight: { 0: 1, 1: 3 } }, '0.547065')).toMatch(/class weights/);
  });
});

describe('S8: from_logits', () => {
  const identity = [
    [1, 0],
    [0, 1],
  ];
  const p = 0.7310585786300049;
  const audit = {
    framework: 'keras@3',
    loss: 'categorical_crossentropy',
    y_true: identity,
    y_pred: [
      [p, 1 - p],
      [1 - p, p],
    ],
  };
  test('probabilities taken as logits: the wrong number, its floor and the right number', async () => {
    expect(await total(audit)).toBeCloseTo(0.313262, 5);
    const twice = { ...audit, params: { from_logits: true } };
    expect(await total(twice)).toBeCloseTo(0.488548, 5);
    const found = finding(await reportOf(twice), 'probabilities-as-logits');
    expect(found?.data.floor).toBeCloseTo(0.313262, 5);
    expect(await explained(twice, '0.313262')).toMatch(/from_logits is false/);
  });
  test('the floor for ten classes', async () => {
    const row = (k: number) => Array.from({ length: 10 }, (_, i) => (i === k ? 0.91 : 0.01));
    const ten = {
      ...audit,
      loss: 'sparse_categorical_crossentropy',
      y_true: [3, 4],
      y_pred: [row(3), row(4)],
    };
    const found = finding(
      await reportOf({ ...ten, params: { from_logits: true } }),
      'probabilities-as-logits',
    );
    expect(found?.data.floor).toBeCloseTo(1.46115, 5);
  });
  test('logits: exact, and through clipped probabilities', async () => {
    const logits = [
      [30, 10, 10],
      [-10, 20, 50],
    ];
    const sparse = { framework: 'keras@3', loss: 'sparse_categorical_crossentropy', y_true: [0, 1] };
    expect(await total({ ...sparse, y_pred: logits, params: { from_logits: true } })).toBeCloseTo(15, 5);
    const softmaxed = logits.map((row) => {
      const e = row.map((x) => Math.exp(x - 50));
      return e.map((x) => x / e.reduce((a, b) => a + b));
    });
    const clipped = await reportOf({ ...sparse, y_pred: softmaxed });
    expect(clipped.total).toBeCloseTo(8.059048, 4);
    expect(finding(clipped, 'clip-reached')?.data.ceiling).toBeCloseTo(16.118096, 4);
  });
});

describe('S9: broadcast', () => {
  test.each([
    [[1, 2, 3], [[1], [2], [3]], 4 / 3, 0],
    [[1, 2, 3, 4], [[1.1], [1.9], [3.2], [3.8]], 2.375, 0.025],
  ])('%j against %j', async (y_true, y_pred, stretched, matched) => {
    const report = await reportOf({ framework: 'keras@2.2', mode: 'eager', loss: 'mse', y_true, y_pred });
    expect(report.total).toBeCloseTo(stretched, 5);
    const found = finding(report, 'broadcast');
    expect(found?.data.matched).toBeCloseTo(matched, 5);
    expect(found?.message).toContain(`y_true [${y_true.length}] and y_pred [${y_true.length}, 1]`);
  });
});

describe('S10: ε and single precision', () => {
  test.each([
    // (0, 0.9999999): ε twice, ε once; (1, 0): likewise.
    ['keras@2.6', 'eager', 0, 0.9999999, 15.333239],
    ['keras@3', 'graph', 0, 0.9999999, 15.942385],
    ['keras@2.6', 'eager', 1, 0, 15.424949],
    ['keras@3', 'graph', 1, 0, 16.118095],
  ])('%s %s (%d, %d)', async (framework, mode, y, p, expected) => {
    const report = await reportOf({
      framework,
      ...(framework === 'keras@3' ? {} : { mode }),
      loss: 'bce',
      y_true: [[y]],
      y_pred: [[p]],
    });
    expect(report.total).toBeCloseTo(expected, 5);
    expect(finding(report, 'clip-reached')?.data.ceiling).toBeCloseTo(expected, 5);
  });
  test('the digit that tells float32 from float64', async () => {
    const one = { framework: 'keras@3', loss: 'bce', y_true: [[1]], y_pred: [[0]] };
    expect(await total({ ...one, dtype: 'float64' })).toBeCloseTo(16.118096, 6);
    expect(await total(one)).toBeCloseTo(16.118095, 6);
  });
});

describe('smaller ones', () => {
  test('totals and a residual', async () => {
    const out = (y_pred: number, loss_weight: number) => ({
      loss: 'mae',
      y_true: [0],
      y_pred: [y_pred],
      loss_weight,
    });
    const outputs = { a: out(0.3732, 0.5), b: out(0.2399, 0.5) };
    expect(await total({ framework: 'keras@2.15', outputs })).toBeCloseTo(0.30655, 6);
    expect(await total({ framework: 'keras@2.15', outputs, regularization: 1.92625 })).toBeCloseTo(2.2328, 5);
  });
  test('unsigned pixels', async () => {
    const pixel = (x: number) => ({ values: [[x]], dtype: 'uint8' });
    const report = await reportOf({ framework: 'keras@3', loss: 'mse', y_true: pixel(16), y_pred: pixel(0) });
    expect(report.total).toBe(256);
    expect(finding(report, 'unsigned-difference')?.data.count).toBe(1);
  });
  test('float16 overflows at 65504', async () => {
    const audit = { framework: 'keras@3', dtype: 'float16', loss: 'mse', y_true: [0], y_pred: [300] };
    const report = await reportOf(audit);
    expect(report.total).toBe(Number.POSITIVE_INFINITY);
    expect(finding(report, 'non-finite')?.message).toMatch(
      /infinity is made by square\(y_pred - y_true\), .*in float16/,
    );
  });
  test('hinge', async () => {
    const audit = {
      loss: 'hinge',
      y_true: [
        [0, 1],
        [0, 0],
      ],
      y_pred: [
        [0.6, 0.4],
        [0.4, 0.6],
      ],
    };
    expect(await total({ ...audit, framework: 'keras@2.2' })).toBeCloseTo(0.9, 6);
    expect(await total({ ...audit, framework: 'keras@2.15' })).toBeCloseTo(1.3, 6);
  });
  test('huber', async () => {
    const audit = {
      framework: 'keras@3',
      loss: 'huber',
      params: { delta: 0.5 },
      y_true: [0, 0, 0],
      y_pred: [0.1, 0.5, 2],
    };
    expect(await total(audit)).toBeCloseTo(0.335, 6);
  });
  test.each([
    [2, 0.198515],
    [10, 0.500288],
    [1000, 1.014848],
  ])('the floor of label_smoothing 0.1 for %d classes', async (classes, floor) => {
    const target = Array.from({ length: classes }, (_, k) => (k === 0 ? 1 : 0));
    const best = target.map((t) => t * 0.9 + 0.1 / classes);
    const report = await reportOf({
      framework: 'keras@3',
      loss: 'categorical_crossentropy',
      params: { label_smoothing: 0.1 },
      y_true: [target],
      y_pred: [best],
    });
    expect(report.total).toBeCloseTo(floor, 5);
    expect(finding(report, 'smoothing-floor')?.data.floor).toBeCloseTo(floor, 5);
  });
  test('the floor does not depend on an activation that is still to come', async () => {
    // sigmoid(±ln 19) is 0.95 and 0.05, the targets moved by 0.1: −0.95 ln 0.95 − 0.05 ln 0.05.
    const report = await reportOf({
      framework: 'keras@3',
      loss: 'binary_crossentropy',
      params: { label_smoothing: 0.1 },
      activation: 'sigmoid',
      y_true: [[1], [0]],
      y_pred: [[Math.log(19)], [-Math.log(19)]],
    });
    expect(report.total).toBeCloseTo(0.198515, 5);
    expect(finding(report, 'smoothing-floor')?.data).toMatchObject({ samples: 2, smoothing: 0.1 });
    expect(finding(report, 'smoothing-floor')?.data.floor).toBeCloseTo(0.198515, 5);
  });
});
