/** Expectations as text, in `compute` and in `check`. */
import type { ChalkInstance } from 'chalk';
import type { Comparison } from './audit/model.js';
import { alignDecimal, numberText } from './layout/numbers.js';
import { wrapText } from './layout/wrap.js';

/** Significant digits: enough to tell float32 values apart. */
const DIGITS = 9;

/** @param indent columns before each line */
export function comparisonLines(c: Comparison, style: ChalkInstance, width: number, indent: number): string[] {
  const lead = ' '.repeat(indent);
  const difference = c.difference === null ? '' : `    difference ${numberText(c.difference, 3)}`;
  const ulps = c.ulps !== undefined && c.ulps >= 1 && c.ulps < 1e6 ? `, ${numberText(c.ulps, 3)} ulp` : '';
  const tolerance = c.tolerance === null ? '' : ` (tolerance ${numberText(c.tolerance, 2)}${ulps})`;
  const lines = wrapText(
    `${c.what}    expected ${plain(c.expected)}    got ${plain(c.actual)}${difference}${tolerance}`,
    width - indent,
  ).map((l) => lead + l);
  if (c.worst) lines.push(...worstTable(c.worst).map((l) => `${lead}  ${style.dim(l)}`));
  if (c.explanation) lines.push(...wrapText(c.explanation, width - indent).map((l) => lead + style.yellow(l)));
  return lines;
}

function worstTable(worst: NonNullable<Comparison['worst']>): string[] {
  const column = (title: string, texts: string[]) => {
    const aligned = alignDecimal(texts);
    const width = Math.max(title.length, aligned[0].length);
    return [title.padEnd(width), ...aligned.map((t) => t.padEnd(width))];
  };
  const columns = [
    column(
      'index',
      worst.map((w) => w.index),
    ),
    column(
      'expected',
      worst.map((w) => numberText(w.expected, DIGITS)),
    ),
    column(
      'got',
      worst.map((w) => numberText(w.actual, DIGITS)),
    ),
    column(
      'difference',
      worst.map((w) => numberText(w.difference, 3)),
    ),
  ];
  return columns[0].map((_, row) =>
    columns
      .map((c) => c[row])
      .join('  ')
      .trimEnd(),
  );
}

export function plain(value: unknown): string {
  return typeof value === 'number'
    ? numberText(value, DIGITS)
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}
