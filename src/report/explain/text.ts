/** `explain` for people. */
import { textPrinter } from '../layout/text.js';
import { explainDocument } from './document.js';

/** Pieces of text, each of whole lines. */
export const explainText = textPrinter(explainDocument);
