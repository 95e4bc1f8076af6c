/** Rows of a comma-separated table of metrics: a header row, then numbers. Shared by the CSV formats. */
import { type Columns, rowOf } from './columns.js';
import type { LogFormat } from './line.js';
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
      const { columns, separator } = memory.csv;
      const row = rowOf(line.trim().split(separator), columnsOf(columns));
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

/** CSV holds every digit of the numbers. */
function columnsOf(names: readonly string[]): Columns {
  return { names, role: (name) => (name === 'epoch' || name === 'step' ? name : undefined), exact: true };
}
