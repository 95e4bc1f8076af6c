/** Rows of a comma-separated table of metrics: a header row, then numbers. Shared by the CSV formats. */
import { EXACT, type FormatMemory, type LogLine, numberOf, type Printed } from './line.js';

const IDENTIFIER = /^"?[A-Za-z_][\w./@ -]*"?$/;

/** The columns of a header row, or undefined. */
export function headerOf(line: string): { columns: string[]; separator: string } | undefined {
  for (const separator of [',', ';', '\t']) {
    if (!line.includes(separator)) continue;
    const columns = line
      .trim()
      .split(separator)
      .map((c) => c.trim());
    if (
      columns.length >= 2 &&
      columns.every((c) => IDENTIFIER.test(c)) &&
      columns.some((c) => /^"?(?:epoch|step)"?$/.test(c))
    ) {
      return { columns: columns.map((c) => c.replace(/"/g, '')), separator };
    }
  }
  return undefined;
}

/** A row under the remembered header: CSV holds every digit of the numbers. */
export function rowOf(line: string, memory: FormatMemory): LogLine | undefined {
  if (!memory.columns || !memory.separator) return undefined;
  const cells = line.trim().split(memory.separator);
  if (cells.length !== memory.columns.length) return undefined;
  const values: Printed[] = [];
  const result: LogLine = { kind: 'epoch', values };
  for (const [i, cell] of cells.entries()) {
    const text = cell.trim().replace(/^"|"$/g, '');
    if (text === '') continue;
    const value = numberOf(text);
    if (value === undefined) {
      if (text === 'NA' || text === 'None') continue;
      return undefined;
    }
    const name = memory.columns[i];
    if (name === 'epoch') result.epoch = value;
    else if (name === 'step') result.step = value;
    else values.push({ name, value, exponent: EXACT });
  }
  return values.length > 0 ? result : undefined;
}
