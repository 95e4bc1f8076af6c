/** The cases of one input under all conventions (others.md, E2) give class indices to a loss of rows. */
import { type NdArray, sizeOf } from '../../../src/tensor/ndarray.js';
import type { Adapt } from './index.js';

export const tfjs: Adapt = (audit, c) =>
  c.id.startsWith('E2-')
    ? { ...audit, y_true: oneHot(audit.y_true as NdArray, (audit.y_pred as NdArray).shape.at(-1)!) }
    : audit;

/** Of a label outside the classes all are 0. */
function oneHot({ dtype, shape, data }: NdArray, classes: number): NdArray {
  const hot = new Float64Array(sizeOf(shape) * classes);
  data.forEach((label, i) => {
    if (label >= 0 && label < classes) hot[i * classes + label] = 1;
  });
  return { dtype, shape: [...shape, classes], data: hot };
}
