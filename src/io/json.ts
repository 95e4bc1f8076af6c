/**
 * JSON as Python writes it, with the places of its values. An own scanner, because JSON.parse ends at
 * 536,870,888 characters, knows no NaN, keeps no places, merges duplicate keys and makes an object of every
 * number.
 */
import { LossauditError } from '../errors.js';
import { Cursor } from './json-cursor.js';
import { Locator, type Span } from './json-locate.js';
import { type JsonValue, parseValue } from './json-value.js';
import { lineAndColumn, lineOf, type Path } from './position.js';
import { checkUtf8 } from './text-encoding.js';

export type { JsonValue } from './json-value.js';

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
 * Parses a JSON text in UTF-8. Beyond RFC 8259 it takes NaN, Infinity and -Infinity; arrays whose leaves are
 * numbers become one `NdArray` (dtype bool when all are booleans, else float64) and have to be rectangular.
 *
 * @param source how errors call the text: a file name or "standard input"
 * @throws LossauditError with line and column for everything that is not such a text
 */
export function parseJson(bytes: Uint8Array, source: string): JsonDocument {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cursor = new Cursor(buffer, source);
  cursor.pos = checkUtf8(buffer, source);
  if (cursor.next() < 0) throw new LossauditError('file-empty', { file: source }, { where: source });
  const start = cursor.pos;
  const value = parseValue(cursor, 0);
  const end = cursor.pos;
  if (cursor.next() >= 0)
    cursor.unexpected('the end of the text', 'One JSON value per file: remove what follows it.');

  const locator = new Locator(buffer, { start, end }, cursor.members);
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
