/** The number in a cell of a CSV file, exactly or not at all. */
import type { CellProblem } from '../../errors/files.js';
import { isUnderflow } from '../../text/written-number.js';

const POWERS = Array.from({ length: 23 }, (_, k) => 10 ** k);
const TWO_53 = 2 ** 53;

export interface Cell {
  value: number;
  /** True, false: pandas' words and those of JSON. */
  isBoolean: boolean;
  problem: CellProblem | undefined;
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

/**
 * Reads the cell from `start` to `end` into `cell`, blanks around it left out: numbers as Python writes them,
 * nan and inf in any case, True and False.
 */
export function readCell(bytes: Buffer, start: number, end: number, cell: Cell): void {
  let from = start;
  let to = end;
  while (from < to && isBlank(bytes[from]!)) from++;
  while (to > from && isBlank(bytes[to - 1]!)) to--;
  cell.isBoolean = false;
  cell.problem = undefined;
  if (from === to) {
    cell.problem = 'empty';
    return;
  }
  const plain = plainNumber(bytes, from, to);
  if (plain !== undefined) cell.value = plain;
  else readText(bytes.toString('latin1', from, Math.min(to, from + LONGEST)), to - from > LONGEST, cell);
}

/** More digits than any double needs. */
const LONGEST = 2000;

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}

/** Most numbers: below 2^53 as digits alone, and a small power of ten; undefined for all others. */
function plainNumber(bytes: Buffer, from: number, to: number): number | undefined {
  let pos = from;
  const negative = bytes[pos] === 0x2d;
  if (negative) pos++;
  let mantissa = 0;
  let digits = 0;
  let decimals = -1;
  for (; pos < to; pos++) {
    const byte = bytes[pos]!;
    if (byte >= 0x30 && byte <= 0x39) {
      mantissa = mantissa * 10 + (byte - 0x30);
      digits++;
      if (decimals >= 0) decimals++;
    } else if (byte === 0x2e && decimals < 0) decimals = 0;
    else return undefined;
  }
  // One division of two exact doubles rounds correctly (Clinger 1990).
  if (digits === 0 || mantissa >= TWO_53 || decimals > 22) return undefined;
  const value = decimals > 0 ? mantissa / POWERS[decimals]! : mantissa;
  return negative ? -value : value;
}

const NUMBER = /^[-+]?(?:\d{1,2000}\.?\d{0,2000}|\.\d{1,2000})(?:[eE][-+]?\d{1,10})?$/;

function readText(text: string, isLong: boolean, cell: Cell): void {
  const [, sign, word = ''] = /^([-+]?)([a-zA-Z]{1,8})$/.exec(text) ?? [];
  const named = WORDS.get(word.toLowerCase());
  if (named !== undefined) {
    cell.value = sign === '-' ? -named : named;
    return;
  }
  const boolean = ['false', 'true'].indexOf(text.toLowerCase());
  if (boolean >= 0) {
    cell.value = boolean;
    cell.isBoolean = true;
    return;
  }
  if (isLong || !NUMBER.test(text)) {
    cell.problem = /^[-+]?\d{1,20},\d{1,20}$/.test(text) ? 'comma' : 'text';
    return;
  }
  cell.value = Number(text);
  if (!Number.isFinite(cell.value)) cell.problem = 'overflow';
  else if (isUnderflow(text)) cell.problem = 'underflow';
  else if (/^[-+]?\d+$/.test(text) && BigInt(text.replace('+', '')) !== BigInt(cell.value))
    cell.problem = 'inexact';
}
