/** From scores to the number: Σw·l/Σw over the samples, then the columns (metrics/_regression.py). */
import { LossauditError } from '../../errors.js';
import type { Expr } from '../../expr/node.js';
import { sameShape } from '../../expr/shapes.js';
import { type Arithmetic, shapeText } from '../../tensor/ndarray.js';
import type { Version } from '../../text/version.js';
import { looked, ofLength, type Pair } from '../align.js';
import type { LossContext } from '../define-framework.js';
import type { Objective, ObjectiveRequest } from '../framework.js';
import { reduceTerms } from '../reduce.js';
import type { Release } from '../release.js';
import type { Tracer } from '../tracer.js';
import type { SklearnLoss } from './define-loss.js';
import { finite } from './numbers.js';

/** @throws LossauditError for shapes and parameters that scikit-learn refuses */
export function sklearnObjective(
  request: ObjectiveRequest,
  loss: SklearnLoss,
  { title: who, version }: Release,
  { values, reduction }: LossContext<never>,
): Objective {
  const { arrays, trace } = request;
  const asked = { yTrue: arrays.y_true!, yPred: arrays.y_pred! };
  requireSamples(asked, who, version.atLeast(loss.refusesNothing ?? '0'));
  const mask = arrays.mask && maskOf(arrays.mask, asked, who);
  const taken = mask?.flat ? { yTrue: asked.yTrue.flatten(), yPred: asked.yPred.flatten() } : asked;
  const targets = loss.targets2d === 'samples' ? taken : numbers(taken, loss, who);
  const inputs = { ...targets, params: values, version, who, dtype: narrowest(request), trace };
  const score = trace.step('score', `${loss.scores ?? loss.name} of each sample`, loss.score(inputs));
  const normalize = (loss.normalize?.(inputs) ?? true) && reduction !== 'sum';
  const given = arrays.sample_weight;
  const divides = normalize && !loss.weighsNothing?.(inputs);
  const own = given && checkedWeights(given, score, { loss, version, who, divides });
  const weights = own && mask ? own.mul(mask.kept) : (own ?? mask?.kept);
  const counted = own ? 'sample weights' : mask ? 'samples that the mask takes' : 'samples';
  const root = loss.root?.(inputs) ?? false;
  const degree = root ? 0.5 : 1;
  const { value, columns } = reduced({ score, weights, counted, loss, version, root, normalize, trace });
  if (!columns) {
    const raw = reduction === 'raw_values' || values.multioutput === 'raw_values';
    refuseColumnWeights(values.multioutput, loss, who);
    return { value, score, perSample: raw ? value.expandDims(0) : score, degree };
  }
  return { ...together(columns, values.multioutput, reduction, who, trace), score, degree };
}

/** What the array is computed in: its own dtype, if that is narrower than the audit's. */
function narrowest({ dtypes, dtype }: ObjectiveRequest): Arithmetic {
  const own = dtypes.y_pred;
  if (own === 'float16' || dtype === 'float16') return 'float16';
  return own === 'float32' ? 'float32' : dtype;
}

/** @throws LossauditError `no-samples`, `shape-refused` */
function requireSamples(pair: Pair, who: string, refuses: boolean): void {
  for (const [what, x] of [
    ['y_true', pair.yTrue],
    ['y_pred', pair.yPred],
  ] as const) {
    if (x.shape[0] === 0 && !refuses) continue;
    if (x.shape[0] === 0) throw new LossauditError('no-samples', { what, who }, { where: what });
    if (x.rank <= 2 && x.size > 0) continue;
    const wanted = 'one axis, or two that are not empty';
    throw new LossauditError(
      'shape-refused',
      { who, what, shape: shapeText(x.shape), wanted },
      { where: what },
    );
  }
}

/**
 * What a caller takes of the arrays before scikit-learn sees them: rows, or numbers of several columns, which
 * are one column then, as numpy's `y[mask]`.
 */
function maskOf(mask: Expr, { yTrue, yPred }: Pair, who: string): { kept: Expr; flat: boolean } {
  const kept = looked(mask, { who, what: 'mask', finite: false, all: true, divides: true });
  if (mask.rank === 1) return { kept, flat: false };
  if (sameShape(mask.shape, yTrue.shape) && sameShape(mask.shape, yPred.shape))
    return { kept: kept.flatten(), flat: true };
  const data = {
    who,
    what: 'mask',
    shape: shapeText(mask.shape),
    wanted: 'one axis, or the shape of y_true',
  };
  throw new LossauditError('shape-refused', data, { where: 'mask' });
}

/** Targets that are numbers: finite, with as many columns; a single column is an array of one axis. */
function numbers({ yTrue, yPred }: Pair, loss: SklearnLoss, who: string): Pair {
  const [wide, other] = [yTrue.shape[1] ?? 1, yPred.shape[1] ?? 1];
  if (wide !== other) {
    const wanted = `as many columns as y_true, whose shape is ${shapeText(yTrue.shape)}`;
    const data = { who, what: 'y_pred', shape: shapeText(yPred.shape), wanted };
    throw new LossauditError('shape-refused', data, { where: 'y_pred' });
  }
  if (wide > 1 && loss.targets2d === 'column') {
    const data = { who, what: 'y_true', shape: shapeText(yTrue.shape), wanted: 'a single output' };
    throw new LossauditError('shape-refused', data, { where: 'y_true' });
  }
  const one = (x: Expr) => (x.rank === 2 && wide === 1 ? x.squeeze(1) : x);
  return { yTrue: finite(one(yTrue), 'y_true', who), yPred: finite(one(yPred), 'y_pred', who) };
}

interface WeightRules {
  readonly loss: SklearnLoss;
  readonly version: Version;
  readonly who: string;
  /** Is their sum divided by? */
  readonly divides: boolean;
}

/**
 * One weight a sample; up to 1.6 those of numbers may have the shape of the scores.
 * @throws LossauditError `weights-refused`; `bad-weights` when they are met
 */
function checkedWeights(w: Expr, score: Expr, { loss, version, who, divides }: WeightRules): Expr {
  if (loss.withoutWeights) {
    const known = ['y_true', 'y_pred'];
    const data = { key: 'sample_weight', loss: loss.name, framework: who, known };
    throw new LossauditError('unknown-slot', data, { where: 'sample_weight' });
  }
  const columns = loss.targets2d !== 'samples';
  const looks = loss.checksWeights !== undefined && version.atLeast(loss.checksWeights || '0');
  const single = w.rank === 2 && w.shape[1] === 1 && score.rank === 1;
  if (w.rank !== 1 && (looks || !columns || !(single || sameShape(w.shape, score.shape)))) {
    const data = {
      framework: who,
      what: 'sample_weight',
      weights: shapeText(w.shape),
      against: `scores of ${shapeText(score.shape)}`,
    };
    throw new LossauditError('weights-refused', data, { where: 'sample_weight' });
  }
  const all = looks && version.atLeast('1.9');
  return looked(single ? w.squeeze(1) : w, { who, what: 'sample_weight', finite: looks, all, divides });
}

interface Reducing {
  readonly score: Expr;
  readonly weights: Expr | undefined;
  /** What a mean counts. */
  readonly counted: string;
  readonly loss: SklearnLoss;
  readonly version: Version;
  readonly root: boolean;
  readonly normalize: boolean;
  readonly trace: Tracer;
}

/** The number of one column, or of each of several. */
function reduced(
  asked: Reducing,
): { value: Expr; columns?: undefined } | { value?: undefined; columns: Expr } {
  const { score, weights, counted, loss, version, root, normalize, trace } = asked;
  const rooted = (x: Expr, symbol: string) =>
    root ? trace.step('root', 'of the mean, column by column', x.sqrt(), symbol) : x;
  if (loss.reduce) {
    const several = score.rank > 1;
    const own = loss.reduce(several ? score : score.expandDims(1), weights, version);
    if (several) return { columns: trace.step('outputs', 'of each output', own, 'outputs') };
    return { value: trace.step('batch-loss', 'of all samples', own.squeeze(0), 'loss') };
  }
  if (score.rank === 1) {
    const terms = weights ? score.mul(weights) : score;
    const mean = reduceTerms({ terms, counts: weights, counted }, normalize ? 'mean' : 'sum', trace);
    return { value: rooted(mean, 'loss') };
  }
  const w = weights && weights.rank < score.rank ? weights.expandDims(1) : weights;
  const columns = w ? score.mul(w).sum(0).div(w.sum(0, { counted })) : score.mean(0, { counted });
  const why = w ? `the sum over the samples, divided by that of the ${counted}` : 'the mean over the samples';
  return { columns: rooted(trace.step('outputs', why, columns, 'outputs'), 'outputs') };
}

/** @throws LossauditError `bad-param` for weights of columns that do not fit */
function together(
  columns: Expr,
  multioutput: unknown,
  reduction: string,
  who: string,
  trace: Tracer,
): Pick<Objective, 'value' | 'perSample'> {
  const { rank, shape } = columns;
  if (rank !== 1) throw new Error(`${shapeText(shape)} are no columns`);
  if (typeof multioutput === 'object' && multioutput !== null) {
    const given = ofLength(multioutput as Expr, columns.size, 'multioutput', 'output');
    const by = looked(given, { who, what: 'multioutput', finite: true, all: false, divides: true });
    const value = columns
      .mul(by)
      .sum()
      .div(by.sum(undefined, { counted: 'weights of the outputs' }));
    return {
      value: trace.step('batch-mean', 'the outputs, weighted by multioutput', value, 'loss'),
      perSample: columns,
    };
  }
  const mean = columns.mean(undefined, { counted: 'outputs' });
  if (multioutput === 'raw_values' || reduction === 'raw_values') {
    const why = 'raw_values are one number for each output; their mean is shown';
    return { value: trace.step('shown-mean', why, mean, 'loss'), perSample: columns };
  }
  return { value: trace.step('batch-mean', 'the mean over the outputs', mean, 'loss'), perSample: columns };
}

function refuseColumnWeights(multioutput: unknown, loss: SklearnLoss, who: string): void {
  if (typeof multioutput !== 'object' || multioutput === null) return;
  const shape = shapeText((multioutput as Expr).shape);
  if (loss.weighsOneColumn && (multioutput as Expr).size === 1) return;
  const wanted = `a word for a single output: ${who} takes a list for several`;
  throw new LossauditError(
    'bad-param',
    { name: 'multioutput', value: `an array of shape ${shape}`, wanted },
    { where: 'params.multioutput' },
  );
}
