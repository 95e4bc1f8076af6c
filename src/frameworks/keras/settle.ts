/** What Keras 3 takes from shapes and parameters before it computes: `crossentropy`, `dtype`, classes on the first axis. */
import { LossauditError } from '../../errors.js';
import type { Arithmetic } from '../../tensor/ndarray.js';
import type { Version } from '../../text/version.js';
import type { Settings, Settled, Unsettled } from '../framework.js';
import type { ParamValue } from '../param.js';

/** Versions whose loss classes all take `dtype`; 3.5 and later take the names of policies, too. */
export const DTYPE_VERSIONS = '3.4-';
const DTYPES: Readonly<Record<string, { versions: string; dtype: Arithmetic }>> = {
  float32: { versions: DTYPE_VERSIONS, dtype: 'float32' },
  float64: { versions: DTYPE_VERSIONS, dtype: 'float64' },
  float16: { versions: DTYPE_VERSIONS, dtype: 'float16' },
  bfloat16: { versions: DTYPE_VERSIONS, dtype: 'bfloat16' },
  mixed_float16: { versions: '3.5-', dtype: 'float16' },
  mixed_bfloat16: { versions: '3.5-', dtype: 'bfloat16' },
};

export function settle(output: Unsettled, settings: Settings, version: Version): Settled {
  const { params, yPred } = output;
  const dtype = version.within(DTYPE_VERSIONS) ? dtypeOf(params.dtype, version, settings.backend) : undefined;
  const { axis } = params;
  const classesFirst = settings.backend === 'torch' && (axis === 0 || axis === -yPred.length) && yPred.length > 1;
  const loss = /^(?:crossentropy|ce)$/i.test(output.loss) ? crossEntropyOf(output, settings, version) : output.loss;
  return { loss, dtype, classesFirst: classesFirst && /^sparse_?categorical_?crossentropy$/i.test(lastName(loss)) };
}

function lastName(loss: string): string {
  return loss.slice(loss.lastIndexOf('.') + 1);
}

/** What `dtype` of a loss class may be in a version. */
export function dtypeNames(version: Version): readonly [string, ...string[]] {
  const [, ...others] = Object.keys(DTYPES).filter((name) => version.within(DTYPES[name]!.versions));
  return ['float32', ...others];
}

function dtypeOf(value: ParamValue | undefined, version: Version, backend?: string): Arithmetic | undefined {
  // What is none of them is refused where all parameters are checked.
  if (typeof value !== 'string' || !dtypeNames(version).includes(value)) return undefined;
  // jax has no float64 unless it is told to.
  return backend === 'jax' && value === 'float64' ? 'float32' : DTYPES[value]!.dtype;
}

/** Which loss compile's `loss="crossentropy"` stands for (keras 3, trainers/compile_utils.py, get_loss). */
function crossEntropyOf({ loss, params, yTrue, yPred }: Unsettled, { mode }: Settings, version: Version): string {
  const framework = `Keras ${version.text}`;
  if (!version.atLeast('3.0'))
    throw new LossauditError(
      'loss-not-in-version',
      { loss, framework, versions: 'Keras 3.0 and later' },
      { where: 'loss' },
    );
  // A model's output has a unit axis.
  const classes = yPred.length < 2 ? 1 : (yPred.at(-1) ?? 1);
  const sparse = yTrue.length < yPred.length || (yTrue.at(-1) === 1 && classes > 1);
  const binary = classes === 1;
  const name = `${binary ? 'binary' : sparse ? 'sparse_categorical' : 'categorical'}_crossentropy`;
  if (mode === 'eager')
    throw new LossauditError(
      'unknown-loss',
      { framework: `${framework}.losses`, loss, near: [name], known: [name] },
      { where: 'loss' },
    );
  const [param] = Object.keys(params);
  if (param !== undefined) {
    const known = [`none; name ${name} itself to set one`];
    throw new LossauditError(
      'unknown-param',
      { name: param, loss, framework, known, near: [] },
      { where: `params.${param}` },
    );
  }
  return name;
}
