/** Labels said in another way: one-hot rows of class indices, and back. */
import { type NdArray, sizeOf } from '../tensor/ndarray.js';
import { derived } from './derive.js';
import { classesOf, isOneHot, lines } from './facts.js';
import { classAxisOf } from './roles.js';
import type { PairOutput } from './variants.js';

/** Is there one label for each row of predictions? */
export function isIndexOfRows(output: PairOutput): boolean {
  const classes = classesOf(output);
  return classes > 1 && output.yTrue.data.length * classes === output.yPred.data.length;
}

/** A label for each row of predictions, or [N, 1] labels: as one-hot rows of the shape of the predictions. */
export function oneHotOf(output: PairOutput): NdArray | undefined {
  const { yTrue, yPred } = output;
  const axis = classAxisOf(output);
  const classes = classesOf(output);
  if (axis === undefined || !isIndexOfRows(output)) return undefined;
  const inner = sizeOf(yPred.shape.slice(axis + 1));
  return derived(yTrue, `one-hot ${axis} ${yPred.shape}`, ({ data }) => {
    const hot = new Float64Array(yPred.data.length);
    for (let i = 0; i < data.length; i++) {
      const label = data[i]!;
      const start = Math.floor(i / inner) * classes * inner + (i % inner);
      if (Number.isInteger(label) && label >= 0 && label < classes) hot[start + label * inner] = 1;
    }
    return { dtype: 'float64', shape: yPred.shape, data: hot };
  });
}

/** Where one-hot rows have their 1; undefined where there are none. */
export function indicesOf(output: PairOutput): NdArray | undefined {
  const axis = classAxisOf(output);
  if (!isOneHot(output, axis)) return undefined;
  return derived(output.yTrue, `indices ${axis}`, (hot) => {
    const shape = hot.shape.filter((_, i) => i !== axis);
    const data = new Float64Array(sizeOf(shape));
    let at = 0;
    for (const line of lines(hot, axis)) data[at++] = line.indexOf(1);
    return { dtype: 'float64', shape, data };
  });
}
