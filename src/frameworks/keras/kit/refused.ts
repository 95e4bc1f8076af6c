import { LossauditError } from '../../../errors.js';
import type { Expr } from '../../../expr/node.js';
import { shapeText } from '../../../tensor/ndarray.js';
import type { Version } from '../../../text/version.js';

/** The error of targets whose shape a version refuses. */
export function targetsRefused(
  yTrue: Expr,
  wanted: readonly number[],
  version: Version,
  reason: string,
): LossauditError {
  const data = {
    framework: `Keras ${version.text}`,
    shape: shapeText(yTrue.shape),
    wanted: shapeText(wanted),
    reason,
  };
  return new LossauditError('targets-refused', data, { where: 'y_true' });
}
