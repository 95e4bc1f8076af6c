/** Lists, and a loss, for people. */
import { textPrinter } from '../layout/text.js';
import { frameworksDocument, lossDocument, lossesDocument } from './document.js';

export const lossesText = textPrinter(lossesDocument);
export const frameworksText = textPrinter(frameworksDocument);
export const lossText = textPrinter(lossDocument);
