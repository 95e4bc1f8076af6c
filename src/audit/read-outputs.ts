/** The outputs of an audit file: which keys each may have, what its loss is, and then its arrays. */
import { LossauditError } from '../errors.js';
import type { AskedLoss, FrameworkRules, LossChoice, Settings } from '../frameworks/framework.js';
import { havingLoss } from '../frameworks/load.js';
import type { Given } from '../frameworks/param.js';
import { slotNamed } from '../frameworks/slots.js';
import { castTo, castValues } from '../io/dtype-cast.js';
import {
  ARITHMETICS,
  type Arithmetic,
  type ArrayData,
  isFloating,
  isNdArray,
  type NdArray,
  sizeOf,
} from '../tensor/ndarray.js';
import { type AnyArray, isStored, type StoredArray } from '../tensor/stored.js';
import type { AskedOutput, AuditOutput } from './audit.js';
import { wrongAt } from './check-schema.js';
import type { Overlaid } from './overlay.js';
import type { Loader } from './read.js';
import type { AuditFile } from './schema.js';

type GivenSpec = NonNullable<AuditFile['outputs']>[string];
type Spec = GivenSpec & { readonly loss: string };

/** A file whose outputs all have a loss. */
export interface CheckedFile extends Omit<AuditFile, 'outputs'> {
  readonly outputs?: Readonly<Record<string, Spec>>;
  /** Names of those that have none: they count nothing. */
  readonly withoutLoss: readonly string[];
}

/** An output whose loss is known, with what its arrays are to be loaded from. */
export interface ChosenOutput {
  readonly name: string;
  /** It stands in `outputs`. */
  readonly nested: boolean;
  readonly spec: Spec;
  readonly choice: LossChoice;
  /** By slot: the key of the file, and what stands there. */
  readonly sources: ReadonlyMap<string, { readonly key: string; readonly spec: unknown }>;
}

interface Choosing {
  readonly rules: FrameworkRules;
  readonly settings: Settings;
  readonly document: Overlaid;
  readonly source: string;
}

/** Keys of arrays that an output may have beside `inputs`: formats.md. */
const ARRAY_KEYS = ['y_true', 'y_pred', 'input', 'target', 'mask', 'sample_weight', 'class_weight'] as const;
/** What two of the keys mean for every framework. */
export const MEANS: Readonly<Record<string, string>> = { input: 'y_pred', target: 'y_true' };
const SINGLE = ['loss', 'params', 'inputs', ...ARRAY_KEYS] as const;

/** Outputs stand in `outputs` or alone, not both. @throws LossauditError `bad-audit`, `missing-key` */
export function checkOutputs({ outputs, ...file }: AuditFile, source: string): CheckedFile {
  const problem = (text: string, path: string) =>
    new LossauditError('bad-audit', { path, problem: text, near: [] }, { where: source });
  if (outputs) {
    const both = SINGLE.find((key) => file[key] !== undefined);
    if (both) throw problem(`${both} stands beside outputs: with outputs, each output has its own`, both);
    const all = Object.entries(outputs);
    if (all.length === 0) throw problem('outputs is empty', 'outputs');
    const withLoss = all.filter((entry): entry is [string, Spec] => entry[1].loss !== null);
    if (withLoss.length === 0) throw problem('no output has a loss', 'outputs');
    const withoutLoss = all.filter(([, { loss }]) => loss === null).map(([name]) => name);
    return { ...file, outputs: Object.fromEntries(withLoss), withoutLoss };
  }
  if (file.loss === undefined) throw new LossauditError('missing-key', { key: 'loss' }, { where: source });
  return { ...file, withoutLoss: [] };
}

/** @throws LossauditError where the framework trains every output */
export function checkWithoutLoss(names: readonly string[], rules: FrameworkRules, source: string): void {
  const [name] = names;
  if (name === undefined || rules.outputsWithoutLoss) return;
  const problem = `${rules.title} has no outputs without a loss: leave the output out`;
  throw new LossauditError(
    'bad-audit',
    { path: `outputs.${name}.loss`, problem, near: [] },
    { where: source },
  );
}

/**
 * @throws LossauditError for names, parameters and settings that are wrong, and arrays that the loss lacks or
 * misses
 */
export async function chooseOutputs(file: CheckedFile, choosing: Choosing): Promise<ChosenOutput[]> {
  const specs = file.outputs ?? { output: { ...file, loss_weight: 1 } as Spec };
  const chosen: ChosenOutput[] = [];
  for (const [name, spec] of Object.entries(specs)) {
    const nested = file.outputs !== undefined;
    const { rules, settings } = choosing;
    const asked = { loss: spec.loss, params: (spec.params ?? {}) as Given };
    const choice = await chosenLoss(rules, asked, settings);
    const sources = sourcesOf(name, nested, spec, choice, choosing);
    chosen.push({ name, nested, spec, choice, sources });
  }
  return chosen;
}

/** @throws LossauditError; of an unknown loss it says which other frameworks have it */
export async function chosenLoss(
  rules: FrameworkRules,
  asked: AskedLoss,
  settings: Settings,
): Promise<LossChoice> {
  try {
    return rules.choose(asked, settings);
  } catch (error) {
    if (!(error instanceof LossauditError) || !error.is('unknown-loss')) throw error;
    const elsewhere = (await havingLoss(asked.loss)).filter((name) => name !== rules.framework);
    throw new LossauditError('unknown-loss', { ...error.data, elsewhere }, { where: error.where });
  }
}

function sourcesOf(name: string, nested: boolean, spec: Spec, { slots }: LossChoice, choosing: Choosing) {
  const prefix = nested ? `outputs.${name}.` : '';
  const { rules, document, source } = choosing;
  const sources = new Map<string, { key: string; spec: unknown }>();
  const add = (key: string, asked: string, value: unknown) => {
    const named = slotNamed(slots, asked) ?? slotNamed(slots, key);
    // A table of class weights is no array, and has one place.
    const slot =
      named !== undefined && slots[named]!.holds === 'class table' && key !== named ? undefined : named;
    if (value === null && (slot === undefined || slots[slot]!.optional)) return;
    const where = `${prefix}${key}`;
    if (slot === undefined) {
      const data = { key: where, loss: spec.loss, framework: rules.title, known: Object.keys(slots) };
      throw new LossauditError('unknown-slot', data, { where });
    }
    const before = sources.get(slot);
    if (before) {
      const [first, second] = [before.key, where].map((key) => document.flagOf(key) !== undefined);
      if (first === second)
        throw new LossauditError('slot-twice', { key: where, before: before.key }, { where });
      // A flag is over the file's other name of the same array, too.
      if (first) return;
    }
    sources.set(slot, { key: where, spec: value });
  };
  for (const key of ARRAY_KEYS) {
    if (spec[key] === undefined) continue;
    const parts = partsOf(spec[key], slots);
    if (parts) for (const [name, value] of parts) add(`${key}.${name}`, name, value);
    else add(key, MEANS[key] ?? key, spec[key]);
  }
  for (const [name, value] of Object.entries(spec.inputs ?? {}))
    if (value !== undefined) add(`inputs.${name}`, name, value);
  for (const [slot, { optional }] of Object.entries(slots)) {
    if (optional || sources.has(slot)) continue;
    if (nested) throw wrongAt(['outputs', name, slot], 'it is missing', document, source);
    throw new LossauditError('missing-key', { key: keyOf(slot) }, { where: source });
  }
  return sources;
}

/** `{"start": …, "end": …}`: arrays of a loss that has several where others have one. */
function partsOf(value: unknown, slots: LossChoice['slots']): [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isNdArray(value))
    return undefined;
  const parts = Object.entries(value);
  const named = parts.every(([name]) => slotNamed(slots, name) !== undefined);
  return parts.length > 0 && named ? parts : undefined;
}

function keyOf(slot: string): string {
  return (ARRAY_KEYS as readonly string[]).includes(slot) ? slot : `inputs.${slot}`;
}

/**
 * The losses' own arithmetic, and the audit's: the widest where they differ.
 * @returns for each output what it computes in, and what its arrays are rounded to before
 * @throws LossauditError `bad-param`
 */
export function dtypesOf(
  chosen: readonly ChosenOutput[],
  asked: Arithmetic | undefined,
  otherwise: Arithmetic,
): { dtype: Arithmetic; own: { dtype?: Arithmetic }[]; rounded: (Arithmetic | undefined)[] } {
  for (const { choice } of chosen) {
    if (asked && choice.dtype && choice.dtype !== asked) {
      const data = { name: 'params.dtype', value: choice.dtype, wanted: `${asked}, the audit's dtype` };
      throw new LossauditError('bad-param', data, { where: 'params.dtype' });
    }
  }
  const given = chosen.map(({ choice }) => choice.dtype ?? asked ?? otherwise);
  const each = given.map((d, i) => chosen[i]!.choice.computesIn?.[d] ?? d);
  const same = each.every((d) => d === each[0]);
  const dtype = same ? each[0]! : each.includes('float64') ? 'float64' : 'float32';
  return {
    dtype,
    own: each.map((d) => (d === dtype ? {} : { dtype: d })),
    rounded: given.map((d, i) => (d === each[i] ? undefined : d)),
  };
}

/**
 * Where the arithmetic is that of the arrays: each output with its own where they differ, and the audit's.
 * @param usual where no array says what it is
 */
export function statedDtypes<A extends AnyArray>(
  chosen: readonly ChosenOutput[],
  outputs: readonly AuditOutput<A>[],
  usual: Arithmetic,
): { dtype: Arithmetic; outputs: AuditOutput<A>[] } {
  const stated = outputs.map((output, i) => statedIn(chosen[i]!, output));
  const own = stated.map((slots) => widest(Object.values(slots)));
  const dtype = widest(own.filter((d) => d !== undefined)) ?? usual;
  return {
    dtype,
    outputs: outputs.map((output, i) => {
      const [slots, of = dtype] = [stated[i]!, own[i]];
      const mixed = Object.values(slots).some((d) => d !== of);
      return { ...output, ...(of === dtype ? {} : { dtype: of }), ...(mixed && { mixed: { of, slots } }) };
    }),
  };
}

/** What floating arrays say that they are, in a file or beside their values. */
function statedIn({ sources }: ChosenOutput, { arrays }: AskedOutput<AnyArray>): Record<string, Arithmetic> {
  const stated: Record<string, Arithmetic> = {};
  for (const [slot, { spec }] of sources) {
    const dtype = ARITHMETICS.find((d) => d === arrays[slot]?.dtype);
    if (dtype && statesDtype(spec)) stated[slot] = dtype;
  }
  return stated;
}

/** What operations of arrays of these give. */
function widest(dtypes: readonly Arithmetic[]): Arithmetic | undefined {
  if (dtypes.every((d) => d === dtypes[0])) return dtypes[0];
  return dtypes.includes('float64') ? 'float64' : 'float32';
}

function statesDtype(spec: unknown): boolean {
  if (typeof spec === 'string') return true;
  const inline = typeof spec !== 'object' || spec === null || isNdArray(spec);
  return !inline && ('file' in spec || 'dtype' in spec);
}

/**
 * Loads what an output names.
 * @param rounded what its arrays are given as, where it computes in another dtype
 * @throws LossauditError naming the key
 */
export async function loadOutput<A extends AnyArray>(
  { name, nested, spec, choice, sources }: ChosenOutput,
  load: { readonly arrays: Loader<A>; readonly params: Loader },
  source: string,
  rounded?: Arithmetic,
): Promise<AskedOutput<A>> {
  const arrays: Record<string, A> = {};
  for (const [slot, { holds, exact }] of Object.entries(choice.slots)) {
    const from = sources.get(slot);
    if (!from || holds === 'class table') continue;
    const array = await load.arrays(from.spec, from.key);
    if (holds === 'yes or no') await checkMask(array, from.key, source);
    arrays[slot] = rounded && !exact && isFloating(array.dtype) ? cast(array, rounded, from.key) : array;
  }
  return {
    name,
    loss: spec.loss,
    params: await loadParams(spec, choice, nested ? `outputs.${name}.` : '', load.params),
    arrays,
    classWeight:
      spec.class_weight && new Map(Object.entries(spec.class_weight).map(([k, v]) => [Number(k), v])),
    lossWeight: spec.loss_weight ?? 1,
  };
}

async function loadParams(
  { params = {} }: Spec,
  { arraysNamed }: LossChoice,
  prefix: string,
  load: Loader,
): Promise<Given> {
  const loaded: Record<string, NdArray> = {};
  for (const name of arraysNamed) loaded[name] = await load(params[name], `${prefix}params.${name}`);
  return { ...(params as Given), ...loaded };
}

function cast<A extends AnyArray>(array: A, dtype: Arithmetic, where: string): A {
  if (!isStored(array)) return castTo(array, dtype, where) as A;
  const index = () => 'a value';
  const stored: StoredArray = {
    ...array,
    dtype,
    async open() {
      const reader = await array.open();
      const read = async (from: number, to: number) =>
        castValues(await reader.read(from, to), dtype, { where, index });
      return { read, close: () => reader.close() };
    },
  };
  return stored as A;
}

/** Rows of a mask that are looked at together. */
const MASK_ROWS = 2 ** 16;

/** A mask says yes or no. */
async function checkMask(mask: AnyArray, key: string, where: string): Promise<void> {
  const check = (data: ArrayData, before: number) => {
    const at = data.findIndex((v) => v !== 0 && v !== 1);
    if (at >= 0) throw new LossauditError('bad-mask', { key, value: data[at]!, at: before + at }, { where });
  };
  if (!isStored(mask)) return check(mask.data, 0);
  if (mask.absent) return;
  const rowSize = sizeOf(mask.shape.slice(1));
  const [rows = 0] = mask.shape;
  const step = Math.max(1, Math.floor(MASK_ROWS / rowSize));
  const reader = await mask.open();
  try {
    for (let from = 0; from < rows; from += step)
      check(await reader.read(from, Math.min(rows, from + step)), from * rowSize);
  } finally {
    await reader.close();
  }
}
