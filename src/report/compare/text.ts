/** `compare` for people. */
import { type TextOptions, textPrinter } from '../layout/text.js';
import { type CompareDocumentOptions, compareDocument } from './document.js';
import type { CompareReport } from './model.js';

/** Pieces of text, each of whole lines. */
export const compareText: (
  comparison: CompareReport,
  options: CompareDocumentOptions & TextOptions,
) => Iterable<string> = textPrinter(compareDocument);
