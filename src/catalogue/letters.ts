/**
 * Axes by letters. A graph is built twice, with sizes that have no number in common: what differs between the
 * two texts of a formula is a size, and is written as its letter.
 */

/** N: rows; C: classes or columns; T: time steps, tokens; L: labels of a sequence; F: features. */
const LETTERS = { N: [4, 6], C: [3, 7], T: [5, 11], L: [2, 5], F: [8, 13] } as const;

/** Which of the two sizes of every letter. */
export type Sizes = 0 | 1;

/** `2N T+1`: the axes of a shape. */
export function sizesOf(axes: string, which: Sizes): number[] {
  return axes
    .split(' ')
    .filter(Boolean)
    .map((axis) => {
      const [, times = '', letter = '', more = ''] = /^(\d*)([A-Z]?)([+-]\d+)?$/.exec(axis) ?? [];
      if (letter === '') return Number(times);
      return (Number(times) || 1) * LETTERS[letter as keyof typeof LETTERS][which] + Number(more);
    });
}

/** The two of a text that is no letter's: 12 and 42 are N·C. */
const KNOWN: ReadonlyMap<string, string> = new Map(
  [...singles(), ...products()].map(([a, b, text]) => [`${a} ${b}`, text] as const).reverse(),
);

function* singles(): Iterable<[number, number, string]> {
  for (const [letter, [a, b]] of Object.entries(LETTERS)) {
    yield [a, b, letter];
    yield [a - 1, b - 1, `${letter} - 1`];
    yield [a + 1, b + 1, `${letter} + 1`];
    yield [2 * a, 2 * b, `2 * ${letter}`];
  }
}

function* products(): Iterable<[number, number, string]> {
  const all = Object.entries(LETTERS);
  for (const [i, [x, [a, b]]] of all.entries())
    for (const [y, [c, d]] of all.slice(i)) {
      yield [a * c, b * d, `${x} * ${y}`];
      yield [a * (c - 1), b * (d - 1), `${x} * (${y} - 1)`];
    }
}

const NUMBER = /(?<![\w.])\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])/g;

/** The text of a formula of the first sizes and of the second, with letters in place of what differs. */
export function withLetters(first: string, second: string): string {
  const others = second.match(NUMBER) ?? [];
  const same = first.replace(NUMBER, '#') === second.replace(NUMBER, '#');
  if (!same) return first;
  let i = 0;
  return first.replace(NUMBER, (text, at: number) => {
    const other = others[i++]!;
    return text === other ? text : (letterOf(Number(text), Number(other), first, at, text.length) ?? text);
  });
}

function letterOf(a: number, b: number, text: string, at: number, length: number): string | undefined {
  const known = KNOWN.get(`${a} ${b}`);
  if (known === undefined) return quotient(a, b);
  // Between brackets and commas a product needs no brackets of its own.
  const alone = /[[(,:]\s*$/.test(text.slice(0, at)) && /^\s*[\])),:]/.test(text.slice(at + length));
  return known.length === 1 || alone ? known : `(${known})`;
}

/** 0.1 / 3 and 0.1 / 7 are 0.1 / C. */
function quotient(a: number, b: number): string | undefined {
  for (const [letter, [x, y]] of Object.entries(LETTERS)) {
    if (Math.abs(a * x - b * y) > 1e-12 * Math.abs(a * x)) continue;
    return `(${Number((a * x).toPrecision(12))} / ${letter})`;
  }
  return undefined;
}

/** The axes of a result, by letters. */
export function shapeWithLetters(first: readonly number[], second: readonly number[]): string[] {
  return first.map((a, i) => (a === second[i] ? String(a) : (KNOWN.get(`${a} ${second[i]}`) ?? String(a))));
}
