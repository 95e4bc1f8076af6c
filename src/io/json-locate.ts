/**
 * Where a value stands in a JSON text that is known to be valid. Of the outermost object parsing stores it;
 * other places are looked up.
 */
import { decodeString, stringEnd } from './json-string.js';
import type { Path } from './position.js';

/** Byte offsets; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds values by their path. Each object is read through once, whatever the number of look-ups. */
export class Locator {
  private readonly members = new Map<number, Map<string, Span>>();
  /** The element of an array that was found last: the next one is looked for from there. */
  private readonly reached = new Map<number, { index: number; pos: number }>();

  constructor(
    private readonly bytes: Buffer,
    private readonly root: Span,
    /** Of the root, where it is an object. */
    members: Map<string, Span>,
  ) {
    this.members.set(root.start, members);
  }

  find(path: Path): Span | undefined {
    let start: number | undefined = this.root.start;
    for (const item of path) {
      if (start === undefined) return undefined;
      const byte = this.bytes[start];
      if (byte === 0x7b && typeof item === 'string') start = this.membersAt(start).get(item)?.start;
      else if (byte === 0x5b && typeof item === 'number') start = this.elementAt(start, item);
      else return undefined;
    }
    // Only the end of what is asked for: that of a row around it would be looked for once for each of its
    // numbers.
    return start === undefined
      ? undefined
      : { start, end: path.length === 0 ? this.root.end : valueEnd(this.bytes, start) };
  }

  private elementAt(start: number, index: number): number | undefined {
    const { bytes, reached } = this;
    const known = reached.get(start);
    const near = known && known.index <= index ? known : { index: 0, pos: skipSpace(bytes, start + 1) };
    let { pos } = near;
    if (bytes[pos] === 0x5d) return undefined;
    for (let i = near.index; i < index; i++) {
      pos = skipSpace(bytes, valueEnd(bytes, pos));
      if (bytes[pos] !== 0x2c) return undefined;
      pos = skipSpace(bytes, pos + 1);
    }
    reached.set(start, { index, pos });
    return pos;
  }

  private membersAt(start: number): Map<string, Span> {
    let index = this.members.get(start);
    if (index === undefined) {
      index = memberIndex(this.bytes, start);
      this.members.set(start, index);
    }
    return index;
  }
}

/**
 * The spans of an object's values by key. Stops before the offset `limit`: what follows need not be valid.
 */
export function memberIndex(bytes: Buffer, start: number, limit = bytes.length): Map<string, Span> {
  const index = new Map<string, Span>();
  let pos = skipSpace(bytes, start + 1);
  while (pos < limit && bytes[pos] === 0x22) {
    const keyEnd = stringEnd(bytes, pos);
    const key = decodeString(bytes, pos, keyEnd);
    const valueStart = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1);
    const end = valueEnd(bytes, valueStart);
    index.set(key, { start: valueStart, end });
    pos = skipSpace(bytes, end);
    if (bytes[pos] !== 0x2c) break;
    pos = skipSpace(bytes, pos + 1);
  }
  return index;
}

function skipSpace(bytes: Buffer, start: number): number {
  let pos = start;
  while (bytes[pos] === 0x20 || bytes[pos] === 0x0a || bytes[pos] === 0x0d || bytes[pos] === 0x09) pos++;
  return pos;
}

/** The offset after the value that starts here. */
function valueEnd(bytes: Buffer, start: number): number {
  let pos = start;
  let depth = 0;
  while (pos < bytes.length) {
    const byte = bytes[pos]!;
    if (byte === 0x22) {
      pos = stringEnd(bytes, pos);
      if (depth === 0) return pos;
      continue;
    }
    if (byte === 0x5b || byte === 0x7b) depth++;
    else if (byte === 0x5d || byte === 0x7d) {
      // A bracket of the container ends a word or number that stands in it.
      if (depth === 0) return pos;
      if (--depth === 0) return pos + 1;
    } else if (depth === 0 && (byte === 0x2c || byte <= 0x20)) return pos;
    pos++;
  }
  return pos;
}
