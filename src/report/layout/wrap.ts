/** Text in columns. */

/** Breaks at spaces, not at those of `unbroken`; a word longer than the room is cut hard. */
export function wrapText(text: string, room: number): string[] {
  const width = Math.max(20, room);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (line && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = '';
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line += (line ? ' ' : '') + rest;
  }
  return [...lines, line].map((l) => l.replaceAll(UNBROKEN, ' '));
}

const UNBROKEN = '\u00a0';

/** For `wrapText`: words that stay on one line. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', UNBROKEN);
}
