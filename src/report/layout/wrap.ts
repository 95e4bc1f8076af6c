/** Text in lines of so many columns. */
import { fitting, widthOf } from './width.js';

/**
 * Breaks at spaces; a word longer than the room is cut hard.
 * @returns where each line begins and ends in the text
 */
export function wrapRanges(text: string, room: number): [from: number, to: number][] {
  const width = Math.max(20, room);
  const lines: [number, number][] = [];
  let from = 0;
  let used = 0;
  let at = 0;
  for (const word of text.split(' ')) {
    let rest = word;
    let columns = widthOf(rest);
    if (used > 0 && used + 1 + columns > width) {
      lines.push([from, at - 1]);
      used = 0;
    }
    if (used === 0) from = at;
    while (columns > width) {
      const length = fitting(rest, width);
      lines.push([at, at + length]);
      at += length;
      from = at;
      rest = rest.slice(length);
      columns = widthOf(rest);
    }
    used += (used > 0 ? 1 : 0) + columns;
    at += rest.length + 1;
  }
  lines.push([from, text.length]);
  return lines;
}

export function wrapText(text: string, room: number): string[] {
  return wrapRanges(text, room).map(([from, to]) => text.slice(from, to));
}
