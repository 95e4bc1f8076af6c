/**
 * Metrics of a loss function (`MeanMetricWrapper`, `Mean`): Σ w·l / Σ w, over the epoch (keras 2.3.1,
 * metrics.py; keras 2.15, src/metrics/base_metric.py; keras 3.15.1, src/metrics/reduction_metrics.py). Keras
 * 2.0 – 2.2 compute metrics like losses.
 */
import { constant, type Expr } from '../../expr/node.js';
import { broadcastShapes, sameShape } from '../../expr/shapes.js';
import { shapeText } from '../../tensor/ndarray.js';
import { sameRank } from './align.js';
import type { Reduced, ReduceInputs } from './policy.js';
import { byOneAxis, fitWeights, joined, requireBroadcast, requireNoStretch } from './reduce-2.js';
import { joinMask } from './reduce-3.js';
import { weightedMaskedObjective } from './weighted-masked-objective.js';

export function reduceMetric(inputs: ReduceInputs): Reduced {
  const { version } = inputs;
  if (!version.atLeast('2.3')) return weightedMaskedObjective(inputs);
  const { values, weights } = version.atLeast('3.0') ? ofKeras3(inputs) : ofKeras2(inputs);
  const counts = weights
    ? weights.sum(undefined, { counted: 'the sum of the weights' })
    : constant(version.atLeast('3.0') ? (values.shape[0] ?? 1) : values.size);
  const total = values.sum(undefined, { counted: 'all samples' });
  const mean = version.atLeast('2.4') ? total.divNoNan(counts) : total.div(counts);
  const why = weights ? 'divide by the sum of the weights' : 'divide by the number of scores';
  return { value: inputs.trace.step('batch-mean', why, mean, 'metric'), perSample: values, counts };
}

/** Scores times weights, and the weights as they are counted. */
interface Weighted {
  readonly values: Expr;
  readonly weights?: Expr;
}

function ofKeras2(inputs: ReduceInputs): Weighted {
  const { score, lossMask, version, mode, trace } = inputs;
  const modern = version.atLeast('2.4');
  let weight = inputs.sampleWeight;
  // Called on tensors, a metric does not look for the mask of y_pred.
  for (const mask of [mode === 'eager' ? undefined : inputs.mask, lossMask])
    if (mask) weight = weight ? joined(weight, mask, trace) : mask;
  if (!weight) return { values: score };
  if (!modern) requireNoStretch(score, weight, version.text);
  const fitted = fitWeights(weight, score, modern, inputs.sampleWeight ? undefined : 'the mask');
  const aligned = alignedWeights(weight, fitted, score, inputs);
  if (!modern) {
    // Axes beyond the first one that is added are not counted (keras 2.3.1, losses_utils.py).
    const rank = weight.rank === 0 ? 0 : byOneAxis(weight, score).rank;
    const counted = score.shape.map((n, i) => (i < rank ? n : 1));
    return weighted(score, rank === 0 ? aligned : aligned.broadcastTo(counted, score.byRow), inputs);
  }
  if (stretches(aligned, score))
    return weighted(score, aligned.broadcastTo(score.shape, score.byRow), inputs);
  const values = toWeightRank(score, aligned.rank, inputs);
  requireBroadcast(values, aligned, version.text);
  return weighted(values, aligned, inputs);
}

function ofKeras3(inputs: ReduceInputs): Weighted {
  const { score, mask, lossMask, sampleWeight, version } = inputs;
  // Up to 3.11 a mask counts only beside weights; that of ignore_class does in every version.
  let weight = version.atLeast('3.12') || sampleWeight ? joinMask(sampleWeight, mask, inputs) : undefined;
  if (weight && lossMask) weight = joinMask(weight, lossMask, inputs);
  if (!weight) return { values: meanOfRows(score, inputs) };
  const [given, fitted] = sameRank(score, weight, version);
  const aligned = alignedWeights(weight, fitted, score, inputs);
  const values = toWeightRank(given, aligned.rank, inputs);
  requireBroadcast(values, aligned, version.text);
  const stretched = version.atLeast('3.4') ? aligned.broadcastTo(values.shape, values.byRow) : aligned;
  const product = weighted(values, stretched, inputs);
  return { values: meanOfRows(product.values, inputs), weights: stretched.meanTo(1) };
}

function alignedWeights(weight: Expr, fitted: Expr, score: Expr, { trace }: ReduceInputs): Expr {
  if (fitted === weight) return weight;
  const why = `${shapeText(weight.shape)} against scores ${shapeText(score.shape)}`;
  return trace.step('align-sample-weight', why, fitted, 'sample_weight');
}

/** TensorFlow's `broadcast_weights`: of one rank, and each axis as long or 1. */
function stretches(weight: Expr, score: Expr): boolean {
  if (weight.rank === 0) return true;
  const shape = broadcastShapes([weight.shape, score.shape]);
  return weight.rank === score.rank && shape !== undefined && sameShape(shape, score.shape);
}

function toWeightRank(score: Expr, rank: number, { trace }: ReduceInputs): Expr {
  if (score.rank <= rank) return score;
  return trace.step('to-weight-rank', 'average the axes that the weights lack', score.meanTo(rank));
}

function meanOfRows(values: Expr, { trace }: ReduceInputs): Expr {
  if (values.rank <= 1) return values;
  return trace.step('to-weight-rank', 'average what each sample has', values.meanTo(1));
}

function weighted(values: Expr, weights: Expr, { trace, sampleWeight }: ReduceInputs): Required<Weighted> {
  const why = sampleWeight ? 'multiply by the sample weights' : 'multiply by the mask';
  return { values: trace.step(sampleWeight ? 'weight' : 'mask', why, values.mul(weights)), weights };
}
