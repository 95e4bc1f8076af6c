/** Columns that a text takes on a terminal: wide characters two, combining marks none. */
import stringWidth from 'fast-string-width';
import { oneLine } from '../../text/printable.js';

/** What reports are mostly made of, a column each. Tables of large logs have millions of such cells. */
const PLAIN = /^[ -~±×÷·–…←─]*$/;
/** Characters that take no room and join nothing; the library counts a column for each. */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;
let segmenter: Intl.Segmenter | undefined;

/** Names of files may be decomposed (macOS): the library knows Hangul by whole syllables only. */
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text.normalize('NFC').replace(INVISIBLE, ''));
}

/** As a terminal may see it. */
export function clean(text: string): string {
  return PLAIN.test(text) ? text : oneLine(text);
}

export function padEnd(text: string, room: number): string {
  return text + ' '.repeat(Math.max(0, room - widthOf(text)));
}

export function padStart(text: string, room: number): string {
  return ' '.repeat(Math.max(0, room - widthOf(text))) + text;
}

/** How much of a text fits: a length for `slice` that parts no letter from its marks; one letter at least. */
export function fitting(text: string, room: number): number {
  if (PLAIN.test(text)) return Math.min(text.length, Math.max(1, room));
  // Made when it is needed: it takes 9 ms.
  segmenter ??= new Intl.Segmenter();
  let used = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    used += widthOf(segment);
    if (used > room && index > 0) return index;
  }
  return text.length;
}

/** With an ellipsis inside where it is longer than `most`: names differ at their ends. */
export function cutInside(text: string, most: number): string {
  if (widthOf(text) <= most) return text;
  const head = text.slice(0, fitting(text, Math.max(1, Math.floor((most - 1) / 2))));
  const room = most - 1 - widthOf(head);
  let from = text.length - fitting(text, room);
  while (from < text.length && widthOf(text.slice(from)) > room) from++;
  return `${head}…${text.slice(from)}`;
}

/** With an ellipsis where it is longer than `most`. */
export function cut(text: string, most: number): string {
  return widthOf(text) <= most ? text : `${text.slice(0, fitting(text, Math.max(1, most - 1)))}…`;
}
