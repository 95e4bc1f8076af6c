/** What losses of overlapping sets share (Dice, Tversky): sums of y_true, y_pred and their product. */
import type { Expr } from '../../../expr/node.js';
import { broadcastShapes } from '../../../expr/shapes.js';
import { broadcastPair, type Pair } from '../../align.js';
import { type Axes, axes as axesParam } from '../../param.js';
import type { ScoreInputs } from '../define-loss.js';
import { targetsRefused } from './refused.js';

/** The axes that are added up; all by default. */
export const axes = (versions: string) => axesParam(null, { list: true, all: true }, { versions });

interface Overlap extends Pair {
  readonly intersection: Expr;
  sum(x: Expr): Expr;
}

type Inputs = Omit<ScoreInputs, 'params'> & { readonly params: { readonly axis: Axes } };

/** @param since the version from which arrays keep their shapes; before, both are flattened */
export function overlap(inputs: Inputs, since: string): Overlap {
  const { yTrue, yPred, trace, params } = inputs;
  const pair = inputs.version.atLeast(since) ? inputs : { yTrue: yTrue.flatten(), yPred: yPred.flatten() };
  if (!broadcastShapes([pair.yTrue.shape, pair.yPred.shape]))
    throw targetsRefused(yTrue, yPred.shape, inputs.version, 'the shapes do not broadcast');
  // Each array is added up in the shape that it has; only their product is stretched.
  const stretched = broadcastPair(pair, trace);
  const sum = (x: Expr) => x.sum(params.axis ?? undefined);
  return { ...pair, intersection: sum(stretched.yTrue.mul(stretched.yPred)), sum };
}
