/** Numbers and counts as sentences have them. */

/** @param digits significant ones at the most */
export function shortText(x: number, digits = 6): string {
  return String(Number(x.toPrecision(digits)));
}

/** 1 value, 2 values. */
export function some(n: number, word: string): string {
  return `${n} ${wordFor(n, word)}`;
}

/** `value` of one, `values` of more. */
export function wordFor(n: number, word: string): string {
  return n === 1 ? word : `${word}${/(tch|s|x)$/.test(word) ? 'es' : 's'}`;
}

/** `6 – 9`, both included, or `6` alone: all that is a range is written so. */
export function spanText(from: number | string, to: number | string): string {
  return from === to ? String(from) : `${from} – ${to}`;
}

/** `row 3`, `rows 3 – 5`. */
export function rowsText(first: number, last: number): string {
  return `${first === last ? 'row' : 'rows'} ${spanText(first, last)}`;
}

/** `a, b and c`. */
export function joined(texts: readonly string[], and = 'and'): string {
  return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(', ')} ${and} ${texts.at(-1)}`;
}
