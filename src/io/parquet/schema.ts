/** The columns of a Parquet file that hold numbers, and how lists are around them. */
import type { SchemaElement } from 'hyparquet';
import type { Dtype } from '../../tensor/ndarray.js';

export interface Leaf {
  /** Name of its array: that of the column, or the path of a field in it. */
  readonly name: string;
  /** Names from the root. */
  readonly path: readonly string[];
  readonly element: SchemaElement;
  /** Undefined for what no loss takes. */
  readonly dtype: Dtype | undefined;
  /** Largest level of definition: below it a value, or a list around it, is missing. */
  readonly defined: number;
  /** Of each list around it, from the outermost: the level of definition of one with elements. */
  readonly lists: readonly number[];
}

const MOST_DEPTH = 64;
const MOST_ELEMENTS = 2 ** 16;

/** @throws RangeError where the schema is no tree */
export function leavesOf(schema: readonly SchemaElement[]): Leaf[] {
  if (schema.length > MOST_ELEMENTS) throw new RangeError(`its schema has ${schema.length} elements`);
  const leaves: Leaf[] = [];
  let at = 1;

  function walk(path: readonly string[], defined: number, lists: readonly number[]): void {
    const element = schema[at++];
    if (!element || path.length > MOST_DEPTH) throw new RangeError('its schema is no tree');
    const own = [...path, element.name];
    const level = defined + (element.repetition_type === 'REQUIRED' ? 0 : 1);
    const around = element.repetition_type === 'REPEATED' ? [...lists, level] : lists;
    const children = element.num_children ?? 0;
    if (children > schema.length) throw new RangeError('its schema is no tree');
    for (let i = 0; i < children; i++) walk(own, level, around);
    if (children > 0) return;
    leaves.push({ name: '', path: own, element, dtype: dtypeOf(element), defined: level, lists: around });
  }

  while (at < schema.length) walk([], 0, []);
  const count = new Map<string, number>();
  for (const { path } of leaves) count.set(path[0]!, (count.get(path[0]!) ?? 0) + 1);
  return leaves.map((leaf) => ({
    ...leaf,
    name: count.get(leaf.path[0]!) === 1 ? leaf.path[0]! : leaf.path.join('.'),
  }));
}

/** What a column is called in a refusal: `DECIMAL`, `BYTE_ARRAY (STRING)`. */
export function typeText({ type, logical_type: logical, converted_type: converted }: SchemaElement): string {
  const meaning = logical?.type ?? converted;
  return meaning === undefined ? String(type) : `${type} (${meaning})`;
}

function dtypeOf({ type, type_length, logical_type, converted_type }: SchemaElement): Dtype | undefined {
  if (type === 'FIXED_LEN_BYTE_ARRAY')
    return logical_type?.type === 'FLOAT16' && type_length === 2 ? 'float16' : undefined;
  const written = /^(U?)INT_(8|16|32|64)$/.exec(converted_type ?? '');
  if (logical_type && logical_type.type !== 'INTEGER') return undefined;
  if (converted_type !== undefined && !written) return undefined;
  if (type === 'BOOLEAN') return 'bool';
  if (type === 'FLOAT') return 'float32';
  if (type === 'DOUBLE') return 'float64';
  if (type !== 'INT32' && type !== 'INT64') return undefined;
  const bits =
    logical_type?.type === 'INTEGER' ? logical_type.bitWidth : Number(written?.[2] ?? type.slice(3));
  const isSigned = logical_type?.type === 'INTEGER' ? logical_type.isSigned : written?.[1] !== 'U';
  const dtype = `${isSigned ? '' : 'u'}int${bits}`;
  return INTEGERS.find((known) => known === dtype);
}

const INTEGERS = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'] as const;
