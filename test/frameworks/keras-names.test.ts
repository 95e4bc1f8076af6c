/** Which names each version of Keras has, as in losses.py and losses/__init__.py of the wheels. */
import { expect, test } from 'vitest';
import { LossauditError } from '../../src/errors.js';
import { findFramework } from '../../src/frameworks/index.js';

function refusal(framework: string, loss: string): LossauditError {
  try {
    findFramework(framework).findLoss(loss);
  } catch (error) {
    if (error instanceof LossauditError) return error;
  }
  throw new Error(`${loss} of ${framework} is not refused`);
}

test.each([
  ['keras@2.15', 'msle', 'mean_squared_logarithmic_error'],
  ['keras@2.15', 'MSLE', 'mean_squared_logarithmic_error'],
  ['keras@2.2', 'mape', 'mean_absolute_percentage_error'],
  ['keras@2.2', 'logcosh', 'log_cosh'],
  ['keras@3', 'log_cosh', 'log_cosh'],
  ['keras@3', 'keras.losses.Poisson', 'poisson'],
  ['keras@2.15', 'BinaryFocalCrossentropy', 'binary_focal_crossentropy'],
  ['keras@3', 'dice', 'dice'],
  ['keras@3.7', 'circle', 'circle'],
  ['keras@2.3', 'SquaredHinge', 'squared_hinge'],
])('%s has %s', (framework, name, loss) => {
  const found = findFramework(framework).findLoss(name);
  expect(found).toMatchObject({ name: loss, nameAccepted: true });
});

test.each([
  ['keras@2.15', 'tversky', '3.3 and later'],
  ['keras@2.11', 'categorical_focal_crossentropy', '2.13 and later'],
  ['keras@3.6', 'Circle', '3.7 and later'],
])('%s has no %s', (framework, loss, versions) => {
  const { code, message } = refusal(framework, loss);
  expect(code).toBe('loss-not-in-version');
  expect(message).toContain(versions);
});

test.each([
  ['keras@3', 'logcosh'],
  ['keras@2.2', 'Poisson'],
])('%s does not accept the name %s', (framework, loss) => {
  expect(findFramework(framework).findLoss(loss).nameAccepted).toBe(false);
});

test('a name that no version has is unknown, and the nearest one is offered', () => {
  const error = refusal('keras@3', 'mean_sqared_error');
  expect(error.code).toBe('unknown-loss');
  expect(error.hint).toContain('mean_squared_error');
});
