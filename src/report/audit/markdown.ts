/** The report as Markdown, for issues and pull requests: in brief. */
import { markdownOf } from '../layout/markdown.js';
import { auditDocument } from './document.js';
import type { Report } from './model.js';

/** @param digits significant digits */
export function reportMarkdown(report: Report, digits: number): string {
  return [...markdownOf(auditDocument(report, { digits, full: false, brief: true }))].join('');
}
