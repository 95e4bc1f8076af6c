/** The fields of an Arrow file, and where the arrays of numbers in them have their buffers. */
import type { Dtype } from '../../tensor/ndarray.js';
import type { FlatTable } from './flatbuffer.js';

const MOST_DEPTH = 64;
const MOST_FIELDS = 2 ** 16;

/** Types of format/Schema.fbs; those that are left out hold no numbers that a loss takes. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'null',
  2: 'int',
  3: 'float',
  4: 'binary',
  5: 'utf8',
  6: 'bool',
  7: 'decimal',
  8: 'date',
  9: 'time',
  10: 'timestamp',
  11: 'interval',
  12: 'list',
  13: 'struct',
  14: 'union',
  15: 'fixed-size binary',
  16: 'fixed-size list',
  17: 'map',
  18: 'duration',
  19: 'large binary',
  20: 'large utf8',
  21: 'large list',
  22: 'run-end encoded',
  23: 'binary view',
  24: 'utf8 view',
  25: 'list view',
  26: 'large list view',
};

export interface Field {
  readonly name: string;
  /** A name of `TYPES`; `dictionary` of what is encoded so. */
  readonly type: string;
  /** Of numbers. */
  readonly dtype: Dtype | undefined;
  /** Elements of a fixed-size list. */
  readonly size: number;
  readonly isSparse: boolean;
  readonly children: readonly Field[];
}

/** @throws Error where the schema is damaged, or what it describes is not read */
export function fieldsOf(schema: FlatTable): Field[] {
  if ((schema.int16(0) ?? 0) !== 0) throw new Error('big-endian data, which are not read');
  let count = 0;
  const field = (table: FlatTable, depth: number): Field => {
    if (depth > MOST_DEPTH || ++count > MOST_FIELDS) throw new RangeError('its schema is too deep');
    const type = TYPES[table.int8(2) ?? 0];
    if (type === undefined) throw new Error('a field of an unknown type');
    const details = table.table(3);
    const isEncoded = table.table(4) !== undefined;
    return {
      name: table.text(0),
      type: isEncoded ? 'dictionary' : type,
      dtype: isEncoded ? undefined : dtypeOf(type, details),
      size: type === 'fixed-size list' ? (details?.int32(0) ?? 0) : 0,
      isSparse: type === 'union' && (details?.int16(0) ?? 0) === 0,
      children: isEncoded ? [] : table.tables(5).map((child) => field(child, depth + 1)),
    };
  };
  return schema.tables(1).map((table) => field(table, 1));
}

const INTEGERS = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'] as const;
const FLOATS = ['float16', 'float32', 'float64'] as const;

function dtypeOf(type: string, details: FlatTable | undefined): Dtype | undefined {
  if (type === 'bool') return 'bool';
  if (type === 'float') return FLOATS[details?.int16(0) ?? 0];
  if (type !== 'int') return undefined;
  const name = `${details?.int8(1) ? '' : 'u'}int${details?.int32(0) ?? 0}`;
  return INTEGERS.find((dtype) => dtype === name);
}

/** What is around the numbers of a column, from the outermost. */
export interface Step {
  readonly kind: 'list' | 'large list' | 'fixed-size list' | 'struct' | 'values';
  /** Number of its node, and of its first buffer. */
  readonly node: number;
  readonly buffer: number;
  readonly size: number;
}

export interface Column {
  /** Name of the field, or names from the outermost. */
  readonly name: string;
  /** Undefined for what no loss takes. */
  readonly dtype: Dtype | undefined;
  readonly type: string;
  /** Ends with `values`. */
  readonly steps: readonly Step[];
}

const BUFFERS: Readonly<Record<string, number>> = {
  null: 0,
  'run-end encoded': 0,
  struct: 1,
  'fixed-size list': 1,
  utf8: 3,
  binary: 3,
  'large utf8': 3,
  'large binary': 3,
  'list view': 3,
  'large list view': 3,
};

/**
 * All columns, with the places of their buffers: those of a view depend on the batch.
 * @param variadic how many further buffers each view has
 */
export function columnsOf(fields: readonly Field[], variadic: readonly number[]): Column[] {
  const columns: Column[] = [];
  let [node, buffer, views] = [0, 0, 0];

  function walk(field: Field, names: readonly string[], around: readonly Step[]): void {
    const { type, dtype, size, children } = field;
    const own = { node: node++, buffer, size };
    if (type === 'union') buffer += field.isSparse ? 1 : 2;
    else buffer += BUFFERS[type] ?? 2;
    if (type.endsWith(' view') && !type.includes('list')) buffer += variadic[views++] ?? 0;
    const kind = type === 'list' || type === 'large list' || type === 'fixed-size list' ? type : undefined;
    if (kind && children.length === 1) {
      walk(children[0]!, names, [...around, { ...own, kind }]);
      return;
    }
    if (type === 'struct') {
      for (const child of children) walk(child, [...names, child.name], [...around, { ...own, kind: type }]);
      return;
    }
    columns.push({ name: names.join('.'), dtype, type, steps: [...around, { ...own, kind: 'values' }] });
    // Buffers of what is not read are counted alone.
    const found = columns.length;
    for (const child of children) walk(child, names, around);
    columns.length = found;
  }

  for (const field of fields) walk(field, [field.name], []);
  return columns;
}
