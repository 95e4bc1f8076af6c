/** Lines whose breaks were lost are taken apart. */

/** Two bars, or a header and a bar, on one line: the line break between them was lost. What fails at once stands first in each part. */
const GLUED = new RegExp(
  [
    '(?=(?<![\\d.])\\d+\\/\\d+ (?:\\[[=>.]{5}|[━=]{5}))(?<=\\S\\s*)',
    '(?<=nan|inf)(?=\\d+\\/\\d+ (?:\\[[=>.]{5}|[━=]{5}))',
    '(?=Epoch \\d+\\/\\d+(?:\\s|$|\\d+\\/\\d+ ))(?<=[\\d\\])fn%]\\s*)',
    '(?<=\\S)(?=`Trainer\\.fit` stopped)',
    '(?<=[\\d\\]])(?=Epoch \\d{5}: )',
    '(?<=\\d)(?=WARNING:tensorflow:Your input ran out)',
    '(?<=reached\\.)(?=Epoch \\d+: +\\d+%\\|)',
  ].join('|'),
  'g',
);
/**
 * A bar right behind a number: `loss: 0.12349/1875 [===`. A counter is as wide as the total, so the digits that are too many are the
 * number's; it lost its other digits where the bar was drawn over it.
 */
const GLUED_NUMBER = /\.(\d+)\/(\d+)(?= (?:\[[=>.]{5}|[━=]{5}))/g;
const GLUED_HEADER = /^(.*Epoch \d+\/\d+)\s+(?=\d+\/\d+ (?:\[|[━=]{5}))/;

/** Takes bars off the numbers that they stand behind. */
function splitNumbers(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(GLUED_NUMBER)) {
    const at = match.index + 1 + Math.max(0, match[1].length - match[2].length);
    parts.push(text.slice(from, at));
    from = at;
  }
  parts.push(text.slice(from));
  return parts;
}

/** Shorter texts are one line: `step 1: loss 2 step 2: loss 1` has 30 characters. */
const SHORTEST_TWO = 30;
/** Of lines of one form so many characters are alike, numbers aside. */
const FORM = 24;
const COUNTED = /\b(?<!best )(epoch|step|iter|iteration)\b[\s:=#[(]*\d/i;

/**
 * A script's lines whose breaks were lost: `step 1: loss 2.31 step 2: loss 2.17`. Each begins with the same word and a counter that rises, in
 * one form, and has a loss; a line may name its counter twice (`global step`, `previous epoch`).
 */
function flattened(text: string): string[] {
  // `loss` or `Loss`, twice; bars and dicts are none of these lines.
  const once = text.indexOf('oss');
  if (once < 0 || text.indexOf('oss', once + 3) < 0 || /[{━]|==|\[>|%\|/.test(text)) return [text];
  const word = COUNTED.exec(text)?.[1];
  if (word === undefined) return [text];
  const starts = [...text.matchAll(new RegExp(`\\b(?<!best )${word}\\b[\\s:=#[(]*\\d`, 'gi'))].map((m) => m.index);
  if (starts.length < 2) return [text];
  const bodies = starts.map((from, i) => text.slice(from, starts[i + 1]));
  const isNext = (body: string, i: number) =>
    i === 0 || (formOf(body) === formOf(bodies[0]) && counterOf(body) >= counterOf(bodies[i - 1]));
  return bodies.every(isNext) && bodies.every(hasLoss) ? [text.slice(0, starts[1]), ...bodies.slice(1)] : [text];
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
  const bar = BAR_FIRST.exec(text);
  if (!bar) return text.includes('] - ') || text.includes('━') || text.includes('Epoch ') || text.includes('==');
  const end = bar[0].length;
  return [' [', '━', 'Epoch ', 'Trainer.fit', 'ran out'].some((mark) => text.indexOf(mark, end) >= 0);
}

/** The lines that a text holds: mostly itself. */
export function unglued(text: string): string[] {
  // Two bars need some length; header and bar less.
  if (text.length > 40 && mayBeGlued(text)) {
    const header = GLUED_HEADER.exec(text);
    if (header) return [header[1], ...unglued(text.slice(header[0].length))];
    const parts = splitNumbers(text).flatMap((part) => part.split(GLUED));
    if (parts.length > 1) return parts;
  }
  return text.length < SHORTEST_TWO ? [text] : flattened(text);
}
