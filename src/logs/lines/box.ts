/** A box of keys and values, which are one row of a log: `|    loss            | 6.12     |`. */
import { type LogLine, numberOf, significantDigit } from './line.js';
import { LineValues } from './values.js';

export interface Box {
  /** `train/`, which stands above its keys. */
  group: string;
  readonly values: LineValues;
  readonly counters: Map<string, number>;
  /** Rows that had a key and a value. */
  rows: number;
}

export function newBox(): Box {
  return { group: '', values: new LineValues(), counters: new Map(), rows: 0 };
}

/** Counts what a training did. */
const COUNTER =
  /^(?:total_?timesteps|n_updates|nupdates|iterations|episodes|steps|num_timesteps|timesteps_total)$/;
const CLOCK = /^(?:time_elapsed|fps|learning_rate|lr|time)$/;

/** @param digits significant ones of a number that is no counter */
export function addRow(box: Box, key: string, cell: string, digits: number): void {
  if (key.endsWith('/') && cell === '') {
    box.group = key;
    return;
  }
  box.rows++;
  const value = numberOf(cell);
  const bare = key.slice(key.lastIndexOf('/') + 1);
  const name = `${box.group}${key}`;
  if (value === undefined) {
    if (/\d/.test(cell)) box.values.leave('number', name, cell);
  } else if (COUNTER.test(bare)) {
    box.counters.set(bare, value);
    box.values.leave('setting', name, cell);
  } else if (CLOCK.test(bare)) box.values.leave('setting', name, cell);
  else box.values.add({ name, value, exponent: significantDigit(value, digits) });
}

/** In this order: what all boxes of a training have comes first. */
const STEPS = [
  'total_timesteps',
  'total timesteps',
  'num_timesteps',
  'n_updates',
  'nupdates',
  'iterations',
  'steps',
  'episodes',
];

/** The row that a box makes; undefined where it holds no value. */
export function boxLine({ values, counters }: Box): LogLine | undefined {
  if (values.values.length === 0) return undefined;
  const counter = STEPS.find((name) => counters.has(name));
  const step = counter === undefined ? undefined : counters.get(counter);
  const aside = (values.aside ?? []).filter(({ name }) => counter === undefined || !name.endsWith(counter));
  return {
    kind: 'progress',
    values: values.values,
    ...(step === undefined ? {} : { step }),
    ...(aside.length > 0 ? { aside } : {}),
    index: true,
  };
}
