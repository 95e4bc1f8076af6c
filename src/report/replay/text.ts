/** `replay` for people. */
import { type TextOptions, textOf } from '../layout/text.js';
import { type ReplayDocumentOptions, replayDocument } from './document.js';
import type { ReplayReport } from './model.js';

export function replayText(report: ReplayReport, options: TextOptions & ReplayDocumentOptions): string {
  return [...textOf(replayDocument(report, options), options)].join('');
}
