/** Columns under their names: numbers aligned on the decimal point, wide tables broken into blocks. */
import type { Inline, Table, TableColumn, TableRow } from './document.js';
import { plainText, type Style, styled, wrapInline } from './inline.js';
import { NumberRoom, splitDecimal } from './numbers.js';
import { clean, cut, padEnd, padStart, widthOf } from './width.js';

const GAP = 3;
/** As wrapped lines are at the least. */
const NARROWEST = 20;

/** A column with the room that its cells need. */
interface Measured {
  readonly column: TableColumn;
  readonly index: number;
  /** Of numbers. */
  readonly numbers: NumberRoom;
  /** The widest cell's. */
  width: number;
}

interface Laid extends Measured {
  readonly room: number;
}

/**
 * @param width what a line may have; columns that do not fit follow in a block of their own, after the text
 *   columns again
 */
export function* tableLines(table: Table, width: number, style: Style): Iterable<string> {
  const { columns, gap = GAP } = table;
  const rows = heldIfFew(table.rows);
  const measured = measure(columns, rows);
  // What names the rows is cut where it leaves the values no room; each of these fits beside it.
  const keysOf = (most: number) =>
    measured.filter((m) => m.column.kind === 'text').map((m) => laidOut(m, most));
  const roomOf = (them: readonly Laid[]) => them.reduce((sum, k) => sum + k.room + gap, 0);
  const values = columns.some((c) => c.kind !== 'text');
  let keys = keysOf(width);
  if (roomOf(keys) > (values ? width * 0.6 : width + gap))
    keys = keysOf(Math.floor(width / 2 / keys.length) - gap);
  const rest = width - roomOf(keys);
  const others = measured.filter((m) => m.column.kind !== 'text').map((m) => laidOut(m, rest));
  const fixed = others.filter((o) => !o.column.wraps);
  const shared = shareRoom(others, width + gap - roomOf(keys) - roomOf(fixed), gap);
  for (const block of blocks(shared, keys, width, gap)) {
    const names = block.map((c) => padded(c, cut(clean(c.column.name), c.room))).join(' '.repeat(gap));
    if (names.trim() !== '') yield style('quiet', names.trimEnd());
    for (const row of rows)
      if ('remark' in row) yield style('quiet', row.remark);
      else yield* rowLines(row, block, gap, style);
  }
}

/** Rows of a table that are made once and held. */
const HELD = 20_000;

/** Making rows twice costs time, holding millions of them memory. */
function heldIfFew(rows: Iterable<TableRow>): Iterable<TableRow> {
  if (Array.isArray(rows)) return rows;
  const held: TableRow[] = [];
  for (const row of rows) if (held.push(row) > HELD) return rows;
  return held;
}

function measure(columns: readonly TableColumn[], rows: Iterable<TableRow>): Measured[] {
  const measured = columns.map((column, index) => ({
    column,
    index,
    numbers: new NumberRoom(widthOf),
    width: 0,
  }));
  for (const row of rows) {
    if ('remark' in row) continue;
    for (const m of measured) {
      const text = textOf(row[m.index] ?? '');
      if (m.column.kind === 'number') m.numbers.add(splitDecimal(text));
      else m.width = Math.max(m.width, widthOf(text));
    }
  }
  for (const m of measured) if (m.column.kind === 'number') m.width = m.numbers.width;
  return measured;
}

function textOf(cell: Inline): string {
  return typeof cell === 'string' ? clean(cell) : plainText(cell);
}

/** @param most columns of the terminal; longer cells are cut */
function laidOut(m: Measured, most: number): Laid {
  return {
    ...m,
    room: Math.min(Math.max(widthOf(clean(m.column.name)), m.width), Math.max(2, most)),
  };
}

/** Columns that wrap get what the others leave, each as much as it needs and all of them alike. */
function shareRoom(columns: readonly Laid[], all: number, gap: number): Laid[] {
  let left = all;
  const narrowFirst = columns.filter((c) => c.column.wraps).sort((a, b) => a.room - b.room);
  const rooms = new Map<Laid, number>();
  for (const [i, c] of narrowFirst.entries()) {
    const share = Math.floor(left / (narrowFirst.length - i)) - gap;
    const room = Math.max(NARROWEST, Math.min(c.room, share));
    rooms.set(c, room);
    left -= room + gap;
  }
  return columns.map((c) => ({ ...c, room: rooms.get(c) ?? c.room }));
}

/** One line, and more of cells that wrap. */
function* rowLines(
  row: readonly Inline[],
  block: readonly Laid[],
  gap: number,
  style: Style,
): Iterable<string> {
  const between = ' '.repeat(gap);
  const plain = (laid: Laid) => cellText(row[laid.index] ?? '', laid, style);
  if (!block.some((laid) => laid.column.wraps)) {
    yield block.map(plain).join(between);
    return;
  }
  const cells = block.map((laid) =>
    laid.column.wraps ? wrapInline(row[laid.index] ?? '', laid.room, style) : [plain(laid)],
  );
  const last = block.length - 1;
  for (let i = 0; i < Math.max(1, ...cells.map((c) => c.length)); i++) {
    const line = cells.map((lines, k) =>
      k === last ? (lines[i] ?? '') : padEnd(lines[i] ?? '', block[k]!.room),
    );
    yield line.join(between);
  }
}

function cellText(cell: Inline, laid: Laid, style: Style): string {
  const { column, room, numbers } = laid;
  const plain = textOf(cell);
  const text =
    column.kind === 'number'
      ? padEnd(' '.repeat(numbers.indent(splitDecimal(plain))) + plain, numbers.width)
      : plain;
  // What is cut loses its roles, and the room at its end first.
  if (typeof cell === 'string' || widthOf(text) > room)
    return style(column.role, padded(laid, widthOf(text) > room ? cut(text.trimEnd(), room) : text));
  return styled(cell, style) + ' '.repeat(room - widthOf(text));
}

function padded({ column, room }: Laid, text: string): string {
  return column.kind === 'number' ? padStart(text, room) : padEnd(text, room);
}

/** Columns split so that each block fits; every block begins with the key columns. */
function blocks(columns: readonly Laid[], keys: readonly Laid[], width: number, gap: number): Laid[][] {
  const result: Laid[][] = [];
  const keyRoom = keys.reduce((sum, k) => sum + k.room + gap, 0);
  let block: Laid[] = [];
  let used = 0;
  for (const column of columns) {
    if (block.length > 0 && keyRoom + used + column.room > width) {
      result.push([...keys, ...block]);
      block = [];
      used = 0;
    }
    block.push(column);
    used += column.room + gap;
  }
  if (block.length > 0 || result.length === 0) result.push([...keys, ...block]);
  return result;
}

/** The rows at both ends, and how many lie between: of millions only these are ever held. */
export function ends<T>(
  items: Iterable<T>,
  head: number,
  tail: number,
): { head: T[]; tail: T[]; left: number } {
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
