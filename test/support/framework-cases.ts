/**
 * The cases of every framework as audit files, through the public door (readAudit): the random ones
 * of fixtures/FRAMEWORK/random.json, and those of fixtures/reference/others.json.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Audit } from '../../src/audit/audit.js';
import { readAudit } from '../../src/audit/read.js';
import { type Dtype, type NdArray, sizeOf } from '../../src/tensor/ndarray.js';
import { rounding } from '../../src/tensor/round.js';
import { once } from '../../src/text/kept.js';
import { ADAPT } from './adapt/index.js';
import type { Expected } from './conformance.js';
import { type OracleCase, readOracle } from './oracle-cases.js';
import { flat, type Numbers } from './reference-cases.js';

/** What an audit calls the libraries of the cases, and in which folder of fixtures their random cases are. */
const LIBRARIES: Readonly<Record<string, { framework: string; folder: string }>> = {
  // Its random cases have a form of their own: seed-777.json, differential.json.
  keras: { framework: 'keras', folder: 'keras' },
  torch: { framework: 'torch', folder: 'torch' },
  'scikit-learn': { framework: 'sklearn', folder: 'sklearn' },
  optax: { framework: 'optax', folder: 'optax' },
  'tf.compat.v1': { framework: 'tf1', folder: 'tf1' },
  'tfjs-core': { framework: 'tfjs', folder: 'tfjs' },
  'tfjs-layers': { framework: 'tfjs-layers', folder: 'tfjs' },
  transformers: { framework: 'huggingface', folder: 'transformers' },
  trl: { framework: 'trl', folder: 'transformers' },
  xgboost: { framework: 'xgboost', folder: 'boosting' },
  lightgbm: { framework: 'lightgbm', folder: 'boosting' },
};

/** An audit file, its arrays as records. */
export type AuditJson = Record<string, unknown> & {
  params: Record<string, unknown>;
  inputs: Record<string, unknown>;
};

export interface FrameworkCase {
  readonly id: string;
  readonly framework: string;
  readonly source: OracleCase;
  readonly json: AuditJson;
  readonly expected: Expected;
  /** The argument or array that an error must name. */
  readonly about?: string;
  readonly rtol: number;
}

/** Their `expected_per_sample` has no weights: it is the step `score`, not what NONE returns. */
const UNWEIGHTED = ['tfjs', 'tf1'];

/** They weigh and reduce in float32 what losses give in float64. */
const REDUCED_IN_FLOAT32 = ['tf1'];

/**
 * Section F of others.md; sums of float32 are exact here, and not in the frameworks. An answer is no more
 * exact than the coarsest of the arrays and itself.
 */
const RTOL: Readonly<Record<string, number>> = {
  float64: 1e-11,
  float32: 3e-6,
  float16: 2e-3,
  bfloat16: 1e-2,
};

const reference = once(
  (): OracleCase[] =>
    JSON.parse(readFileSync(new URL('../../fixtures/reference/others.json', import.meta.url), 'utf8')).cases,
);

/** All cases of a framework; those of the reference come first. */
export function casesOf(framework: string): FrameworkCase[] {
  const folder = Object.values(LIBRARIES).find((l) => l.framework === framework)?.folder;
  if (!folder) return [];
  const random = existsSync(new URL(`../../fixtures/${folder}/random.json`, import.meta.url))
    ? readOracle(folder).cases
    : [];
  return [...reference(), ...random]
    .filter((c) => LIBRARIES[c.library]?.framework === framework)
    .map((c) => frameworkCase(c, framework));
}

function frameworkCase(c: OracleCase, framework: string): FrameworkCase {
  const asked = (slot: string, values: unknown) => arrayOf(c, slot, values as Numbers);
  const given = (slots: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(slots)
        .filter(([, v]) => v !== undefined && v !== null)
        .map(([slot, v]) => [slot, asked(slot, v)]),
    );
  const targets =
    c.y_true && typeof c.y_true === 'object' && 'start' in c.y_true
      ? { inputs: given({ start: c.y_true.start, end: c.y_true.end, ...c.inputs }) }
      : { ...given({ y_true: c.y_true }), inputs: given({ ...c.inputs }) };
  const { params, ...audit } = {
    name: c.id,
    framework: `${framework}@${c.version}`,
    loss: c.loss,
    params: Object.fromEntries(
      Object.entries(c.params).map(([name, v]) => [name, Array.isArray(v) ? asked(name, v) : v]),
    ) as Record<string, unknown>,
    ...targets,
    ...given({ y_pred: c.y_pred, sample_weight: c.sample_weight, mask: c.mask }),
    ...(c.mode && { mode: c.mode }),
    dtype: c.dtype,
  };
  const json = { ...audit, params: withReduction(params, c.reduction) } as AuditJson;
  return {
    id: c.id,
    framework,
    source: c,
    json: ADAPT[framework]?.(json, c) ?? json,
    expected: {
      kind: 'loss',
      expected: c.expected,
      ...(UNWEIGHTED.includes(framework)
        ? { score: c.expected_per_sample as never }
        : { expected_per_sample: c.expected_per_sample }),
      expected_error: c.expected_error?.message,
    },
    about: c.expected_error && (c.expected_error.about ?? subjectOf(c.expected_error.message)),
    rtol: Math.max(...dtypesOf(c, framework).map((dtype) => RTOL[dtype] ?? 0)),
  };
}

/** The given cases have a message alone. */
function subjectOf(message: string): string {
  if (/weights/i.test(message)) return 'sample_weight';
  return /all elements of input|y_prob|^y should/.test(message) ? 'y_pred' : 'y_true';
}

function dtypesOf({ dtype, expected_dtype = dtype, dtypes = {} }: OracleCase, framework: string): string[] {
  const arrays = Object.values(dtypes);
  return [dtype, expected_dtype, ...arrays, ...(REDUCED_IN_FLOAT32.includes(framework) ? ['float32'] : [])];
}

/** `default` and `own` are no values of a parameter. */
function withReduction(params: Record<string, unknown>, reduction: string): Record<string, unknown> {
  return ['default', 'own'].includes(reduction) ? params : { ...params, reduction };
}

/** With its dtype, and its shape where it has no numbers. */
function arrayOf(c: OracleCase, slot: string, values: Numbers): NdArray {
  const shape: number[] = [];
  for (let v: Numbers | undefined = values; Array.isArray(v); v = v[0]) shape.push(v.length);
  const stated = c.shapes?.[slot] ?? shape;
  const dtype = (c.dtypes?.[slot] ?? c.dtype) as Dtype;
  const data = Float64Array.from(flat(values));
  if (data.length !== sizeOf(stated)) throw new Error(`${c.id}: ${slot} is not of shape ${stated}`);
  return { dtype, shape: stated, data: data.map(rounding(dtype)) };
}

/** @throws LossauditError where it is refused while it is read */
export function auditOfCase({ json, id }: FrameworkCase): Promise<Audit> {
  const document = { value: json as never, locate: () => undefined, textAt: () => undefined };
  return readAudit(document, {}, { source: id, baseDir: '.', roots: [] });
}
