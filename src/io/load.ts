/** The arrays of an audit, in every form in which a file or a flag can give them. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LossauditError } from '../errors.js';
import { isFloat8 } from '../tensor/float8.js';
import { isNdArray, type NdArray } from '../tensor/ndarray.js';
import { byteSource } from './bytes.js';
import { detectFormat } from './detect.js';
import { castTo, parseDeclared, parseDtype } from './dtype-cast.js';
import { type ArrayFile, type ArrayFormat, chosenKey, type FileRequest, HEAD_BYTES } from './format.js';
import type { JsonValue } from './json.js';
import { fileError, openRegularFile } from './open.js';
import { resolveInside } from './roots.js';

export interface LoadContext {
  /** What the array is, as the user names it: `outputs.main.y_pred`, `--y-true`. */
  readonly key: string;
  /** Folder of the audit file: paths are relative to it. */
  readonly baseDir: string;
  /**
   * Folders whose files may be read: the audit file's, the working directory, those of --root; none are given
   * of what a flag names, which may lie anywhere.
   */
  readonly roots?: readonly string[];
}

const NON_FINITE: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);

/**
 * Loads an array: nested numbers, a number, `"file.npy"`, `{"file": …, "key": …, "dtype": …}` or
 * `{"values": …, "dtype": …}`.
 * @throws LossauditError whose `where` starts with the key
 */
export async function loadArray(spec: JsonValue | string, context: LoadContext): Promise<NdArray> {
  if (typeof spec === 'string') {
    if (!isFileName(spec)) return inlineArray(spec, context);
    const [file, key] = splitKey(spec);
    return loadFile({ file, key }, context);
  }
  if (isRecord(spec)) {
    if ('file' in spec || !('values' in spec)) return loadFile(fileSpec(spec, context), context);
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

async function loadFile({ file, key, dtype: dtypeName }: FileSpec, context: LoadContext): Promise<NdArray> {
  const where = `${context.key}: ${file}`;
  const dtype = dtypeName === undefined ? undefined : parseDeclared(dtypeName, `${context.key}.dtype`);
  if (file === '') refuse(file, context, 'an empty file name');
  return withArrays(file, context, async (arrays) => {
    const chosen = chosenKey(arrays, key, file, context.key);
    if (dtype !== undefined && isFloat8(dtype) && !arrays.raw)
      throw new LossauditError('dtype-bits', { dtype: 'of numbers', declared: dtype }, { where });
    const array = await arrays.read(chosen, dtype);
    return dtype === undefined || isFloat8(dtype) ? array : castTo(array, dtype, where);
  });
}

/**
 * Opens a file of arrays for as long as `use` takes.
 * @throws LossauditError where it cannot be opened, or its format is not read
 */
export async function withArrays<T>(
  file: string,
  { key: slot, baseDir, roots }: LoadContext,
  use: (arrays: ArrayFile, about: { readonly format: ArrayFormat; readonly size: number }) => Promise<T>,
): Promise<T> {
  const path = await resolveInside(file, baseDir, roots, slot);
  const { handle, size } = await openRegularFile(path, file, slot);
  try {
    const where = slot === '' ? file : `${slot}: ${file}`;
    const { format, arrays } = await openArrays({ handle, size, file, slot, where });
    return await use(arrays, { format, size });
  } catch (error) {
    throw fileError(error, file, slot);
  } finally {
    await handle.close();
  }
}

/** @throws LossauditError `format-unsupported`; what the format says of a damaged file */
async function openArrays(request: FileRequest): Promise<{ format: ArrayFormat; arrays: ArrayFile }> {
  const { handle, size, file, slot, where } = request;
  const head = new Uint8Array(Math.min(size, HEAD_BYTES));
  await (await byteSource(handle, where)).read(head, 0);
  const format = detectFormat(head);
  const { name, hint, open } = format;
  if (!open) throw new LossauditError('format-unsupported', { file, format: name, hint }, { where: slot });
  return { format, arrays: await open(request) };
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

export function isRecord(value: JsonValue): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNdArray(value);
}
