/** Lines whose breaks were lost are taken apart. */
import { splitDicts } from './lines/dict.js';

/** How a bar of Keras begins; one that was shortened for a paste is whole. */
const BAR = '(?:\\[(?:[=>.]{5}|[=>.]{1,4}\\] - )|━)';
/**
 * Two bars, or a header and a bar, on one line: the line break between them was lost. What fails at once
 * stands first in each part.
 */
const GLUED = new RegExp(
  [
    // PaddlePaddle's bar begins with a word: `step 5/10 [====`.
    `(?=(?<![\\d.])\\d+\\/\\d+ (?:${BAR}|={5}))(?<!\\bstep {1,9})(?<=\\S\\s*)`,
    '(?=(?<![\\d.])\\d+\\/Unknown {1,9}(?:- )?\\d+s )(?<=\\S\\s*)',
    '(?<=nan|inf)(?=\\d+\\/Unknown {1,9}(?:- )?\\d+s )',
    `(?<=nan|inf)(?=\\d+\\/\\d+ (?:${BAR}|={5}))`,
    '(?=Epoch \\d+\\/\\d+(?:\\s|$|\\d+\\/\\d+ ))(?<=[\\d\\])fn%]\\s*)',
    '(?<=\\S)(?=`Trainer\\.fit` stopped)',
    '(?<=[\\d\\]])(?=Epoch \\d{5}: )',
    '(?<=\\d)(?=WARNING:tensorflow:Your input ran out)',
    '(?<=reached\\.)(?=Epoch \\d+: +\\d+%\\|)',
  ].join('|'),
  'g',
);
/** A bar right behind a number: `loss: 0.12349/1875 [===`. */
const GLUED_NUMBER =
  /\.(\d+)\/(\d+|Unknown)(?= (?:\[([=>.]{5,}|[=>.]{1,4}(?=\] - ))|━|={5}| {0,9}(?:- )?\d+s ))/g;
const GLUED_HEADER = /^(.*Epoch \d+\/\d+)\s+(?=\d+\/\d+ (?:\[|[━=]{5}))/;

/** Keras prints four decimals. */
const DECIMALS = 4;

/** How many of the digits in front of a bar's total are its counter's. */
function counterDigits(digits: string, total: string, fill: string | undefined, before: number): number {
  const possible = Array.from({ length: Math.min(digits.length, total.length) }, (_, i) => i + 1).filter(
    (n) => {
      const counter = Number(digits.slice(-n));
      return digits.at(-n) !== '0' && !(counter > Number(total));
    },
  );
  const step = (n: number) => Number(digits.slice(-n));
  // So much of the bar is drawn: `int(width * current / target)` signs, the last of them its tip.
  const drawn = fill === undefined ? -1 : fill.lastIndexOf('>') + 1 || fill.lastIndexOf('=') + 1;
  const fits = (n: number) =>
    fill !== undefined && Math.floor((fill.length * step(n)) / Number(total)) === drawn;
  // Then the digits tell: Keras' four decimals in front, or a counter as wide as the total, drawn over the
  // number's other digits.
  const likely = [digits.length - DECIMALS, total.length].filter((n) => possible.includes(n));
  const rising = likely.filter((n) => step(n) > before);
  return [...rising, ...likely, ...possible].find(fits) ?? rising[0] ?? likely[0] ?? possible.at(-1) ?? 0;
}

/** Takes bars off the numbers that they stand behind. */
function splitNumbers(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let before = Number(/^\s*(\d+)\//.exec(text)?.[1] ?? 0);
  for (const match of text.matchAll(GLUED_NUMBER)) {
    const [, digits = '', total = '', fill] = match;
    const n = counterDigits(digits, total, fill, before);
    if (n === 0) continue;
    before = Number(digits.slice(-n));
    const at = match.index + 1 + digits.length - n;
    parts.push(text.slice(from, at));
    from = at;
  }
  parts.push(text.slice(from));
  return parts;
}

const COUNTER = /^\s*(\d+)\/(\d+|Unknown) /;
/** The last state of an epoch: `4/4 [====] - 1s`. */
const FINISHED = /^\s*(\d+)\/\1 /;

/**
 * A page may hold the states of one bar in another order than that of time. Each epoch ends with a state of
 * its own: counters that fall without it are of one epoch.
 */
function inOrder(parts: string[]): string[] {
  const counters = parts.map((p) => COUNTER.exec(p));
  const [first] = counters;
  if (!first || !counters.every((c) => c !== null && c[2] === first[2])) return parts;
  const steps = counters.map((c) => Number(c?.[1]));
  if (
    steps.every((s, i) => i === 0 || s >= steps[i - 1]!) ||
    parts.slice(0, -1).some((p) => FINISHED.test(p))
  )
    return parts;
  return parts
    .map((part, i) => ({ part, step: steps[i]! }))
    .sort((a, b) => a.step - b.step)
    .map(({ part }) => part);
}

/** A bar of tqdm ends with a bracket: another may stand right behind it. */
const GLUED_TQDM = /(?<=[\]])(?=[^\][|%]{0,100}\d{1,3}%\|)/;

/** The end of a bar with values, and behind it the values of another message. */
const BEHIND = /[=:] ?[-+\w.]{1,40}\](?=\s{0,200}[A-Za-z{'"][^%|]{0,200}[=: ]\s?[-+]?\.?\d)/;

/** What stands behind a bar that has values is another message. */
function behindBar(parts: readonly string[]): string[] {
  return parts.flatMap((part) => {
    const end = BEHIND.exec(part);
    const at = end ? end.index + end[0].length : part.length;
    return at < part.length && part.slice(0, at).includes('%|')
      ? [part.slice(0, at), part.slice(at)]
      : [part];
  });
}

/** Shorter texts are one line: `step 1: loss 2 step 2: loss 1` has 30 characters. */
const SHORTEST_TWO = 30;
/** Of lines of one form so many characters are alike, numbers aside. */
const FORM = 24;
const COUNTED = /\b(?<!best )(epoch|step|iter|iteration)\b[\s:=#[(]*\d/i;

/**
 * A script's lines whose breaks were lost: `step 1: loss 2.31 step 2: loss 2.17`. Each begins with the same
 * word and a counter that rises, in one form, and has a loss; a line may name its counter twice (`global
 * step`, `previous epoch`).
 */
function flattened(text: string, goesOn: boolean): string[] {
  const starts = startsOf(text);
  if (starts.length < 2) return [text];
  const bodies = starts.map((from, i) => text.slice(from, starts[i + 1]));
  const isNext = (body: string, i: number) =>
    i === 0 || (formOf(body) === formOf(bodies[0]!) && counterOf(body) >= counterOf(bodies[i - 1]!));
  // The end of the last one may be still to come.
  const whole = goesOn ? bodies.slice(0, -1) : bodies;
  return whole.length > 1 && whole.every(isNext) && whole.every(hasLoss)
    ? [text.slice(0, starts[1]), ...bodies.slice(1)]
    : [text];
}

/** Where lines may begin whose breaks were lost. */
function startsOf(text: string): number[] {
  // `loss` or `Loss`, twice; bars and dicts are none of these lines.
  const once = text.indexOf('oss');
  if (once < 0 || text.indexOf('oss', once + 3) < 0 || /[{━]|==|\[>|%\|/.test(text)) return [];
  const word = COUNTED.exec(text)?.[1];
  if (word === undefined) return [];
  const pattern = new RegExp(`\\b(?<!best )${word}\\b[\\s:=#[(]*\\d`, 'gi');
  return [...text.matchAll(pattern)].map((m) => m.index);
}

/** Does it depend on numbers, not on their places alone, how many lines the text holds? */
export function mayPartByNumbers(text: string): boolean {
  return text.search(GLUED_NUMBER) >= 0 || startsOf(text).length > 1;
}

/** Heads of lines that no counting word begins: mmengine, Darknet, boosting, CIFAR's tutorial. */
const HEADS: readonly RegExp[] = [
  /\b(?:Epoch|Iter)\((?:train|val|test)\)\s{1,9}\[/g,
  /(?<![^\s])\d{1,9}: [-\w.]{1,20}, [-\w.]{1,20} avg loss,/g,
  /(?<![^\s])\[\d{1,9}\]\s{1,4}(?=[A-Za-z][\w-]{0,60}:)/g,
  /(?<![^\s])\[\d{1,9}, {0,9}\d{1,9}\] loss:/g,
];

/** Lines of such a head whose breaks were lost. */
function headed(text: string): string[] | undefined {
  if (!text.includes('[') && !text.includes('avg loss')) return undefined;
  for (const head of HEADS) {
    const starts = [...text.matchAll(head)].map((m) => m.index);
    if (starts.length > 1) return starts.map((from, i) => text.slice(i === 0 ? 0 : from, starts[i + 1]));
  }
  return undefined;
}

function formOf(body: string): string {
  return body
    .slice(0, FORM)
    .replace(/\d+/g, '#')
    .slice(0, FORM / 2);
}

function counterOf(body: string): number {
  return Number(/\d+/.exec(body)?.[0]);
}

function hasLoss(body: string): boolean {
  const at = body.search(/loss/i);
  return at >= 0 && /\d/.test(body.slice(at));
}

/** A bar at the start of the text, up to its end. */
const BAR_FIRST = /^\s*\d+\/\d+ (?:\[[=>.]*\]|━+)/;

/** Spares most lines the search: they are one bar and nothing else. */
function mayBeGlued(text: string): boolean {
  const unknown = text.indexOf('/Unknown');
  if (unknown >= 0 && text.indexOf('/Unknown', unknown + 8) > 0) return true;
  const bar = BAR_FIRST.exec(text);
  if (!bar)
    return text.includes('] - ') || text.includes('━') || text.includes('Epoch ') || text.includes('==');
  const end = bar[0].length;
  return [' [', '━', 'Epoch ', 'Trainer.fit', 'ran out'].some((mark) => text.indexOf(mark, end) >= 0);
}

/**
 * The lines that a text holds: mostly itself.
 * @param goesOn the last of them is not whole
 */
export function unglued(text: string, goesOn = false): string[] {
  // Two bars need some length; header and bar less.
  if (text.length > 40 && mayBeGlued(text)) {
    const header = GLUED_HEADER.exec(text);
    if (header) return [header[1]!, ...unglued(text.slice(header[0].length), goesOn)];
    const parts = splitNumbers(text).flatMap((part) => part.split(GLUED));
    if (parts.length > 1) return goesOn ? parts : inOrder(parts);
  }
  if (text.length < SHORTEST_TWO) return [text];
  const bar = text.indexOf('%|');
  if (bar >= 0) return behindBar(text.indexOf('%|', bar + 2) > 0 ? text.split(GLUED_TQDM) : [text]);
  const dict = text.indexOf('}');
  if (dict >= 0 && text.indexOf('{', dict) > 0) return splitDicts(text);
  return headed(text) ?? flattened(text, goesOn);
}
