/** The arrays of an audit, in every form in which a file or a flag can give them. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LossauditError } from '../errors.js';
import { isFloat8 } from '../tensor/float8.js';
import { isNdArray, type NdArray } from '../tensor/ndarray.js';
import type { AnyArray } from '../tensor/stored.js';
import { castTo, parseDeclared, parseDtype } from './dtype-cast.js';
import { type ArrayFile, chosenKey } from './format.js';
import type { JsonValue } from './json.js';
import { isRecord } from './json-value.js';
import { bytesOfShape } from './npy-data.js';
import { type LoadContext, type OpenedArrays, withArrays } from './opened.js';
import { joinedShards } from './sharded.js';
import { shardsNamed } from './shards.js';
import { type AskedRows, storedArray, storedWhole } from './stored.js';

const NON_FINITE: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);

/**
 * Loads an array: nested numbers, a number, `"file.npy"`, `{"file": …, "key": …, "dtype": …}` or
 * `{"values": …, "dtype": …}`; `"shards/*.npy"` is one array of several files.
 * @throws LossauditError whose `where` starts with the key
 */
export async function loadArray(spec: JsonValue | string, context: LoadContext): Promise<NdArray> {
  return load(spec, context, loadFile);
}

/**
 * The same; what takes more memory than `above` bytes stays in its file, where its format can be read row by
 * row.
 */
export async function loadRows(
  spec: JsonValue | string,
  context: LoadContext,
  above: number,
): Promise<AnyArray> {
  return load(spec, context, (file) => loadFileRows(file, context, above));
}

async function load<A>(
  spec: JsonValue | string,
  context: LoadContext,
  fromFile: (file: FileSpec, context: LoadContext) => Promise<A>,
): Promise<A | NdArray> {
  if (typeof spec === 'string') {
    if (!isFileName(spec)) return inlineArray(spec, context);
    const [file, key] = splitKey(spec);
    return fromFile({ file, key }, context);
  }
  if (isRecord(spec)) {
    if ('file' in spec || !('values' in spec)) return fromFile(fileSpec(spec, context), context);
    checkKeys(spec, ['values', 'dtype'], context);
    const values = inlineArray(spec.values, { ...context, key: `${context.key}.values` });
    return 'dtype' in spec
      ? castTo(values, parseDtype(spec.dtype, `${context.key}.dtype`), context.key)
      : values;
  }
  return inlineArray(spec, context);
}

/** A word that stands for a number is one alone, as within a list. */
export function isFileName(text: string): boolean {
  return !NON_FINITE.has(text);
}

/** The file that such a value names. */
export function fileNamed(spec: JsonValue | undefined): string | undefined {
  if (typeof spec === 'string') return splitKey(spec)[0];
  const named = spec !== undefined && isRecord(spec) ? spec.file : undefined;
  return typeof named === 'string' ? named : undefined;
}

/** Bytes of such a file, before it is opened; 0 for what loading will refuse. */
export async function fileBytes(file: string, baseDir: string): Promise<number> {
  if (file === '') return 0;
  try {
    const stats = await stat(resolve(baseDir, file));
    return stats.isFile() ? stats.size : 0;
  } catch {
    return 0;
  }
}

function inlineArray(value: JsonValue, context: LoadContext): NdArray {
  if (isNdArray(value)) return value;
  if (typeof value === 'number' || (typeof value === 'string' && NON_FINITE.has(value)))
    return { dtype: 'float64', shape: [], data: Float64Array.of(Number(value)) };
  if (typeof value === 'boolean') return { dtype: 'bool', shape: [], data: Uint8Array.of(Number(value)) };
  if (Array.isArray(value) && value.length === 0)
    return { dtype: 'float64', shape: [0], data: new Float64Array(0) };
  return refuse(value, context);
}

interface FileSpec {
  readonly file: string;
  readonly key?: string;
  readonly dtype?: JsonValue;
}

function fileSpec(spec: { [key: string]: JsonValue }, context: LoadContext): FileSpec {
  checkKeys(spec, ['file', 'key', 'dtype'], context);
  const { file, key, dtype } = spec;
  if (typeof file !== 'string') return refuse(spec, context, 'an object whose "file" is no text');
  if (key !== undefined && typeof key !== 'string')
    return refuse(spec, context, 'an object whose "key" is no text');
  return { file, key, dtype };
}

/** `batch.npz#y_pred` is the entry y_pred of batch.npz. */
export function splitKey(text: string): [file: string, key: string | undefined] {
  const hash = text.lastIndexOf('#');
  return hash < 0 ? [text, undefined] : [text.slice(0, hash), text.slice(hash + 1)];
}

async function loadFile(spec: FileSpec, context: LoadContext): Promise<NdArray> {
  // Nothing is above: what comes is in memory.
  return (await loadFileRows(spec, context, Number.POSITIVE_INFINITY)) as NdArray;
}

async function loadFileRows(spec: FileSpec, context: LoadContext, above: number): Promise<AnyArray> {
  const files = await shardsNamed(spec.file, context);
  if (!files) return loadOneFile(spec, context, above);
  const shards = { pattern: spec.file, key: spec.key, files };
  return joinedShards(shards, context, above, (file, most) =>
    loadOneFile({ ...spec, file }, context, most, true),
  );
}

/** @param always what cannot be read row by row stays in its file, too: each reader reads it whole */
async function loadOneFile(
  spec: FileSpec,
  context: LoadContext,
  above: number,
  always = false,
): Promise<AnyArray> {
  return withChosen(spec, context, async (opened, chosen) => {
    if (above === Number.POSITIVE_INFINITY) return readChosen(opened.arrays, chosen);
    const rows = await opened.arrays.rows?.(chosen.key, chosen.raw, { above });
    rows?.end?.();
    if (!rows || rows.held || rows.shape.length === 0) {
      const array = await readChosen(opened.arrays, chosen, rows?.held);
      if (!always || array.data.byteLength <= above || array.shape.length === 0) return array;
      const { dtype, shape } = array;
      const read = ({ arrays }: OpenedArrays) => readChosen(arrays, chosen);
      return storedWhole(opened, { file: spec.file, key: chosen.key, dtype, shape, read }, context);
    }
    const { shape, dtype } = rows;
    // A conversion is of what was read whole.
    const held = Math.max(bytesOfShape(shape, dtype), bytesOfShape(shape, chosen.cast ?? dtype));
    if (held <= above) return readChosen(opened.arrays, chosen);
    return storedArray(opened, { ...chosen, file: spec.file, inFile: { shape, dtype } }, context);
  });
}

async function readChosen(
  arrays: ArrayFile,
  { key, raw, cast, where }: Chosen,
  held?: NdArray,
): Promise<NdArray> {
  const array = held ?? (await arrays.read(key, raw));
  return cast === undefined ? array : castTo(array, cast, where);
}

/** What of a file is meant. */
interface Chosen extends AskedRows {
  readonly where: string;
}

async function withChosen<A>(
  { file, key, dtype: dtypeName }: FileSpec,
  context: LoadContext,
  use: (opened: OpenedArrays, chosen: Chosen) => Promise<A>,
): Promise<A> {
  const where = `${context.key}: ${file}`;
  const dtype = dtypeName === undefined ? undefined : parseDeclared(dtypeName, `${context.key}.dtype`);
  if (file === '') refuse(file, context, 'an empty file name');
  return withArrays(file, context, async (opened) => {
    const chosen = chosenKey(opened.arrays, key, file, context.key);
    if (dtype !== undefined && isFloat8(dtype) && !opened.arrays.raw)
      throw new LossauditError('dtype-bits', { dtype: 'of numbers', declared: dtype }, { where });
    const cast = dtype === undefined || isFloat8(dtype) ? undefined : dtype;
    return use(opened, { key: chosen, raw: dtype, cast, where });
  });
}

function checkKeys(spec: { [key: string]: JsonValue }, known: readonly string[], context: LoadContext): void {
  const unknown = Object.keys(spec).find((key) => !known.includes(key));
  if (unknown !== undefined) refuse(spec, context, `an object with the key "${unknown}"`);
}

function refuse(value: JsonValue, context: LoadContext, found = describe(value)): never {
  throw new LossauditError('array-spec', { found }, { where: context.key });
}

function describe(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list that holds no numbers';
  if (typeof value === 'object') return 'an object without "file" or "values"';
  return `the ${typeof value} ${JSON.stringify(value).slice(0, 60)}`;
}
