/** Expectations as items of a list, in `compute` and in `check`. */
import type { Comparison } from './audit/model.js';
import type { Block, Item } from './layout/document.js';
import { alignDecimal, numberText } from './layout/numbers.js';

/** Significant digits: enough to tell float32 values apart. */
const DIGITS = 9;

export function comparisonItem(c: Comparison): Item {
  const mark = c.passed ? ({ text: 'ok', role: 'good' } as const) : ({ text: 'FAIL', role: 'bad' } as const);
  return { mark, text: comparisonText(c), details: comparisonDetails(c) };
}

export function comparisonText(c: Comparison): string {
  const difference = c.difference === null ? '' : `    difference ${numberText(c.difference, 3)}`;
  const ulps = c.ulps !== undefined && c.ulps >= 1 && c.ulps < 1e6 ? `, ${numberText(c.ulps, 3)} ulp` : '';
  const tolerance = c.tolerance === null ? '' : ` (tolerance ${numberText(c.tolerance, 2)}${ulps})`;
  return `${c.what}    expected ${plain(c.expected)}    got ${plain(c.actual)}${difference}${tolerance}`;
}

/** Where arrays differ most, and the known cause. */
export function comparisonDetails(c: Comparison): Block[] {
  return [
    ...(c.worst ? [worstTable(c.worst)] : []),
    ...(c.explanation ? [{ kind: 'text', text: c.explanation, role: 'warning' } as const] : []),
  ];
}

function worstTable(worst: NonNullable<Comparison['worst']>): Block {
  const columns = ['index', 'expected', 'got', 'difference'];
  const cells = [
    worst.map((w) => w.index),
    worst.map((w) => numberText(w.expected, DIGITS)),
    worst.map((w) => numberText(w.actual, DIGITS)),
    worst.map((w) => numberText(w.difference, 3)),
  ].map(alignDecimal);
  return {
    kind: 'table',
    columns: columns.map((name) => ({ name, kind: 'list', role: 'quiet' })),
    rows: worst.map((_, i) => cells.map((c) => c[i] ?? '')),
    gap: 2,
    indent: 2,
  };
}

export function plain(value: unknown): string {
  return typeof value === 'number'
    ? numberText(value, DIGITS)
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}
