/**
 * Rows of a table under a header, in columns of blanks or tabs, or between bars (Markdown, boxes). Shared by
 * the formats of tables, which differ in what is known of the program.
 */
import { type ColumnRole, type Columns, rowOf } from './columns.js';
import { isApart, isTraining, rolesOf } from './csv-header.js';
import { type LogFormat, type LogLine, numberOf } from './line.js';
import { isGames } from './metric-words.js';
import type { Producer } from './producer.js';
import {
  alignedCells,
  barredCells,
  type Cell,
  hasBars,
  isRule,
  underNames,
  withoutLogger,
} from './table-cells.js';

/** The header that rows stand under. */
export interface TextTable {
  readonly format: string;
  readonly columns: Columns;
  /** Of aligned columns; of a table with bars none are needed. */
  readonly names?: readonly Cell[];
  readonly parted: Parted;
  /** No row came yet: a line of names goes on with the header. */
  readonly fresh?: boolean;
}

type Parted = 'bars' | 'blanks' | 'blank';

export interface TableKind {
  readonly name: string;
  readonly title: string;
  /** Are these columns its own? */
  owns(names: readonly string[]): boolean;
  /** What is one name where blanks became one, of names of several words; with `\S+` as the last choice. */
  readonly words?: RegExp;
  /** What a row is that has a step; one without is an epoch's. */
  readonly row?: 'epoch' | 'progress' | 'window';
  /** Columns whose role their names do not tell, in this program. */
  readonly roles?: Readonly<Record<string, ColumnRole>>;
  readonly producer?: Producer;
}

const LONGEST = 2000;

/** A format whose lines are such rows. */
export function tableFormat({
  name,
  title,
  owns,
  row: kind = 'epoch',
  roles,
  words,
  producer,
}: TableKind): LogFormat {
  return {
    name,
    title,
    producer,

    sniff: (line, memory) =>
      line.length < LONGEST && (memory.textTable?.format === name || mayBeHeader(withoutLogger(line))),

    parse(given, memory) {
      const line = withoutLogger(given);
      if (mayBeHeader(line)) {
        const header = headerOf(line, words);
        if (header && owns(header.names)) {
          const columns = columnsOf(header.names, roles);
          memory.textTable = {
            format: name,
            columns,
            names: header.cells,
            parted: header.parted,
            fresh: true,
          };
          return { kind: 'event', values: [] };
        }
      }
      const table = memory.textTable;
      if (table?.format !== name) return undefined;
      if (isRule(line)) return { kind: 'event', values: [] };
      const names =
        table.fresh && table.parted === 'bars' ? secondLine(line, table.columns.names) : undefined;
      if (names) {
        memory.textTable = { ...table, columns: columnsOf(names, roles) };
        return { kind: 'event', values: [] };
      }
      const row = tableRow(line, table);
      if (row?.step !== undefined) row.kind = kind;
      if (row && table.fresh) memory.textTable = { ...table, fresh: false };
      return row;
    },
  };
}

function tableRow(line: string, table: TextTable): LogLine | undefined {
  const cells = cellsUnder(line, table);
  const row = cells && rowOf(cells, table.columns);
  // A line of text under a table has no counter.
  if (!row || (row.step === undefined && row.epoch === undefined)) return undefined;
  const counters = [row.step, row.epoch].every((n) => n === undefined || n >= 0);
  return counters ? row : undefined;
}

function cellsUnder(line: string, { names = [], parted, columns }: TextTable): readonly string[] | undefined {
  if (parted === 'bars') return hasBars(line) ? barredCells(line) : undefined;
  const count = columns.names.length;
  const cells = alignedCells(line, parted);
  if (cells.length === count) return cells.map((cell) => cell.text);
  // Blanks that a paste made one; and what stands outside the columns: pandas' index, fastai 1.0's clock.
  const words = alignedCells(line, 'blank').map((cell) => cell.text);
  if (words.length === count) return words;
  if (words.length === count + 1) {
    if (/^\(?\d{1,3}:[\d:]{2,8}\)?$/.test(words.at(-1)!)) return words.slice(0, -1);
    if (/^\d{1,12}$/.test(words[0]!) && numberOf(words[1]!) !== undefined) return words.slice(1);
  }
  // What blanks part neither way is not read under a name that it may not have.
  if (cells.some(({ text }) => text.split(' ').filter((word) => numberOf(word) !== undefined).length > 1))
    return undefined;
  // Cells that are blank; the first counts and never is.
  const numbers = cells.filter((cell) => numberOf(cell.text) !== undefined).length;
  if (cells.length < 2 || cells.length > count || 2 * numbers < cells.length) return undefined;
  return underNames(cells, names);
}

/** No cell of a header begins with a digit; most lines of logs end here. */
function mayBeHeader(line: string): boolean {
  return !/(?:^|[\s|])[-+.]?\d|[=:]\s?\S/.test(line) && /[A-Za-z#]/.test(line) && /[ \t|│┃║]/.test(line);
}

interface Header {
  readonly names: readonly string[];
  readonly cells?: readonly Cell[];
  readonly parted: Parted;
}

const LONGEST_NAME = 60;
const NAME = /^[A-Za-z_#+\u0080-\uffff][^=:;]*$/;
const WORD = /^[A-Za-z_#][\w./@%+-]*$/;

/** The names with those of a header's second line below them; undefined where it is a row. */
function secondLine(line: string, names: readonly string[]): string[] | undefined {
  const cells = hasBars(line) ? barredCells(line) : [];
  if (cells.length !== names.length || !cells.some((cell) => /[A-Za-z]/.test(cell))) return undefined;
  if (cells.some((cell) => /\d/.test(cell) || /^(?:none|nan|n\/?a)$/i.test(cell))) return undefined;
  return names.map((name, i) => `${name} ${cells[i]!}`.trim());
}

function headerOf(line: string, words?: RegExp): Header | undefined {
  if (hasBars(line)) {
    const names = barredCells(line).map(plainName);
    return areNames(names) ? { names, parted: 'bars' } : undefined;
  }
  const cells = alignedCells(line, 'blanks');
  const names = cells.map((cell) => cell.text);
  if (names.length > 1 && areNames(names)) return { names, cells, parted: 'blanks' };
  // Blanks that a paste made one: each word is a name.
  const single = alignedCells(line, 'blank', words);
  const all = single.map((word) => word.text);
  const isHeader = all.length > 2 && areNames(all) && (words || all.every((word) => WORD.test(word)));
  return isHeader ? { names: all, cells: single, parted: 'blank' } : undefined;
}

/** Of Markdown: `**Loss**`, `` `loss` ``. */
function plainName(name: string): string {
  return name.replace(/^[*_`]{1,3}(?=\S)|(?<=\S)[*`]{1,3}$/g, '');
}

function areNames(names: readonly string[]): boolean {
  if (names.length < 2 || names.length > 200) return false;
  return names.every((name, i) => (name === '' ? i === 0 : name.length < LONGEST_NAME && NAME.test(name)));
}

function columnsOf(names: readonly string[], own: TableKind['roles']): Columns {
  const roles = rolesOf(names);
  const role = (name: string) =>
    own && Object.hasOwn(own, name) ? own[name] : name === '+' ? 'apart' : roles.get(name);
  return { names, role, exact: false };
}

/** Any program's: a counter, and what is a loss or a metric. Prose has no two blanks and then none. */
export function ownsAny(names: readonly string[]): boolean {
  return isTraining(names) && !isGames(names) && names.some((name) => !isApart(name));
}
