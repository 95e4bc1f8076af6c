/** How far float32 results lie from what the frameworks printed, in units of the last place. */
import { readFileSync } from 'node:fs';
import type { AskedAudit } from '../../src/audit/audit.js';
import { resolved } from '../../src/audit/resolve.js';
import { runAudit } from '../../src/audit/run.js';
import type { Engine } from '../../src/engines/engine.js';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { LossauditError } from '../../src/errors.js';
import { findFramework } from '../../src/frameworks/index.js';
import type { ParamValue } from '../../src/frameworks/param.js';
import { auditOf, DIFFERENTIAL, readDifferential } from './differential-cases.js';
import { auditOfCase, casesOf, type FrameworkCase } from './framework-cases.js';
import { array, caseAudit, flat, type Numbers, readCases } from './reference-cases.js';

export interface Digit {
  /** The case; of Keras file, case and, where one spec ran under several versions, the version. */
  readonly id: string;
  readonly audit: AskedAudit;
  readonly what: 'total' | 'per sample' | 'score' | 'batch';
  /** It is what the framework returned, or one value of it. */
  readonly answer: boolean;
  readonly at: number;
  readonly ours: number;
  readonly theirs: number;
  readonly ulps: number;
}

const view = new Float32Array(1);
const bits = new Int32Array(view.buffer);

/** The floats in order as integers. */
function ordinal(x: number): number {
  view[0] = x;
  return bits[0] < 0 ? -(bits[0] & 0x7fff_ffff) : bits[0];
}

/** How many float32 numbers lie between the two. */
function ulpsBetween(a: number, b: number): number {
  if (Number.isNaN(a) && Number.isNaN(b)) return 0;
  return Number.isNaN(a) || Number.isNaN(b) ? Number.POSITIVE_INFINITY : Math.abs(ordinal(a) - ordinal(b));
}

interface Printed {
  readonly id: string;
  readonly audit: AskedAudit;
  readonly total?: Numbers;
  readonly perSample?: Numbers;
  readonly score?: Numbers;
  readonly batches?: readonly number[];
}

/** Every case of float32 that Keras answered. */
function ofKeras(): Printed[] {
  const found: Printed[] = [];
  for (const file of ['keras/reference.json', 'keras/seed-777.json']) {
    for (const c of readCases(file)) {
      if (c.dtype !== 'float32' || c.expected_error) continue;
      const epoch = c.kind === 'epoch';
      found.push({
        id: `${file} ${c.id}`,
        audit: caseAudit(c),
        total: c.expected,
        perSample: c.expected_per_sample,
        score: epoch ? undefined : c.score,
        batches: epoch ? c.expected_batches : undefined,
      });
    }
  }
  // Odd parameters (smoothing by −1, …) make terms that cancel: no digits are left to compare.
  for (const file of DIFFERENTIAL.filter((name) => name !== 'odd-params'))
    for (const { spec, results } of readDifferential(file)) {
      if (spec.dtype && spec.dtype !== 'float32') continue;
      for (const [role, r] of Object.entries(results)) {
        if (r.error) continue;
        found.push({
          id: `keras/${file}.json ${spec.id} ${role}`,
          audit: auditOf(spec, role),
          total: r.expected,
          perSample: r.per_sample,
          batches: r.batches,
        });
      }
    }
  return [...found, ...measured()];
}

interface Measured {
  readonly loss: string;
  readonly params: Record<string, ParamValue>;
  readonly y_true: Numbers;
  readonly y_pred: Numbers;
  readonly results: Readonly<Record<string, { readonly per_sample: Numbers; readonly expected: number }>>;
}

/** The losses that oracle/keras/digits.py called on tensors. */
function measured(): Printed[] {
  const url = new URL('../../fixtures/keras/digits.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { cases: Measured[] };
  return cases.flatMap(({ loss, params, y_true, y_pred, results }, i) =>
    Object.entries(results).map(([where, { per_sample, expected }]) => {
      const [framework, backend] = where.split(' ');
      const output = {
        name: 'output',
        loss,
        params,
        arrays: { y_true: array(y_true), y_pred: array(y_pred) },
        lossWeight: 1,
      };
      const audit: AskedAudit = {
        name: '',
        file: '',
        framework,
        rules: findFramework(framework),
        settings: { backend, mode: 'eager' },
        outputs: [output],
        regularization: {},
        reported: [],
        dtype: 'float32',
      };
      return { id: `keras/digits.json ${i} ${where}`, audit, total: expected, perSample: per_sample };
    }),
  );
}

/** Are arrays, arithmetic and answer of float32? */
function isFloat32({ source, expected }: FrameworkCase): boolean {
  const { dtype, expected_dtype = 'float32', dtypes = {} } = source;
  const all = [dtype, expected_dtype, ...Object.values(dtypes).filter((d) => d.includes('float'))];
  return expected.expected_error === undefined && all.every((d) => d === 'float32');
}

/** Every case of float32 that a framework answered; test/frameworks/cases.test.ts has those refused here. */
async function ofFramework(framework: string): Promise<Printed[]> {
  const found: Printed[] = [];
  for (const c of casesOf(framework).filter(isFloat32)) {
    const audit = await auditOfCase(c).catch(refusal);
    const { expected: total, expected_per_sample: perSample, score } = c.expected;
    if (audit?.dtype === 'float32') found.push({ id: c.id, audit, total, perSample, score });
  }
  return found;
}

/** What is refused on purpose. */
function refusal(error: unknown): undefined {
  if (!(error instanceof LossauditError)) throw error;
}

/** @param headline the engine that is measured */
export async function digits(framework: string, headline: Engine): Promise<Digit[]> {
  const found: Digit[] = [];
  const own = framework === 'keras' ? ofKeras() : [];
  for (const printed of [...own, ...(await ofFramework(framework))])
    found.push(...(await digitsOf(printed, headline)));
  return found;
}

async function digitsOf(e: Printed, headline: Engine): Promise<Digit[]> {
  const engines = { headline, reference: referenceEngine({ dtype: 'float64', version: 'test' }) };
  const report = await runAudit(resolved(e.audit), engines, { full: true, version: 'test' }).catch(refusal);
  if (!report) return [];
  const found: Digit[] = [];
  const [output] = report.outputs;
  const compare = (what: Digit['what'], ours: unknown, theirs: Numbers | undefined, answer = false) => {
    if (theirs === undefined) return;
    const a = flat(ours as Numbers);
    flat(theirs).forEach((value, at) => {
      if (!Number.isFinite(value)) return;
      found.push({
        id: e.id,
        audit: e.audit,
        what,
        answer,
        at,
        ours: a[at],
        theirs: value,
        ulps: ulpsBetween(a[at], value),
      });
    });
  };
  const asArray = Array.isArray(e.total);
  compare(asArray ? 'per sample' : 'total', asArray ? output.per_sample : report.total, e.total, true);
  compare('per sample', output.per_sample, e.perSample);
  compare('score', output.steps.find((s) => s.id === 'score')?.values ?? [], e.score);
  const batches = (report.batches ?? [report]).map((b) => b.total);
  compare('batch', batches, e.batches as Numbers | undefined);
  return found;
}
