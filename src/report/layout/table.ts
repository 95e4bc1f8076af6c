/** Columns under their names: numbers aligned on the decimal point, wide tables broken into blocks. */
import { alignDecimal } from './numbers.js';

export interface TableColumn {
  readonly name: string;
  /** `text` names its row and is flush left; `list` is flush left, too; `number` is flush right with its points in one column. */
  readonly kind: 'text' | 'list' | 'number';
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
  const laidOut = (column: TableColumn, c: number, most: number) => {
    const cells = rows.map((r) => ('remark' in r ? '' : (r[c] ?? '')));
    const name = cut(column.name, most);
    const body = (column.kind === 'number' ? alignDecimal(cells) : cells).map((t) => cut(t, most));
    const room = Math.max(name.length, ...body.map((t) => t.length));
    const pad = (t: string) => (column.kind === 'number' ? t.padStart(room) : t.padEnd(room));
    return { room, name: pad(name), body: body.map(pad), column };
  };
  // What names the rows is cut where it leaves the values no room; each of these fits beside it.
  const keysOf = (most: number) =>
    columns.flatMap((column, c) => (column.kind === 'text' ? [laidOut(column, c, most)] : []));
  const roomOf = (them: readonly { room: number }[]) => them.reduce((sum, k) => sum + k.room + GAP, 0);
  const values = columns.some((c) => c.kind !== 'text');
  let keys = keysOf(width);
  if (roomOf(keys) > (values ? width * 0.6 : width + GAP)) keys = keysOf(Math.floor(width / 2 / keys.length) - GAP);
  const rest = width - roomOf(keys);
  const laid = columns.map((column, c) => keys.find((k) => k.column === column) ?? laidOut(column, c, rest));
  const lines: string[] = [];
  for (const block of blocks(laid, keys, width)) {
    lines.push(dim(block.map((c) => c.name).join(' '.repeat(GAP))));
    rows.forEach((row, i) => {
      lines.push('remark' in row ? dim(row.remark) : block.map((c) => c.body[i]).join(' '.repeat(GAP)));
    });
  }
  return lines.map((l) => l.trimEnd());
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
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

/** The rows at both ends, and how many lie between: of millions only these are ever held. */
export function ends<T>(items: Iterable<T>, head: number, tail: number): { head: T[]; tail: T[]; left: number } {
  const first: T[] = [];
  const last: T[] = [];
  let left = 0;
  for (const item of items) {
    if (first.length < head) {
      first.push(item);
      continue;
    }
    last.push(item);
    // In batches: shifting an array for every item would be slow.
    if (last.length < 2 * tail + 64) continue;
    left += last.length - tail;
    last.splice(0, last.length - tail);
  }
  const over = Math.max(0, last.length - tail);
  return { head: first, tail: last.slice(over), left: left + over };
}

/** The rows at both ends, with a remark where some are left out between. */
export function shortened(
  rows: Iterable<TableRow>,
  head: number,
  tail: number,
  remark: (left: number) => string,
): TableRow[] {
  const kept = ends(rows, head, tail);
  return [...kept.head, ...(kept.left > 0 ? [{ remark: remark(kept.left) }] : []), ...kept.tail];
}
