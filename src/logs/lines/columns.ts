/** A row of cells under the names of their columns: tables and CSV files alike. */
import { EXACT, type LogLine, numberOf, printed } from './line.js';
import { LineValues } from './values.js';

/** What a column is for; any other holds values. */
export type ColumnRole = 'epoch' | 'step' | 'apart';

export interface Columns {
  readonly names: readonly string[];
  /** @returns undefined for a column of values; `apart` for a clock, a rate, a path */
  role(name: string): ColumnRole | undefined;
  /** Numbers are written in full, not rounded for a reader. */
  readonly exact: boolean;
}

/** A percentage is read as it is printed. */
const PERCENT = /(?<=\d)\s?%$/;
/** Cells that say that there is no value. */
const NONE = /^(?:|-+|#na#|n\/?a|none|null|no log)$/i;

/**
 * The line that a row makes: an `epoch`, whose kind the format may change. What is no number is left aside,
 * said to be so.
 * @returns undefined where no cell is a value, or their count is not that of the columns
 */
export function rowOf(cells: readonly string[], { names, role, exact }: Columns): LogLine | undefined {
  if (cells.length !== names.length) return undefined;
  const found = new LineValues();
  const result: LogLine = { kind: 'epoch', values: found.values };
  for (const [i, cell] of cells.entries()) {
    // C's NaN: `-nan(ind)`.
    const shown = cell
      .trim()
      .replace(/^"|"$/g, '')
      .replace(/\((?:s?nan|ind)\)$/, '')
      // Markdown's emphasis of the best value.
      .replace(/^[*_`]{1,3}(?=[-+.\d])|(?<=[\d%])[*_`]{1,3}$/g, '');
    const text = shown.replace(PERCENT, '');
    if (NONE.test(text)) continue;
    const name = names[i]!;
    const kind = role(name);
    // `3/10` counts.
    const value = numberOf(kind === undefined ? text : text.replace(/(?<=^\d{1,9})\s?\/\s?\d{1,9}$/, ''));
    if (kind === 'apart') found.leave('setting', name, text);
    else if (value === undefined) {
      // A date or a name among the numbers.
      if (/\d/.test(text)) found.leave('number', name, text);
    } else if (kind !== undefined) result[kind] = value;
    else {
      const own = exact ? { name, value, exponent: EXACT } : printed(name, text)!;
      found.add(text === shown ? own : { ...own, percent: true });
    }
  }
  if (found.aside) result.aside = found.aside;
  return found.values.length > 0 ? result : undefined;
}
