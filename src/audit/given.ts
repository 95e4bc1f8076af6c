/** An audit that a program has as an object, in place of a file. */
import { LossauditError } from '../errors.js';
import { type JsonDocument, type JsonValue, parseJson } from '../io/json.js';
import { MAX_VALUES, TOO_MANY } from '../io/json-value.js';
import { fromNested } from '../io/nested-numbers.js';
import { fromShaped, type ShapedArray } from '../io/shaped-array.js';
import { fromTyped, noArray, type TypedArray } from '../io/typed-array.js';
import type { NdArray } from '../tensor/ndarray.js';
import type { Audit } from './audit.js';
import type { Overrides } from './overlay.js';
import { type ReadContext, readAudit } from './read.js';
import type { AuditFile } from './schema.js';

/** Nested lists of numbers. */
export type NestedNumbers = readonly (number | boolean | bigint | TypedArray | NestedNumbers)[];

/**
 * An array: numbers as a program has them, or as an audit file says where they are (`y.npy`, `{ file, key,
 * dtype }`, `{ values, dtype }`).
 */
export type ArrayInput =
  | number
  | boolean
  | string
  | NestedNumbers
  | TypedArray
  | ShapedArray
  | { readonly file: string; readonly key?: string; readonly dtype?: string }
  | { readonly values: number | NestedNumbers | TypedArray; readonly dtype?: string };

interface GivenArrays {
  readonly y_true?: ArrayInput;
  readonly y_pred?: ArrayInput;
  readonly input?: ArrayInput;
  readonly target?: ArrayInput;
  readonly mask?: ArrayInput;
  readonly sample_weight?: ArrayInput;
  readonly inputs?: Readonly<Record<string, ArrayInput>>;
  readonly params?: Readonly<Record<string, ArrayInput | null>>;
}

type OutputFile = NonNullable<AuditFile['outputs']>[string];
type GivenOutput = Omit<OutputFile, keyof GivenArrays> & GivenArrays;

/** What an audit file may hold (docs/audit-file.md), with the arrays of a program. */
export interface AuditInput extends Omit<AuditFile, keyof GivenArrays | 'outputs'>, GivenArrays {
  readonly outputs?: Readonly<Record<string, GivenOutput>>;
}

const MOST_DEEP = 64;

/** Of an audit that no file holds. */
export const OF_A_PROGRAM: ReadContext = { source: 'audit', baseDir: '.', roots: [] };

/**
 * `readAudit` for programs.
 * @param source the audit file's bytes, or an object with its keys, whose arrays are read and never changed;
 *   undefined when the overrides alone make the audit
 * @param overrides keys over those of the source
 * @throws LossauditError naming file, key and line
 */
export async function readGivenAudit(
  source: Uint8Array | AuditInput | undefined,
  overrides: AuditInput = {},
  context: ReadContext = OF_A_PROGRAM,
): Promise<Audit> {
  const document = source === undefined ? undefined : documentOf(source, context.source);
  return readAudit(document, jsonValue(overrides, [], 0, { count: 0 }) as Overrides, context);
}

/** @throws LossauditError for a text that is no JSON, and for values that no file could hold */
export function documentOf(source: Uint8Array | AuditInput, file: string): JsonDocument {
  return source instanceof Uint8Array ? parseJson(source, file) : givenDocument(source);
}

/** The object as a file of it would be read. */
function givenDocument(audit: object): JsonDocument {
  const value = jsonValue(audit, [], 0, { count: 0 });
  return {
    value,
    locate: () => undefined,
    textAt(path) {
      const found = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], value);
      return typeof found === 'number' || typeof found === 'string' ? JSON.stringify(found) : undefined;
    },
  };
}

/** Values so far: of a few objects that hold each other more could be made than there is memory for. */
interface Counted {
  count: number;
}

function tooMany(where: string): LossauditError {
  return new LossauditError('json-limit', { path: where, ...TOO_MANY }, { where });
}

/** A value of such an object, in which lists of numbers and typed arrays are arrays. */
function jsonValue(value: unknown, path: readonly string[], depth: number, values: Counted): JsonValue {
  const where = path.join('.');
  if (++values.count > MAX_VALUES) throw tooMany(where);
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as JsonValue;
  if (typeof value === 'bigint') return scalarOf(value, where);
  if (ArrayBuffer.isView(value)) return stated(fromTyped(value, where));
  if (typeof value !== 'object') throw noArray(`a ${typeof value}`, where);
  if (depth > MOST_DEEP) throw noArray('an object that holds itself, or is nested too deeply', where);
  if (Array.isArray(value)) {
    const array = fromNested(value, where);
    if (array) return hasTypedRows(value) ? stated(array) : array;
    if (value.length > MAX_VALUES) throw tooMany(where);
    return value.map((one, i) => jsonValue(one, [...path, String(i)], depth + 1, values));
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw noArray(`a ${value.constructor?.name || 'class instance'}`, where);
  if (holdsData(value)) return stated(fromShaped({ ...value }, where));
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  for (const [key] of members)
    if (key === '__proto__') throw new LossauditError('json-refused-key', { key }, { where });
  return Object.fromEntries(
    members.map(([key, one]) => {
      const at = [...path, key];
      const isValues = key === 'values' && ArrayBuffer.isView(one);
      return [key, isValues ? fromTyped(one, at.join('.')) : jsonValue(one, at, depth + 1, values)];
    }),
  );
}

/** A typed array says of what kind its numbers are, as a file does; a list does not. */
function stated(array: NdArray): JsonValue {
  return { values: array, dtype: array.dtype };
}

function hasTypedRows(list: readonly unknown[]): boolean {
  let at: unknown = list;
  while (Array.isArray(at)) at = at[0];
  return ArrayBuffer.isView(at);
}

/** An output or a term may be called data, too. */
function holdsData(value: object): boolean {
  return 'data' in value && (ArrayBuffer.isView(value.data) || Array.isArray(value.data));
}

function scalarOf(value: bigint, where: string): number {
  const array = fromNested([value], where);
  return array!.data[0]!;
}
