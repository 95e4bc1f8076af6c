/** The lines of Keras' bars, verbose=2 and CSVLogger, and the clock that decides which are drawn. */

import type { KerasEra } from './keras-loops.js';
import { keras, python } from './numbers.js';
import type { Random } from './random.js';

export interface ShownEpoch {
  readonly sizes: readonly number[];
  /** By name, in the order of the line. */
  readonly values: ReadonlyMap<string, { bar: readonly number[]; last: number; record: number }>;
  readonly counter: 'steps' | 'samples';
  readonly unknown: boolean;
  /** Validation values: in the last line only. */
  readonly validation: ReadonlyMap<string, number>;
}

export interface Clock {
  readonly step: number;
  readonly first: number;
  /** The last batch has another shape: it is compiled anew. */
  readonly recompiles: number;
  readonly validation: number;
}

const WIDTH = { 'keras 2': 30, 'tf 2.1': 30, 'tf 2.2': 30, 'keras 3': 20 } as const;

/** One drawn state. */
export interface Line {
  readonly step: number;
  readonly text: string;
  readonly ends: boolean;
}

/** The lines that are drawn of an epoch, at most one every 0.05 s. */
export function barLines(era: KerasEra, epoch: ShownEpoch, clock: Clock, random: Random): Line[] {
  const { sizes, counter } = epoch;
  const steps = sizes.length;
  const done = (k: number) => (counter === 'samples' ? sizes.slice(0, k).reduce((a, b) => a + b, 0) : k);
  const target = done(steps);
  const lines: Line[] = [];
  let now = 0;
  let first = 0;
  let drawn = Number.NEGATIVE_INFINITY;
  let seen = 0;
  const twice = era.form === 'tf 2.2' || era.form === 'keras 3';
  for (let k = 1; k <= steps + (twice ? 1 : 0); k++) {
    const ends = twice ? k > steps : k === steps;
    const at = Math.min(k, steps);
    if (k <= steps) {
      now += k === 1 ? clock.first : clock.step * (0.8 + 0.4 * random.next());
      if (k === steps) now += clock.recompiles;
      if (k === 1) first = now;
      seen += sizes[k - 1];
    }
    if (ends) now += clock.validation;
    if (now - drawn < 0.05 && !ends) continue;
    drawn = now;
    const current = counter === 'samples' ? seen : at;
    const perUnit = current > 1 && twice ? (now - first) / Math.max(1, at - 1) : now / current;
    const values = [...epoch.values].map(
      ([name, v]) => ` - ${name}: ${keras(ends ? v.last : v.bar[at - 1])}`,
    );
    if (ends) for (const [name, x] of epoch.validation) values.push(` - ${name}: ${keras(x)}`);
    const head = headOf(era, current, target, now, perUnit, ends, epoch.unknown);
    lines.push({ step: at, ends, text: head + values.join('') });
  }
  return lines;
}

function headOf(
  era: KerasEra,
  at: number,
  target: number,
  now: number,
  per: number,
  ends: boolean,
  unknown: boolean,
) {
  const width = WIDTH[era.form];
  const unit = era.form === 'tf 2.1' ? 'sample' : 'step';
  if (unknown && !ends) {
    const count = `${String(at).padStart(7)}/Unknown`;
    return era.form === 'keras 3'
      ? `${count} ${now.toFixed(0)}s ${time(per)}/step`
      : `${count} - ${now.toFixed(0)}s ${time(per)}/step`;
  }
  const counter = `${String(at).padStart(String(target).length)}/${target}`;
  const cells = Math.trunc((width * at) / target);
  if (era.form === 'keras 3')
    return `${counter} ${'━'.repeat(20)} ${(ends ? now : per * (target - at)).toFixed(0)}s ${time(per)}/step`;
  const head = cells > 0 ? `${'='.repeat(cells - 1)}${at < target ? '>' : '='}` : '';
  const bar = `${counter} [${head}${'.'.repeat(width - cells)}]`;
  if (!ends) return `${bar} - ETA: ${(per * (target - at)).toFixed(0)}s`;
  return era.times === false
    ? `${bar} - ${now.toFixed(0)}s`
    : `${bar} - ${now.toFixed(0)}s ${time(per)}/${unit}`;
}

function time(seconds: number): string {
  if (seconds >= 1) return `${seconds.toFixed(0)}s`;
  return seconds >= 1e-3 ? `${(seconds * 1e3).toFixed(0)}ms` : `${(seconds * 1e6).toFixed(0)}us`;
}

/** One line an epoch. */
export function verbose2Line(era: KerasEra, epoch: ShownEpoch, clock: Clock): string {
  const steps = epoch.sizes.length;
  const target = epoch.counter === 'samples' ? epoch.sizes.reduce((a, b) => a + b, 0) : steps;
  const now = clock.first + clock.step * steps;
  const both = [...[...epoch.values].map(([n, v]) => [n, v.record] as const), ...epoch.validation];
  const values = both.map(([name, x]) => ` - ${name}: ${keras(x, true)}`).join('');
  const counter = `${target}/${target}`;
  const elapsed = `${now.toFixed(0)}s`;
  if (era.verbose2 === 'plain') return ` - ${elapsed}${values}`;
  if (era.verbose2 === 'counter') return `${counter} - ${elapsed}${values}`;
  if (era.verbose2 === 'times first') return `${counter} - ${elapsed} - ${time(now / steps)}/step${values}`;
  return `${counter} - ${elapsed}${values} - ${time(now)}/epoch - ${time(now / steps)}/step`;
}

/** CSVLogger: every digit. */
export function csvText(epochs: readonly ShownEpoch[]): string {
  const names = [...epochs[0].values.keys(), ...epochs[0].validation.keys()].sort();
  const rows = epochs.map((e, i) =>
    [i, ...names.map((n) => python(e.values.get(n)?.record ?? (e.validation.get(n) as number)))].join(','),
  );
  return [`epoch,${names.join(',')}`, ...rows, ''].join('\n');
}
