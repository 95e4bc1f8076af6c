/**
 * Losses that Keras has and lossaudit lacks: the names as in losses.py and losses/__init__.py of the wheels.
 */
import { expect, test } from 'vitest';
import { LossauditError } from '../../src/errors.js';
import { findFramework } from '../../src/frameworks/index.js';
import { OTHER_LOSSES } from '../../src/frameworks/keras/other-losses.js';

function refusal(framework: string, loss: string): LossauditError {
  try {
    findFramework(framework).findLoss(loss);
  } catch (error) {
    if (error instanceof LossauditError) return error;
  }
  throw new Error(`${loss} of ${framework} is not refused`);
}

test.each([
  ['keras@2.15', 'msle'],
  ['keras@2.15', 'MSLE'],
  ['keras@2.2', 'mape'],
  ['keras@2.2', 'logcosh'],
  ['keras@3', 'log_cosh'],
  ['keras@3', 'keras.losses.Poisson'],
  ['keras@2.15', 'BinaryFocalCrossentropy'],
  ['keras@3', 'dice'],
  ['keras@3.7', 'circle'],
  ['keras@2.3', 'SquaredHinge'],
])('%s has %s', (framework, loss) => {
  const { code, message, hint } = refusal(framework, loss);
  expect(code).toBe('loss-not-computed');
  expect(message).toMatch(new RegExp(`^Keras [\\d.]+ has ${loss}; lossaudit does not compute it yet$`));
  expect(hint).not.toContain('Did you mean');
});

test.each([
  ['keras@2.15', 'tversky', '3.3 and later'],
  ['keras@3', 'logcosh', '2.0 – 2.15'],
  ['keras@2.2', 'Poisson', '2.3 and later'],
  ['keras@2.11', 'categorical_focal_crossentropy', '2.13 and later'],
])('%s has no %s', (framework, loss, versions) => {
  const { code, message } = refusal(framework, loss);
  expect(code).toBe('loss-not-computed');
  expect(message).toContain(`has no ${loss} (it is in Keras ${versions})`);
});

test('a name that no version has is unknown, and the nearest one is offered', () => {
  const error = refusal('keras@3', 'mean_sqared_error');
  expect(error.code).toBe('unknown-loss');
  expect(error.hint).toContain('mean_squared_error');
});

test.each(Object.keys(OTHER_LOSSES))('%s stands in other-losses.ts: no version computes it', (loss) => {
  for (const framework of ['keras@2.2', 'keras@2.15', 'keras@3'])
    expect(refusal(framework, loss).code).toBe('loss-not-computed');
});
