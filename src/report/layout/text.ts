/** A document in the columns of a terminal, with colour or without. */
import { Chalk, type ChalkInstance } from 'chalk';
import { chartLines } from './chart.js';
import type { Block, BlockOf, Document, Inline, Item, Role } from './document.js';
import { type Style, wrapInline } from './inline.js';
import { type Page, paragraph, sideBySide } from './lines.js';
import { resultLines } from './results.js';
import { stepLines } from './steps.js';
import { tableLines } from './table.js';
import { clean, padEnd, widthOf } from './width.js';

export interface TextOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Its rows; 24 if left out. */
  readonly height?: number;
  readonly colour: boolean;
}

const HEIGHT = 24;

const CHART_HEIGHT = 9;
/** A mark and the room behind it. */
const MARK = 6;
const LONGEST_LABEL = 40;

/** Pieces of text, each a line. */
export function* textOf(document: Document, options: TextOptions): Iterable<string> {
  const { width, height = HEIGHT, colour } = options;
  const page = { width, style: styleOf(new Chalk({ level: colour ? 1 : 0 })) };
  let printed = 0;
  for (const block of document) {
    // The prompt takes a row, too.
    if (block.kind === 'again' && printed < height - 1) continue;
    for (const line of linesOf(block, 0, page)) {
      printed++;
      yield `${line.trimEnd()}\n`;
    }
  }
}

/** A printer of the documents that a function makes of results. */
export function textPrinter<R, O>(
  documentOf: (result: R, options: O) => Document,
): (result: R, options: O & TextOptions) => Iterable<string> {
  return (result, options) => textOf(documentOf(result, options), options);
}

function styleOf(chalk: ChalkInstance): Style {
  const styles: Readonly<Record<Role, (text: string) => string>> = {
    strong: chalk.bold,
    quiet: chalk.dim,
    name: chalk.cyan,
    code: (text) => text,
    good: chalk.green,
    bad: chalk.red,
    warning: chalk.yellow,
    info: chalk.blue,
  };
  return (role, text) => (role === undefined ? text : styles[role](text));
}

type Printers = {
  readonly [K in Block['kind']]: (block: BlockOf<K>, indent: number, page: Page) => Iterable<string>;
};

const PRINTERS: Printers = {
  gap: () => [''],
  heading: headingLines,
  text: ({ text, role }, indent, page) => paragraph(text, role, indent, page),
  facts: ({ facts, role, gap = 3 }, indent, page) => sideBySide(facts, gap, role, indent, page),
  table: tableBlock,
  steps: ({ steps }, _, page) => stepLines(steps, page),
  results: ({ results }, _, page) => resultLines(results, page),
  chart: chartBlock,
  note: noteLines,
  list: ({ items }, indent, page) => listLines(items, indent, page),
  again: ({ blocks }, indent, page) => blocks.flatMap((block) => [...linesOf(block, indent, page)]),
  code: ({ lines }, indent, page) => lines.flatMap((line) => [...codeLine(line, indent, page)]),
};

function linesOf<K extends Block['kind']>(block: BlockOf<K>, base: number, page: Page): Iterable<string> {
  const indent = base + (('indent' in block ? (block.indent as number | undefined) : undefined) ?? 0);
  return (PRINTERS[block.kind as K] as Printers[K])(block, indent, page);
}

/** Its own indentation stays where it goes on below, too. */
function codeLine(line: string, indent: number, page: Page): Iterable<string> {
  const text = line.trimStart();
  return paragraph(text, 'code', indent + line.length - text.length, page);
}

function headingLines(heading: BlockOf<'heading'>, indent: number, page: Page): Iterable<string> {
  const { title, facts = [], whole, role = 'strong' } = heading;
  const parts: Inline[] = [[{ text: title, role }], ...facts];
  if (whole) return sideBySide(parts, 4, undefined, indent, page);
  return paragraph([{ text: title, role }, ...facts.flatMap((f) => ['    ', f])], undefined, indent, page);
}

function* tableBlock(table: BlockOf<'table'>, indent: number, page: Page): Iterable<string> {
  const lead = ' '.repeat(indent);
  for (const line of tableLines(table, page.width - indent, page.style)) yield lead + line;
  for (const note of table.notes ?? []) yield* paragraph(note, 'quiet', indent, page);
}

function* chartBlock({ data, legend }: BlockOf<'chart'>, indent: number, page: Page): Iterable<string> {
  const lines = chartLines(data, page.width - indent - 2, CHART_HEIGHT);
  if (lines.length === 0) return;
  yield '';
  for (const line of lines) yield ' '.repeat(indent) + page.style('quiet', line);
  yield* paragraph(legend, 'quiet', indent, page);
  yield '';
}

const SEVERITIES = { error: 'bad', warning: 'warning', note: 'info' } as const;

function* noteLines(
  { severity, code, of, message }: BlockOf<'note'>,
  _: number,
  page: Page,
): Iterable<string> {
  yield `  ${page.style(SEVERITIES[severity], severity)}  ${clean(code)}${of ? `  (${clean(of)})` : ''}`;
  yield* paragraph(message, undefined, 11, page);
}

function* listLines(items: readonly Item[], indent: number, page: Page): Iterable<string> {
  const labels = items.flatMap((i) => (i.label === undefined ? [] : widthOf(clean(i.label))));
  const room = Math.min(LONGEST_LABEL, Math.max(0, ...labels)) + 4;
  const body = indent + 2 + MARK;
  for (const { mark, label, text, details } of items) {
    const head = `${' '.repeat(indent + 2)}${page.style(mark.role, mark.text)}${' '.repeat(MARK - mark.text.length)}`;
    // A path is not broken: it may be copied.
    const [first = '', ...rest] =
      label === undefined
        ? wrapInline(text, page.width - body, page.style)
        : [padEnd(`${clean(label)}  `, room) + clean(text)];
    yield head + first;
    for (const line of rest) yield ' '.repeat(body) + line;
    for (const detail of details) yield* linesOf(detail, body, page);
  }
}
