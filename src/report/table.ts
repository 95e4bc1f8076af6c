/** Columns under their names: numbers aligned on the decimal point, wide tables broken into blocks. */
import { alignDecimal } from './numbers.js';

export interface TableColumn {
  readonly name: string;
  /** `text` is flush left; `number` is flush right with its points in one column. */
  readonly kind: 'text' | 'number';
}

/** Cells, or a remark over the whole width in place of rows that are left out. */
export type TableRow = readonly string[] | { readonly remark: string };

const GAP = 3;

/**
 * @param width what a line may have; columns that do not fit follow in a block of their own, after the text columns again
 * @param dim style of column names and remarks
 */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly TableRow[],
  width: number,
  dim: (text: string) => string,
): string[] {
  const laid = columns.map((column, c) => {
    const cells = rows.map((r) => ('remark' in r ? '' : (r[c] ?? '')));
    const body = column.kind === 'text' ? cells : alignDecimal(cells);
    const room = Math.max(column.name.length, ...body.map((t) => t.length));
    const pad = (t: string) => (column.kind === 'text' ? t.padEnd(room) : t.padStart(room));
    return { room, name: pad(column.name), body: body.map(pad), column };
  });
  const keys = laid.filter((c) => c.column.kind === 'text');
  const lines: string[] = [];
  for (const block of blocks(laid, keys, width)) {
    lines.push(dim(block.map((c) => c.name).join(' '.repeat(GAP))));
    rows.forEach((row, i) => {
      lines.push('remark' in row ? dim(row.remark) : block.map((c) => c.body[i]).join(' '.repeat(GAP)));
    });
  }
  return lines.map((l) => l.trimEnd());
}

/** Columns split so that each block fits; every block begins with the key columns. */
function blocks<C extends { room: number }>(all: readonly C[], keys: readonly C[], width: number): C[][] {
  const result: C[][] = [];
  const keyRoom = keys.reduce((sum, k) => sum + k.room + GAP, 0);
  let block: C[] = [];
  let used = 0;
  for (const column of all) {
    if (keys.includes(column)) continue;
    if (block.length > 0 && keyRoom + used + column.room > width) {
      result.push([...keys, ...block]);
      block = [];
      used = 0;
    }
    block.push(column);
    used += column.room + GAP;
  }
  if (block.length > 0 || result.length === 0) result.push([...keys, ...block]);
  return result;
}

/** Which of `count` rows are left out, so that `head` and `tail` stay. */
export function cut(count: number, head: number, tail: number): (index: number) => boolean {
  return count <= head + tail ? () => false : (i) => i >= head && i < count - tail;
}

/** The rows that stay, with a remark where some are left out. */
export function shortened(
  rows: readonly TableRow[],
  head: number,
  tail: number,
  remark: (left: number) => string,
): TableRow[] {
  const hidden = cut(rows.length, head, tail);
  const kept = rows.filter((_, i) => !hidden(i));
  const left = rows.length - kept.length;
  return left === 0 ? kept : [...kept.slice(0, head), { remark: remark(left) }, ...kept.slice(head)];
}
