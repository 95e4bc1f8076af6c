/** Lines of a page of columns: what the printers of several blocks need. */
import type { Inline, Role } from './document.js';
import { plainText, type Style, styled, wrapInline } from './inline.js';
import { widthOf } from './width.js';

/** What the rows for the kinds of blocks know of the terminal. */
export interface Page {
  readonly width: number;
  readonly style: Style;
}

/** Under what a mark, a step or a result begins. */
export const BODY = 5;
/** @param role of what has none of its own */
export function* paragraph(
  text: Inline,
  role: Role | undefined,
  indent: number,
  page: Page,
): Iterable<string> {
  for (const line of wrapInline(text, page.width - indent, page.style))
    yield ' '.repeat(indent) + page.style(role, line);
}

/** Parts side by side as long as they fit. */
export function* sideBySide(
  parts: readonly Inline[],
  gap: number,
  role: Role | undefined,
  indent: number,
  { width, style }: Page,
): Iterable<string> {
  let line = '';
  let used = 0;
  for (const part of parts) {
    const columns = widthOf(plainText(part));
    if (used > 0 && used + gap + columns > width - indent) {
      yield ' '.repeat(indent) + style(role, line);
      line = '';
      used = 0;
    }
    if (used > 0) line += ' '.repeat(gap);
    used += (used > 0 ? gap : 0) + columns;
    line += styled(part, style);
  }
  yield ' '.repeat(indent) + style(role, line);
}
