/** Number literals of JSON: the grammar of RFC 8259, and their nearest doubles. */
import { isUnderflow } from '../text/written-number.js';
import { type Cursor, isDigit } from './json-cursor.js';

const POWERS = Array.from({ length: 23 }, (_, k) => 10 ** k);
const TWO_53 = 2 ** 53;

/**
 * Reads the number at the cursor. Refused are integers that no double holds exactly, numbers beyond all
 * doubles, and those so small that 0 is nearest.
 */
export function parseNumber(cursor: Cursor): number {
  const bytes = cursor.bytes;
  const start = cursor.pos;
  const negative = bytes[start] === 0x2d;
  let pos = negative ? start + 1 : start;
  let byte = bytes[pos]!;
  // The digits as an integer: exact as long as it stays below 2^53.
  let mantissa = 0;
  let exponent = 0;
  let isIntegerLiteral = true;
  if (byte === 0x30) {
    byte = bytes[++pos]!;
    if (isDigit(byte)) cursor.unexpected('a number without leading zeros');
  } else if (isDigit(byte)) {
    do {
      mantissa = mantissa * 10 + (byte - 0x30);
      byte = bytes[++pos]!;
    } while (byte >= 0x30 && byte <= 0x39);
  } else {
    cursor.unexpected('a value');
  }
  if (byte === 0x2e) {
    isIntegerLiteral = false;
    const point = pos;
    byte = bytes[++pos]!;
    while (byte >= 0x30 && byte <= 0x39) {
      mantissa = mantissa * 10 + (byte - 0x30);
      byte = bytes[++pos]!;
    }
    exponent = point + 1 - pos;
    if (exponent === 0) cursor.unexpected('a digit after the decimal point');
  }
  if (byte === 0x65 || byte === 0x45) {
    isIntegerLiteral = false;
    byte = bytes[++pos]!;
    const negativeExponent = byte === 0x2d;
    if (negativeExponent || byte === 0x2b) byte = bytes[++pos]!;
    if (!isDigit(byte)) cursor.unexpected('a digit in the exponent');
    let written = 0;
    while (byte >= 0x30 && byte <= 0x39) {
      if (written < 1e6) written = written * 10 + (byte - 0x30);
      byte = bytes[++pos]!;
    }
    exponent += negativeExponent ? -written : written;
  }
  cursor.pos = pos;
  // One multiplication or division of two exact doubles rounds correctly (Clinger 1990).
  if (mantissa < TWO_53 && exponent >= -22 && exponent <= 22) {
    const value = exponent < 0 ? mantissa / POWERS[-exponent]! : mantissa * POWERS[exponent]!;
    return negative ? -value : value;
  }
  return parseLongNumber(cursor, start, isIntegerLiteral);
}

function parseLongNumber(cursor: Cursor, start: number, isIntegerLiteral: boolean): number {
  const literal = cursor.bytes.toString('latin1', start, cursor.pos);
  const value = Number(literal);
  const shown = literal.length > 40 ? `${literal.slice(0, 40)}…` : literal;
  if (!Number.isFinite(value)) cursor.fail('number-overflow', { literal: shown }, start);
  if (isUnderflow(literal)) cursor.fail('number-underflow', { literal: shown }, start);
  if (isIntegerLiteral && BigInt(literal) !== BigInt(value)) {
    cursor.fail('number-inexact', { literal: shown, nearest: BigInt(value) }, start);
  }
  return value;
}
