/** Steps in columns: name, formula and shape, why, and the values. */
import type { Inline, Step, Values } from './document.js';
import { BODY, type Page, paragraph, sideBySide } from './lines.js';
import { alignDecimal, plural } from './numbers.js';
import { clean, padEnd, widthOf } from './width.js';
import { wrapText } from './wrap.js';

const GAP = 2;
/** Formulas go below their steps' names where they have less room beside them. */
const NARROWEST = 24;

/** Columns of the steps' heads, the same for all of them. */
interface Rooms {
  readonly name: number;
  /** 0: below the name. */
  readonly formula: number;
}

export function* stepLines(steps: readonly Step[], page: Page): Iterable<string> {
  const rooms = roomsOf(steps, page.width);
  for (const [i, step] of steps.entries()) {
    yield* headLines(step, i + 1, rooms, page);
    yield* paragraph(step.why, 'quiet', BODY, page);
    yield* valueLines(step.values, page);
  }
}

function roomsOf(steps: readonly Step[], width: number): Rooms {
  const widest = (of: (step: Step) => string) => Math.max(0, ...steps.map((s) => widthOf(clean(of(s)))));
  const name = widest((s) => s.name);
  const left = width - BODY - name - GAP - GAP - widest((s) => s.shape);
  return {
    name,
    formula:
      left < NARROWEST
        ? 0
        : Math.min(
            left,
            widest((s) => s.formula),
          ),
  };
}

/** A formula that is too long goes on below itself; the shape keeps its column. */
function* headLines(step: Step, n: number, rooms: Rooms, page: Page): Iterable<string> {
  const gap = ' '.repeat(GAP);
  const name = page.style('name', padEnd(clean(step.name), rooms.name));
  const head = `${String(n).padStart(3)}  ${name}${gap}`;
  const shape = page.style('quiet', step.shape);
  if (rooms.formula === 0) {
    yield head + shape;
    for (const line of wrapText(clean(step.formula), page.width - BODY)) yield ' '.repeat(BODY) + line;
    return;
  }
  const [first = '', ...rest] = wrapText(clean(step.formula), rooms.formula);
  yield head + padEnd(first, rooms.formula) + gap + shape;
  for (const line of rest) yield ' '.repeat(BODY + rooms.name + GAP) + line;
}

/** All where they fit on a line or are wanted, as many as fit from both ends of others. */
function* valueLines(values: Values, page: Page): Iterable<string> {
  const { texts, row, count, full, summary, remarks } = values;
  const room = page.width - BODY;
  const lead = ' '.repeat(BODY);
  const line = texts.join(' '.repeat(GAP));
  const whole = texts.length === count && line.length <= room;
  if (full || (whole && row > 1)) for (const cells of gridLines(texts, row, room)) yield lead + cells;
  else yield lead + (whole ? line : endsOf(texts, room));
  const notes: Inline[] = [
    ...(summary === undefined ? [] : [summary]),
    ...(whole ? [] : [plural(count, 'value')]),
    ...remarks,
  ];
  if (notes.length > 0) yield* sideBySide(notes, 3, 'quiet', BODY, page);
}

/** A row of the array a line, where it has rows of more than one number; points in one column. */
function* gridLines(texts: readonly string[], row: number, room: number): Iterable<string> {
  const aligned = alignDecimal(texts);
  const perLine = Math.max(1, Math.floor((room + GAP) / ((aligned[0]?.length ?? 1) + GAP)));
  const whole = row > 1 ? row : texts.length;
  for (let start = 0; start < texts.length; start += whole) {
    const end = Math.min(start + whole, texts.length);
    for (let i = start; i < end; i += perLine)
      yield aligned.slice(i, Math.min(i + perLine, end)).join(' '.repeat(GAP));
  }
}

function endsOf(texts: readonly string[], room: number): string {
  let head = 0;
  let tail = 0;
  let used = 1;
  while (head + tail < texts.length) {
    const next = texts[head <= tail ? head : texts.length - 1 - tail] ?? '';
    used += GAP + next.length;
    if (used > room) break;
    if (head <= tail) head++;
    else tail++;
  }
  return [...texts.slice(0, head), '…', ...texts.slice(texts.length - tail)].join(' '.repeat(GAP));
}
