/** What cases say in other words: which names and words scikit-learn's losses have in an audit. */
import { describe, expect, test } from 'vitest';
import { finding, reportOf } from '../support/audit.js';

const COLUMNS = {
  framework: 'sklearn',
  loss: 'mean_squared_error',
  y_true: [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  y_pred: [
    [1.5, 1],
    [2, 6],
    [4, 9],
  ],
};

describe('scikit-learn', () => {
  test.each(['log_loss', 'metrics.log_loss', 'sklearn.metrics.log_loss'])('%s', async (loss) => {
    // scikit-learn 1.9.1, log_loss([1, 0], [0, 0])
    const { total } = await reportOf({ framework: 'sklearn', loss, y_true: [1, 0], y_pred: [0, 0] });
    expect(total).toBeCloseTo(18.021826694558577, 12);
  });

  test('y_proba and pred_decision are the second argument', async () => {
    const y_proba = await reportOf({
      framework: 'sklearn',
      loss: 'log_loss',
      y_true: [1, 0],
      inputs: { y_proba: [0.9, 0.2] },
    });
    expect(y_proba.total).toBeCloseTo(0.1642520335, 9);
    const hinge = { framework: 'sklearn', loss: 'hinge_loss', y_true: [0, 2, 1, 1] };
    const pred_decision = [
      [1, 2, 0.5],
      [0, 1, 3],
      [2, 2, 2],
      [-1, 0, 4],
    ];
    expect((await reportOf({ ...hinge, inputs: { pred_decision } })).total).toBe(2);
  });

  test('reduction is a word for what multioutput and normalize say', async () => {
    const of = async (params: object) => (await reportOf({ ...COLUMNS, params })).outputs[0].per_sample;
    // scikit-learn 1.9.1, mean_squared_error(…, multioutput="raw_values")
    const raw = [0.75, 4.666666666666667];
    expect(await of({ multioutput: 'raw_values' })).toEqual(raw);
    expect(await of({ reduction: 'raw_values' })).toEqual(raw);
    const sum = { framework: 'sklearn', loss: 'zero_one_loss', y_true: [1, 0, 1], y_pred: [1, 1, 0] };
    for (const params of [{ normalize: false }, { reduction: 'sum' }])
      expect((await reportOf({ ...sum, params })).total).toBe(2);
  });

  test('a wrong word for multioutput is no file', async () => {
    const wrong = reportOf({ ...COLUMNS, params: { multioutput: 'average' } });
    await expect(wrong).rejects.toMatchObject({ code: 'bad-param' });
  });

  test('the clip follows the dtype of y_pred, not only that of the audit', async () => {
    const y_pred = { values: [0, 0], dtype: 'float32' };
    const { total } = await reportOf({ framework: 'sklearn', loss: 'log_loss', y_true: [1, 0], y_pred });
    // scikit-learn 1.9.1, np.float32 predictions
    expect(total).toBeCloseTo(7.971192359924316, 5);
  });

  test('rows of probabilities that do not add up to 1: divided by their sum up to 1.4, as they are later', async () => {
    const y_pred = [
      [0.5, 0.2, 0.2],
      [0.1, 0.6, 0.1],
      [0.2, 0.2, 0.2],
    ];
    const rows = { loss: 'log_loss', y_true: [0, 1, 2], y_pred };
    // others.md, C.3
    for (const [framework, total] of [
      ['sklearn@1.4', 0.6580270086740032],
      ['sklearn@1.5', 0.9378035722533454],
    ] as const) {
      const report = await reportOf({ ...rows, framework });
      expect(report.total).toBeCloseTo(total, 12);
      expect(finding(report, 'rows-not-normalized')).toBeDefined();
    }
    const one = { framework: 'sklearn', loss: 'log_loss', y_true: [0, 1], y_pred: [0.2, 0.9] };
    expect(finding(await reportOf(one), 'rows-not-normalized')).toBeUndefined();
  });

  test('one class in y_true is refused, with what to do', async () => {
    const audit = { framework: 'sklearn', loss: 'log_loss', y_true: [1, 1], y_pred: [0.9, 0.8] };
    await expect(reportOf(audit)).rejects.toMatchObject({ code: 'one-class' });
    // scikit-learn 1.9.1, log_loss([1, 1], [0.9, 0.8], labels=[0, 1])
    expect((await reportOf({ ...audit, params: { labels: [0, 1] } })).total).toBeCloseTo(
      0.16425203348601802,
      12,
    );
  });

  test('a mask of the caller, as numpy takes elements', async () => {
    const mask = [
      [1, 1],
      [1, 0],
      [0, 0],
    ];
    // others.md, E3: scikit-learn on y_true[mask], y_pred[mask]
    expect((await reportOf({ ...COLUMNS, mask })).total).toBe(0.75);
    expect((await reportOf({ ...COLUMNS, mask: [1, 1, 0] })).total).toBe(1.5625);
  });

  test('shares in a root add up to 1', async () => {
    const report = await reportOf({ ...COLUMNS, loss: 'root_mean_squared_error' });
    const shares = report.outputs[0].contributions as number[][];
    expect(shares.flat().reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });
});
