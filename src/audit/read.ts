/** From an audit file and flags to an audit: envelope, names, arrays. */
import { resolve } from 'node:path';
import type { Arithmetic } from '../engines/engine.js';
import { LossauditError } from '../errors.js';
import type { FrameworkRules, Settings, Settled } from '../frameworks/framework.js';
import { findFramework } from '../frameworks/index.js';
import type { ParamValue } from '../frameworks/param.js';
import { type JsonDocument, type JsonValue, parseJson } from '../io/json.js';
import { fileBytes, loadArray } from '../io/load.js';
import type { Path } from '../io/position.js';
import { requireMemory } from '../tensor/memory.js';
import { isNdArray, type NdArray, shapeText } from '../tensor/ndarray.js';
import type { Audit, AuditOutput, Expectations } from './audit.js';
import { checkEnvelope } from './check-schema.js';
import { type AuditFile, auditSchema } from './schema.js';

/** Keys that flags set over the file, named as in the file. */
export interface Overrides {
  readonly framework?: string;
  readonly loss?: string;
  readonly params?: Readonly<Record<string, ParamValue>>;
  readonly y_true?: string;
  readonly y_pred?: string;
  readonly mask?: string;
  readonly sample_weight?: string;
  readonly batch_size?: number;
  readonly dtype?: Arithmetic;
  /** Over the tolerances of `expect`. */
  readonly tolerance?: { readonly rtol: number; readonly atol: number };
}

export interface ReadContext {
  /** How errors call the file; `standard input`, or `flags` without a file. */
  readonly source: string;
  readonly baseDir: string;
  /** Folders besides the file's and the working directory that arrays may be read from. */
  readonly roots: readonly string[];
}

/**
 * @param source the audit file, as bytes or parsed; undefined when flags alone make the audit
 * @throws LossauditError naming file, key and line
 */
export async function readAudit(
  source: Uint8Array | JsonDocument | undefined,
  overrides: Overrides,
  context: ReadContext,
): Promise<Audit> {
  const document = source instanceof Uint8Array ? parseJson(source, context.source) : source;
  const value = withOverrides(document?.value, overrides, context);
  const envelope = checkEnvelope(auditSchema, undotted(value as Record<string, unknown>), document, context.source);
  const file = checkOutputs(envelope, context);
  const rules = findFramework(file.framework);
  const load = loader(context);
  const { backend, mode, activation } = file;
  const loaded = await loadOutputs(file, load, overrides, context);
  const settled = settle(loaded, rules, { backend, mode, activation });
  const { dtype, outputs } = withDtypes(loaded, settled, file.dtype);
  const regularization =
    typeof file.regularization === 'number' ? { regularization: file.regularization } : (file.regularization ?? {});
  const audit: Audit = {
    name: file.name ?? '',
    file: context.source,
    framework: file.framework ?? `${rules.framework}@${rules.version}`,
    frameworkDefaulted: file.framework === undefined,
    rules,
    settings: { backend, mode, activation },
    outputs,
    regularization,
    batchSize: file.batch_size,
    dtype,
    reported: writtenText(file.reported, ['reported'], document),
    expect: file.expect && (await loadExpectations({ ...file.expect, ...overrides.tolerance }, load, document)),
  };
  outputs.forEach((output, i) => {
    // Such an array cannot be cut into batches.
    checkRows(output, outputs, settled[i].classesFirst === true && file.batch_size === undefined);
  });
  return audit;
}

export type Loader = (spec: unknown, key: string, fromFlags?: boolean) => Promise<NdArray>;

export function loader(context: ReadContext): Loader {
  const cwd = process.cwd();
  const roots = [context.baseDir, cwd, ...context.roots].map((r) => resolve(r));
  // Paths in the file are relative to the file, those of flags to the working directory.
  return (spec, key, fromFlags = false) =>
    loadArray(spec as JsonValue, { key, baseDir: fromFlags ? cwd : context.baseDir, roots });
}

function withOverrides(value: JsonValue | undefined, overrides: Overrides, context: ReadContext): JsonValue {
  const given = Object.fromEntries(
    Object.entries(overrides).filter(([key, v]) => v !== undefined && key !== 'tolerance'),
  );
  if (value === undefined) return given as JsonValue;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isNdArray(value)) {
    throw new LossauditError(
      'bad-audit',
      { problem: 'an audit file holds one JSON object', path: '', near: [] },
      { where: context.source },
    );
  }
  const file = value as Record<string, JsonValue>;
  const merged: Record<string, unknown> = { ...file, ...given };
  if (overrides.params && typeof file.params === 'object') merged.params = { ...file.params, ...overrides.params };
  return merged as JsonValue;
}

/** `"outputs.main.loss": 1` in `expect` means the nested key. */
function undotted(file: Record<string, unknown>): unknown {
  const { expect } = file;
  if (typeof expect !== 'object' || expect === null || isNdArray(expect)) return file;
  const nested: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(expect)) {
    if (key.includes('__proto__')) throw new LossauditError('json-refused-key', { key }, { where: 'expect' });
    const [, group, name, field] = /^(outputs|steps)\.(.+?)(?:\.(loss|per_sample))?$/.exec(key) ?? [];
    if (!group) {
      nested[key] = value;
      continue;
    }
    const members = { ...(nested[group] as Record<string, unknown> | undefined) };
    members[name] = group === 'steps' ? value : { ...(members[name] as object | undefined), [field ?? 'loss']: value };
    nested[group] = members;
  }
  return { ...file, expect: nested };
}

function settle(outputs: readonly AuditOutput[], rules: FrameworkRules, settings: Settings): readonly Settled[] {
  return outputs.map(({ loss, params, yTrue, yPred }) => {
    const shapes = { yTrue: yTrue.shape, yPred: yPred.shape };
    return rules.settle({ loss, params, ...shapes }, settings);
  });
}

/** The losses' own arithmetic, and the audit's: the widest where they differ, float32 where nothing is said. */
function withDtypes(
  outputs: readonly AuditOutput[],
  settled: readonly Settled[],
  asked: Arithmetic | undefined,
): { dtype: Arithmetic; outputs: AuditOutput[] } {
  for (const { dtype } of settled) {
    if (asked && dtype && dtype !== asked) {
      const data = { name: 'params.dtype', value: dtype, wanted: `${asked}, the audit's dtype` };
      throw new LossauditError('bad-param', data, { where: 'params.dtype' });
    }
  }
  const each = settled.map((s) => s.dtype ?? asked ?? 'float32');
  const same = each.every((d) => d === each[0]);
  const dtype = same ? each[0] : each.includes('float64') ? 'float64' : 'float32';
  return {
    dtype,
    outputs: outputs.map((o, i) => ({
      ...o,
      loss: settled[i].loss,
      ...(each[i] === dtype ? {} : { dtype: each[i] }),
    })),
  };
}

const SINGLE = ['loss', 'params', 'y_true', 'y_pred', 'mask', 'sample_weight', 'class_weight'] as const;

function checkOutputs(file: AuditFile, context: ReadContext): AuditFile {
  const problem = (text: string, path: string) =>
    new LossauditError('bad-audit', { path, problem: text, near: [] }, { where: context.source });
  if (file.outputs) {
    const both = SINGLE.find((key) => file[key] !== undefined);
    if (both) throw problem(`${both} stands beside outputs: with outputs, each output has its own`, both);
    if (Object.keys(file.outputs).length === 0) throw problem('outputs is empty', 'outputs');
    return file;
  }
  for (const key of ['loss', 'y_true', 'y_pred'] as const) {
    if (file[key] === undefined) throw new LossauditError('missing-key', { key }, { where: context.source });
  }
  return file;
}

async function loadOutputs(
  file: AuditFile,
  load: Loader,
  overrides: Overrides,
  context: ReadContext,
): Promise<AuditOutput[]> {
  const specs = file.outputs ?? { output: { ...file, loss_weight: 1 } as NonNullable<AuditFile['outputs']>[string] };
  await requireRoom(specs, context, file.outputs ? {} : overrides);
  const outputs: AuditOutput[] = [];
  for (const [name, spec] of Object.entries(specs)) {
    const key = (k: string) => (file.outputs ? `outputs.${name}.${k}` : k);
    const array = (k: 'y_true' | 'y_pred' | 'mask' | 'sample_weight') =>
      load(spec[k], key(k), !file.outputs && overrides[k] !== undefined);
    const optional = (k: 'mask' | 'sample_weight') =>
      spec[k] === undefined || spec[k] === null ? undefined : array(k);
    outputs.push({
      name,
      loss: spec.loss,
      params: spec.params ?? {},
      yTrue: await array('y_true'),
      yPred: await array('y_pred'),
      mask: checkMask(await optional('mask'), key('mask'), context),
      sampleWeight: await optional('sample_weight'),
      classWeight: spec.class_weight && new Map(Object.entries(spec.class_weight).map(([k, v]) => [Number(k), v])),
      lossWeight: spec.loss_weight ?? 1,
    });
  }
  return outputs;
}

const ARRAYS = ['y_true', 'y_pred', 'mask', 'sample_weight'] as const;

/** All arrays are in memory at once: that there is room for them is known before the first is read. */
async function requireRoom(
  specs: Readonly<Record<string, { readonly [key in (typeof ARRAYS)[number]]?: unknown }>>,
  context: ReadContext,
  overrides: Overrides,
): Promise<void> {
  const sizes: number[] = [];
  for (const spec of Object.values(specs))
    for (const key of ARRAYS) {
      const baseDir = overrides[key] === undefined ? context.baseDir : process.cwd();
      sizes.push(await fileBytes(spec[key] as JsonValue | undefined, { key, baseDir, roots: [] }));
    }
  const files = sizes.filter((bytes) => bytes > 0);
  // One alone is judged when it is loaded, with a hint of its own.
  if (files.length > 1)
    requireMemory(
      files.reduce((a, b) => a + b, 0),
      undefined,
      files.length,
    );
}

/** A mask says yes or no. */
function checkMask(mask: NdArray | undefined, key: string, context: ReadContext): NdArray | undefined {
  const at = mask ? mask.data.findIndex((v) => v !== 0 && v !== 1) : -1;
  if (mask && at >= 0)
    throw new LossauditError('bad-mask', { key, value: mask.data[at], at }, { where: context.source });
  return mask;
}

/** Every array with a sample axis has the rows of y_pred, and all outputs have the same. */
function checkRows(output: AuditOutput, outputs: readonly AuditOutput[], classesFirst: boolean): void {
  const at = (key: string) => (outputs.length > 1 ? `outputs.${output.name}.${key}` : key);
  const arrays = { y_pred: output.yPred, y_true: output.yTrue, mask: output.mask, sample_weight: output.sampleWeight };
  for (const [key, array] of Object.entries(arrays)) {
    if (!array || (key === 'sample_weight' && array.shape.length === 0)) continue;
    if (array.shape.length === 0) throw new LossauditError('no-sample-axis', { key: at(key) }, { where: at(key) });
    // The class axis of y_pred may be left in y_true, with length 1.
    if (classesFirst && key === 'y_true' && array.shape.length === output.yPred.shape.length && array.shape[0] === 1)
      continue;
    const axis = classesFirst && key !== 'y_pred' ? 1 : 0;
    const rows = (axis === 1 ? output : outputs[0]).yPred.shape[axis];
    if (array.shape[0] !== rows) {
      const data = {
        key: at(key),
        rows: array.shape[0],
        shape: shapeText(array.shape),
        expected: rows,
        first: axis === 1 ? `the second axis of ${at('y_pred')}` : firstOf(outputs),
      };
      throw new LossauditError('rows-differ', data, { where: at(key) });
    }
  }
}

function firstOf(outputs: readonly AuditOutput[]): string {
  return outputs.length > 1 ? `outputs.${outputs[0].name}.y_pred` : 'y_pred';
}

async function loadExpectations(
  expect: NonNullable<AuditFile['expect']>,
  load: Loader,
  document?: JsonDocument,
): Promise<Expectations> {
  const outputs: Record<string, { loss?: number; perSample?: NdArray }> = {};
  for (const [name, o] of Object.entries(expect.outputs ?? {})) {
    const perSample =
      o.per_sample === undefined ? undefined : await load(o.per_sample, `expect.outputs.${name}.per_sample`);
    outputs[name] = { loss: o.loss === undefined ? undefined : Number(o.loss), perSample };
  }
  const steps: Record<string, NdArray> = {};
  for (const [id, values] of Object.entries(expect.steps ?? {})) steps[id] = await load(values, `expect.steps.${id}`);
  const loss = expect.total ?? expect.loss;
  return {
    loss: loss === undefined ? undefined : Number(loss),
    lossText: writtenText(loss, ['expect', expect.total === undefined ? 'loss' : 'total'], document),
    perSample: expect.per_sample === undefined ? undefined : await load(expect.per_sample, 'expect.per_sample'),
    outputs,
    steps,
    findings: expect.findings,
    error: expect.error,
    rtol: expect.rtol,
    atol: expect.atol,
  };
}

/** A number with the digits it was written with: `1.0` is not `1`. */
function writtenText(value: number | string | undefined, path: Path, document?: JsonDocument): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return document?.textAt(path) ?? String(value);
}
