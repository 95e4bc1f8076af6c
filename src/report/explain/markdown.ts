/** `explain` as Markdown, for issues and pull requests. */
import { markdownOf } from '../layout/markdown.js';
import { explainDocument } from './document.js';
import type { Explanation } from './model.js';

export function explainMarkdown(explanation: Explanation): string {
  return [...markdownOf(explainDocument(explanation))].join('');
}
