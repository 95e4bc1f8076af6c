/**
 * What Keras 3 takes from shapes and parameters before it computes: `crossentropy`, `dtype`, classes on the
 * first axis.
 */
import { LossauditError } from '../../errors.js';
import type { Arithmetic } from '../../tensor/ndarray.js';
import type { Version } from '../../text/version.js';
import type { OpenName } from '../define-framework.js';
import type { AskedLoss, Settings, Shapes } from '../framework.js';
import { choice, type Given, optional, type Params } from '../param.js';
import type { RowAxes } from '../slots.js';
import type { KerasLoss } from './define-loss.js';

/**
 * What `dtype` of a loss class may be: versions whose classes all take it; 3.5 and later take the names of
 * policies, too.
 */
const DTYPES: Readonly<Record<string, { versions: string; dtype: Arithmetic }>> = {
  float32: { versions: '3.4-', dtype: 'float32' },
  float64: { versions: '3.4-', dtype: 'float64' },
  float16: { versions: '3.4-', dtype: 'float16' },
  bfloat16: { versions: '3.4-', dtype: 'bfloat16' },
  mixed_float16: { versions: '3.5-', dtype: 'float16' },
  mixed_bfloat16: { versions: '3.5-', dtype: 'bfloat16' },
};

/** The parameter that the classes of all losses have; and one that metrics of Keras 3 have late. */
export function kerasParams(version: Version, { metric, params }: KerasLoss): Params {
  const [, ...others] = Object.keys(DTYPES).filter((name) => version.within(DTYPES[name]!.versions));
  const { ignore_class } = params;
  const late = metric && ignore_class && version.atLeast('3.14');
  return {
    dtype: optional(choice(['float32', ...others], { versions: '3.4-', role: 'dtype' })),
    ...(late && { ignore_class: { ...ignore_class, versions: '3.14-' } }),
  };
}

export function kerasArithmetic({ dtype }: Given, { backend }: Settings): Arithmetic | undefined {
  if (typeof dtype !== 'string') return undefined;
  // jax has no float64 unless it is told to.
  return backend === 'jax' && dtype === 'float64' ? 'float32' : DTYPES[dtype]!.dtype;
}

/**
 * Where torch finds the classes on the first axis, the rows are on the second; y_true may have kept the first
 * with length 1. Batches are cut along the first axis all the same.
 */
export function kerasRows(
  loss: KerasLoss,
  { axis }: Given,
  { y_true = [], y_pred = [] }: Shapes,
  settings: Settings,
  inBatches: boolean,
): RowAxes {
  if (inBatches) return {};
  const rank = y_pred.length;
  const first = settings.backend === 'torch' && (axis === 0 || axis === -rank) && rank > 1;
  if (!first || !loss.classIndices) return {};
  return { y_pred: 1, y_true: y_true.length === rank && y_true[0] === 1 ? 1 : 0 };
}

const CROSSENTROPIES = ['binary_crossentropy', 'categorical_crossentropy', 'sparse_categorical_crossentropy'];

/** Which losses compile's `loss="crossentropy"` stands for (keras 3, trainers/compile_utils.py, get_loss). */
export function kerasOpenName(
  { loss, params }: AskedLoss,
  { mode }: Settings,
  version: Version,
): OpenName | undefined {
  if (!/^(?:crossentropy|ce)$/i.test(loss)) return undefined;
  const framework = `Keras ${version.text}`;
  if (!version.atLeast('3.0'))
    throw new LossauditError(
      'loss-not-in-version',
      { loss, framework, versions: 'Keras 3.0 and later', example: 'keras@3' },
      { where: 'loss' },
    );
  const known = CROSSENTROPIES;
  if (mode === 'eager')
    throw new LossauditError(
      'unknown-loss',
      { framework: `${framework}.losses`, loss, near: known, known },
      { where: 'loss' },
    );
  const [name] = Object.keys(params);
  if (name !== undefined) {
    const data = {
      name,
      loss,
      framework,
      known: [`none; name one of ${known.join(', ')} itself to set one`],
      near: [],
    };
    throw new LossauditError('unknown-param', data, { where: `params.${name}` });
  }
  return { of: known, choose: crossEntropyOf };
}

function crossEntropyOf({ y_true = [], y_pred = [] }: Shapes): string {
  // A model's output has a unit axis.
  const classes = y_pred.length < 2 ? 1 : (y_pred.at(-1) ?? 1);
  const sparse = y_true.length < y_pred.length || (y_true.at(-1) === 1 && classes > 1);
  const binary = classes === 1;
  return `${binary ? 'binary' : sparse ? 'sparse_categorical' : 'categorical'}_crossentropy`;
}
