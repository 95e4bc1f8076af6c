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

/** Before the decimal point, or the `e` of a number without one, and from there on. */
export function splitDecimal(text: string): [before: string, after: string] {
  const at = text.search(/[.e]/);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}

/** Pads on both sides so that the decimal points stand in one column. */
export function alignDecimal(texts: readonly string[]): string[] {
  const split = texts.map(splitDecimal);
  let before = 0;
  let after = 0;
  for (const [a, b] of split) {
    before = Math.max(before, a.length);
    after = Math.max(after, b.length);
  }
  return split.map(([a, b]) => a.padStart(before) + b.padEnd(after));
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
