/** The arguments of a Keras loss: its own parameters, and how it reduces. */
import { LossauditError } from '../../errors.js';
import type { Version } from '../../text/version.js';
import { choice, optional, type Params, type ParamValue, paramValues, type ValuesOf } from '../param.js';
import type { KerasLoss } from './define-loss.js';
import type { Policy } from './policy.js';
import { DTYPE_VERSIONS, dtypeNames } from './settle.js';

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
  const declared = {
    ...loss.params,
    reduction: choice(policy.reductions, { role: 'reduction' }),
    // The arithmetic itself was chosen before (settle.ts).
    dtype: optional(choice(dtypeNames(version), { versions: DTYPE_VERSIONS })),
  };
  const owner = { loss: loss.name, framework: 'Keras', version };
  const { reduction: _, dtype: __, ...params } = paramValues(own, declared, owner);
  const checked = checkReduction(reduction, version, policy);
  return { params, reduction: checked === 'auto' ? 'sum_over_batch_size' : checked };
}

function checkReduction(value: ParamValue, version: Version, policy: Policy): string {
  const wanted = value === null && version.atLeast('3.0') ? 'none' : value;
  if (typeof wanted === 'string' && policy.reductions.includes(wanted)) return wanted;
  const data = { value: String(value), framework: `Keras ${version.text}`, known: policy.reductions };
  throw new LossauditError('unknown-reduction', data, { where: 'params.reduction' });
}
