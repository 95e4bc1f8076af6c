/** The numbers that stand in a line, and others to put in their places. */

const NUMBER = /\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi;
/**
 * Digits that are parts of names, codes of colours and of characters: `valid_1`, `acc@5`, `[32m`, `\x08`,
 * `#015`.
 */
const NAMED = /[\p{L}_\\#^@;.]$/u;
const COLOUR = /^\d*[;m]/;

/** A number of a line: `12`, `.`, `50`, `e-05`. */
export interface Part {
  readonly at: number;
  readonly whole: string;
  readonly before: string;
  readonly behind: string;
  readonly suffix: string;
}

/** In their order. */
export function partsOf(raw: string): Part[] {
  return [...raw.matchAll(NUMBER)]
    .filter(({ index }) => {
      const front = raw.slice(Math.max(0, index - 1), index);
      return front === '[' ? !COLOUR.test(raw.slice(index, index + 12)) : !NAMED.test(front);
    })
    .map(({ index, 0: whole }) => {
      const [, before = '', behind = '', suffix = ''] = /^(\d+)(?:\.(\d+))?(.*)$/.exec(whole)!;
      return { at: index, whole, before, behind, suffix };
    });
}

/** So many digits of a text that is repeated. */
export function digits(n: number, text: string): string {
  return text.repeat(Math.ceil(n / text.length)).slice(0, n);
}

/** @param before how many digits stand in front of the point */
export function numberOf(all: string, before: number): string {
  return withPoint(all.slice(0, before), all.slice(before));
}

export function withPoint(before: string, behind: string): string {
  return behind === '' ? before : `${before}.${behind}`;
}
