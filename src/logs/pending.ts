/** The line that came last: the next text may go on with it. */
import { cleaned } from './clean.js';
import type { LogFormat, LogLine } from './lines/line.js';

/** Lines that stand alone, whatever came before. */
const NOTICES: ReadonlySet<string> = new Set(['header', 'event']);

/** A line that may go on in the next text. */
export interface Pending {
  /** Of a line of a known form it is made when it is asked for, from where the line stands. */
  text: string | undefined;
  readonly whole?: string;
  readonly start?: number;
  readonly end?: number;
  parts: number;
  format: LogFormat | undefined;
  line: LogLine | undefined;
  number: number;
  newLine: boolean;
}

export type PendingText = Pending & { readonly text: string };

/** With its text, whether that was made before or not. */
export function withText(pending: Pending): PendingText {
  const { whole = '', start = 0, end = 0, ...rest } = pending;
  return { ...rest, text: rest.text ?? textOf(whole, start, end) };
}

/** What stands on a line of which one text comes. */
export function textOf(whole: string, start: number, end: number): string {
  const [text = ''] = cleaned(whole.slice(start, end));
  return text;
}

/** Does a line stand alone, though the one before lacks its end? */
export function isNext({ format }: Pending, own: LogFormat | undefined, line: LogLine): boolean {
  return NOTICES.has(line.kind) || (line.step !== undefined && own === format);
}
