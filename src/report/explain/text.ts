/** `explain` for people. */
import { type TextOptions, textPrinter } from '../layout/text.js';
import { type ExplainDocumentOptions, explainDocument } from './document.js';
import type { Explanation } from './model.js';

/** Pieces of text, each of whole lines. */
export const explainText: (
  explanation: Explanation,
  options: ExplainDocumentOptions & TextOptions,
) => Iterable<string> = textPrinter(explainDocument);
