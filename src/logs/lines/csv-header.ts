/** Which CSV files are those of a training: their header says so. */
import type { ColumnRole } from './columns.js';
import { cellsOf } from './csv-cells.js';
import { isMetric, numberOf } from './line.js';
import { counterName, isLoss, isMetricWord } from './metric-words.js';

export interface CsvHeader {
  readonly names: readonly string[];
  readonly separator: ',' | ';';
}

const LONGEST = 4096;
const LONGEST_NAME = 250;
const MOST_NAMES = 1000;
/** What pandas and R call the column of row numbers. */
const INDEX = /^(?:|Unnamed: \d{1,3}|index)$/i;
const CLOCK = /^(?:.*[_ /])?(?:timestamp|wall[_ ]time|date(?:time)?|relative time|duration)$|^_runtime$/i;

/** A column called `valid` holds a value. */
const PHASE = /^(?:train(?:ing)?|val(?:id(?:ation)?)?|test|dev|eval)$/i;

/** A column that holds no value: a clock, a rate, what a plot draws around a value. */
export function isApart(name: string): boolean {
  return (
    (!isMetric(name) && !PHASE.test(name)) ||
    CLOCK.test(name) ||
    INDEX.test(name) ||
    /__M(?:IN|AX)$/.test(name)
  );
}

let last: { readonly line: string; readonly header: CsvHeader | undefined } | undefined;

/** The header that a line is, of whatever table. Several formats ask for the same line. */
export function headerOf(line: string): CsvHeader | undefined {
  if (last?.line === line) return last.header;
  last = { line, header: found(line) };
  return last.header;
}

function found(given: string): CsvHeader | undefined {
  if (given.length > LONGEST) return undefined;
  const line = given.trim();
  for (const separator of [',', ';'] as const) {
    if (!line.includes(separator)) continue;
    const names = cellsOf(line, separator).map((cell) => cell.trim().replace(/^"|"$/g, ''));
    if (names.length > 1 && names.length <= MOST_NAMES && names.every(isName)) return { names, separator };
  }
  return undefined;
}

/** Only the column of row numbers may lack its name. */
function isName(cell: string, column: number): boolean {
  if (cell === '') return column === 0;
  if (cell.length > LONGEST_NAME || numberOf(cell) !== undefined || WITH_NUMBER.test(cell)) return false;
  return /[A-Za-z_\u0080-\uffff]/.test(cell);
}

/** `loss 0.5` is no name, nor `'loss': '0.5'`, `loss: [0.5]`. */
const WITH_NUMBER = /(?:^|[\s:=])(?:\w{1,20}\()?['"[(]{0,3}[-+]?\d{0,15}\.\d/;

/** The names, without the sign of a comment before the first (numpy.savetxt). */
export function bareNames(names: readonly string[]): readonly string[] {
  return names.map((name, i) => (i === 0 ? name.replace(/^#\s*/, '') : name));
}

/** The columns of a table that has a metric a row: MLflow's `Run,Run ID,metric,step,timestamp,value`. */
export interface LongForm {
  readonly name: number;
  readonly value: number;
  readonly step: number;
  readonly run: number;
}

export function longForm(names: readonly string[]): LongForm | undefined {
  const at = (pattern: RegExp) => names.findIndex((n) => pattern.test(n));
  const name = at(/^(?:metric|key|tag|metric[_ ]name|metric[_ ]key)$/i);
  const value = at(/^value$/i);
  const step = names.findIndex((n) => counterName(n) !== undefined);
  if (name < 0 || value < 0 || step < 0) return undefined;
  return { name, value, step, run: at(/^run(?:[_ ]?(?:name|id))?$/i) };
}

/**
 * A table of a training has a counter and something that is a loss or a metric; a counter of trainings alone
 * (`epoch`, `global_step`) is enough. Where there is none, every column must be a loss or metric (or a clock
 * or rate), one of them a loss or an accuracy: prices, addresses and claims have other columns, too.
 */
export function isTraining(given: readonly string[]): boolean {
  const names = bareNames(given);
  if (longForm(names)) return true;
  const counters = names.flatMap((name) => counterName(name) ?? []);
  const values = names.filter((name) => !isApart(name) && counterName(name) === undefined);
  if (values.length === 0) return false;
  if (counters.some((c) => c.rank === 0)) return true;
  // One scalar by step, whose name is not in the file: Neptune's `step,value,timestamp`.
  const scalar = values.length === 1 && /^value$/i.test(values[0]!);
  if (counters.length > 0) return scalar || values.some(isMetricWord);
  if (values.some((name) => / \d+$/.test(name))) return false;
  const all = values.every((name) => isMetricWord(name) || hasTwin(name, names));
  return all && values.some((name) => isLoss(name) || /acc|ppl|perplexity/i.test(name));
}

/** `foo` beside `val_foo`. */
function hasTwin(name: string, names: readonly string[]): boolean {
  const bare = name.replace(/^(?:val|valid|test|eval|train)_/, '');
  return names.some(
    (other) => other !== name && other.replace(/^(?:val|valid|test|eval|train)_/, '') === bare,
  );
}

/** One column counts epochs and one steps, the surest of each; other counters are no values. */
export function rolesOf(names: readonly string[]): ReadonlyMap<string, ColumnRole> {
  const roles = new Map<string, ColumnRole>();
  const best = new Map<'epoch' | 'step', number>();
  for (const name of names) {
    const counter = counterName(name);
    if (counter) best.set(counter.counts, Math.min(counter.rank, best.get(counter.counts) ?? counter.rank));
    if (isApart(name)) roles.set(name, 'apart');
  }
  for (const name of names) {
    const counter = counterName(name);
    if (!counter) continue;
    const { counts, rank } = counter;
    const first = best.get(counts) === rank;
    roles.set(name, first ? counts : 'apart');
    if (first) best.delete(counts);
  }
  return roles;
}
