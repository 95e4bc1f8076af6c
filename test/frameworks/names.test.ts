/** Names as users of each framework write them: which framework they mean, and what is said of wrong ones. */
import { describe, expect, test } from 'vitest';
import { readAudit } from '../../src/audit/read.js';

const read = (audit: object) =>
  readAudit(
    Buffer.from(JSON.stringify({ y_true: [[0.5], [1]], y_pred: [[0.25], [0.5]], ...audit })),
    {},
    { source: 'audit.json', baseDir: '.', roots: [] },
  );

describe('without a framework a qualified name decides', () => {
  test.each([
    ['torch.nn.MSELoss', 'torch'],
    ['nn.L1Loss', 'torch'],
    ['F.huber_loss', 'torch'],
    ['torch.nn.functional.mse_loss', 'torch'],
    ['sklearn.metrics.mean_squared_error', 'sklearn'],
    ['optax.l2_loss', 'optax'],
    ['optax.losses.huber_loss', 'optax'],
    ['tf.losses.meanSquaredError', 'tfjs'],
    ['tf.losses.absolute_difference', 'tf1'],
    ['tf.compat.v1.losses.huber_loss', 'tf1'],
    ['tf.metrics.meanAbsoluteError', 'tfjs-layers'],
    ['keras.losses.MeanSquaredError', 'keras'],
    ['tf.keras.losses.Huber', 'keras'],
    ['mse', 'keras'],
    ['MeanSquaredError', 'keras'],
  ])('%s: %s', async (loss, framework) => {
    const audit = await read({ loss });
    expect(audit.rules.framework).toBe(framework);
    expect(audit.framework).toBe(`${framework}@${audit.rules.version}`);
  });

  test('of several outputs all must say the same', async () => {
    const arrays = { y_true: [[0.5], [1]], y_pred: [[0.25], [0.5]] };
    const outputs = { a: { loss: 'nn.MSELoss', ...arrays }, b: { loss: 'F.l1_loss', ...arrays } };
    const bytes = (value: object) => Buffer.from(JSON.stringify(value));
    const context = { source: 'audit.json', baseDir: '.', roots: [] };
    expect((await readAudit(bytes({ outputs }), {}, context)).rules.framework).toBe('torch');
    const mixed = { ...outputs, b: { loss: 'mse', ...arrays } };
    await expect(readAudit(bytes({ outputs: mixed }), {}, context)).rejects.toMatchObject({
      code: 'unknown-loss',
    });
  });
});

describe('a loss as a program writes it', () => {
  test.each([
    ['torch', 'nn.HuberLoss(delta=0.25)', { delta: 0.25 }],
    ['torch', "torch.nn.HuberLoss(reduction='sum', delta=2.)", { reduction: 'sum', delta: 2 }],
    ['torch', 'MSELoss()', {}],
    ['torch', 'F.mse_loss(weight=mask)', {}],
    ['keras', 'keras.losses.BinaryCrossentropy(from_logits=True)', { from_logits: true }],
    ['keras', 'BinaryCrossentropy(from_logits)', { from_logits: true }],
    ['optax', 'jnp.mean(optax.losses.l2_loss)', { reduction: 'jnp.mean' }],
    ['tfjs-layers', "loss: 'meanSquaredError'", {}],
    ['keras', 'loss="mse"', {}],
  ])('%s: %s', async (framework, loss, params) => {
    const audit = await read({ framework, loss });
    expect(audit.outputs[0].params).toEqual(params);
    expect(audit.outputs[0].loss).not.toMatch(/[(:=]/);
  });

  test.each([
    ['HuberLoss(delta=d)', {}, 'delta=d is no number, text or flag'],
    ['HuberLoss(0.5)', {}, '0.5 has no name'],
    ['HuberLoss(delta=2)', { delta: 1 }, 'delta=2 is 1 in params'],
    ["MSELoss(weight='w.npy')", {}, 'weight=w.npy names an array'],
    ['HuberLoss(delta=[1, 2])', {}, 'delta=[1 is no number'],
  ])('%s is refused: nothing is passed over', async (loss, params, message) => {
    await expect(read({ framework: 'torch', loss, params })).rejects.toMatchObject({
      code: 'loss-call',
      message: expect.stringContaining(message),
    });
  });

  test('an argument that the loss does not have is no parameter of it', async () => {
    await expect(read({ framework: 'torch', loss: 'MSELoss(delta=2)' })).rejects.toMatchObject({
      code: 'unknown-param',
    });
  });
});

test.each([
  ['PyTorch@2.15', 'torch'],
  ['scikit-learn@1.9', 'sklearn'],
])('a framework by its title: %s', async (framework, name) => {
  const loss = name === 'torch' ? 'MSELoss' : 'mean_squared_error';
  expect((await read({ framework, loss })).rules.framework).toBe(name);
});

describe('a wrong name', () => {
  test('says who has it', async () => {
    await expect(read({ loss: 'CrossEntropyLoss' })).rejects.toMatchObject({
      code: 'unknown-loss',
      hint: expect.stringContaining('torch'),
    });
    await expect(read({ framework: 'sklearn', loss: 'smooth_l1_loss' })).rejects.toMatchObject({
      hint: 'Frameworks that have it: torch; name one as framework.',
    });
  });
  test('suggests near ones of its framework', async () => {
    await expect(read({ framework: 'torch', loss: 'CrossEntropyLos' })).rejects.toMatchObject({
      code: 'unknown-loss',
      hint: expect.stringContaining('CrossEntropyLoss'),
    });
  });
});
