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

/** `a, b and c`. */
export function joined(texts: readonly string[], and = 'and'): string {
  return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(', ')} ${and} ${texts.at(-1)}`;
}
