/**
 * Is it plainly an audit? Most files are, and to load the schema takes longer than to compute them. What this
 * does not know, the schema decides and puts into words.
 */
import { ARITHMETICS, isNdArray } from '../tensor/ndarray.js';
import type { AuditFile } from './schema.js';

type Fits = (value: unknown) => boolean;
type Keys = Readonly<Record<string, Fits>>;

const anything: Fits = (value) => value !== undefined;
const text: Fits = (value) => typeof value === 'string';
const number: Fits = Number.isFinite;
const tolerance: Fits = (value) => Number.isFinite(value) && (value as number) >= 0;

/** @param of what each member must be */
const members =
  (of: Fits): Fits =>
  (value) =>
    isObject(value) && Object.keys(value).every((key) => key !== '__proto__' && of(value[key]));

const holds =
  (keys: Keys): Fits =>
  (value) =>
    isObject(value) && Object.keys(value).every((key) => Object.hasOwn(keys, key) && keys[key]!(value[key]));

const OUTPUT: Keys = {
  loss: text,
  params: members(anything),
  y_true: anything,
  y_pred: anything,
  input: anything,
  target: anything,
  inputs: members(anything),
  mask: anything,
  sample_weight: anything,
};

const oneOfSeveral = holds({ ...OUTPUT, loss_weight: number });
const outputs = members((value) => oneOfSeveral(value) && 'loss' in (value as object));
/** Of more the schema says how many there may be. */
const FEW = 100;

const expectations = holds({
  loss: number,
  total: number,
  per_sample: anything,
  steps: members(anything),
  findings: (value) => Array.isArray(value) && value.every(text),
  error: (value) => value === true || text(value),
  rtol: tolerance,
  atol: tolerance,
});

const plain = holds({
  ...OUTPUT,
  $schema: text,
  name: text,
  framework: text,
  backend: text,
  mode: text,
  outputs: (value) => outputs(value) && Object.keys(value as object).length <= FEW,
  batch_size: (value) => Number.isSafeInteger(value) && (value as number) > 0,
  dtype: (value) => ARITHMETICS.some((dtype) => dtype === value),
  expect: (value) => expectations(value) && 'rtol' in (value as object) === 'atol' in (value as object),
});

export function isPlainAudit(value: unknown): value is AuditFile {
  return plain(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return (prototype === null || Object.getPrototypeOf(prototype) === null) && !isNdArray(value);
}
