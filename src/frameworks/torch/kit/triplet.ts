/** What the two triplet losses share. */
import { LossauditError } from '../../../errors.js';
import { constant, type Expr } from '../../../expr/node.js';
import { broadcastShapes } from '../../../expr/shapes.js';
import { shapeText } from '../../../tensor/ndarray.js';
import type { Slots } from '../../slots.js';
import type { TermInputs, TorchTerms } from '../define-loss.js';
import { shapeRefused } from './refuse.js';

export const TRIPLET_SLOTS: Slots = {
  anchor: { aliases: ['y_pred', 'input'] },
  positive: {},
  negative: {},
};

/** Since then a margin of 0 or less is refused (nn/functional.py). */
const SINCE_CHECKED = '2.4';

type Distance = (u: Expr, v: Expr) => Expr;

export function tripletTerms(inputs: TermInputs, distance: Distance): TorchTerms {
  const { margin, swap } = inputs.params as { margin: number; swap: boolean };
  if (!(margin > 0) && inputs.version.atLeast(SINCE_CHECKED)) {
    const data = { name: 'margin', value: String(margin), wanted: 'above 0' };
    throw new LossauditError('bad-param', data, { where: 'params.margin' });
  }
  const { anchor, positive, negative } = inputs.arrays as Record<'anchor' | 'positive' | 'negative', Expr>;
  for (const [name, x] of [
    ['positive', positive],
    ['negative', negative],
  ] as const)
    if (x.rank !== anchor.rank || !broadcastShapes([anchor.shape, positive.shape, x.shape]))
      throw shapeRefused(inputs, name, x.shape, `the anchor has the shape ${shapeText(anchor.shape)}`);
  const near = distance(anchor, positive);
  const far = distance(anchor, negative);
  const other = swap ? far.minimum(distance(positive, negative)) : far;
  return { terms: constant(margin).add(near).sub(other).maximum(0) };
}

/** torch.linalg.vector_norm over the last axis: one kernel. */
export function norm(x: Expr, p: number): Expr {
  return rootOfPowers(x.rank === 0 ? x.expandDims(0) : x, p).fused('norm', [x], `p=${p}`);
}

function rootOfPowers(x: Expr, p: number): Expr {
  const a = x.abs();
  if (p === 2) return x.square().sum(-1).sqrt();
  if (p === 1) return a.sum(-1);
  if (p === 0) return x.notEqual(0).sum(-1);
  if (p === Number.POSITIVE_INFINITY) return a.max(-1);
  if (p === Number.NEGATIVE_INFINITY) return a.min(-1);
  return a
    .pow(p)
    .sum(-1)
    .pow(1 / p);
}
