/** Rows of a comma-separated table of metrics: a header row, then numbers. Shared by the CSV formats. */
import { EXACT, type LogFormat, type LogLine, numberOf, type Printed } from './line.js';
import type { Producer } from './producer.js';

const IDENTIFIER = /^"?[A-Za-z_][\w./@ -]*"?$/;

interface CsvTable {
  readonly columns: readonly string[];
  readonly separator: string;
}

/**
 * A format whose lines are such rows.
 * @param owns are these columns its own?
 * @param kind what a row is that has a step
 */
export function csvFormat(
  name: string,
  title: string,
  kind: 'epoch' | 'progress',
  owns: (columns: readonly string[]) => boolean,
  producer?: Producer,
): LogFormat {
  return {
    name,
    title,
    producer,

    sniff: (line, memory) =>
      memory.csv?.format === name || /(?:^|[,;\t])"?(?:epoch|step)"?(?:[,;\t]|\s*$)/.test(line),

    parse(line, memory) {
      const header = headerOf(line);
      if (header && owns(header.columns)) {
        memory.csv = { format: name, ...header };
        return { kind: 'event', values: [] };
      }
      if (memory.csv?.format !== name) return undefined;
      const row = rowOf(line, memory.csv);
      if (row?.step !== undefined) row.kind = kind;
      return row;
    },
  };
}

/** The columns of a header row, or undefined. */
function headerOf(line: string): CsvTable | undefined {
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
function rowOf(line: string, { columns, separator }: CsvTable): LogLine | undefined {
  const cells = line.trim().split(separator);
  if (cells.length !== columns.length) return undefined;
  const values: Printed[] = [];
  const result: LogLine = { kind: 'epoch', values };
  for (const [i, cell] of cells.entries()) {
    // C's NaN: `-nan(ind)`.
    const text = cell
      .trim()
      .replace(/^"|"$/g, '')
      .replace(/\((?:s?nan|ind)\)$/, '');
    if (text === '') continue;
    const value = numberOf(text);
    // A date or a name among the numbers.
    if (value === undefined) continue;
    const name = columns[i]!;
    if (name === 'epoch') result.epoch = value;
    else if (name === 'step') result.step = value;
    else values.push({ name: named(name, values), value, exponent: EXACT });
  }
  return values.length > 0 ? result : undefined;
}

/** Of columns of one name the second is `loss (2)`. */
function named(name: string, before: readonly Printed[]): string {
  let result = name;
  for (let n = 2; before.some((v) => v.name === result); n++) result = `${name} (${n})`;
  return result;
}
