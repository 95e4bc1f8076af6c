/**
 * The named numbers of a line, as scripts print them: `train cls loss: 0.52`, `loss=2.50 (3.00)`, `Loss (val)
 * 0.6`, `loss is 0.5`. A name is all words up to the separator; between its words stands one blank. Numbers
 * are looked for, and their names backwards from there, a bounded way each: the time a line takes grows with
 * its length only.
 */
import { NUMBER, type Printed } from './line.js';

export interface Pair {
  readonly name: string;
  readonly text: string;
  /** The mean that stands in brackets behind the value. */
  readonly mean?: string;
  /** No separator stands between name and number. */
  readonly bare: boolean;
  /**
   * The number ends there: it is not the front of another (`1,234.5`, `12:30`, `12ms`), nor part of an
   * address.
   */
  readonly whole: boolean;
  /** A percent sign stands behind the number, or behind its mean. */
  readonly percent: boolean;
  /** Where the name begins. */
  readonly at: number;
  /** Where the value begins, and where all of the pair ends. */
  readonly from: number;
  readonly end: number;
}

const VALUE = new RegExp(`(?<![\\w.])(?:${NUMBER})`, 'g');
/**
 * A number ends here, and is not the front of another (`1,234.5`, `1.2.3`, `0x10`, `12:30`, `3-4`), nor of a
 * word.
 */
const END = /(?![\da-z_:/#X]|[.,'-]\d|\.#|[KMG]\b)/y;
const MEAN = new RegExp(`(?: ?%)? {0,3}\\( {0,3}(${NUMBER})(?: ?%)? {0,3}\\)`, 'y');
/** What stands behind a percentage; the bar of tqdm is none. */
const PERCENT = / ?%(?![\w|%])/y;
const WORD = /[\p{L}\p{N}_./@%+#&*^$'"-]/u;
const ASCII_WORD = new Uint8Array(128).map((_, c) => (WORD.test(String.fromCharCode(c)) ? 1 : 0));
const MAX_NAME = 120;
const MAX_WORDS = 8;
const MAX_BLANKS = 60;
const MAX_BRACKET = 40;
const LONGEST_ADDRESS = 2048;
const BLANK = 32;
const PERCENT_SIGN = 37;

/** Does a name that begins there stand in the address of a page: `/metrics?loss=0.5&step=12`? */
function isQuery(text: string, at: number): boolean {
  const before = text[at - 1];
  if (before !== '?' && before !== '&') return false;
  const address = /\S*$/.exec(text.slice(Math.max(0, at - LONGEST_ADDRESS), at))![0];
  return address.includes('?');
}

function isWord(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return c < 128 ? ASCII_WORD[c] === 1 : WORD.test(text[at]!);
}

function blanksBefore(text: string, end: number): number {
  const least = Math.max(0, end - MAX_BLANKS);
  let at = end;
  while (at > least && text.charCodeAt(at - 1) === BLANK) at--;
  return at;
}

/** Where a bracket that ends before `at` was opened, if words stand in it: `(val)`, `[cls]`, `(G(z))`. */
function openedBefore(text: string, at: number): number | undefined {
  let depth = 0;
  let from = at;
  do {
    from--;
    const c = text[from];
    if (c === ')' || c === ']') depth++;
    else if (c === '(' || c === '[') depth--;
  } while (depth > 0 && from > 0 && at - from < MAX_BRACKET);
  return depth === 0 && WORDS.test(text.slice(from + 1, at - 1)) ? from : undefined;
}

const WORDS = /^[\p{L}_][\p{L}\p{N}_./@%()-]*(?: [\p{L}_][\p{L}\p{N}_./@%()-]*)*$/u;

/** Words that are a part of a name: those with a letter in front, and `1st`, `5-shot`, `3d`. */
const NAMING = /^(?:[\p{L}_]|\d+(?:st|nd|rd|th|d|-\p{L}{2,})(?!\p{L}))/iu;
/**
 * What stands in front of a name: Markdown, a list's dash, a number that lost its blank. Two dashes make an
 * option.
 */
const MARKUP = /^(?!--)[^\p{L}\p{N}_]+|^\d[\d./:]*(?=\p{Lu}\p{Ll}|\p{L}{4,})/u;

/** Where the word begins that ends before `end`; `end` if there is none that can be part of a name. */
function wordStart(text: string, end: number): number {
  const least = Math.max(0, end - MAX_NAME);
  let at = end;
  while (at > least && isWord(text, at - 1)) at--;
  const word = text.slice(at, end);
  const from = at + (MARKUP.exec(word)?.[0].length ?? 0);
  return NAMING.test(text.slice(from, end)) ? from : end;
}

/**
 * Where the name begins that ends before `end`; `end` if there is none.
 * @param least where it begins at the earliest
 */
function nameStart(text: string, end: number, least: number): number {
  // In front of a word a bracket is no part of the name: `[INFO] loss`.
  const bracket = text[end - 1] === ')' || text[end - 1] === ']' ? openedBefore(text, end) : undefined;
  let at = bracket === undefined ? end : blanksBefore(text, bracket);
  let start = end;
  for (let words = 0; words < MAX_WORDS && at > 0 && end - at < MAX_NAME; words++) {
    const word = wordStart(text, at);
    if (word === at || word < least) return start;
    start = word;
    at = word - 1;
    if (text.charCodeAt(at) !== BLANK || text.charCodeAt(at - 1) === BLANK) return start;
  }
  return start;
}

/** Where the separator begins that ends before `at`, or undefined. */
function separatorStart(text: string, at: number): number | undefined {
  const c = text[at - 1];
  if (c === ':' || c === '=') return at - 1;
  if (c === '>' && (text[at - 2] === '-' || text[at - 2] === '=')) return at - 2;
  if (c === 's' && text[at - 2] === 'i' && text.charCodeAt(at - 3) === BLANK && text.charCodeAt(at) === BLANK)
    return at - 2;
  return undefined;
}

/** Where the value begins that the number at `from` is, quotes and `tensor(` included. */
function valueStart(text: string, from: number): number {
  const before = text.startsWith('tensor(', from - 7) ? from - 7 : from;
  const quote = text[before - 1];
  return (quote === "'" || quote === '"') &&
    /[:=]\s{0,3}$/.test(text.slice(Math.max(0, before - 5), before - 1))
    ? before - 1
    : before;
}

/** A number of a pair, with the percent sign behind it. */
export function withSign(value: Printed | undefined, { percent }: Pair): Printed | undefined {
  return value && percent ? { ...value, percent } : value;
}

/** The numbers of a line in their order; one with neither name nor point is none of its values. */
export function* pairsOf(text: string): Iterable<Pair> {
  let end = 0;
  let least = 0;
  for (;;) {
    VALUE.lastIndex = end;
    const match = VALUE.exec(text);
    if (!match) return;
    const from = match.index;
    end = VALUE.lastIndex;
    // Lightning pads every number to five characters: `nan.0`.
    if (text.startsWith('.0', end) && !/\d/.test(match[0])) end += 2;
    END.lastIndex = end;
    const ends = END.test(text);
    // `inference` begins with no number.
    if (!ends && !/\d/.test(match[0])) continue;
    const value = valueStart(text, from);
    const before = blanksBefore(text, value);
    const separator = separatorStart(text, before);
    const bare = separator === undefined;
    const nameEnd = bare ? before : blanksBefore(text, separator);
    const at = bare && before === from ? nameEnd : nameStart(text, nameEnd, least);
    if (at === nameEnd && !(ends && match[0].includes('.'))) continue;
    const whole = ends && !isQuery(text, at);
    MEAN.lastIndex = end;
    const mean = whole && text.charCodeAt(end) <= 40 ? MEAN.exec(text)?.[1] : undefined;
    const averaged = mean !== undefined && /[.ein]/i.test(mean);
    PERCENT.lastIndex = end;
    const percent = whole && text.charCodeAt(end) <= PERCENT_SIGN && PERCENT.test(text);
    if (averaged) end = MEAN.lastIndex;
    // `nan` is a word: none of the next name.
    if (!/\d/.test(match[0])) least = end;
    const name = at === nameEnd ? '' : nameOf(text.slice(at, nameEnd));
    yield {
      name,
      text: match[0],
      ...(averaged ? { mean } : {}),
      bare,
      whole,
      percent: percent || (averaged && text.charCodeAt(end) === PERCENT_SIGN),
      at: at === nameEnd ? from : at,
      from,
      end,
    };
  }
}

/** `epoch 1 loss` keeps `loss`, `done with train loss` `train loss`: what only leads to a name is dropped. */
const LEADING =
  /^(?:.* (?:with|and|the|has|at|in) |(?:step|iter|epoch|and|the|with|of|at|INFO|DEBUG|root) )/i;

function nameOf(words: string): string {
  let name = words;
  while (name.includes(' ')) {
    const lead = LEADING.exec(name);
    if (!lead) break;
    name = name.slice(lead[0].length);
  }
  let end = name.length;
  while (end > 0 && `'"*`.includes(name[end - 1]!)) end--;
  return name.slice(0, end);
}
