/** From the arrays of one output to its loss, as Keras does it: align, score, mask and weigh, reduce. */
import { LossauditError } from '../../errors.js';
import { type Expr, sameShape } from '../../expr/node.js';
import { shapeText } from '../../tensor/ndarray.js';
import type { Objective, ObjectiveRequest } from '../framework.js';
import { Tracer } from '../tracer.js';
import type { Version } from '../version.js';
import { alignTargets } from './align.js';
import { weightsWithClasses } from './class-weight.js';
import type { KerasLoss, LossParams } from './define-loss.js';
import { softmax } from './numbers.js';
import { checkParams } from './params.js';
import type { Policy } from './policy.js';

export interface KerasContext {
  readonly version: Version;
  readonly policy: Policy;
  readonly backend: string;
  readonly mode: string;
}

export function kerasObjective(request: ObjectiveRequest, loss: KerasLoss, context: KerasContext): Objective {
  const { trace } = request;
  const { version, policy, backend, mode } = context;
  const checked = checkParams(request.params, loss, version, policy);
  const { yPred: activated, params } = activate(request, loss, checked.params, context);
  const sampleWeight = weightsWithClasses(request.yTrue, request.sampleWeight, request.classWeight, version, trace);
  const { yTrue, yPred } = alignTargets({ yTrue: request.yTrue, yPred: activated }, loss, version, mode, trace);
  const result = loss.score({ yTrue, yPred, params, version, backend, mode, trace });
  const raw = 'score' in result ? result.score : result;
  const lossMask = 'score' in result ? result.mask : undefined;
  const integer = request.integerPredictions && loss.staysInteger === true && version.within('2.4-2.15');
  const score = trace.step('score', `${loss.name} of each sample`, integer ? raw.trunc() : raw);
  const weight = fitWeight(sampleWeight, request, yPred, context);
  const inputs = {
    score,
    mask: request.mask,
    lossMask,
    sampleWeight: weight,
    reduction: checked.reduction,
    version,
    backend,
    mode,
    trace,
  };
  const { value, perSample } = policy.reduce(inputs);
  // A mask is scaled for a mean but not for `none`, which is what per-sample scores are.
  const none = policy.reductions.includes('none') && (request.mask || lossMask);
  const unscaled = none ? policy.reduce({ ...inputs, reduction: 'none', trace: new Tracer() }).perSample : perSample;
  const back = 'integer predictions: the result is cast back to an integer';
  return { value: integer ? trace.step('to integer', back, value.trunc(), 'loss') : value, score, perSample: unscaled };
}

/** `y_pred` holds the last activation's input: taken as logits where the version recovers them, else activated. */
function activate(
  request: ObjectiveRequest,
  loss: KerasLoss,
  params: LossParams,
  context: KerasContext,
): { yPred: Expr; params: LossParams } {
  const { activation } = request.settings;
  const { yPred, trace } = request;
  if (!activation || activation === 'linear') return { yPred, params };
  const recovers =
    context.version.within('2.4-2.15') || (context.version.atLeast('3.0') && context.backend === 'tensorflow');
  if (recovers && loss.activation === activation) return { yPred, params: { ...params, from_logits: true } };
  const activated = activation === 'sigmoid' ? yPred.sigmoid() : softmax(yPred, -1);
  return { yPred: trace.step(activation, "the model's last activation", activated, 'y_pred'), params };
}

/** What fit accepts as sample weights (2.0 – 2.2.5), and what it does to weights of rank 1 (2.4 – 2.15). */
function fitWeight(
  weight: Expr | undefined,
  { yTrue }: ObjectiveRequest,
  yPred: Expr,
  { version, mode }: KerasContext,
): Expr | undefined {
  if (!weight || mode === 'eager' || version.atLeast('2.3')) return weight;
  const temporal = weight.rank === 2 && yPred.rank >= 3 && sameShape(weight.shape, yPred.shape.slice(0, 2));
  if (weight.rank === 1 || temporal) return weight;
  const data = {
    weights: shapeText(weight.shape),
    against: `targets ${shapeText(yTrue.shape)}`,
    framework: `Keras ${version.text}`,
  };
  throw new LossauditError('weights-refused', data, { where: 'sample_weight' });
}
