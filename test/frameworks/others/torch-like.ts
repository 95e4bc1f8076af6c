/**
 * A few losses of torch (nn/functional.py), as a framework of the tests: what issue 14 brings must fit
 * through the same doors.
 */
import { constant, type Expr } from '../../../src/expr/node.js';
import { ofLength } from '../../../src/frameworks/align.js';
import { defineFramework } from '../../../src/frameworks/define-framework.js';
import type { LossDeclaration } from '../../../src/frameworks/define-loss.js';
import { logSoftmax } from '../../../src/frameworks/math.js';
import { flag, integer, number, type Params, type ValuesOf, vector } from '../../../src/frameworks/param.js';
import { reduceTerms, type Terms } from '../../../src/frameworks/reduce.js';
import type { Slots } from '../../../src/frameworks/slots.js';
import { PLAIN_LOOPS } from '../../../src/loops/plain.js';

interface TorchLoss<P extends Params = Params> extends LossDeclaration {
  readonly params: P;
  readonly terms: {
    of(inputs: { readonly arrays: Readonly<Record<string, Expr>>; readonly params: ValuesOf<P> }): Terms;
  }['of'];
}

function defineTorchLoss<P extends Params>(loss: TorchLoss<P>): TorchLoss<P> {
  return loss;
}

const pair = (exact = false): Slots => ({
  y_pred: { aliases: ['input'] },
  y_true: { aliases: ['target'], exact },
});

const crossEntropy = defineTorchLoss({
  name: 'cross_entropy',
  family: 'sparse-categorical-crossentropy',
  versions: '0.1-',
  names: { cross_entropy: '0.1-', CrossEntropyLoss: '0.1-' },
  slots: pair(true),
  params: {
    weight: vector('class', { role: 'class-weights' }),
    ignore_index: integer(-100, { role: 'ignored-label' }),
  },
  terms({ arrays: { y_pred: x, y_true: y }, params }) {
    const valid = y.notEqual(params.ignore_index);
    const label = valid.where(y, 0);
    const given = params.weight && ofLength(params.weight, x.shape[1] ?? 1, 'weight', 'class');
    const counts = given ? given.at(label, 'y_true').mul(valid) : valid;
    const counted = given ? 'weights of the targets that are not ignored' : 'targets that are not ignored';
    return { terms: logSoftmax(x, 1).take(label, 1, 'y_true').neg().mul(counts), counts, counted };
  },
});

const tripletMargin = defineTorchLoss({
  name: 'triplet_margin_loss',
  family: 'triplet-margin',
  versions: '0.2-',
  names: { triplet_margin_loss: '0.2-', TripletMarginLoss: '0.2-' },
  slots: { anchor: {}, positive: {}, negative: {} },
  params: { margin: number(1, { role: 'threshold' }), eps: number(1e-6, { from: 0 }), swap: flag(false) },
  terms({ arrays: { anchor, positive, negative }, params: { margin, eps, swap } }) {
    const distance = (u: Expr, v: Expr) => u.sub(v).add(eps).square().sum(-1).sqrt();
    const near = distance(anchor, positive);
    const far = distance(anchor, negative);
    const other = swap ? far.minimum(distance(positive, negative)) : far;
    return { terms: near.sub(other).add(margin).maximum(0) };
  },
});

const gaussian = defineTorchLoss({
  name: 'gaussian_nll_loss',
  family: 'gaussian-negative-log-likelihood',
  versions: '1.8-',
  names: { gaussian_nll_loss: '1.8-', GaussianNLLLoss: '1.8-' },
  slots: { ...pair(), var: {} },
  params: { eps: number(1e-6, { from: 0 }) },
  terms({ arrays: { y_pred: p, y_true: y, var: v }, params: { eps } }) {
    const variance = v.maximum(constant(eps));
    return { terms: variance.log().add(p.sub(y).square().div(variance)).mul(0.5) };
  },
});

/** No loss of torch: sequences with time first, as CTC has them, each weighted by a number of its own. */
const timeFirst = defineTorchLoss({
  name: 'time_first_l1',
  family: 'mean-absolute-error',
  versions: '2.0-',
  names: { time_first_l1: '2.0-' },
  slots: { y_pred: { rows: 1 }, y_true: { rows: 1 }, lengths: { optional: true } },
  params: {},
  terms({ arrays: { y_pred: p, y_true: y, lengths } }) {
    const score = p.sub(y).abs().sum(0);
    return { terms: score, ...(lengths ? { counts: lengths, counted: 'timesteps' } : {}) };
  },
});

export const torchLike = defineFramework({
  name: 'torch-like',
  title: 'Torch-like',
  versions: ['1.13.1', '2.15.0'],
  means: { '2': '2.15.0' },
  prefix: /^(?:torch\.)?(?:nn\.)?(?:functional\.|F\.)?/,
  losses: [crossEntropy, tripletMargin, gaussian, timeFirst] as readonly TorchLoss[],
  others: { ctc_loss: '1.0-' },
  source: () => 'losses.py',
  policies: [{ versions: '1.0-2.15', reductions: ['mean', 'sum', 'none'] }],
  dtype: 'float32',
  slots: {},
  settings: () => ({}),
  objective({ arrays, trace }, loss, _release, { values, reduction }) {
    const terms = loss.terms({ arrays, params: values });
    const score = trace.step('score', `${loss.name} of each sample`, terms.terms);
    const value = reduceTerms({ ...terms, terms: score }, reduction as 'mean' | 'sum' | 'none', trace);
    return { value, score, perSample: score };
  },
  loop: () => PLAIN_LOOPS[0],
});
