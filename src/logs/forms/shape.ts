/**
 * The shape of a line: all its characters but the digits, of which only counts are kept. Lines of one shape
 * are read alike, unless digits themselves say otherwise (learn.ts finds out).
 */

const OTHER = 0;
const DIGIT = 1;
const BREAK = 2;
const ESCAPE = 3;
const KINDS = new Uint8Array(256);
for (const c of '\n\v\f\r\b\u0085') KINDS[c.charCodeAt(0)] = BREAK;
for (const c of '0123456789') KINDS[c.charCodeAt(0)] = DIGIT;
KINDS[0x1b] = ESCAPE;
const LINE_SEPARATOR = 0x2028;
const POINT = 46;
const PRIME = 0x01000193;
const SEED = 0x811c9dc5 | 0;
/** Stands for the digits of a number; with as many digits behind a point as are told apart. */
const DIGITS = 0x10000;
/** From so many digits behind a point on no program rounds: they are not told apart. */
export const LONG = 7;

/** A terminal's cursor is moved: a line ends there. */
const MOVED = /\u001b\[\d*(?:;\d*)?[A-HJSTdf]/y;

function kindOf(c: number): number {
  if (c < 256) return KINDS[c]!;
  return c === LINE_SEPARATOR || c === LINE_SEPARATOR + 1 ? BREAK : OTHER;
}

/** Finds where a line ends, and the hash of its shape on the way. */
export class ShapeScanner {
  /** Of the line that was scanned last. */
  hash = 0;

  /** @returns where the line that begins there ends, or -1 if the text ends before */
  scan(text: string, start: number): number {
    const { length } = text;
    let hash = SEED;
    let at = start;
    while (at < length) {
      const c = text.charCodeAt(at);
      const kind = kindOf(c);
      if (kind === OTHER) {
        hash = Math.imul(hash ^ c, PRIME);
        at++;
      } else if (kind === DIGIT) {
        const from = at;
        do at++;
        while (at < length && isDigit(text.charCodeAt(at)));
        const behind = from > start + 1 && text.charCodeAt(from - 1) === POINT;
        const kept = behind && isDigit(text.charCodeAt(from - 2)) ? Math.min(LONG, at - from) : 0;
        hash = Math.imul(hash ^ (DIGITS + kept), PRIME);
      } else if (kind === BREAK || isMoved(text, at)) {
        this.hash = hash;
        return at;
      } else {
        hash = Math.imul(hash ^ c, PRIME);
        at++;
      }
    }
    this.hash = hash;
    return -1;
  }
}

export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

function isMoved(text: string, at: number): boolean {
  MOVED.lastIndex = at;
  return MOVED.test(text);
}
