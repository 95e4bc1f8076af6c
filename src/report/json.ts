/** The report as JSON: NaN and infinities as strings, every digit of every number. */
import { printableJson } from '../text/printable.js';
import type { Report } from './audit/model.js';
import type { CheckReport } from './check/model.js';
import type { CompareReport } from './compare/model.js';
import type { Explanation } from './explain/model.js';
import type { ReplayReport } from './replay/model.js';

type Result = Report | CheckReport | CompareReport | Explanation | ReplayReport;

export function reportJson(report: Result): string {
  return `${jsonText(report)}\n`;
}

/** A number as JSON has it, or the word that JSON lacks. */
export function jsonNumber(x: number): string {
  // Of -0 the text is 0, too.
  if (Number.isFinite(x)) return String(x);
  return Number.isNaN(x) ? '"NaN"' : x > 0 ? '"Infinity"' : '"-Infinity"';
}

/** JSON.stringify with the words that JSON lacks. */
export function jsonText(value: unknown, indent = 2): string {
  const json = JSON.stringify(
    value,
    (_, v) => {
      return typeof v !== 'number' || Number.isFinite(v) ? v : JSON.parse(jsonNumber(v));
    },
    indent,
  );
  return printableJson(json);
}
