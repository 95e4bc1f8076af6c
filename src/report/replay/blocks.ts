/** Blocks that the parts of a `replay` document are made of. */
import type { Block, Role, TableColumn, TableRow } from '../layout/document.js';
import { numberText, plural } from '../layout/numbers.js';
import { shortened } from '../layout/table.js';

/** Rows of a table before it is cut to head and tail. */
const HEAD = 14;
const TAIL = 8;

export const textColumn = (name: string): TableColumn => ({ name, kind: 'text' });
export const numberColumn = (name: string): TableColumn => ({ name, kind: 'number' });

/** @param cutBy what a row is, where rows in the middle of many are left out */
export function replayTable(
  columns: readonly TableColumn[],
  rows: readonly TableRow[],
  cutBy?: string,
): Block {
  const kept = cutBy === undefined ? rows : shortened(rows, HEAD, TAIL, (n) => `… ${plural(n, cutBy)} …`);
  return { kind: 'table', columns, rows: kept, indent: 2 };
}

export function says(text: string, role?: Role): Block {
  return { kind: 'text', text, indent: 2, ...(role ? { role } : {}) };
}

/** Numbers with so many digits, and an empty cell for what is not known. */
export function cellsOf(digits: number) {
  const number = (x: number) => numberText(x, digits);
  return { number, optional: (x: number | undefined) => (x === undefined ? '' : number(x)) };
}
