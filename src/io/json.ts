/**
 * JSON as Python writes it, with the places of its values. An own scanner, because JSON.parse ends at
 * 536,870,888 characters, knows no NaN, keeps no places, merges duplicate keys and makes an object of every
 * number.
 */
import { documentOf, type JsonDocument } from './json-document.js';
import { checkUtf8 } from './text-encoding.js';

export type { JsonDocument } from './json-document.js';
export type { JsonValue } from './json-value.js';

/**
 * Parses a JSON text in UTF-8. Beyond RFC 8259 it takes NaN, Infinity and -Infinity; arrays whose leaves are
 * numbers become one `NdArray` (dtype bool when all are booleans, else float64) and have to be rectangular.
 *
 * @param source how errors call the text: a file name or "standard input"
 * @throws LossauditError with line and column for everything that is not such a text
 */
export function parseJson(bytes: Uint8Array, source: string): JsonDocument {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return documentOf(buffer, source, checkUtf8(buffer, source));
}
