/**
 * Which steps a line covers that shows the mean since the line before: all since then, unless lines are
 * missing.
 */

import { greatestCommon } from '../series/counters.js';
import type { LogSeries } from '../series/series.js';
import type { Point } from './decode.js';

/** Epochs and lines of one that are looked at. */
const FEW = 20;
const MANY = 200;
/** So many lines at equal distances are no accident. */
const SURE_LINES = 8;
/** At a distance that programs have by default or people choose. */
const SURE_USUAL = 4;

interface Window {
  /** Steps that a line covers. */
  readonly length: number;
  /** Do all counters fit it, with no line left out? */
  readonly sure: boolean;
}

interface Covered {
  readonly from: number;
  /** What must hold. */
  readonly condition?: string;
}

const known = new WeakMap<LogSeries, { readonly rows: number; readonly window: Window | undefined }>();

/** @param last the point before, of the same epoch */
export function covered(
  series: LogSeries,
  point: Point & { readonly row: number },
  last: Point | undefined,
): Covered {
  const told = series.table.start.at(point.row);
  if (Number.isFinite(told)) return { from: Math.min(told, point.k) };
  const window = windowOf(series);
  // Lines without a counter are numbered: each is its own window.
  if (!window || !Number.isFinite(series.table.step.at(point.row))) return { from: point.k };
  const { length, sure } = window;
  const since = last && last.k < point.k ? last.k : 0;
  const from = Math.min(point.k, Math.max(since, point.k - length) + 1);
  // Of one step there is but one mean.
  return sure || point.k === 1
    ? { from }
    : { from, condition: `a line covers ${length} step${length === 1 ? '' : 's'}` };
}

function windowOf(series: LogSeries): Window | undefined {
  const { rows } = series.table;
  const found = known.get(series);
  if (found?.rows === rows) return found.window;
  const window = findWindow(series);
  known.set(series, { rows, window });
  return window;
}

/**
 * Programs print a line every so many steps: all counters are multiples of that. Gaps of one length show it;
 * wider ones beside them are lines that are missing, and one line alone shows nothing.
 */
function findWindow(series: LogSeries): Window | undefined {
  let length = 0;
  let lines = 0;
  const gaps = new Set<number>();
  for (let i = 0; i < series.segments && i < FEW; i++) {
    const counters = countersOf(series, i);
    // Trainer's logging_first_step.
    const first = counters[0] === 1 && counters.length > 1 && counters[1]! > 2 ? 1 : 0;
    counters.slice(first).forEach((k, j, all) => {
      length = greatestCommon(length, k);
      lines++;
      if (j > 0) gaps.add(k - all[j - 1]!);
    });
    if (i > 0 && counters.length > first && counters[first]! > 0) gaps.add(counters[first]!);
  }
  if (length === 0) return undefined;
  // A few lines may be regular by chance, those in between lost; programs print every step, or every 5th,
  // 10th, 50th and so on.
  const enough = length === 1 ? 2 : length % 5 === 0 ? SURE_USUAL : SURE_LINES;
  const regular = lines >= enough && [...gaps].every((gap) => gap === length);
  return { length, sure: regular && !series.traits.has('window-of-setting') };
}

/** In their order, each once. */
function countersOf(series: LogSeries, index: number): number[] {
  const { from, to } = series.segment(index);
  const counters: number[] = [];
  for (let row = from; row < to && row < from + MANY; row++) {
    const k = series.table.step.at(row);
    if (k > (counters.at(-1) ?? 0)) counters.push(k);
  }
  return counters;
}
