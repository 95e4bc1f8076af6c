/** `compare` for people. */
import { textPrinter } from '../layout/text.js';
import { compareDocument } from './document.js';

/** Pieces of text, each of whole lines. */
export const compareText = textPrinter(compareDocument);
