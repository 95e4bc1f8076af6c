/** `unroll` for people. */
import { type TextOptions, textPrinter } from '../layout/text.js';
import { type UnrollDocumentOptions, unrollDocument } from './document.js';
import type { UnrollReport } from './model.js';

/** Pieces of text, each of whole lines. */
export const unrollText: (
  report: UnrollReport,
  options: UnrollDocumentOptions & TextOptions,
) => Iterable<string> = textPrinter(unrollDocument);
