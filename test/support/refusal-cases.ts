/**
 * The arrays of fixtures/keras/refusals.json, by the formulas that oracle/keras/refusals.py filled them with.
 */
import type { Spec } from './differential-cases.js';
import type { Numbers } from './reference-cases.js';

/** Shapes stand where a spec has arrays; `…_at` sets single elements. */
export interface Shapes extends Omit<Spec, 'id' | 'y_true' | 'y_pred' | 'mask' | 'sample_weight'> {
  y_true: number[];
  y_pred: number[];
  mask?: number[];
  sample_weight?: number[];
  y_true_at?: Record<string, number | string>;
  y_pred_at?: Record<string, number | string>;
}

function fill(shape: readonly number[], value: (i: number) => number): Numbers {
  let i = 0;
  const build = (axis: number): Numbers =>
    axis === shape.length ? value(i++) : Array.from({ length: shape[axis] }, () => build(axis + 1));
  return build(0);
}

export function filled(shapes: Shapes): Spec {
  const { y_true_at = {}, y_pred_at = {}, ...rest } = shapes;
  const sparse = shapes.loss === 'sparse_categorical_crossentropy';
  const axis = (shapes.params?.axis as number | undefined) ?? -1;
  const classes = Math.max(1, shapes.y_pred.at(axis) ?? shapes.y_pred.at(-1) ?? 1);
  const bit = (i: number) => (5 * i + 1) % 2;
  const yTrue = fill(shapes.y_true, sparse ? (i) => (2 * i + 1) % classes : bit);
  const yPred = fill(
    shapes.y_pred,
    shapes.y_pred_dtype === 'int32' ? bit : (i) => (((7 * i + 3) % 11) + 1) / 13,
  );
  set(yTrue, y_true_at);
  set(yPred, y_pred_at);
  return {
    ...rest,
    id: '',
    y_true: yTrue,
    y_pred: yPred,
    mask: shapes.mask && fill(shapes.mask, (i) => (i === 0 ? 1 : (i + 1) % 2)),
    sample_weight: shapes.sample_weight && fill(shapes.sample_weight, (i) => 1 + (i % 3) / 2),
  };
}

/** Elements of the first row. */
function set(values: Numbers, at: Record<string, number | string>): void {
  let row = values as Numbers[];
  while (Array.isArray(row[0])) row = row[0];
  for (const [i, value] of Object.entries(at)) row[Number(i)] = value;
}
