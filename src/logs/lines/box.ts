/** A box of keys and values, which are one row of a log: `|    loss            | 6.12     |`. */
import { type LogLine, numberOf, significantDigit } from './line.js';
import { LineValues } from './values.js';

/** What of a box came so far. Never changed: formats remember it. */
export interface Box {
  /** `train/`, which stands above its keys. */
  readonly group: string;
  readonly rows: readonly { readonly name: string; readonly cell: string }[];
}

export const EMPTY_BOX: Box = { group: '', rows: [] };

/** `train/`, which is no key: its keys stand below. */
export function isGroup(key: string, cell: string): boolean {
  return key.endsWith('/') && cell === '';
}

/** Does the box have this key? Then it is that of the next one, whose rule is lost. */
export function hasKey({ group, rows }: Box, key: string): boolean {
  return rows.some(({ name }) => name === `${group}${key}`);
}

export function withRow({ group, rows }: Box, key: string, cell: string): Box {
  if (isGroup(key, cell)) return { group: key, rows };
  return { group, rows: [...rows, { name: `${group}${key}`, cell }] };
}

/** What a training counts; the first that a box has is its step. The first of all stand in every box. */
const COUNTERS = [
  'total_timesteps',
  'total timesteps',
  'num_timesteps',
  'n_updates',
  'nupdates',
  'iterations',
  'episodes',
  'TotalEnvInteracts',
  'Epoch',
  'epoch',
  'Iteration',
];
const BESIDE: ReadonlySet<string> = new Set([
  'serial_timesteps',
  'time_elapsed',
  'Time',
  'fps',
  'learning_rate',
  'lr',
]);

/**
 * The row that a box makes; undefined where it holds no value.
 * @param digits significant ones of a number that is no counter
 */
export function boxLine({ rows }: Box, digits: number): LogLine | undefined {
  const found = new LineValues();
  const bare = (name: string) => name.slice(name.lastIndexOf('/') + 1);
  const counter = COUNTERS.map((name) => rows.find((row) => bare(row.name) === name)).find(
    (row) => row !== undefined && numberOf(row.cell) !== undefined,
  );
  for (const row of rows) {
    const { name, cell } = row;
    const value = numberOf(cell);
    if (row === counter) continue;
    if (COUNTERS.includes(bare(name)) || BESIDE.has(bare(name))) found.leave('setting', name, cell);
    else if (value !== undefined) found.add({ name, value, exponent: significantDigit(value, digits) });
    else if (/\d/.test(cell)) found.leave('number', name, cell);
  }
  if (found.values.length === 0) return undefined;
  return {
    kind: 'progress',
    values: found.values,
    ...(counter ? { [/^epoch$/i.test(counter.name) ? 'epoch' : 'step']: numberOf(counter.cell) } : {}),
    ...(found.aside ? { aside: found.aside } : {}),
    index: true,
  };
}
