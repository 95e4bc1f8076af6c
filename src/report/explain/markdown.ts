/** `explain` as Markdown, for issues and pull requests. */
import { markdownOf } from '../layout/markdown.js';
import { explainDocument } from './document.js';
import type { Explanation } from './model.js';

/** @param digits significant digits */
export function explainMarkdown(explanation: Explanation, digits: number): string {
  return [...markdownOf(explainDocument(explanation, { digits }))].join('');
}
