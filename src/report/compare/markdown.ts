/** `compare` as Markdown, for issues and pull requests. */
import { markdownOf } from '../layout/markdown.js';
import { compareDocument } from './document.js';
import type { CompareReport } from './model.js';

export function compareMarkdown(comparison: CompareReport): string {
  return [...markdownOf(compareDocument(comparison))].join('');
}
