/**
 * The same spec under many versions (fixtures/keras/differential.json, made by oracle/keras/differential.py): a loss called on tensors, or
 * an epoch of fit. Kept are those of 90,000 random and targeted specs that lossaudit once answered otherwise than the framework.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Audit } from '../src/audit/audit.js';
import { runAudit } from '../src/audit/run.js';
import { referenceEngine } from '../src/engines/reference/engine.js';
import { LossauditError } from '../src/errors.js';
import { findFramework } from '../src/frameworks/index.js';
import type { ParamValue } from '../src/frameworks/param.js';
import type { Dtype, NdArray } from '../src/tensor/ndarray.js';
import { array, flat, type Numbers } from './support/reference-cases.js';

interface Spec {
  id: string;
  kind: 'call' | 'fit';
  loss: string;
  params?: Record<string, ParamValue>;
  reduction?: string;
  y_true: Numbers;
  y_pred: Numbers;
  y_pred_dtype?: string;
  /** The shapes of arrays without elements. */
  empty?: [number[], number[]];
  mask?: Numbers;
  sample_weight?: Numbers;
  class_weight?: Record<string, number>;
  activation?: string;
  batch_size?: number;
}

interface Result {
  error?: string;
  expected?: Numbers;
  per_sample?: Numbers;
  batches?: number[];
}

const { cases } = JSON.parse(readFileSync(new URL('../fixtures/keras/differential.json', import.meta.url), 'utf8')) as {
  cases: { spec: Spec; results: Record<string, Result> }[];
};

/** What lossaudit refuses on purpose though the framework answers. */
const REFUSED_ON_PURPOSE: Record<string, string> = {
  'rows-differ': 'arrays of different numbers of rows broadcast only by accident',
  'bad-param': 'label smoothing outside 0 … 1 or a negative delta',
  'class-and-sample-weight': 'without a batch size nobody knows whether the batches are even (2.13 – 2.15)',
};

/** `k3:3.0.5:torch`, `tfk215`. */
function frameworkOf(role: string): { framework: string; backend?: string } {
  const [kind, version, backend] = role.split(':');
  if (kind === 'tfk215') return { framework: 'keras@2.15.0' };
  return { framework: `keras@${version === 'cur' ? '3.15.1' : version}`, backend };
}

function auditOf(spec: Spec, role: string): Audit {
  const { framework, backend } = frameworkOf(role);
  const rules = findFramework(framework);
  const { reduction, params = {} } = spec;
  // Versions without these reductions ran with their default.
  const known = reduction === undefined || rules.reductions.includes(reduction) ? reduction : 'sum_over_batch_size';
  const reduced: Record<string, ParamValue> = rules.reductions.includes(known ?? '')
    ? { reduction: known as string }
    : {};
  const shaped = (a: NdArray, shape: number[] | undefined): NdArray => (shape ? { ...a, shape } : a);
  const dtype = spec.y_pred_dtype as Dtype | undefined;
  return {
    name: spec.id,
    file: '',
    framework,
    rules,
    settings: { backend, mode: spec.kind === 'call' ? 'eager' : 'graph', activation: spec.activation },
    outputs: [
      {
        name: 'output',
        loss: spec.loss,
        params: { ...params, ...reduced },
        yTrue: shaped(array(spec.y_true), spec.empty?.[0]),
        yPred: shaped(array(spec.y_pred, dtype?.startsWith('int') ? dtype : 'float64'), spec.empty?.[1]),
        mask: spec.mask === undefined ? undefined : array(spec.mask),
        sampleWeight: spec.sample_weight === undefined ? undefined : array(spec.sample_weight),
        classWeight: spec.class_weight && new Map(Object.entries(spec.class_weight).map(([k, v]) => [Number(k), v])),
        lossWeight: 1,
      },
    ],
    regularization: {},
    batchSize: spec.batch_size,
    dtype: 'float32',
  };
}

function differs(what: string, ours: Numbers, theirs: Numbers): string[] {
  const a = flat(ours);
  const e = flat(theirs);
  if (a.length !== e.length) return [`${what}: ${a.length} values instead of ${e.length}`];
  const scale = Math.max(0, ...e.filter(Number.isFinite).map(Math.abs));
  const bad = e.findIndex((x, i) => {
    if (Object.is(a[i], x) || a[i] === x) return false;
    // Numbers of both signs cancel: sums of float32 differ in their last digits.
    return !(Math.abs(a[i] - x) <= 2e-6 * Math.max(Math.abs(x), 0.1 * scale, 1e-2));
  });
  return bad < 0 ? [] : [`${what}[${bad}]: ${a[bad]} instead of ${e[bad]}`];
}

const answers = { refused: 0, compared: 0 };

describe.each(cases.map(({ spec, results }) => [`${spec.id} ${spec.kind} ${spec.loss}`, spec, results] as const))(
  '%s',
  (_name, spec, results) => {
    test.each(Object.entries(results))('%s', (role, expected) => {
      const audit = auditOf(spec, role);
      const engines = {
        headline: referenceEngine({ dtype: 'float32', version: 'test' }),
        reference: referenceEngine({ dtype: 'float64', version: 'test' }),
      };
      const run = () => runAudit(audit, engines, { full: true, version: 'test' });
      if (expected.error) {
        expect(run).toThrow(LossauditError);
        answers.refused++;
        return;
      }
      let report: ReturnType<typeof run>;
      try {
        report = run();
      } catch (error) {
        expect(error).toBeInstanceOf(LossauditError);
        expect(Object.keys(REFUSED_ON_PURPOSE), String(error)).toContain((error as LossauditError).code);
        return;
      }
      const [{ per_sample }] = report.outputs;
      const total = Array.isArray(expected.expected) ? per_sample : report.total;
      const problems = [
        ...differs('loss', total as Numbers, expected.expected as Numbers),
        ...(expected.per_sample === undefined ? [] : differs('per sample', per_sample as Numbers, expected.per_sample)),
        ...(expected.batches && report.batches
          ? differs(
              'batches',
              report.batches.map((b) => b.total as number),
              expected.batches,
            )
          : []),
      ];
      expect(problems).toEqual([]);
      answers.compared++;
    });
  },
);

test('most were compared', () => {
  expect(answers.compared).toBeGreaterThan(2000);
  expect(answers.refused).toBeGreaterThan(500);
});
