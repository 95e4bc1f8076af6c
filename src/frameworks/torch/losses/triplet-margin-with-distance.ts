import { constant, type Expr } from '../../../expr/node.js';
import { broadcastShapes } from '../../../expr/shapes.js';
import { choice, flag, optional } from '../../param.js';
import { defineTorchLoss, margin, named } from '../define-loss.js';
import { norm, TRIPLET_SLOTS, tripletTerms } from '../kit/triplet.js';

/** The distance functions that an audit can name; torch takes any function. */
const DISTANCES = {
  pairwise_distance: (u, v) => norm(u.sub(v).add(1e-6), 2),
  '1 - cosine_similarity': (u, v) => constant(1).sub(cosine(u, v)),
  l1: (u, v) => norm(u.sub(v), 1),
  squared: (u, v) => lastAxis(u.sub(v).square()).sum(-1),
} as const satisfies Record<string, (u: Expr, v: Expr) => Expr>;
const NAMES = ['pairwise_distance', '1 - cosine_similarity', 'l1', 'squared'] as const;

/** nn/functional.py, triplet_margin_with_distance_loss. */
export const tripletMarginWithDistance = defineTorchLoss({
  name: 'TripletMarginWithDistanceLoss',
  family: 'triplet-margin',
  versions: '1.6-',
  names: named('TripletMarginWithDistanceLoss', 'triplet_margin_with_distance_loss', '1.6-'),
  slots: TRIPLET_SLOTS,
  params: {
    margin: margin(1),
    swap: flag(false),
    distance_function: optional(choice(NAMES)),
    distance: optional(choice(NAMES)),
  },
  withoutLegacy: true,
  lacks: { float16: '-2.0' },
  terms(inputs) {
    const { distance, distance_function: given } = inputs.params;
    return tripletTerms(inputs, DISTANCES[given ?? distance ?? NAMES[0]]);
  },
});

/** A number is a vector of one. */
function lastAxis(x: Expr): Expr {
  return x.rank === 0 ? x.expandDims(0) : x;
}

/** aten/src/ATen/native/Distance.cpp: over axis 1, stretched before; each norm is at least 1e-8. */
function cosine(u: Expr, v: Expr): Expr {
  const shape = broadcastShapes([u.shape, v.shape]) ?? u.shape;
  const [a, b] = [u, v].map((x) => x.broadcastTo(shape, u.byRow && v.byRow)) as [Expr, Expr];
  const length = (x: Expr) => x.square().sum(1).sqrt().maximum(1e-8);
  const product = a.mul(b).sum(1);
  return product.div(length(a).mul(length(b)));
}
