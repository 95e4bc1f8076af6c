/** The reference cases made by running the frameworks, as audits. */
import { readFileSync } from 'node:fs';
import type { AskedAudit } from '../../src/audit/audit.js';
import type { Settings } from '../../src/frameworks/framework.js';
import { findFramework } from '../../src/frameworks/index.js';
import type { ParamValue } from '../../src/frameworks/param.js';
import type { Arithmetic, Dtype, NdArray } from '../../src/tensor/ndarray.js';

export type Numbers = number | string | Numbers[];

export interface ReferenceCase {
  id: string;
  kind: 'loss' | 'epoch' | 'activation';
  library: string;
  version: string;
  backend: string;
  loss: string;
  params: Record<string, ParamValue>;
  y_true: Numbers;
  y_pred: Numbers;
  mask?: Numbers;
  sample_weight?: Numbers;
  class_weight?: Record<string, number>;
  batch_size?: number;
  reduction: string;
  dtype: string;
  y_true_dtype: string;
  score?: Numbers;
  expected?: Numbers;
  expected_per_sample?: Numbers;
  expected_batches?: number[];
  expected_evaluate?: number;
  expected_error?: string;
  note?: string;
}

export function readCases(file: string): ReferenceCase[] {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${file}`, import.meta.url), 'utf8')).cases;
}

export function array(values: Numbers, dtype: Dtype = 'float64'): NdArray {
  const shape: number[] = [];
  for (let v = values; Array.isArray(v); v = v[0]) shape.push(v.length);
  return { dtype, shape, data: Float64Array.from(flat(values)) };
}

export function flat(values: Numbers): number[] {
  return Array.isArray(values) ? values.flatMap(flat) : [Number(values)];
}

/** A case of kind `loss` was a direct call on tensors (eager from Keras 2.4 on); the others ran in fit. */
export function caseAudit(c: ReferenceCase): AskedAudit {
  const framework = `keras@${c.version}`;
  const backend = ['torch', 'jax'].find((b) => c.backend.startsWith(b));
  const { activation, input_length, label_length, blank: _, ...rest } = c.params;
  const params = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? array(value) : value]),
  );
  const floats = ['float64', 'float16'].includes(c.dtype) ? c.dtype : 'float32';
  return {
    name: c.id,
    file: '',
    framework,
    rules: findFramework(framework),
    settings: {
      backend,
      mode: c.kind === 'loss' ? 'eager' : 'graph',
      activation: activation as Settings['activation'],
    },
    outputs: [
      {
        name: 'output',
        loss: c.loss,
        params: c.reduction === 'weighted_masked_objective' ? params : { ...params, reduction: c.reduction },
        arrays: {
          y_true: array(c.y_true),
          y_pred: array(c.y_pred, c.dtype === 'int32' ? 'int32' : 'float64'),
          ...(input_length !== undefined && { input_length: array(input_length as never) }),
          ...(label_length !== undefined && { label_length: array(label_length as never) }),
          mask: c.mask === undefined ? undefined : array(c.mask),
          sample_weight: c.sample_weight === undefined ? undefined : array(c.sample_weight),
        },
        classWeight:
          c.class_weight && new Map(Object.entries(c.class_weight).map(([k, v]) => [Number(k), v])),
        lossWeight: 1,
      },
    ],
    regularization: {},
    reported: [],
    batchSize: c.batch_size,
    dtype: floats as Arithmetic,
  };
}
