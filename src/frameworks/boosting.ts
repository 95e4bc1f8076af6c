/**
 * What xgboost and lightgbm have in common: metrics of predictions, which an objective makes of raw scores,
 * averaged over the rows by their weights. Measured by oracle/boosting.
 */
import { LossauditError } from '../errors.js';
import { constant, type Expr } from '../expr/node.js';
import { sameShape } from '../expr/shapes.js';
import { shapeText } from '../tensor/ndarray.js';
import type { LossContext } from './define-framework.js';
import type { LossDeclaration, Method } from './define-loss.js';
import type { Objective, ObjectiveRequest } from './framework.js';
import { choice, integer, optional, type Params, type ValuesOf } from './param.js';
import type { Release } from './release.js';
import type { Tracer } from './tracer.js';

interface MetricInputs<P extends Params = Params> {
  /** Labels. */
  readonly y: Expr;
  /** Predictions: what the objective makes of `raw`. */
  readonly p: Expr;
  /** y_pred as it is given. */
  readonly raw: Expr;
  readonly weights: Expr | undefined;
  readonly params: ValuesOf<P>;
  /** `XGBoost 3.2.0`, for refusals. */
  readonly who: string;
}

/** One metric, or the metric of an objective, whose y_pred is raw scores. */
export interface Metric<P extends Params = Params> extends LossDeclaration {
  readonly params: P;
  /** The file of the metric, where the framework has several. */
  readonly file?: string;
  /** y_pred has a column for each class. */
  readonly columns?: true;
  /** How many predictions it makes of one label, side by side in y_pred, where parameters ask for several. */
  readonly outputs?: Method<[params: ValuesOf<P>], number | undefined>;
  /** Of the mean the root is taken; or the sum is not divided at all. */
  readonly result?: 'root' | 'sum';
  /** The weights are in the scores. */
  readonly weighsItself?: true;
  /** The objective that it belongs to; else the parameter `objective` says. */
  readonly objective?: string;
  readonly score: Method<[MetricInputs<P>], Expr>;
}

export function defineMetric<P extends Params>(metric: Metric<P>): Metric<P> {
  // It is shown with one number a row, though [N, K] may be taken.
  const shapes = metric.columns ? {} : { shapes: { y_true: 'N', y_pred: 'N' } };
  return { ...metric, example: { ...shapes, ...metric.example } };
}

interface OfObjective {
  /** See LossDeclaration: its link is not the one of its family. */
  readonly apart?: true;
  readonly aliases?: readonly string[];
  /** Parameters of the metric that the objective does not read. */
  readonly without?: readonly string[];
  /** Values of such parameters, if they are not the defaults. */
  readonly said?: (params: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

/** An objective as a loss: its default metric, of raw scores. */
export function metricOf(links: Links, objective: string, metric: Metric, how: OfObjective = {}): Metric {
  const { aliases = [], without = [], said, apart } = how;
  const all = Object.entries(metric.params);
  const dropped = (name: string) => name === 'objective' || name === metric.suffix || without.includes(name);
  const example = Object.entries(metric.example?.params ?? {}).filter(([name]) => !dropped(name));
  const others = { ...Object.fromEntries(all.map(([name, param]) => [name, param.default])), objective };
  return {
    ...metric,
    ...(apart ? { apart } : {}),
    name: objective,
    names: Object.fromEntries([objective, ...aliases].map((name) => [name, ''])),
    params: Object.fromEntries(all.filter(([name]) => !dropped(name))),
    suffix: undefined,
    example: { ...metric.example, params: Object.fromEntries(example) },
    // Without a link the metric takes raw scores for predictions.
    ...(links[objective] ? { always: { logits: true } } : {}),
    objective,
    score: (inputs) =>
      metric.score({ ...inputs, params: { ...others, ...inputs.params, ...said?.(inputs.params) } }),
  };
}

/** Predictions of raw scores. */
export type Link = (raw: Expr, params: Readonly<Record<string, unknown>>) => Expr;

/** As the kernels compute it: in float32 1 from about 16.64 on. */
export function logistic(s: Expr): Expr {
  return constant(1).div(s.neg().exp().add(1)).as('sigmoid', [s]);
}

/** The objectives of a framework; the first one leaves scores as they are, so that y_pred is predictions. */
export function objectives<const T extends string>(words: readonly [T, ...T[]]) {
  return { objective: choice(words, { role: 'logits' }) };
}

export const NUM_CLASS = { num_class: optional(integer(1, { from: 1, role: 'class-count' })) };

/** By objective; what is not in them leaves scores as they are. */
export type Links = Readonly<Record<string, Link>>;

export interface Boosting {
  readonly links: Links;
  /** Of no rows, or weights that are all 0: the sum itself instead of NaN, but of several columns. */
  readonly nothingIsZero: boolean;
  /** Arrays [N, K] hold K targets of each row, which count alike; under objectives that know them. */
  readonly manyTargets?: (objective: string) => boolean;
  /** What is refused, and what becomes of NaN. */
  prepare(arrays: Arrays, metric: Metric, objective: string, who: string): Arrays;
}

interface Arrays {
  readonly y: Expr;
  readonly raw: Expr;
  readonly weights: Expr | undefined;
}

export function boostingObjective(
  boosting: Boosting,
  { arrays, trace }: ObjectiveRequest,
  metric: Metric,
  { title: who }: Release,
  { values }: LossContext<never>,
): Objective {
  const { links, nothingIsZero, prepare } = boosting;
  const objective = metric.objective ?? String(values.objective);
  const weight = arrays.sample_weight && column(arrays.sample_weight, 'sample_weight', who);
  const given = pairOf(arrays, boosting, metric, objective, values, who);
  const { raw, weights, ...labels } = prepare({ ...given, weights: weight }, metric, objective, who);
  const link = links[objective];
  const p = link ? predictions(link(raw, values), objective, trace) : raw;
  const inputs = { y: labels.y, p, raw, weights, params: values, who };
  const score = trace.step('score', `${metric.name} of each row`, metric.score(inputs));
  const own = metric.weighsItself ? undefined : weights;
  const w = own && score.rank === 2 ? ofTargets(own, score, trace) : own;
  const terms = w ? score.mul(w) : score;
  const value = total(terms, w, metric, nothingIsZero && !metric.columns, trace);
  return { value, score, perSample: score, ...(metric.result === 'root' ? { degree: 0.5 } : {}) };
}

function predictions(p: Expr, objective: string, trace: Tracer): Expr {
  return trace.step('prediction', `what ${objective} predicts of raw scores`, p, 'prediction');
}

function total(
  terms: Expr,
  w: Expr | undefined,
  metric: Metric,
  nothingIsZero: boolean,
  trace: Tracer,
): Expr {
  const counted = w ? 'weights of the rows' : 'rows';
  const sum = terms.sum(undefined, { counted: 'rows' });
  if (metric.result === 'sum')
    return trace.step('batch-sum', 'the sum over the rows, not divided', sum, 'loss');
  const by = w?.sum(undefined, { counted });
  const empty = terms.size === 0 && nothingIsZero;
  const mean = by
    ? nothingIsZero
      ? // 0, or NaN: a weight of 0 leaves the NaN of an infinite score.
        sum.div(by.equal(0).where(1, by).as('one_if_zero', [by]))
      : sum.div(by)
    : empty
      ? sum
      : terms.mean(undefined, { counted });
  const why = `divide by the ${w ? 'sum of the weights' : 'number of rows'}`;
  const step = trace.step('batch-mean', why, mean, 'loss');
  return metric.result === 'root' ? trace.step('root', 'of the mean', step.sqrt(), 'loss') : step;
}

/** Labels and scores, as the metric takes them. @throws LossauditError for shapes that it does not */
function pairOf(
  { y_true, y_pred }: ObjectiveRequest['arrays'],
  { manyTargets }: Boosting,
  metric: Metric,
  objective: string,
  values: Readonly<Record<string, unknown>>,
  who: string,
): Pick<Arrays, 'y' | 'raw'> {
  const many = manyTargets?.(objective) && !metric.columns && y_true!.rank === 2 && y_true!.shape[1] !== 1;
  const y = many ? y_true! : column(y_true!, 'y_true', who);
  if (metric.columns) return { y, raw: classColumns(y_pred!, values, who) };
  const outputs = metric.outputs?.(values);
  if (!many && outputs === undefined) return { y, raw: column(y_pred!, 'y_pred', who) };
  const wanted = many ? y.shape : [...y.shape, outputs!];
  if (!sameShape(wanted, y_pred!.shape))
    throw refused(y_pred!, 'y_pred', `a column for each target or quantile, ${shapeText(wanted)}`, who);
  return { y: many ? y : y.expandDims(-1), raw: y_pred! };
}

/** The weight of a row is that of each of its targets. */
function ofTargets(w: Expr, score: Expr, trace: Tracer): Expr {
  const each = w.expandDims(-1).broadcastTo(score.shape, score.byRow);
  return trace.step('weight', 'the weight of a row is that of each of its scores', each, 'sample_weight');
}

/** An array of one axis, or of a second one of length 1. @throws LossauditError `shape-refused` */
function column(x: Expr, what: string, who: string): Expr {
  if (x.rank === 1) return x;
  if (x.rank === 2 && x.shape[1] === 1) return x.squeeze(1);
  throw refused(x, what, 'one number a row', who);
}

/** @throws LossauditError `shape-refused`, `bad-param` */
function classColumns(x: Expr, { num_class }: Readonly<Record<string, unknown>>, who: string): Expr {
  if (x.rank !== 2) throw refused(x, 'y_pred', 'a column for each class', who);
  if (num_class === null || num_class === undefined || num_class === x.shape[1]) return x;
  const data = {
    name: 'num_class',
    value: String(num_class),
    wanted: `${x.shape[1]}, the columns of y_pred`,
  };
  throw new LossauditError('bad-param', data, { where: 'params.num_class' });
}

function refused(x: Expr, what: string, wanted: string, who: string) {
  return new LossauditError(
    'shape-refused',
    { who, what, shape: shapeText(x.shape), wanted },
    { where: what },
  );
}

/** −y·p^(1−ρ)/(1−ρ) + p^(2−ρ)/(2−ρ), by logarithms. */
export function tweedie(y: Expr, p: Expr, rho: number): Expr {
  const power = (from: number) => {
    const by = constant(from - rho, `${from} - ${rho}`);
    return by.mul(p.log()).exp().div(by);
  };
  return power(2).sub(y.mul(power(1)));
}
