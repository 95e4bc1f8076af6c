/** Places in a text: line and column of a byte, and the written form of a path. */

/** A place inside a document: member names and array indices from the root. */
export type Path = readonly (string | number)[];

/**
 * Line and column, both counted from 1; the column counts characters (code points), a byte order mark not
 * included.
 */
export function lineAndColumn(bytes: Buffer, offset: number): { line: number; column: number } {
  const at = lineOf(bytes, offset);
  const { line } = at;
  let { lineStart } = at;
  if (line === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    lineStart = Math.min(3, offset);
  let column = 1;
  for (let i = lineStart; i < offset; i++) if ((bytes[i]! & 0xc0) !== 0x80) column++;
  return { line, column };
}

/** The line alone, and the offset at which it begins. */
export function lineOf(bytes: Buffer, offset: number): { line: number; lineStart: number } {
  let line = 1;
  let lineStart = 0;
  for (;;) {
    const newline = bytes.indexOf(0x0a, lineStart);
    if (newline < 0 || newline >= offset) return { line, lineStart };
    line++;
    lineStart = newline + 1;
  }
}

/** `outputs.main.y_pred[3][1]`; names that are no plain words are quoted: `class_weight["0 or 1"]`. */
export function pathText(path: Path): string {
  let text = '';
  for (const item of path) {
    if (typeof item === 'number') text += `[${item}]`;
    else if (/^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u.test(item)) text += text === '' ? item : `.${item}`;
    else text += `[${JSON.stringify(item.length > 80 ? `${item.slice(0, 80)}…` : item)}]`;
  }
  return text;
}
