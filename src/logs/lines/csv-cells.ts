/** The cells of a line of a CSV file. */
import { parse } from 'csv-parse/sync';

/** Every cell in quotes, and none has one inside. */
const ALL_QUOTED = /^"[^"]*"(?:[,;]"[^"]*")+$/;

/** @param separator a comma or a semicolon */
export function cellsOf(line: string, separator: string): readonly string[] {
  // Of a million rows few need more than a split.
  if (!line.includes('"')) return line.split(separator);
  if (ALL_QUOTED.test(line)) {
    const cells = line.slice(1, -1).split(`"${separator}"`);
    if (!cells.some((cell) => cell.includes('"'))) return cells;
  }
  return parsed(line, separator);
}

function parsed(line: string, separator: string): readonly string[] {
  try {
    const [cells = []] = parse(line, { delimiter: separator, relax_quotes: true }) as string[][];
    return cells;
  } catch {
    // A quote without an end: the line is none of the file's, or was cut.
    return [];
  }
}
