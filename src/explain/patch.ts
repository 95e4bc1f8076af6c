/** What an audit file must say for a variant of its audit: a JSON Merge Patch (RFC 7396). */
import type { Audit, AuditOutput } from '../audit/audit.js';
import type { ParamValue } from '../frameworks/param.js';
import { isNdArray, type NdArray, sizeOf } from '../tensor/ndarray.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Patch = { readonly [key: string]: Json };

/** Arrays of more elements are not written out. */
const MOST = 200;

/** @returns undefined where the file would have to hold arrays too large to write here */
export function patchOf(from: Audit, to: Audit): Patch | undefined {
  const patch: Record<string, Json> = {};
  if (from.rules !== to.rules || from.framework !== to.framework) patch.framework = to.framework;
  for (const key of ['backend', 'mode', 'activation'] as const)
    if (from.settings[key] !== to.settings[key]) patch[key] = to.settings[key] ?? null;
  if (from.dtype !== to.dtype) patch.dtype = to.dtype;
  if (from.batchSize !== to.batchSize) patch.batch_size = to.batchSize ?? null;
  if (JSON.stringify(from.regularization) !== JSON.stringify(to.regularization))
    patch.regularization = { ...without(from.regularization, to.regularization), ...to.regularization };
  const several = from.outputs.length > 1;
  const outputs: Record<string, Json> = {};
  for (const [i, output] of from.outputs.entries()) {
    const own = outputPatch(output, to.outputs[i]!);
    if (!own) return undefined;
    if (!several) Object.assign(patch, own);
    else if (Object.keys(own).length > 0) outputs[output.name] = own;
  }
  if (Object.keys(outputs).length > 0) patch.outputs = outputs;
  return patch;
}

function outputPatch(from: AuditOutput, to: AuditOutput): Patch | undefined {
  const patch: Record<string, Json> = {};
  if (from.loss !== to.loss) patch.loss = to.loss;
  const params: Record<string, Json> = without(from.params, to.params);
  for (const [name, value] of Object.entries(to.params)) {
    if (value === from.params[name]) continue;
    const written = writtenOf(value);
    if (written === undefined) return undefined;
    params[name] = written;
  }
  if (Object.keys(params).length > 0) patch.params = params;
  for (const slot of new Set([...Object.keys(from.arrays), ...Object.keys(to.arrays)])) {
    const array = to.arrays[slot];
    if (isSame(array, from.arrays[slot])) continue;
    const written = array ? writtenOf(array) : null;
    if (written === undefined) return undefined;
    patch[slot] = written;
  }
  if (JSON.stringify([...(from.classWeight ?? [])]) !== JSON.stringify([...(to.classWeight ?? [])]))
    patch.class_weight = to.classWeight
      ? {
          ...without(Object.fromEntries(from.classWeight ?? []), Object.fromEntries(to.classWeight)),
          ...Object.fromEntries(to.classWeight),
        }
      : null;
  if (from.lossWeight !== to.lossWeight) patch.loss_weight = to.lossWeight;
  return patch;
}

/** Would they be written alike? */
function isSame(a: NdArray | undefined, b: NdArray | undefined): boolean {
  if (a === b) return true;
  if (!a || !b || a.shape.join() !== b.shape.join() || a.data.length > MOST) return false;
  return a.data.every((x, i) => Object.is(x, b.data[i]));
}

/** null for what is no longer there. */
function without(from: object, to: object): Record<string, Json> {
  return Object.fromEntries(
    Object.keys(from)
      .filter((name) => !Object.hasOwn(to, name))
      .map((name) => [name, null]),
  );
}

function writtenOf(value: ParamValue | undefined): Json | undefined {
  if (value === undefined) return null;
  if (isNdArray(value)) return value.data.length > MOST ? undefined : nested(value);
  return typeof value === 'number' ? numberOf(value) : value;
}

/** JSON has neither NaN nor infinities: an audit file takes them as texts. */
function numberOf(x: number): Json {
  return Number.isFinite(x) ? x : String(x);
}

/** Nested lists of an array. */
export function nested({ shape, data }: NdArray): Json {
  const build = (axis: number, at: number): Json => {
    if (axis === shape.length) return numberOf(data[at]!);
    const size = sizeOf(shape.slice(axis + 1));
    return Array.from({ length: shape[axis]! }, (_, i) => build(axis + 1, at + i * size));
  };
  return build(0, 0);
}
