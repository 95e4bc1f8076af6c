/** The report as Markdown, for issues and pull requests. */
import { markdownOf } from '../layout/markdown.js';
import { auditDocument } from './document.js';
import type { Report } from './model.js';

/** @param digits significant digits @param brief the results and the findings alone */
export function reportMarkdown(report: Report, digits: number, brief = false): string {
  const options = { digits, full: false, compact: true, brief };
  return [...markdownOf(auditDocument(report, options))].join('');
}
