/** What torch does where the dtypes of arrays differ: the widest one, or that of one array. */
import { LossauditError } from '../../../errors.js';
import { constant, type Expr } from '../../../expr/node.js';
import type { Arithmetic } from '../../../tensor/ndarray.js';
import type { ObjectiveRequest } from '../../framework.js';
import { roundedTo } from '../../math.js';
import type { TermInputs, TorchLoss } from '../define-loss.js';

/** Before, half the kernels of float16 are missing on the CPU. */
const SINCE_HALF = '2.1';

/**
 * The dtype of the result, of which the arithmetic may be wider.
 * @throws LossauditError `array-dtype`, `mixed-dtypes`
 */
export function resultIn(
  request: ObjectiveRequest,
  loss: TorchLoss,
  { title, version }: Pick<TermInputs, 'title' | 'version'>,
): Arithmetic {
  const { dtype, mixed } = request;
  if (!mixed) return dtype;
  const { y_pred: input = dtype, y_true: target = dtype } = mixed;
  if (loss.mixes === 'refuses' && input !== target) {
    const data = {
      framework: title,
      name: 'y_true',
      dtype: target,
      wanted: `the dtype of the input, ${input}`,
    };
    throw new LossauditError('array-dtype', data, { where: 'y_true' });
  }
  const weighted = request.arrays.sample_weight !== undefined && loss.mixes !== 'promotes';
  const narrow = Object.values(mixed).some((d) => d === 'float16' || d === 'bfloat16');
  if (narrow && (!loss.mixes || weighted || !version.atLeast(SINCE_HALF))) {
    const dtypes = Object.entries(mixed).map(([slot, d]) => `${slot} ${d}`);
    throw new LossauditError('mixed-dtypes', { loss: loss.name, dtypes }, { where: 'dtype' });
  }
  return loss.mixes === 'input' ? input : loss.mixes === 'target' ? target : dtype;
}

/** A Python number beside one array: it takes the array's dtype; of bfloat16, the float32 of its kernels. */
export function scalarOf(slot: string, inputs: Pick<TermInputs, 'mixed' | 'dtype'>, value: number): Expr {
  const number = constant(value);
  return inputs.mixed?.[slot] === 'bfloat16' ? number : inDtypeOf(slot, inputs, number);
}

/** What an operation on one array alone leaves: its dtype may be narrower than what all make together. */
export function inDtypeOf(
  slot: string,
  { mixed, dtype }: Pick<TermInputs, 'mixed' | 'dtype'>,
  x: Expr,
): Expr {
  const own = mixed?.[slot] ?? dtype;
  return own === dtype ? x : roundedTo(x, own);
}
