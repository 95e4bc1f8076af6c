/** From the arrays of one output to its loss, as Keras does it: align, score, mask and weigh, reduce. */
import { LossauditError } from '../../errors.js';
import type { Expr } from '../../expr/node.js';
import { sameShape } from '../../expr/shapes.js';
import { shapeText } from '../../tensor/ndarray.js';
import type { Version } from '../../text/version.js';
import { activated } from '../align.js';
import type { LossContext } from '../define-framework.js';
import type { Objective, ObjectiveRequest, Settings } from '../framework.js';
import type { Params, ValuesOf } from '../param.js';
import type { Release } from '../release.js';
import { Tracer } from '../tracer.js';
import { alignRanks, alignShapes, feed } from './align.js';
import { weightsWithClasses } from './class-weight.js';
import type { KerasLoss, ScoreInputs } from './define-loss.js';
import type { Policy } from './policy.js';
import { reduceMetric } from './reduce-metric.js';

export type KerasSetting = 'backend' | 'mode';

/** What the steps from arrays to the loss ask for. */
interface Build {
  readonly request: ObjectiveRequest;
  readonly loss: KerasLoss;
  readonly params: ValuesOf<Params>;
  readonly reduction: string;
  readonly version: Version;
  readonly backend: string;
  readonly mode: string;
  readonly activation?: Settings['activation'];
}

export function kerasObjective(
  request: ObjectiveRequest,
  loss: KerasLoss,
  { version, policy, title }: Release<Policy>,
  { values, reduction: asked, settings, activation }: LossContext<KerasSetting>,
): Objective {
  const { trace, arrays } = request;
  const { backend, mode } = settings;
  const reduction = asked === 'auto' ? 'sum_over_batch_size' : asked;
  const build: Build = { request, loss, params: values, reduction, version, backend, mode, activation };
  const sampleWeight = weightsWithClasses(request, version);
  if (loss.refusesIntegerTargets && request.integers.has('y_true') && version.within('2.4-2.15'))
    throw new LossauditError('integer-targets', { framework: title, loss: loss.name }, { where: 'y_true' });
  const integer = integersStay(build);
  const inputs = scoreInputs(build);
  const result = loss.score(inputs);
  const raw = 'score' in result ? result.score : result;
  const lossMask = 'score' in result ? result.mask : undefined;
  const score = trace.step('score', `${loss.name} of each sample`, integer ? raw.trunc() : raw);
  const weight = fitWeight(sampleWeight, arrays.y_true!, inputs.yPred, build);
  const reduceInputs = {
    score,
    integer,
    mask: arrays.mask,
    lossMask,
    sampleWeight: weight,
    reduction,
    version,
    backend,
    mode,
    trace,
  };
  if (loss.metric) return { score, ...reduceMetric(reduceInputs) };
  const { value, perSample } = policy.reduce(reduceInputs);
  // A mask is scaled for a mean but not for `none`, which is what per-sample scores are; integers are cast
  // back one by one.
  const none = policy.reductions.includes('none') && (arrays.mask || lossMask || integer);
  const unscaled = none
    ? policy.reduce({ ...reduceInputs, reduction: 'none', trace: new Tracer() }).perSample
    : perSample;
  return { value, score, perSample: unscaled };
}

/**
 * What the loss function gets: aligned, and with the model's last activation applied, or undone with
 * `from_logits`.
 */
function scoreInputs({ request, loss, params, version, backend, mode, activation }: Build): ScoreInputs {
  const { arrays, trace } = request;
  const given: ScoreInputs = {
    arrays,
    yTrue: arrays.y_true!,
    yPred: arrays.y_pred!,
    params,
    version,
    backend,
    mode,
    trace,
  };
  const fed = { ...given, ...feed(given, loss) };
  const active = activate(activation, fed, loss);
  const stays = loss.metric && !loss.alignsRanks && version.atLeast('3.0');
  const ranked = stays ? active : { ...active, ...alignRanks(active, version, trace, loss.metric) };
  return loss.alignsItself ? ranked : { ...ranked, ...alignShapes(ranked, loss) };
}

/**
 * `y_pred` holds the last activation's input: taken as logits where the version recovers them, else
 * activated. The tensor carries its activation's input whatever the activation was, until it is replaced by a
 * squeezed one.
 */
function activate(activation: Settings['activation'], inputs: ScoreInputs, loss: KerasLoss): ScoreInputs {
  const { version, backend, yPred, trace } = inputs;
  if (!activation || activation === 'linear') return inputs;
  const recovers = version.within('2.4-2.15') || (version.atLeast('3.0') && backend === 'tensorflow');
  const carried = alignRanks(inputs, version, new Tracer()).yPred === yPred;
  if (recovers && recoversLogits(loss, version) && carried) {
    const probabilities = activated(yPred, activation, new Tracer());
    const given = { yPred: probabilities, fromLogits: inputs.params.from_logits === true };
    return { ...inputs, given, params: { ...inputs.params, from_logits: true } };
  }
  return { ...inputs, yPred: activated(yPred, activation, trace) };
}

function recoversLogits({ recoversLogits: rule = false }: KerasLoss, version: Version): boolean {
  return typeof rule === 'string' ? version.within(rule) : rule;
}

/** Keras 2.4 – 2.15 computes some losses of integer predictions in integers and refuses others. */
function integersStay({ request, loss, version, reduction }: Build): boolean {
  if (!request.integers.has('y_pred') || !loss.integers || !version.within('2.4-2.15')) return false;
  // The share of the mask is no integer.
  const rescaled =
    request.arrays.mask !== undefined &&
    version.atLeast('2.11') &&
    reduction !== 'sum' &&
    reduction !== 'none';
  if (loss.integers === 'refuses' || rescaled) {
    const data = { framework: `Keras ${version.text}`, loss: loss.name, masked: loss.integers !== 'refuses' };
    throw new LossauditError('integer-predictions', data, { where: 'y_pred' });
  }
  return true;
}

/** What fit accepts as sample weights (2.0 – 2.3). */
function fitWeight(
  weight: Expr | undefined,
  yTrue: Expr,
  yPred: Expr,
  { version, mode }: Build,
): Expr | undefined {
  if (!weight || mode === 'eager' || version.atLeast('2.4')) return weight;
  const temporal = weight.rank === 2 && yPred.rank >= 3 && sameShape(weight.shape, yPred.shape.slice(0, 2));
  if (weight.rank === 1 || temporal) return weight;
  const data = {
    weights: shapeText(weight.shape),
    against: `targets ${shapeText(yTrue.shape)}`,
    framework: `Keras ${version.text}`,
  };
  throw new LossauditError('weights-refused', data, { where: 'sample_weight' });
}
