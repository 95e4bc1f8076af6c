/** The report for people: every step from the arrays to the scalar, in 80 columns or more. */
import { textOf, type TextOptions as Width } from '../layout/text.js';
import { auditDocument, type DocumentOptions } from './document.js';
import type { Report } from './model.js';

export interface TextOptions extends Width, DocumentOptions {}

export function reportText(report: Report, options: TextOptions): string {
  return [...textOf(auditDocument(report, options), options)].join('');
}
