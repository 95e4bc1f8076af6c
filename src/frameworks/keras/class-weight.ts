/** class_weight as each Keras era turns it into sample weights. */
import { LossauditError } from '../../errors.js';
import type { Expr } from '../../expr/node.js';
import type { Version } from '../../text/version.js';
import type { ObjectiveRequest } from '../framework.js';

/**
 * The weight of each sample's class, joined with the sample weights where the version joins them.
 * @returns the weights [N] to use, or undefined without any
 */
export function weightsWithClasses(
  { arrays, classWeight, evenBatches, trace }: ObjectiveRequest,
  version: Version,
): Expr | undefined {
  const { y_true: yTrue, sample_weight: sampleWeight } = arrays;
  if (!classWeight || !yTrue) return sampleWeight;
  const framework = `Keras ${version.text}`;
  // 2.2.4 drops class_weight without a word.
  if (sampleWeight && version.within('2.0-2.2.4')) return sampleWeight;
  // 2.13 – 2.15 join them only where every batch has the same number of rows; they meant to refuse both
  // (keras 2.15, data_adapter.py).
  const joins =
    !version.atLeast('2.13') ||
    (version.within('2.13-2.15') && evenBatches && (sampleWeight?.rank ?? 0) <= 2);
  if (sampleWeight && !joins)
    throw new LossauditError('class-and-sample-weight', { framework }, { where: 'class_weight' });
  if (yTrue.rank > 2 && !version.within('2.13-2.15'))
    throw new LossauditError('class-weight-rank', { framework, rank: yTrue.rank }, { where: 'class_weight' });
  if (version.within('2.4-2.15')) {
    const keys = [...classWeight.keys()].sort((a, b) => a - b);
    if (keys.some((k, i) => k !== i))
      throw new LossauditError('class-weight-keys', { framework, keys }, { where: 'class_weight' });
  }
  const otherwise = version.atLeast('3.0') ? 1 : undefined;
  const weight = trace.step(
    'class-weight',
    "the weight of each sample's class",
    classOf(yTrue, version).lookup(classWeight, 'class_weight', otherwise),
    'sample_weight',
  );
  if (!sampleWeight) return weight;
  return trace.step(
    'class-and-sample-weight',
    'class weights multiply the sample weights',
    column(sampleWeight, weight).mul(weight),
    'sample_weight',
  );
}

/**
 * A weight per sample is brought to one column beside the classes of timesteps; the other way round they
 * broadcast, and are refused.
 */
function column(weight: Expr, other: Expr): Expr {
  return weight.rank === 1 && other.rank > 1 ? weight.expandDims(-1) : weight;
}

/**
 * One-hot rows give their largest entry, labels themselves: as they are up to 2.3, cut to an integer up to
 * 2.12, then rounded.
 */
function classOf(yTrue: Expr, version: Version): Expr {
  if (yTrue.rank >= 2 && yTrue.shape.at(-1) !== 1) return yTrue.argmax(-1);
  const flat = yTrue.rank >= 2 ? yTrue.squeeze(-1) : yTrue;
  if (!version.atLeast('2.4')) return flat;
  return version.within('2.4-2.12') ? flat.trunc() : flat.round();
}
