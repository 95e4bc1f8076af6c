/** Reads a file of losses that were computed elsewhere. */
import { LossauditError } from '../errors.js';
import type { FrameworkRules, Settings } from '../frameworks/framework.js';
import { loadFramework } from '../frameworks/load.js';
import type { JsonDocument } from '../io/json.js';
import { type NdArray, shapeText } from '../tensor/ndarray.js';
import { checkEnvelope } from './check-schema.js';
import type { LossesFile } from './losses-schema.js';
import { type Loader, loader, type ReadContext } from './read.js';

/** Per sample: the sum over its tokens, how many tokens the loss counts, and how many a Trainer counts. */
export interface SampleLosses {
  readonly sum: Float64Array;
  readonly tokens: Float64Array;
  readonly items: Float64Array;
}

/** Per batch: its loss, rows, and counts; other numbers by the name that a line prints. */
export interface BatchLosses {
  readonly loss: Float64Array;
  readonly size: Float64Array;
  /** Left out where nobody gave them. */
  readonly tokens?: Float64Array;
  readonly items?: Float64Array;
  readonly outputs: Readonly<Record<string, Float64Array>>;
  readonly metrics: Readonly<Record<string, Float64Array>>;
}

export interface GivenLosses {
  readonly name: string;
  readonly file: string;
  readonly rules: FrameworkRules;
  readonly settings: Settings;
  readonly batchSize?: number;
  readonly perSample?: SampleLosses;
  readonly perBatch?: BatchLosses;
  /** What the last line of an epoch adds: `val_loss`. */
  readonly validation: Readonly<Record<string, number>>;
}

/** Is it a file of losses, not an audit? */
export function holdsLosses(document: JsonDocument): boolean {
  const { value } = document;
  return typeof value === 'object' && value !== null && ('per_sample' in value || 'per_batch' in value);
}

/**
 * @param source a parsed file, or the same as an object made of flags
 * @throws LossauditError naming file, key and line
 */
export async function readLosses(
  source: JsonDocument | Readonly<Record<string, unknown>>,
  overrides: Readonly<Partial<Pick<LossesFile, 'framework' | 'backend' | 'batch_size'>>>,
  context: ReadContext,
): Promise<GivenLosses> {
  const document = 'locate' in source ? (source as JsonDocument) : undefined;
  const given = Object.fromEntries(Object.entries(overrides).filter(([, v]) => v !== undefined));
  const value = { ...((document?.value ?? source) as object), ...given };
  const { lossesSchema } = await import('./losses-schema.js');
  const file = checkEnvelope(lossesSchema, value, document, context.source);
  const load = columnLoader(loader(context), context);
  return {
    name: file.name ?? '',
    file: context.source,
    rules: await loadFramework(file.framework),
    settings: { backend: file.backend },
    batchSize: file.batch_size,
    ...(file.per_sample ? { perSample: await readSamples(file.per_sample, loader(context), load) } : {}),
    ...(file.per_batch ? { perBatch: await readBatches(file.per_batch, load) } : {}),
    validation: file.validation ?? {},
  };
}

type Column = (
  spec: unknown,
  key: string,
  length?: number,
  kind?: 'counts' | 'sizes',
) => Promise<Float64Array>;

/** Rows or tokens of a batch: sums of them stay exact. */
const MOST = 2 ** 32;

/** One number per sample or batch, checked. */
function columnLoader(load: Loader, context: ReadContext): Column {
  return async (spec, key, length, kind) => {
    const array = await load(spec, key);
    if (array.shape.length !== 1) throw wrongShape(key, array, length);
    const data = Float64Array.from(array.data);
    if (length !== undefined && data.length !== length) throw wrongShape(key, array, length);
    if (length === undefined && data.length === 0) throw wrongShape(key, array, undefined);
    if (!kind) return data;
    const least = kind === 'sizes' ? 1 : 0;
    const at = data.findIndex((x) => !Number.isInteger(x) || x < least || x > MOST);
    if (at >= 0)
      throw new LossauditError('bad-count', { key, value: data[at]!, at, least }, { where: context.source });
    return data;
  };
}

function wrongShape(key: string, array: NdArray, length: number | undefined): LossauditError {
  const wanted = length === undefined ? 'one number per entry, at least one' : `${length} numbers in one row`;
  return new LossauditError('losses-shape', { key, shape: shapeText(array.shape), wanted }, { where: key });
}

async function readBatches(spec: NonNullable<LossesFile['per_batch']>, load: Column): Promise<BatchLosses> {
  const loss = await load(spec.loss, 'per_batch.loss');
  const S = loss.length;
  const counts = async (key: 'tokens' | 'items') =>
    spec[key] === undefined ? undefined : load(spec[key], `per_batch.${key}`, S, 'counts');
  const named = async (group: 'outputs' | 'metrics') => {
    const columns: Record<string, Float64Array> = {};
    for (const [name, values] of Object.entries(spec[group] ?? {}))
      columns[name] = await load(values, `per_batch.${group}.${name}`, S);
    return columns;
  };
  const size = spec.size === undefined ? undefined : await load(spec.size, 'per_batch.size', S, 'sizes');
  return {
    loss,
    size: size ?? new Float64Array(S).fill(1),
    tokens: await counts('tokens'),
    items: await counts('items'),
    outputs: await named('outputs'),
    metrics: await named('metrics'),
  };
}

async function readSamples(
  spec: NonNullable<LossesFile['per_sample']>,
  loadArray: Loader,
  load: Column,
): Promise<SampleLosses> {
  const key = spec.sum === undefined ? 'loss' : 'sum';
  const values = await loadArray(spec[key], `per_sample.${key}`);
  if (values.shape.length === 0 || values.shape.length > 2 || values.shape[0] === 0)
    throw wrongShape(`per_sample.${key}`, values, undefined);
  const N = values.shape[0];
  const { sum, tokens } = await sumsOf(spec, key, values, loadArray, load);
  const items = spec.items === undefined ? tokens : await load(spec.items, 'per_sample.items', N, 'counts');
  return { sum, tokens, items };
}

/** [N] with a count of tokens, or [N, T] with a mask. */
async function sumsOf(
  spec: NonNullable<LossesFile['per_sample']>,
  key: 'loss' | 'sum',
  values: NdArray,
  loadArray: Loader,
  load: Column,
): Promise<{ sum: Float64Array; tokens: Float64Array }> {
  const [N = 0, T = 1] = values.shape;
  const mask = spec.mask === undefined ? undefined : await loadArray(spec.mask, 'per_sample.mask');
  if (mask && shapeText(mask.shape) !== shapeText(values.shape)) {
    const wanted = `${shapeText(values.shape)}, as per_sample.${key}`;
    throw new LossauditError('losses-shape', {
      key: 'per_sample.mask',
      shape: shapeText(mask.shape),
      wanted,
    });
  }
  const sum = new Float64Array(N);
  const tokens = new Float64Array(N);
  for (let i = 0; i < N * T; i++) {
    const counts = mask ? mask.data[i]! : 1;
    // What is masked may be anything, NaN too.
    if (counts === 0) continue;
    sum[Math.floor(i / T)]! += counts * values.data[i]!;
    tokens[Math.floor(i / T)]! += counts;
  }
  if (spec.tokens === undefined) return { sum, tokens };
  const given = await load(spec.tokens, 'per_sample.tokens', N, 'counts');
  // A sample without tokens adds nothing, whatever its mean.
  if (key === 'loss')
    for (let i = 0; i < N; i++) sum[i] = given[i] === 0 ? 0 : (sum[i]! / tokens[i]!) * given[i]!;
  return { sum, tokens: given };
}
