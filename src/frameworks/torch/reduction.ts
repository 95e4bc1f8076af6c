/** Which reduction an audit means (nn/_reduction.py). */
import { flag, type Given, optional, type Params } from '../param.js';

/** The deprecated spelling of `reduction`. */
export const LEGACY: Params = { size_average: optional(flag(true)), reduce: optional(flag(true)) };

/** Both deprecated words replace `reduction`; `elementwise_mean` is its value of torch 0.4.1. */
export function torchReduction(value: unknown, given: Given): unknown {
  const { size_average: average = null, reduce = null } = given;
  if (average !== null || reduce !== null)
    return reduce === false ? 'none' : average === false ? 'sum' : 'mean';
  return value === 'elementwise_mean' ? 'mean' : value;
}
