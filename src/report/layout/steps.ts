/** Steps in columns: name, formula and shape, why, and the values aligned on the decimal point. */
import type { Inline, Step, Values } from './document.js';
import { BODY, type Page, paragraph, sideBySide } from './lines.js';
import { alignDecimal, plural } from './numbers.js';
import { clean, padEnd, widthOf } from './width.js';
import { wrapText } from './wrap.js';

export function* stepLines(steps: readonly Step[], page: Page): Iterable<string> {
  const nameRoom = Math.max(...steps.map((s) => widthOf(clean(s.name)))) + 2;
  const formulaRoom = Math.max(...steps.map((s) => widthOf(clean(s.formula))));
  for (const [i, step] of steps.entries()) {
    yield* headLines(step, i + 1, nameRoom, formulaRoom, page);
    yield* paragraph(step.why, 'quiet', BODY, page);
    yield* valueLines(step.values, page);
  }
}

function* headLines(
  step: Step,
  n: number,
  nameRoom: number,
  formulaRoom: number,
  page: Page,
): Iterable<string> {
  const shape = `  ${step.shape}`;
  const room = page.width - BODY - nameRoom - shape.length;
  const text = clean(step.formula);
  const formula = widthOf(text) > room ? wrapText(text, room) : [padEnd(text, Math.min(room, formulaRoom))];
  const head = `${String(n).padStart(3)}  ${page.style('name', padEnd(clean(step.name), nameRoom))}`;
  for (const [i, line] of formula.entries()) {
    const lead = i === 0 ? head : ' '.repeat(BODY + nameRoom);
    yield lead + line + (i === formula.length - 1 ? page.style('quiet', shape) : '');
  }
}

/** All where they fit on a line or are wanted, head and tail of others. */
function* valueLines(values: Values, page: Page): Iterable<string> {
  const { row, count, full, summary, remarks } = values;
  const texts = alignDecimal(values.texts);
  const lead = ' '.repeat(BODY);
  const perLine = Math.max(1, Math.floor((page.width - BODY + 2) / ((texts[0]?.length ?? 1) + 2)));
  if (full || (texts.length <= perLine && texts.length === count)) {
    // A row of the array a line, where it has rows of more than one number.
    const columns = row > 1 ? Math.min(perLine, row) : perLine;
    for (let i = 0; i < texts.length; i += columns) yield lead + texts.slice(i, i + columns).join('  ');
  } else {
    const ends = Math.max(1, Math.floor((perLine - 1) / 2));
    yield lead + [...texts.slice(0, ends), '…', ...texts.slice(-ends)].join('  ');
  }
  const notes: Inline[] = [
    ...(summary === undefined ? [] : [summary]),
    ...(count > texts.length || count > perLine ? [plural(count, 'value')] : []),
    ...remarks,
  ];
  if (notes.length > 0) yield* sideBySide(notes, 3, 'quiet', BODY, page);
}
