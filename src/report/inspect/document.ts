/** What a file of arrays holds, as a document. */
import { type Document, GAP, type TableColumn, type TableRow } from '../layout/document.js';
import { numberText, plural } from '../layout/numbers.js';
import type { InspectedArray, InspectReport } from './model.js';

const DIGITS = 7;
const text = (name: string, role?: 'name'): TableColumn => ({ name, kind: 'text', role });
const number = (name: string): TableColumn => ({ name, kind: 'number' });

const COLUMNS: readonly TableColumn[] = [
  text('array', 'name'),
  text('shape'),
  text('dtype'),
  number('min'),
  number('max'),
  { name: 'not finite', kind: 'list' },
];

export function* inspectDocument({ file, format, bytes, arrays }: InspectReport): Document {
  yield {
    kind: 'heading',
    level: 0,
    title: file,
    facts: [format, plural(bytes, 'byte'), plural(arrays.length, 'array')],
  };
  yield GAP;
  yield { kind: 'table', columns: COLUMNS, rows: arrays.map(rowOf), indent: 2 };
  for (const array of arrays)
    if ('error' in array) {
      yield GAP;
      const { message, hint } = array.error;
      yield {
        kind: 'text',
        text: [{ text: nameOf(array), role: 'name' }, `: ${message}. ${hint}`],
        indent: 2,
      };
    }
}

function nameOf({ key }: InspectedArray): string {
  return key ?? 'the array';
}

function rowOf(array: InspectedArray): TableRow {
  if ('error' in array) return [nameOf(array), 'not read', '', '', '', ''];
  const { shape, dtype, min, max, nan, infinite } = array;
  const isWhole = dtype.includes('int');
  const value = (x: number | null) =>
    x === null ? '-' : isWhole ? BigInt(x).toString() : numberText(x, DIGITS);
  const others = [nan > 0 ? `${nan} NaN` : '', infinite > 0 ? `${infinite} infinite` : ''];
  const sizes = `[${shape.join(', ')}]`;
  return [
    nameOf(array),
    sizes,
    dtype,
    value(min),
    value(max),
    others.filter((text) => text !== '').join(', '),
  ];
}
