/** CSV and TSV files with a header: each column is an array, several columns are the last axis of one. */
import { isUtf8 } from 'node:buffer';
import { LossauditError } from '../../errors.js';
import { byteSource } from '../bytes.js';
import type { ArrayFile, FileRequest } from '../format.js';
import { LineBlocks } from '../line-blocks.js';
import { NumberList } from '../number-list.js';
import { lineOf } from '../position.js';
import { parsedBlocks, type TextArray, type TextBlock, textRows, wholeText } from '../text-rows.js';
import { type Cell, readCell } from './cell-number.js';
import { BadQuote, Records } from './records.js';

const SEPARATORS = ['\t', ';', ','].map((text) => text.charCodeAt(0));

interface Table {
  readonly separator: number;
  readonly names: readonly string[];
  readonly where: string;
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** @throws LossauditError `csv-…`, with the line */
export async function openCsv({ handle, file, where }: FileRequest): Promise<ArrayFile> {
  const bytes = await byteSource(handle, where);
  const table = { ...(await readHeader(new LineBlocks(bytes, where), where)), where };
  const columnsOf = (key: string) => {
    const isName = table.names.includes(key);
    const columns = (isName ? [key] : key.split(',')).map((name) => columnOf(table, name));
    const blocks = () =>
      parsedBlocks(new LineBlocks(bytes, where), (lines) => readColumns(lines, table, columns, isName));
    const array: TextArray = { file, where, blocks };
    return { array, rowShape: isName ? [] : [columns.length] };
  };
  return {
    keys: table.names,
    joinsKeys: true,
    async read(key) {
      const { array, rowShape } = columnsOf(key);
      return wholeText(array, rowShape);
    },
    async rows(key, _, asked = {}) {
      const { array, rowShape } = columnsOf(key);
      return textRows(array, rowShape, asked);
    },
  };
}

/** The first record, whole: with the lines that it takes. */
async function readHeader(blocks: LineBlocks, where: string): Promise<Pick<Table, 'separator' | 'names'>> {
  await blocks.next();
  for (;;) {
    try {
      return headerOf(blocks.bytes, where);
    } catch (error) {
      if (!(await blocks.extend())) throw error;
    }
  }
}

function startOf(bytes: Buffer): number {
  return bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
}

/** Of the usual separators the one that gives most names; first row and names have as many cells. */
function headerOf(bytes: Buffer, where: string): Pick<Table, 'separator' | 'names'> {
  let best: { separator: number; names: string[]; fit: number } | undefined;
  let failure: unknown;
  for (const separator of SEPARATORS) {
    const records = new Records(bytes, separator, startOf(bytes));
    try {
      if (!records.next()) throw new LossauditError('file-empty', { file: where }, { where });
      const names = Array.from({ length: records.cells }, (_, i) => textOf(bytes, records, i));
      const fit = (names.length > 1 ? 2 : 0) + (firstRow(records) === names.length ? 1 : 0);
      if (!best || fit > best.fit || (fit === best.fit && names.length > best.names.length))
        best = { separator, names, fit };
    } catch (error) {
      failure ??= error;
    }
  }
  if (!best) throw failure instanceof BadQuote ? badQuote(bytes, 0, failure, where) : failure;
  const cell: Cell = { value: 0, isBoolean: false, problem: undefined };
  const isNumber = (name: string) => {
    const text = Buffer.from(name);
    readCell(text, 0, text.length, cell);
    return cell.problem === undefined && !cell.isBoolean;
  };
  if (best.names.every(isNumber)) throw new LossauditError('csv-header', {}, { where });
  return best;
}

/** Cells of the row below the header; undefined without one, or where it is damaged. */
function firstRow(records: Records): number | undefined {
  try {
    return records.next() ? records.cells : undefined;
  } catch (error) {
    if (error instanceof BadQuote) return undefined;
    throw error;
  }
}

function textOf(bytes: Buffer, records: Records, i: number): string {
  const start = records.starts[i]!;
  const raw = bytes.subarray(start, records.ends[i]!);
  // Excel writes the alphabet of its language; Latin-1 is the usual one.
  const text = raw.toString(isUtf8(raw) ? 'utf8' : 'latin1');
  return bytes[start - 1] === 0x22 ? text.replaceAll('""', '"') : text;
}

function columnOf({ names, where }: Table, name: string): number {
  const column = names.indexOf(name);
  if (names.lastIndexOf(name) !== column)
    throw new LossauditError('csv-duplicate', { column: name }, { where });
  return column;
}

/** The rows of a block; above the first ones stands the header. */
function readColumns(
  { bytes, linesBefore, afterBlank }: LineBlocks,
  table: Table,
  columns: readonly number[],
  isName: boolean,
): TextBlock {
  const { separator, names, where } = table;
  const isFirst = linesBefore === 0;
  const records = new Records(bytes, separator, isFirst ? startOf(bytes) : 0);
  const numbers = new NumberList(new Float64Array(64));
  const cell: Cell = { value: 0, isBoolean: false, problem: undefined };
  let booleans = 0;
  let rows = 0;
  const line = (at: number) => linesBefore + lineOf(bytes, at).line;
  try {
    if (isFirst) records.next();
    while (records.next()) {
      const isBlank = records.blankBefore || (rows === 0 && afterBlank);
      const isMissing = isBlank && names.length === 1;
      if (records.cells !== names.length || isMissing) {
        const data = { line: line(records.at), found: records.cells, expected: names.length };
        if (!isMissing) throw new LossauditError('csv-row', data, { where: `${where}:${data.line}` });
        throw cellError(table, 0, line(records.at) - 1, 'empty', '');
      }
      for (const column of columns) {
        readCell(bytes, records.starts[column]!, records.ends[column]!, cell);
        if (cell.problem)
          throw cellError(table, column, line(records.at), cell.problem, textOf(bytes, records, column));
        numbers.push(cell.value);
        if (cell.isBoolean) booleans++;
      }
      rows++;
    }
  } catch (error) {
    throw error instanceof BadQuote ? badQuote(bytes, linesBefore, error, where) : error;
  }
  const rowShape = isName ? [] : [columns.length];
  return { rows, rowShape, booleans, values: numbers.take(Float64Array) };
}

function cellError(
  { names, where }: Table,
  column: number,
  line: number,
  problem: NonNullable<Cell['problem']>,
  found: string,
): LossauditError {
  const data = { column: names[column]!, line, problem, found: found.slice(0, 60) };
  return new LossauditError('csv-cell', data, { where: `${where}:${line}` });
}

function badQuote(bytes: Buffer, linesBefore: number, { at }: BadQuote, where: string): LossauditError {
  const line = linesBefore + lineOf(bytes, at).line;
  return new LossauditError('csv-quote', { line }, { where: `${where}:${line}` });
}
