/** `unroll` for people. */
import { textPrinter } from '../layout/text.js';
import { unrollDocument } from './document.js';

/** Pieces of text, each of whole lines. */
export const unrollText = textPrinter(unrollDocument);
