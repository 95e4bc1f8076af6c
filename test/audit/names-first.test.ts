/** What an audit names is looked up before anything is loaded: none of the files here exists. */
import { describe, expect, test } from 'vitest';
import { readAudit } from '../../src/audit/read.js';

const FILES = { y_true: 'no-such-file.npy', y_pred: 'no-such-file.npy' };
const read = (audit: object) =>
  readAudit(
    Buffer.from(JSON.stringify({ framework: 'keras@3.15', ...FILES, ...audit })),
    {},
    {
      source: 'audit.json',
      baseDir: '.',
      roots: [],
    },
  );

test('the files are missing', async () => {
  await expect(read({ loss: 'mse' })).rejects.toMatchObject({ code: 'file-not-found' });
});

describe('told before', () => {
  test.each([
    ['a loss that nobody has', { loss: 'mze' }, 'unknown-loss'],
    ['a loss of later versions', { framework: 'keras@2.15', loss: 'ctc' }, 'loss-not-in-version'],
    ['a loss of other versions', { framework: 'keras@2.2', loss: 'huber' }, 'loss-not-in-version'],
    [
      'a name for several losses, of other versions',
      { framework: 'keras@2.15', loss: 'crossentropy' },
      'loss-not-in-version',
    ],
    [
      'a name for several losses, with parameters',
      { loss: 'crossentropy', params: { axis: 1 } },
      'unknown-param',
    ],
    ['a parameter that nobody has', { loss: 'huber', params: { detla: 2 } }, 'unknown-param'],
    [
      'a parameter of other versions',
      { framework: 'keras@2.2', loss: 'bce', params: { label_smoothing: 0.1 } },
      'unknown-param',
    ],
    [
      'a value out of range',
      { loss: 'sparse_categorical_crossentropy', params: { ignore_class: -1.5 } },
      'bad-param',
    ],
    ['a value of another kind', { loss: 'huber', params: { delta: [1, 2] } }, 'bad-param'],
    ['a reduction', { loss: 'mse', params: { reduction: 'median' } }, 'unknown-reduction'],
    [
      'a reduction that is an object',
      { loss: 'mse', params: { reduction: { file: 'a.npy' } } },
      'unknown-reduction',
    ],
    [
      'a dtype beside that of the audit',
      { loss: 'mse', dtype: 'float32', params: { dtype: 'float16' } },
      'bad-param',
    ],
    ['a setting', { loss: 'mse', backend: 'theano' }, 'unknown-setting'],
    ['a version', { framework: 'keras@three', loss: 'mse' }, 'unknown-version'],
    ['an array that the loss does not take', { loss: 'mse', inputs: { anchor: 'a.npy' } }, 'unknown-slot'],
    ['a table where arrays stand', { loss: 'mse', inputs: { class_weight: { 0: 1 } } }, 'unknown-slot'],
    ['an array under two names', { loss: 'mse', input: 'a.npy' }, 'slot-twice'],
    ['an array that is missing', { loss: 'mse', y_true: undefined }, 'missing-key'],
  ])('%s', async (_, audit, code) => {
    await expect(read(audit)).rejects.toMatchObject({ code });
  });

  test('of every output', async () => {
    const outputs = { a: { ...FILES, loss: 'mse' }, b: { ...FILES, loss: 'mze' } };
    await expect(read({ y_true: undefined, y_pred: undefined, outputs })).rejects.toMatchObject({
      code: 'unknown-loss',
    });
    const missing = { a: { loss: 'mse', y_pred: FILES.y_pred } };
    await expect(read({ y_true: undefined, y_pred: undefined, outputs: missing })).rejects.toThrow(
      'The audit is wrong at outputs.a.y_true: it is missing',
    );
  });
});

test('the sentence about an unknown array names those that there are', async () => {
  await expect(read({ loss: 'mse', inputs: { anchor: 'a.npy' } })).rejects.toMatchObject({
    message: 'mse of Keras 3.15.1 takes no array inputs.anchor',
    hint: 'It takes y_true, y_pred, mask, sample_weight, class_weight.',
  });
});

test('a flag is over either name', async () => {
  const file = { framework: 'keras@3.15', loss: 'mse', target: [[1]], input: [[3]] };
  const context = { source: 'audit.json', baseDir: '.', roots: [] };
  const reading = readAudit(Buffer.from(JSON.stringify(file)), { y_pred: 'no-such-file.npy' }, context);
  await expect(reading).rejects.toMatchObject({ code: 'file-not-found' });
});

test('input and target are y_pred and y_true', async () => {
  const inline = { y_true: undefined, y_pred: undefined, target: [[1]], input: [[3]] };
  const { outputs } = await read({ loss: 'mse', ...inline });
  expect(outputs[0].arrays.y_true?.data[0]).toBe(1);
  expect(outputs[0].arrays.y_pred?.data[0]).toBe(3);
});

test('of an array where none belongs, its shape is told, not its numbers', async () => {
  const values = new Array(1000).fill(0.5);
  await expect(read({ loss: 'huber', params: { delta: { values } } })).rejects.toMatchObject({
    message: 'delta is {"values":"an array of shape [1000]"}, but must be a finite number',
  });
  await expect(read({ loss: 'mse', params: { reduction: values } })).rejects.toMatchObject({
    message: 'Keras 3.15.1 has no reduction an array of shape [1000]',
  });
});
