/** Columns of numbers as the lines of CSV files: a file for the columns of one length. */
import { counterName } from './metric-words.js';

export interface NamedColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** A line of cells. */
export function csvCells(cells: readonly string[]): string {
  return cells
    .map((cell) => cell.replace(/\s+/g, ' '))
    .map((cell) => (/[",;]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
}

/** Columns of a curve each stand beside their own steps: a metric a row. */
export function* columnTexts(columns: readonly NamedColumn[]): Iterable<string> {
  const byName = new Map(columns.map((c) => [c.name, c.values]));
  const curves = columns.filter((c) => isCurve(c, byName));
  if (curves.length > 0) yield 'metric,step,value';
  for (const { name, values } of curves) {
    const steps = byName.get(name.replace(/y$/, 'x'))!;
    const cell = csvCells([name.replace(/\.?y$/, '')]);
    for (const [i, value] of values.entries()) yield `${cell},${steps[i]},${textOf(value)}`;
  }
  const used = new Set(curves.flatMap(({ name }) => [name, name.replace(/y$/, 'x')]));
  const lengths = new Map<number, NamedColumn[]>();
  for (const column of columns) {
    if (used.has(column.name) || column.values.every((x) => Number.isNaN(x))) continue;
    const alike = lengths.get(column.values.length) ?? [];
    lengths.set(column.values.length, [...alike, column]);
  }
  for (const [rows, alike] of lengths) yield* tableTexts(alike, rows);
}

/** ClearML's `x` and `y` (task.get_reported_scalars). */
function isCurve({ name, values }: NamedColumn, all: ReadonlyMap<string, Float64Array>): boolean {
  return /(?:^|\.)y$/.test(name) && all.get(name.replace(/y$/, 'x'))?.length === values.length;
}

function* tableTexts(columns: readonly NamedColumn[], rows: number): Iterable<string> {
  const names = bare(columns.map((c) => c.name));
  // A History of Keras has a `loss`, and an epoch a row; the first is 1.
  const epochs = names.includes('loss') && !names.some((name) => counterName(name) !== undefined);
  // Rows without a counter have an empty cell: a column alone would be no table.
  yield csvCells([epochs ? 'Epoch' : '', ...names]);
  for (let row = 0; row < rows; row++) {
    let text = epochs ? String(row + 1) : '';
    for (const { values } of columns) text += `,${textOf(values[row]!)}`;
    yield text;
  }
}

function textOf(value: number): string {
  return Number.isNaN(value) ? 'nan' : String(value);
}

/** Without what stands before the names of all: `history.loss`. */
function bare(names: readonly string[]): readonly string[] {
  const [first = ''] = names;
  const prefix = first.slice(0, first.indexOf('.') + 1);
  if (prefix !== '' && names.every((name) => name.startsWith(prefix) && name.length > prefix.length))
    return bare(names.map((name) => name.slice(prefix.length)));
  return names.map((name) => name.replace(/^history\./, ''));
}
