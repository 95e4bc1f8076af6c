/** `check` for people. */
import { type TextOptions, textOf } from '../layout/text.js';
import { checkDocument } from './document.js';
import type { CheckReport } from './model.js';

export function checkText(report: CheckReport, options: TextOptions): string {
  return [...textOf(checkDocument(report), options)].join('');
}
