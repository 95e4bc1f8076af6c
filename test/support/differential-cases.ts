/** The specs that many versions ran (oracle/keras/differential.py), as audits. */
import { readFileSync } from 'node:fs';
import type { AskedAudit } from '../../src/audit/audit.js';
import { findFramework } from '../../src/frameworks/index.js';
import type { ParamValue } from '../../src/frameworks/param.js';
import type { Arithmetic, Dtype, NdArray } from '../../src/tensor/ndarray.js';
import { array, type Numbers } from './reference-cases.js';

export interface Spec {
  id: string;
  kind: 'call' | 'fit' | 'metric';
  loss: string;
  params?: Record<string, ParamValue>;
  reduction?: string;
  y_true: Numbers;
  y_pred: Numbers;
  y_true_dtype?: string;
  y_pred_dtype?: string;
  /** The shapes of arrays without elements. */
  empty?: [number[], number[]];
  mask?: Numbers;
  sample_weight?: Numbers;
  class_weight?: Record<string, number>;
  activation?: 'sigmoid' | 'softmax';
  /** float32 if left out. */
  dtype?: Arithmetic;
  batch_size?: number;
}

/** What one version answered. */
export interface Result {
  error?: string;
  expected?: Numbers;
  per_sample?: Numbers;
  batches?: number[];
}

export interface DifferentialCase {
  readonly spec: Spec;
  readonly results: Readonly<Record<string, Result>>;
}

/** Those of the first nine losses, of the rest, of metrics, and of parameters without a range. */
export const DIFFERENTIAL = ['differential', 'more-losses', 'metrics', 'odd-params'] as const;

export function readDifferential(file: (typeof DIFFERENTIAL)[number]): DifferentialCase[] {
  return JSON.parse(readFileSync(new URL(`../../fixtures/keras/${file}.json`, import.meta.url), 'utf8'))
    .cases;
}

/** `k3:3.0.5:torch`, `tfk215`. */
function frameworkOf(role: string): { framework: string; backend?: string } {
  const [kind, version, backend] = role.split(':');
  if (kind === 'tfk215') return { framework: 'keras@2.15.0' };
  return { framework: `keras@${version === 'cur' ? '3.15.1' : version}`, backend };
}

export function auditOf(spec: Spec, role: string): AskedAudit {
  const { framework, backend } = frameworkOf(role);
  const rules = findFramework(framework);
  const { reduction } = spec;
  const params = Object.fromEntries(
    Object.entries(spec.params ?? {}).map(([name, value]) => [
      name,
      Array.isArray(value) ? array(value as Numbers) : value,
    ]),
  );
  // Versions without these reductions ran with their default.
  const known =
    reduction === undefined || rules.reductions.includes(reduction) ? reduction : 'sum_over_batch_size';
  const reduced: Record<string, ParamValue> = rules.reductions.includes(known ?? '')
    ? { reduction: known as string }
    : {};
  const shaped = (a: NdArray, shape: number[] | undefined): NdArray => (shape ? { ...a, shape } : a);
  const declared = (dtype: string | undefined): Dtype =>
    dtype?.startsWith('int') ? (dtype as Dtype) : 'float64';
  return {
    name: spec.id,
    file: '',
    framework,
    rules,
    settings: { backend, mode: spec.kind === 'fit' ? 'graph' : 'eager', activation: spec.activation },
    outputs: [
      {
        name: 'output',
        loss: spec.kind === 'metric' ? `metrics.${spec.loss}` : spec.loss,
        params: { ...params, ...reduced },
        arrays: {
          y_true: shaped(array(spec.y_true, declared(spec.y_true_dtype)), spec.empty?.[0]),
          y_pred: shaped(array(spec.y_pred, declared(spec.y_pred_dtype)), spec.empty?.[1]),
          mask: spec.mask === undefined ? undefined : array(spec.mask),
          sample_weight: spec.sample_weight === undefined ? undefined : array(spec.sample_weight),
        },
        classWeight:
          spec.class_weight && new Map(Object.entries(spec.class_weight).map(([k, v]) => [Number(k), v])),
        lossWeight: 1,
      },
    ],
    regularization: {},
    reported: [],
    batchSize: spec.batch_size,
    // jax has no float64 unless it is told to.
    dtype: spec.dtype === 'float64' && backend === 'jax' ? 'float32' : (spec.dtype ?? 'float32'),
  };
}

/** As many roundings of the dtype as a sum needs. */
const RTOL: Readonly<Record<string, number>> = {
  float32: 2e-6,
  float64: 1e-11,
  float16: 4e-3,
  bfloat16: 3e-2,
};

/** How near the answer of a role must be. */
export function toleranceOf({ dtype }: AskedAudit, role: string): number {
  // float64 of the torch backend passes through float32.
  return RTOL[role.endsWith('torch') && dtype === 'float64' ? 'float32' : dtype]!;
}
