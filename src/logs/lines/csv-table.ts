/**
 * Rows of a CSV file of metrics: a header row, then cells. Shared by the CSV formats, which differ in what is
 * known of the program.
 */
import { type Columns, rowOf } from './columns.js';
import { cellsOf } from './csv-cells.js';
import { bareNames, type CsvHeader, headerOf, type LongForm, longForm, rolesOf } from './csv-header.js';
import { type LogFormat, type LogLine, numberOf, printed } from './line.js';
import type { Producer } from './producer.js';

/** The header that the rows of a file stand under. */
export interface CsvTable extends CsvHeader {
  readonly format: string;
  readonly columns: Columns;
  /** A column tells which metric the row's value is of. */
  readonly long?: LongForm;
  /** `0,5` in a file parted by semicolons: undefined until a number tells. */
  decimal?: ',' | '.';
}

export interface CsvKind {
  readonly name: string;
  readonly title: string;
  /** Are these columns its own? */
  owns(names: readonly string[]): boolean;
  /** What a row is that has a step; one without is an epoch's. */
  readonly row: 'epoch' | 'progress';
  /** Numbers are written in full. */
  readonly exact: boolean;
  readonly producer?: Producer;
}

/** A counter of more is none: seconds since 1970 are called `epoch`, too. */
const MOST = 1e9;

/** A format whose lines are such rows. */
export function csvFormat({ name, title, owns, row: kind, exact, producer }: CsvKind): LogFormat {
  return {
    name,
    title,
    producer,

    sniff: (line, memory) => memory.csv?.format === name || mayBeHeader(line),

    parse(line, memory) {
      const header = mayBeHeader(line) ? headerOf(line) : undefined;
      if (header && owns(header.names)) {
        memory.csv = tableOf(name, header, exact);
        return { kind: 'event', values: [] };
      }
      const table = memory.csv;
      if (table?.format !== name || !line.includes(table.separator)) return undefined;
      const cells = plainCells(cellsOf(line.trim(), table.separator), table);
      const row = table.long ? longRow(cells, table.names.length, table.long) : rowOf(cells, table.columns);
      if (!row) return isEmpty(cells, table) ? { kind: 'event', values: [] } : undefined;
      if (!counts(row)) return undefined;
      // The Trainer's epochs are fractions: its steps count.
      if (row.step !== undefined && row.epoch !== undefined && !Number.isInteger(row.epoch)) delete row.epoch;
      if (row.step !== undefined) row.kind = kind;
      return row;
    },
  };
}

/** No number begins a cell, and at least two are parted: most lines of logs end here. */
function mayBeHeader(line: string): boolean {
  return (line.includes(',') || line.includes(';')) && !/(?:^|[,;])\s{0,40}"?[-+.]?\d|[=:] ?\d/.test(line);
}

/** A row whose counter alone is there. */
function isEmpty(cells: readonly string[], { names, columns }: CsvTable): boolean {
  if (cells.length !== names.length) return false;
  const kept = names.flatMap((name, i) =>
    columns.role(name) === 'apart' ? [] : [[name, cells[i]!] as const],
  );
  return kept.every(([name, cell]) =>
    columns.role(name) !== undefined ? numberOf(cell.trim()) !== undefined : cell.trim() === '',
  );
}

function counts({ step, epoch }: LogLine): boolean {
  return [step, epoch].every((x) => x === undefined || (x >= 0 && x < MOST));
}

function tableOf(format: string, header: CsvHeader, exact: boolean): CsvTable {
  const names = bareNames(header.names);
  const roles = rolesOf(names);
  const columns = { names, role: (name: string) => roles.get(name), exact };
  const long = longForm(names);
  return { format, separator: header.separator, names, columns, ...(long ? { long } : {}) };
}

/** Each metric, and each run, is a series of its own: their steps begin anew. */
function longRow(cells: readonly string[], columns: number, long: LongForm): LogLine | undefined {
  if (cells.length !== columns) return undefined;
  const name = cells[long.name]!.trim();
  const step = numberOf(cells[long.step]!.trim());
  const value = printed(name, cells[long.value]!.trim());
  if (name === '' || value === undefined || step === undefined) return undefined;
  const run = long.run < 0 ? '' : cells[long.run]!.trim();
  return { kind: 'progress', step, values: [value], track: run === '' ? name : `${name}, ${run}` };
}

/** Under semicolons a comma may be the decimal point: the first number with one or the other tells. */
function plainCells(cells: readonly string[], table: CsvTable): readonly string[] {
  if (table.separator !== ';') return cells;
  if (table.decimal === undefined)
    for (const cell of cells)
      table.decimal ??= /^\s*[-+]?\d*([.,])\d+(?:e[-+]?\d+)?\s*$/i.exec(cell)?.[1] as ',' | '.';
  return table.decimal === ','
    ? cells.map((c) => (/^[-+\d,eE\s]+$/.test(c) ? c.replace(',', '.') : c))
    : cells;
}
