/** The parameters of a Keras loss, checked against what its version has. */
import { LossauditError } from '../../errors.js';
import type { ParamValue } from '../framework.js';
import { nearest } from '../suggest.js';
import type { Version } from '../version.js';
import type { KerasLoss, LossParams, ParamSpec } from './define-loss.js';
import type { Policy } from './policy.js';
import { DTYPE_VERSIONS, dtypeOf } from './settle.js';

const DEFAULTS: LossParams = { from_logits: false, label_smoothing: 0, axis: -1, delta: 1, ignore_class: null };

export interface CheckedParams {
  readonly params: LossParams;
  readonly reduction: string;
}

/** @throws LossauditError for a parameter that the loss or the version lacks, or a value of the wrong kind */
export function checkParams(
  given: Readonly<Record<string, ParamValue>>,
  loss: KerasLoss,
  version: Version,
  policy: Policy,
): CheckedParams {
  const params: Record<string, boolean | number | null> = { ...DEFAULTS };
  let reduction = policy.reductions[0];
  for (const [name, value] of Object.entries(given)) {
    const where = `params.${name}`;
    if (name === 'reduction') {
      reduction = checkReduction(value, version, policy);
      continue;
    }
    // The arithmetic itself was chosen before (settle.ts).
    if (name === 'dtype' && version.within(DTYPE_VERSIONS)) {
      dtypeOf(value, version);
      continue;
    }
    const specs = loss.params as Record<string, ParamSpec | undefined>;
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec || !version.within(spec.versions)) {
      const known = [
        ...Object.entries(loss.params)
          .filter(([, s]) => s && version.within(s.versions))
          .map(([k]) => k),
        'reduction',
        ...(version.within(DTYPE_VERSIONS) ? ['dtype'] : []),
      ];
      const data = {
        name,
        loss: loss.name,
        framework: `Keras ${version.text}`,
        since: spec?.versions ?? (name === 'dtype' ? DTYPE_VERSIONS : undefined),
        known,
        near: nearest(name, known),
      };
      throw new LossauditError('unknown-param', data, { where });
    }
    if (spec.default === null && value === null) continue;
    checkValue(name, value, spec, where);
    params[name] = value as number | boolean;
  }
  return {
    params: params as unknown as LossParams,
    reduction: reduction === 'auto' ? 'sum_over_batch_size' : reduction,
  };
}

function checkReduction(value: ParamValue, version: Version, policy: Policy): string {
  const wanted = value === null && version.atLeast('3.0') ? 'none' : value;
  if (typeof wanted === 'string' && policy.reductions.includes(wanted)) return wanted;
  const data = { value: String(value), framework: `Keras ${version.text}`, known: policy.reductions };
  throw new LossauditError('unknown-reduction', data, { where: 'params.reduction' });
}

function checkValue(name: string, value: ParamValue, spec: ParamSpec, where: string): void {
  const kind = spec.type === 'boolean' ? 'true or false' : spec.type === 'integer' ? 'an integer' : 'a finite number';
  const range =
    spec.min === undefined
      ? ''
      : spec.max === undefined
        ? ` of at least ${spec.min}`
        : ` from ${spec.min} to ${spec.max}`;
  const fits =
    spec.type === 'boolean'
      ? typeof value === 'boolean'
      : typeof value === 'number' &&
        Number.isFinite(value) &&
        (spec.type === 'number' || Number.isInteger(value)) &&
        value >= (spec.min ?? Number.NEGATIVE_INFINITY) &&
        value <= (spec.max ?? Number.POSITIVE_INFINITY);
  if (!fits)
    throw new LossauditError('bad-param', { name, value: JSON.stringify(value), wanted: `${kind}${range}` }, { where });
}
