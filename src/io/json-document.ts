/** A JSON text that is known to be UTF-8: its value, and the places of what is in it. */
import { LossauditError } from '../errors.js';
import { Cursor } from './json-cursor.js';
import { Locator, type Span } from './json-locate.js';
import { type JsonValue, parseValue } from './json-value.js';
import { lineAndColumn, lineOf, type Path } from './position.js';

/** A value's place: byte offsets (`end` exclusive), and line and column of its start, counted from 1. */
interface Location extends Span {
  readonly line: number;
  readonly column: number;
}

export interface JsonDocument {
  readonly value: JsonValue;
  /**
   * The place of a member, an element or a number inside an array (`['y_pred', 3, 1]`); undefined when there
   * is none.
   */
  locate(path: Path): Location | undefined;
  /**
   * A text, number or word as it is written (`4.1276`, `"4.10"` with its quotes); undefined for objects and
   * arrays.
   */
  textAt(path: Path): string | undefined;
}

class Place implements Location {
  readonly start: number;
  readonly end: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, { start, end }: Span) {
    this.#bytes = bytes;
    this.start = start;
    this.end = end;
  }

  get line(): number {
    return lineOf(this.#bytes, this.start).line;
  }

  get column(): number {
    return lineAndColumn(this.#bytes, this.start).column;
  }
}

/**
 * @param start of the text: behind a byte order mark
 * @throws LossauditError with line and column for everything that is not such a text
 */
export function documentOf(buffer: Buffer, source: string, start: number): JsonDocument {
  const cursor = new Cursor(buffer, source);
  cursor.pos = start;
  if (cursor.next() < 0) throw new LossauditError('file-empty', { file: source }, { where: source });
  const from = cursor.pos;
  const value = parseValue(cursor, 0);
  const end = cursor.pos;
  if (cursor.next() >= 0)
    cursor.unexpected('the end of the text', 'One JSON value per file: remove what follows it.');

  const locator = new Locator(buffer, { start: from, end }, cursor.members);
  return {
    value,
    locate(path) {
      const span = locator.find(path);
      // Most who ask want the bytes; the line is counted for those who want it.
      return span && new Place(buffer, span);
    },
    textAt(path) {
      const span = locator.find(path);
      if (span === undefined || buffer[span.start] === 0x5b || buffer[span.start] === 0x7b) return undefined;
      return buffer.toString('utf8', span.start, span.end);
    },
  };
}
