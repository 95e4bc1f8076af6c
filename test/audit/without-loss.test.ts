/** An output whose loss is None in compile: no loss function, nothing in the total (semantics/keras.md). */
import { describe, expect, test } from 'vitest';
import { finding, reportOf } from '../support/audit.js';

const MAIN = { loss: 'mse', y_true: [1, 4, 5], y_pred: [1, 2, 3], loss_weight: 0.5 };

describe('an output without a loss', () => {
  test.each(['keras@2.2', 'keras@2.15', 'keras@3'])('%s: adds nothing, and it is said', async (framework) => {
    const report = await reportOf({ framework, outputs: { main: MAIN, side: { loss: null } } });
    // 0.5 · (0 + 4 + 4) / 3.
    expect(report.total).toBeCloseTo(4 / 3, 6);
    expect(report.outputs.map((o) => o.name)).toEqual(['main']);
    expect(finding(report, 'output-without-loss')?.message).toBe(
      'side has no loss and adds nothing to the total.',
    );
  });
  test.each([
    ['torch', { main: MAIN, side: { loss: null } }, 'has no outputs without a loss'],
    ['keras', { side: { loss: null } }, 'no output has a loss'],
  ])('%s %j is refused', async (framework, outputs, message) => {
    await expect(reportOf({ framework, outputs })).rejects.toThrow(message);
  });
});
