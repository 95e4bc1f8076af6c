/** Steps in columns: name, formula and shape, why, and the values aligned on the decimal point. */
import type { Inline, Step, Values } from './document.js';
import { BODY, type Page, paragraph, sideBySide } from './lines.js';
import { alignDecimal, plural } from './numbers.js';
import { clean, padEnd, widthOf } from './width.js';
import { wrapText } from './wrap.js';

export function* stepLines(steps: readonly Step[], page: Page): Iterable<string> {
  const nameRoom = Math.max(...steps.map((s) => widthOf(clean(s.name)))) + 2;
  const shapeRoom = Math.max(...steps.map((s) => s.shape.length)) + 2;
  const widest = Math.max(...steps.map((s) => widthOf(clean(s.formula))));
  const formulaRoom = Math.max(MIN_FORMULA, Math.min(widest, page.width - BODY - nameRoom - shapeRoom));
  for (const [i, step] of steps.entries()) {
    yield* headLines(step, i + 1, nameRoom, formulaRoom, page);
    yield* paragraph(step.why, 'quiet', BODY, page);
    yield* valueLines(step.values, page);
  }
}

const MIN_FORMULA = 20;

/** The shapes stand in one column, beside the first line of their formulas. */
function* headLines(
  step: Step,
  n: number,
  nameRoom: number,
  formulaRoom: number,
  page: Page,
): Iterable<string> {
  const head = `${String(n).padStart(3)}  ${page.style('name', padEnd(clean(step.name), nameRoom))}`;
  const [first = '', ...rest] = wrapText(clean(step.formula), formulaRoom);
  yield head + padEnd(first, formulaRoom) + page.style('quiet', `  ${step.shape}`);
  for (const line of rest) yield ' '.repeat(BODY + nameRoom) + line;
}

/** All where they fit on a line or are wanted, head and tail of others. */
function* valueLines(values: Values, page: Page): Iterable<string> {
  const { row, count, full, summary, remarks } = values;
  const lead = ' '.repeat(BODY);
  const room = page.width - BODY;
  const aligned = alignDecimal(values.texts);
  const perLine = Math.max(1, Math.floor((room + GAP) / ((aligned[0]?.length ?? 1) + GAP)));
  const whole = values.texts.length === count;
  const all = full || (whole && aligned.length <= perLine);
  if (all) {
    // A row of the array a line, where it has rows of more than one number.
    const columns = row > 1 ? Math.min(perLine, row) : perLine;
    for (let i = 0; i < aligned.length; i += columns)
      yield lead + aligned.slice(i, i + columns).join(' '.repeat(GAP));
  } else yield lead + headAndTail(values.texts, whole && row === 1, room).join(' '.repeat(GAP));
  const notes: Inline[] = [
    ...(summary === undefined ? [] : [summary]),
    ...(all && whole ? [] : [plural(count, 'value')]),
    ...remarks,
  ];
  if (notes.length > 0) yield* sideBySide(notes, 3, 'quiet', BODY, page);
}

const GAP = 2;

/** As many from both ends as fit, by their own widths: one wide number takes the room of no other. */
function headAndTail(texts: readonly string[], whole: boolean, room: number): string[] {
  const bare = texts.map((text) => text.trim());
  if (whole && bare.join(' '.repeat(GAP)).length <= room) return bare;
  const [head, tail]: [string[], string[]] = [[], []];
  let left = room - 1;
  for (let i = 0; 2 * i + 1 < bare.length; i++) {
    for (const [end, at] of [
      [head, i],
      [tail, bare.length - 1 - i],
    ] as const) {
      left -= bare[at]!.length + GAP;
      if (left < 0 && i > 0) return [...head, '…', ...tail.reverse()];
      end.push(bare[at]!);
    }
  }
  return [...head, '…', ...tail.reverse()];
}
