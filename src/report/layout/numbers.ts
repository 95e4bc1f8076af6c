/** Numbers as text for the eye: rounded, aligned on the decimal point. JSON carries every digit. */
import { wordFor } from '../../text/sentence.js';

/** @param digits significant digits at the most */
export function numberText(x: number, digits: number): string {
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? 'Infinity' : '-Infinity';
  if (x === 0) return Object.is(x, -0) ? '-0' : '0';
  const magnitude = Math.abs(x);
  // Counts keep all their digits.
  if (Number.isInteger(x) && magnitude < 1e10) return String(x);
  if (magnitude >= 10 ** Math.max(digits, 7) || magnitude < 1e-4) {
    const [mantissa = '', exponent] = x.toExponential(digits - 1).split('e');
    return `${trimZeros(mantissa)}e${exponent}`;
  }
  return trimZeros(x.toPrecision(digits));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A number's text as columns align it. */
export interface NumberParts {
  /** In front of the decimal point, or of the `e` of a number without one. */
  readonly before: string;
  /** From there on. */
  readonly after: string;
  /** `NaN`, `-Infinity`: it has no point and ends where the digits of the others do. */
  readonly word?: string;
}

/** What stands behind the digits: `  ± 0.1`. */
const DIGITS = /^[^\s]*/;
const WORD = /^-?(?:NaN|Infinity)(?![^\s])/;

export function splitDecimal(text: string): NumberParts {
  const word = WORD.exec(text)?.[0];
  if (word !== undefined) return { before: '', after: text.slice(word.length), word };
  const at = text.search(/[.e]/);
  return at < 0 ? { before: text, after: '' } : { before: text.slice(0, at), after: text.slice(at) };
}

/** How much room the numbers of a column take. */
export class NumberRoom {
  #before = 0;
  #decimals = 0;
  #after = 0;
  #words = 0;
  /** What stands behind words. */
  #behind = 0;

  constructor(private readonly widthOf: (text: string) => number) {}

  add({ before, after, word }: NumberParts): void {
    if (word !== undefined) {
      this.#words = Math.max(this.#words, word.length);
      this.#behind = Math.max(this.#behind, this.widthOf(after));
      return;
    }
    this.#before = Math.max(this.#before, this.widthOf(before));
    this.#after = Math.max(this.#after, this.widthOf(after));
    this.#decimals = Math.max(this.#decimals, this.widthOf(DIGITS.exec(after)![0]));
  }

  get before(): number {
    return Math.max(this.#before, this.#words - this.#decimals);
  }

  get width(): number {
    return this.before + Math.max(this.#after, this.#decimals + this.#behind);
  }

  /** In front of the text, so that the points stand in one column. */
  indent({ before, word }: NumberParts): number {
    return word === undefined
      ? this.before - this.widthOf(before)
      : this.before + this.#decimals - word.length;
  }
}

/** Pads on both sides so that the decimal points stand in one column. */
export function alignDecimal(texts: readonly string[]): string[] {
  const room = new NumberRoom((text) => text.length);
  const parts = texts.map(splitDecimal);
  for (const p of parts) room.add(p);
  return texts.map((text, i) => (' '.repeat(room.indent(parts[i]!)) + text).padEnd(room.width));
}

/** 1 row, 2,000 rows. `toLocaleString` says the same, and takes 9 ms when it is first called. */
export function plural(n: number, word: string): string {
  return `${inThousands(n)} ${wordFor(n, word)}`;
}

/** A bound of an error: up to three significant digits, rounded up, so that it stays a bound. */
export function boundText(x: number): string {
  if (!Number.isFinite(x) || x <= 0) return numberText(x, 3);
  const unit = 10 ** (Math.floor(Math.log10(x)) - 2);
  // A hair of slack: 0.000175 is not exactly 175 units, and what sums in float64 lose is not shown.
  const up = Math.ceil(x / unit - 1e-6) * unit;
  return up >= 1e-7 && up < 1e7 ? up.toFixed(9).replace(/\.?0+$/, '') : numberText(up, 3);
}

/** `12,345`; numbers of the runtime's own formatting take longer to load than a report to print. */
function inThousands(n: number): string {
  const digits = String(n);
  const first = digits.length % 3 || 3;
  const groups = [digits.slice(0, first)];
  for (let at = first; at < digits.length; at += 3) groups.push(digits.slice(at, at + 3));
  return groups.join(',');
}
