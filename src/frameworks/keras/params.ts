/** The arguments of a Keras loss: its own parameters, and how it reduces. */
import { LossauditError } from '../../errors.js';
import { choice, type Params, type ParamValue, paramValues, type ValuesOf } from '../param.js';
import type { Version } from '../version.js';
import type { KerasLoss } from './define-loss.js';
import type { Policy } from './policy.js';

export interface CheckedParams {
  readonly params: ValuesOf<Params>;
  readonly reduction: string;
}

/** @throws LossauditError for a parameter that the loss or the version lacks, or a value that does not fit */
export function checkParams(
  given: Readonly<Record<string, ParamValue>>,
  loss: KerasLoss,
  version: Version,
  policy: Policy,
): CheckedParams {
  const { reduction = policy.reductions[0], ...own } = given;
  const declared = { ...loss.params, reduction: choice(policy.reductions, { role: 'reduction' }) };
  const { reduction: _, ...params } = paramValues(own, declared, { loss: loss.name, framework: 'Keras', version });
  const checked = checkReduction(reduction, version, policy);
  return { params, reduction: checked === 'auto' ? 'sum_over_batch_size' : checked };
}

function checkReduction(value: ParamValue, version: Version, policy: Policy): string {
  const wanted = value === null && version.atLeast('3.0') ? 'none' : value;
  if (typeof wanted === 'string' && policy.reductions.includes(wanted)) return wanted;
  const data = { value: String(value), framework: `Keras ${version.text}`, known: policy.reductions };
  throw new LossauditError('unknown-reduction', data, { where: 'params.reduction' });
}
