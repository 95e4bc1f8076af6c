/** From an audit file and flags to an audit: envelope, names, arrays. */
import { LossauditError } from '../errors.js';
import type { FrameworkRules } from '../frameworks/framework.js';
import { frameworkOf, loadFramework } from '../frameworks/load.js';
import { type JsonDocument, type JsonValue, parseJson } from '../io/json.js';
import { loadArray, loadRows } from '../io/load.js';
import type { NdArray } from '../tensor/ndarray.js';
import { type AnyArray, MOST_IN_MEMORY } from '../tensor/stored.js';
import type { Audit, AuditOutput, Expectations } from './audit.js';
import { checkEnvelope } from './check-schema.js';
import { isObject, type Overrides, overlaid } from './overlay.js';
import { isPlainAudit } from './plain.js';
import {
  type CheckedFile,
  type ChosenOutput,
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
import { type ArrayShards, checkShards } from './shards.js';

export interface ReadContext {
  /** Takes which files the patterns of the audit named. */
  readonly shards?: ArrayShards[];
  /** How errors call the file; `standard input`, or `flags` without a file. */
  readonly source: string;
  readonly baseDir: string;
  /** Folders besides the file's and the working directory that arrays may be read from. */
  readonly roots: readonly string[];
  /** Where a framework's name is looked up; `findFramework` if left out. */
  readonly frameworks?: (text: string | undefined) => FrameworkRules;
  /**
   * The flag that named an array, and not the file: it is read wherever it lies.
   * @param key as errors name it
   */
  readonly flagOf?: (key: string) => string | undefined;
}

type Source = Uint8Array | JsonDocument | undefined;

/**
 * @param source the audit file, as bytes or parsed; undefined when flags alone make the audit
 * @throws LossauditError naming file, key and line
 */
export async function readAudit(source: Source, overrides: Overrides, given: ReadContext): Promise<Audit> {
  return readAuditWith(source, overrides, given, async (context, chosen) => {
    // All are in memory at once: that there is room for them is known before the first is read.
    await requireRoom(chosen, context);
    return loader(context);
  });
}

/**
 * The same; arrays of more bytes than `mostInMemory` stay in their files, where these can be read row by row.
 */
export async function readAuditOfAnySize(
  source: Source,
  overrides: Overrides,
  given: ReadContext,
  mostInMemory = MOST_IN_MEMORY,
): Promise<Audit<AnyArray>> {
  return readAuditWith(source, overrides, given, async (context) => rowsLoader(context, mostInMemory));
}

/**
 * The same with arrays that come from elsewhere.
 * @param loaderOf made once every name is looked up
 */
export async function readAuditWith<A extends AnyArray>(
  source: Source,
  overrides: Overrides,
  given: ReadContext,
  loaderOf: (context: ReadContext, chosen: readonly ChosenOutput[]) => Promise<Loader<A>>,
): Promise<Audit<A>> {
  const parsed = source instanceof Uint8Array ? parseJson(source, given.source) : source;
  const document = overlaid(parsed, overrides, given.source);
  const shards: ArrayShards[] = [];
  const context = { ...given, flagOf: document.flagOf, shards };
  const file = checkOutputs(await checkedFile(document, context.source), context.source);
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
    document,
  });
  const load = loader(context);
  const regularization =
    typeof file.regularization === 'number'
      ? { regularization: file.regularization }
      : (file.regularization ?? {});
  const { dtype: usual, own, rounded } = dtypesOf(chosen, file.dtype, rules.dtype);
  const loadRows = await loaderOf(context, chosen);
  const loaded: AuditOutput<A>[] = [];
  for (const [i, one] of chosen.entries()) {
    const asked = await loadOutput(one, { arrays: loadRows, params: load }, context.source, rounded[i]);
    // What came from files is checked like what stands in the audit.
    const choice = one.choice.arraysNamed.length > 0 ? rules.choose(asked, settings) : one.choice;
    loaded.push(resolvedOutput({ ...asked, ...own[i] }, choice, file.batch_size !== undefined));
  }
  const slots = new Set(
    chosen.flatMap(({ sources }) => [...sources.values()].map((from) => named(from.key, context))),
  );
  checkShards(
    shards.filter(({ array }) => slots.has(array)),
    context.source,
  );
  const { dtype, outputs } =
    rules.dtypeOfArrays && file.dtype === undefined
      ? statedDtypes(chosen, loaded, usual)
      : { dtype: usual, outputs: loaded };
  const audit: Audit<A> = {
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
  return shards.length > 0 ? { ...audit, shards } : audit;
}

/** What any audit has; a file without is another one, whatever it holds. */
const OF_AUDITS = [
  ...['loss', 'outputs', 'y_true', 'y_pred', 'input', 'target', 'inputs', 'params'],
  ...['framework', 'reported', 'expect', 'mask', 'sample_weight', 'class_weight'],
];

/** @throws LossauditError `no-audit`, `bad-audit` */
async function checkedFile(document: JsonDocument, source: string): Promise<AuditFile> {
  const { value } = document;
  if (isPlainAudit(value)) return value;
  if (isObject(value)) {
    const result = typeof value.schema === 'string' && value.schema.startsWith('lossaudit/');
    const losses = result || 'per_batch' in value || 'per_sample' in value;
    if (result || !OF_AUDITS.some((key) => key in value))
      throw new LossauditError('no-audit', { file: source, losses });
  }
  const { auditSchema } = await import('./schema.js');
  return checkEnvelope(auditSchema, value, document, source);
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

export type Loader<A extends AnyArray = NdArray> = (spec: unknown, key: string) => Promise<A>;

/** Paths in a file are relative to it and confined; those of flags are relative to where we are. */
export function loader(context: ReadContext): Loader {
  return (spec, key) => loadArray(spec as JsonValue, placeOf(key, context));
}

/** Large arrays stay in their files. */
export function rowsLoader(context: ReadContext, mostInMemory = MOST_IN_MEMORY): Loader<AnyArray> {
  return (spec, key) => loadRows(spec as JsonValue, placeOf(key, context), mostInMemory);
}

function named(key: string, { flagOf }: ReadContext): string {
  return flagOf?.(key) ?? key;
}

function placeOf(key: string, context: ReadContext) {
  const { baseDir, roots, flagOf, shards } = context;
  const array = named(key, context);
  const onShards = ({ pattern, files, rows }: Omit<ArrayShards, 'array'>) => {
    shards?.push({ array, pattern, files, rows });
  };
  if (flagOf?.(key) !== undefined) return { key: array, baseDir: '.', onShards };
  return { key, baseDir, roots: [baseDir, '.', ...roots], onShards };
}

async function loadExpectations(
  expect: NonNullable<AuditFile['expect']>,
  load: Loader,
  document: JsonDocument,
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
