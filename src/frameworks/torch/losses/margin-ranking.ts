import type { Expr } from '../../../expr/node.js';
import { broadcastShapes } from '../../../expr/shapes.js';
import { shapeText } from '../../../tensor/ndarray.js';
import { defineTorchLoss, INPUTS_AND_TARGET, margin, named } from '../define-loss.js';
import { shapeRefused } from '../kit/refuse.js';

/** nn/functional.py, margin_ranking_loss: as many axes in all three; lengths of 1 are stretched. */
export const marginRanking = defineTorchLoss({
  name: 'MarginRankingLoss',
  family: 'margin-ranking',
  versions: '',
  names: named('MarginRankingLoss', 'margin_ranking_loss'),
  slots: INPUTS_AND_TARGET,
  params: { margin: margin(0) },
  lacks: { float16: '-2.0' },
  terms(inputs) {
    const { input1: a, input2: b, y_true: y } = inputs.arrays as Record<'input1' | 'input2' | 'y_true', Expr>;
    for (const [name, x] of [
      ['input2', b],
      ['y_true', y],
    ] as const)
      if (x.rank !== a.rank || !broadcastShapes([a.shape, b.shape, x.shape]))
        throw shapeRefused(inputs, name, x.shape, `all have as many axes as input1, ${shapeText(a.shape)}`);
    return { terms: y.neg().mul(a.sub(b)).add(inputs.params.margin).maximum(0) };
  },
});
