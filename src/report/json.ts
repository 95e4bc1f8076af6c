/** The report as JSON: NaN and infinities as strings, every digit of every number. */
import { printableJson } from '../printable.js';
import type { Report } from './model.js';

export function reportJson(report: Report): string {
  return `${jsonText(report)}\n`;
}

/** JSON.stringify with the words that JSON lacks. */
export function jsonText(value: unknown, indent = 2): string {
  const json = JSON.stringify(
    value,
    (_, v) => {
      if (typeof v !== 'number') return v;
      if (Number.isFinite(v)) return v;
      return Number.isNaN(v) ? 'NaN' : v > 0 ? 'Infinity' : '-Infinity';
    },
    indent,
  );
  return printableJson(json);
}
