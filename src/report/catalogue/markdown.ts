/** A loss as Markdown. */
import { markdownOf } from '../layout/markdown.js';
import { lossDocument } from './document.js';
import type { LossReport } from './model.js';

export function lossMarkdown(report: LossReport): string {
  return [...markdownOf(lossDocument(report))].join('');
}
