/** `inspect` for people. */
import { textPrinter } from '../layout/text.js';
import { inspectDocument } from './document.js';

export const inspectText = textPrinter(inspectDocument);
