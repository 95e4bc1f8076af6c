/** From an audit file and flags to an audit: envelope, names, arrays. */
import { LossauditError } from '../errors.js';
import type { FrameworkRules } from '../frameworks/framework.js';
import { frameworkOf, loadFramework } from '../frameworks/load.js';
import type { Given } from '../frameworks/param.js';
import { type JsonDocument, type JsonValue, parseJson } from '../io/json.js';
import { loadArray } from '../io/load.js';
import { type Arithmetic, isNdArray, type NdArray } from '../tensor/ndarray.js';
import type { Audit, AuditOutput, Expectations } from './audit.js';
import { checkEnvelope } from './check-schema.js';
import { isPlainAudit } from './plain.js';
import {
  type CheckedFile,
  checkOutputs,
  checkWithoutLoss,
  chooseOutputs,
  dtypesOf,
  loadOutput,
  statedDtypes,
} from './read-outputs.js';
import { readReported, writtenText } from './reported.js';
import { resolvedOutput } from './resolve.js';
import { requireRoom } from './room.js';
import { checkRows } from './rows.js';
import type { AuditFile } from './schema.js';

/** Keys that flags set over the file, named as in the file. */
export interface Overrides {
  readonly framework?: string;
  readonly loss?: string;
  readonly params?: Given;
  readonly y_true?: string;
  readonly y_pred?: string;
  readonly mask?: string;
  readonly sample_weight?: string;
  readonly batch_size?: number;
  readonly dtype?: Arithmetic;
  readonly reported?: NonNullable<AuditFile['reported']>;
  /** Over the tolerances of `expect`. */
  readonly tolerance?: { readonly rtol: number; readonly atol: number };
}

export interface ReadContext {
  /** How errors call the file; `standard input`, or `flags` without a file. */
  readonly source: string;
  readonly baseDir: string;
  /** Folders besides the file's and the working directory that arrays may be read from. */
  readonly roots: readonly string[];
  /** Where a framework's name is looked up; `findFramework` if left out. */
  readonly frameworks?: (text: string | undefined) => FrameworkRules;
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
  const envelope = undotted(value as Record<string, unknown>);
  const file = checkOutputs(await checked(envelope, document, context.source), context.source);
  const rules = await rulesOf(file, context);
  checkWithoutLoss(file.withoutLoss, rules, context.source);
  const { backend, mode, activation } = file;
  const settings = { backend, mode, activation };
  // Every name is looked up before an array is loaded.
  const chosen = await chooseOutputs(file, { rules, settings, document, source: context.source });
  const reported = await readReported(file.reported, {
    outputs: chosen.map((o) => o.name),
    batchSize: file.batch_size,
    source: context.source,
    document: overrides.reported ? undefined : document,
  });
  const load = loader(context);
  const regularization =
    typeof file.regularization === 'number'
      ? { regularization: file.regularization }
      : (file.regularization ?? {});
  const { dtype: usual, own, rounded } = dtypesOf(chosen, file.dtype, rules.dtype);
  await requireRoom(chosen, overrides, context);
  const loaded: AuditOutput[] = [];
  for (const [i, one] of chosen.entries()) {
    const asked = await loadOutput(one, load, overrides, context, rounded[i]);
    // What came from files is checked like what stands in the audit.
    const choice = one.choice.arraysNamed.length > 0 ? rules.choose(asked, settings) : one.choice;
    loaded.push(resolvedOutput({ ...asked, ...own[i] }, choice, file.batch_size !== undefined));
  }
  const { dtype, outputs } =
    rules.dtypeOfArrays && file.dtype === undefined
      ? statedDtypes(chosen, loaded, usual)
      : { dtype: usual, outputs: loaded };
  const audit: Audit = {
    name: file.name ?? '',
    file: context.source,
    framework: file.framework ?? `${rules.framework}@${rules.version}`,
    frameworkDefaulted: file.framework === undefined,
    rules,
    settings,
    outputs,
    ...(file.withoutLoss.length > 0 ? { withoutLoss: file.withoutLoss } : {}),
    regularization,
    batchSize: file.batch_size,
    dtype,
    reported,
    expect:
      file.expect && (await loadExpectations({ ...file.expect, ...overrides.tolerance }, load, document)),
  };
  checkRows(audit);
  return audit;
}

async function checked(
  envelope: unknown,
  document: JsonDocument | undefined,
  source: string,
): Promise<AuditFile> {
  if (isPlainAudit(envelope)) return envelope;
  const { auditSchema } = await import('./schema.js');
  return checkEnvelope(auditSchema, envelope, document, source);
}

/** Without a name, a qualified name of a loss decides. */
async function rulesOf(
  { framework, loss, outputs }: CheckedFile,
  { frameworks, source }: ReadContext,
): Promise<FrameworkRules> {
  const own = framework === undefined && !frameworks;
  const losses = Object.values(outputs ?? { output: { loss: loss ?? '' } }).map((o) => o.loss);
  const named = own ? await frameworkOf(losses) : undefined;
  const several = new Set<string>();
  if (own && !named)
    for (const one of losses) {
      const rules = await frameworkOf([one]);
      if (rules) several.add(rules.framework);
    }
  if (several.size > 1) {
    const problem = `the outputs name losses of ${[...several].join(' and ')}; an audit is of one framework`;
    throw new LossauditError('bad-audit', { path: 'framework', problem, near: [] }, { where: source });
  }
  return named ?? (frameworks ?? loadFramework)(framework);
}

export type Loader = (spec: unknown, key: string, fromFlags?: boolean) => Promise<NdArray>;

export function loader(context: ReadContext): Loader {
  const roots = [context.baseDir, '.', ...context.roots];
  // Paths in the file are relative to the file, those of flags to the working directory.
  return (spec, key, fromFlags = false) =>
    loadArray(spec as JsonValue, { key, baseDir: fromFlags ? '.' : context.baseDir, roots });
}

function withOverrides(value: JsonValue | undefined, overrides: Overrides, context: ReadContext): JsonValue {
  const flags = Object.entries(overrides).filter(([key, v]) => v !== undefined && key !== 'tolerance');
  const given = Object.fromEntries(flags);
  if (value === undefined) return given as JsonValue;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isNdArray(value)) {
    throw new LossauditError(
      'bad-audit',
      { problem: 'an audit file holds one JSON object', path: '', near: [] },
      { where: context.source },
    );
  }
  if (flags.length === 0) return value;
  const file = value as Record<string, JsonValue>;
  const merged: Record<string, unknown> = { ...file, ...given };
  // A flag is over the file's other name of the same array, too.
  if (overrides.y_pred !== undefined) delete merged.input;
  if (overrides.y_true !== undefined) delete merged.target;
  if (overrides.params && typeof file.params === 'object')
    merged.params = { ...file.params, ...overrides.params };
  return merged as JsonValue;
}

/** `"outputs.main.loss": 1` in `expect` means the nested key. */
function undotted(file: Record<string, unknown>): unknown {
  const { expect } = file;
  if (typeof expect !== 'object' || expect === null || isNdArray(expect)) return file;
  if (Object.keys(expect).every((key) => /^\w+$/.test(key) && key !== '__proto__')) return file;
  const nested: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(expect)) {
    if (key.includes('__proto__')) throw new LossauditError('json-refused-key', { key }, { where: 'expect' });
    const [, group, name = '', field] = /^(outputs|steps)\.(.+?)(?:\.(loss|per_sample))?$/.exec(key) ?? [];
    if (!group) {
      nested[key] = value;
      continue;
    }
    const members = { ...(nested[group] as Record<string, unknown> | undefined) };
    members[name] =
      group === 'steps' ? value : { ...(members[name] as object | undefined), [field ?? 'loss']: value };
    nested[group] = members;
  }
  return { ...file, expect: nested };
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
  for (const [id, values] of Object.entries(expect.steps ?? {}))
    steps[id] = await load(values, `expect.steps.${id}`);
  const loss = expect.total ?? expect.loss;
  return {
    loss: loss === undefined ? undefined : Number(loss),
    // Asked for where the loss differs.
    get lossText() {
      if (loss === undefined) return undefined;
      return writtenText(loss, ['expect', expect.total === undefined ? 'loss' : 'total'], document);
    },
    perSample:
      expect.per_sample === undefined ? undefined : await load(expect.per_sample, 'expect.per_sample'),
    outputs,
    steps,
    findings: expect.findings,
    error: expect.error,
    rtol: expect.rtol,
    atol: expect.atol,
  };
}
