/**
 * One loss of scikit-learn (metrics/_regression.py), as a framework of the tests: float64, columns, no
 * reduction of its own.
 */
import type { Expr } from '../../../src/expr/node.js';
import { ofLength } from '../../../src/frameworks/align.js';
import { defineFramework } from '../../../src/frameworks/define-framework.js';
import type { LossDeclaration } from '../../../src/frameworks/define-loss.js';
import { choice, either, type Params, type ValuesOf, vector } from '../../../src/frameworks/param.js';
import { PLAIN_LOOPS } from '../../../src/loops/plain.js';

const params = { multioutput: either(choice(['uniform_average']), vector('output')) };

const meanSquaredError: LossDeclaration & { readonly params: Params } = {
  name: 'mean_squared_error',
  family: 'mean-squared-error',
  versions: '0.18-',
  names: { mean_squared_error: '0.18-' },
  params,
};

export const sklearnLike = defineFramework({
  name: 'sklearn-like',
  title: 'Sklearn-like',
  versions: ['1.9.1'],
  means: {},
  prefix: /^(?:sklearn\.)?(?:metrics\.)?/,
  losses: [meanSquaredError],
  others: {},
  source: () => 'losses.py',
  policies: [{ versions: '0.18-1.9', reductions: [] }],
  dtype: 'float64',
  slots: { sample_weight: { optional: true } },
  settings: () => ({}),
  objective({ arrays: { y_true: y, y_pred: p, sample_weight: w }, trace }, _loss, _release, { values }) {
    const { multioutput } = values as ValuesOf<typeof params>;
    const score = trace.step('score', 'squared error of each sample and output', p.sub(y).square());
    const weighted = (of: Expr) => (w ? of.mul(w.expandDims(-1)).sum(0).div(w.sum()) : of.mean(0));
    const columns = trace.step('weight', 'the mean over the samples', weighted(score), 'columns');
    const value =
      multioutput === 'uniform_average' || multioutput === null
        ? columns.mean(undefined, { counted: 'outputs' })
        : averaged(columns, ofLength(multioutput, columns.size, 'multioutput', 'output'));
    return {
      value: trace.step('batch-mean', 'the mean over the outputs', value, 'loss'),
      score,
      perSample: score,
    };
  },
  loop: () => PLAIN_LOOPS[0],
});

function averaged(columns: Expr, by: Expr): Expr {
  return columns.mul(by).sum().div(by.sum());
}
