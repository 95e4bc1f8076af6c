/** The batches of a report as a table: a row each, the losses of its outputs, and its total. */
import { rowsText } from '../../text/sentence.js';
import type { Block, Inline, TableRow } from '../layout/document.js';
import { alignDecimal, numberText, plural } from '../layout/numbers.js';
import type { BatchReport, Report } from './model.js';
import { hasTotal } from './results.js';
import { quotientText } from './steps.js';

/** Batches in the table without `full`. */
const BATCHES = 12;

export function batchTable(
  batches: readonly BatchReport[],
  report: Report,
  digits: number,
  full: boolean,
): Block {
  const several = hasTotal(report);
  const cells = several ? lossCells(batches, digits) : quotientCells(batches, digits);
  const rows = batches.map((batch, i) => [
    String(batch.index + 1).padStart(5),
    batchRows(batch.rows),
    ...(cells[i] ?? []),
  ]);
  const names = several ? [...report.outputs.map((o) => o.name), 'total'] : ['loss'];
  const kind = several ? ('number' as const) : ('list' as const);
  return {
    kind: 'table',
    columns: [
      { name: 'batch', kind: 'text' },
      { name: 'rows', kind: 'text' },
      ...names.map((name) => ({ name, kind })),
    ],
    rows: withoutMiddle(rows, report.batch_count ?? rows.length, full),
    indent: 2,
  };
}

function lossCells(batches: readonly BatchReport[], digits: number): Inline[][] {
  return batches.map((b) => [...b.outputs.map((o) => o.value), b.total].map((x) => numberText(x, digits)));
}

function quotientCells(batches: readonly BatchReport[], digits: number): Inline[][] {
  const values = alignDecimal(batches.map((b) => numberText(b.total, digits)));
  return batches.map(({ outputs: [only] }, i) => {
    const equals = only && quotientText({ ...only.ledger, counted: '' }, digits);
    return [[values[i] ?? '', { text: equals === undefined ? '' : `  =  ${equals}`, role: 'quiet' }]];
  });
}

/** The report itself may hold both ends alone. */
function withoutMiddle(rows: readonly TableRow[], count: number, full: boolean): readonly TableRow[] {
  const cut = count > rows.length;
  if (!cut && (full || rows.length <= BATCHES)) return rows;
  const half = Math.floor(full ? rows.length / 2 : Math.min(BATCHES, rows.length) / 2);
  const remark = `  … ${plural(count - 2 * half, 'batch')} …`;
  return [...rows.slice(0, half), { remark }, ...rows.slice(rows.length - half)];
}

/** @param rows half open, as reports have them */
export function batchRows([from, to]: BatchReport['rows']): string {
  return rowsText(from, to - 1);
}
