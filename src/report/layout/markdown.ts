/** A document as Markdown, as GitHub reads it. */
import { chartLines } from './chart.js';
import {
  type Block,
  type BlockOf,
  BREAK,
  type Document,
  type Inline,
  type Item,
  type Result,
  type Role,
  type Step,
  type Table,
} from './document.js';
import { spansOf } from './inline.js';
import { clean } from './width.js';

/** Values shown of an array. */
const SHOWN = 6;
const CHART_WIDTH = 72;
const CHART_HEIGHT = 9;

/** Pieces of text, each a line; parts are kept apart by an empty one. */
export function* markdownOf(document: Document): Iterable<string> {
  let first = true;
  for (const block of document) {
    for (const part of partsOf(block)) {
      if (!first) yield '\n';
      first = false;
      for (const line of part) yield `${line}\n`;
    }
  }
}

/** The lines of one paragraph, table or heading. */
type Part = Iterable<string>;
type Printers = { readonly [K in Block['kind']]: (block: BlockOf<K>) => Iterable<Part> };

const PRINTERS: Printers = {
  // Parts are kept apart anyway.
  gap: () => [],
  heading: headingParts,
  text: ({ text, role }) => [[inRole(role, inline(text))]],
  facts: ({ facts, role }) => [[facts.map((f) => inRole(role, inline(f))).join(', ')]],
  table: tableParts,
  steps: ({ steps }) => [stepTable(steps)],
  results: ({ results }) => [resultParts(results)],
  chart: chartParts,
  note: ({ severity, code, of, message }) => [
    [`> **${severity}** ${codeSpan(code)}${of ? ` (${escaped(of)})` : ''}: ${escaped(message)}`],
  ],
  list: ({ items }) => [listLines(items)],
  code: ({ lines }) => [codeBlock(lines)],
  // A page is scrolled anyway.
  again: () => [],
};

function partsOf<K extends Block['kind']>(block: BlockOf<K>): Iterable<Part> {
  return (PRINTERS[block.kind as K] as Printers[K])(block);
}

function* headingParts({ level, title, facts = [] }: BlockOf<'heading'>): Iterable<Part> {
  yield [`${'#'.repeat(level + 2)} ${escaped(title)}`];
  if (facts.length > 0) yield [facts.map(escaped).join(', ')];
}

function* tableParts(table: Table): Iterable<Part> {
  yield tableLines(table);
  for (const note of table.notes ?? []) yield [escaped(note)];
}

function* tableLines({ columns, rows }: Table): Part {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  yield line(columns.map((c) => escaped(c.name)));
  yield `|${columns.map((c) => (c.kind === 'number' ? '--:' : '---')).join('|')}|`;
  for (const row of rows) {
    const cells = 'remark' in row ? [row.remark] : row;
    yield line(columns.map((_, i) => inline(cells[i] ?? '').trim()));
  }
}

/** Several are a list. */
function* resultParts(results: readonly Result[]): Part {
  for (const { label, value, equals } of results) {
    const line = inline([{ text: `${label}  ${value}`, role: 'strong' }, equals ? `  =  ${equals}` : '']);
    yield results.length > 1 ? `- ${line}` : line;
  }
}

/** Names, shapes and numbers of steps are the program's own: nothing in them is Markdown. */
function* stepTable(steps: readonly Step[]): Part {
  const valued = steps.some((step) => step.values.count > 0);
  yield `| step | formula | shape |${valued ? ' values |' : ''}`;
  yield `|---|---|---|${valued ? '---|' : ''}`;
  for (const { name, formula, shape, values } of steps) {
    const shown = values.texts.slice(0, SHOWN);
    const rest = values.count > shown.length ? ', …' : '';
    const cells = [name, codeSpan(formula).replaceAll('|', '\\|'), shape];
    yield `| ${[...cells, ...(valued ? [shown.join(', ') + rest] : [])].join(' | ')} |`;
  }
}

/** Between more backticks than any line has in a row. */
function codeBlock(lines: readonly string[]): Part {
  const cleaned = lines.map(clean);
  const runs = cleaned.join(' ').match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(2, ...runs.map((r) => r.length)) + 1);
  return [fence, ...cleaned, fence];
}

function* chartParts({ data, legend }: BlockOf<'chart'>): Iterable<Part> {
  const lines = chartLines(data, CHART_WIDTH, CHART_HEIGHT);
  if (lines.length > 0) yield ['```text', ...lines, legend, '```'];
}

function* listLines(items: readonly Item[]): Part {
  for (const { mark, label, text, details } of items) {
    yield `- **${mark.text}** ${[label, text]
      .filter(Boolean)
      .map((t) => escaped(t as string))
      .join(': ')}`;
    for (const detail of details) {
      for (const part of partsOf(detail)) {
        yield '';
        for (const line of part) yield `  ${line}`;
      }
    }
  }
}

function inline(text: Inline): string {
  if (typeof text === 'string') return escaped(text);
  if (text.includes(BREAK)) return text.map((t) => (t === BREAK ? '<br>' : inline([t]))).join('');
  return spansOf(text)
    .map((s) => (s.role === 'code' ? codeSpan(s.text) : inRole(s.role, escaped(s.text))))
    .join('');
}

function inRole(role: Role | undefined, text: string): string {
  return role === 'strong' ? `**${text}**` : text;
}

/** A text that holds backticks stands between more of them. */
function codeSpan(code: string): string {
  const text = clean(code);
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((r) => r.length)) + 1);
  return runs.length > 0 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

/** Signs that would be Markdown; a `*` between spaces is none. */
function escaped(text: string): string {
  return clean(text)
    .replace(/[\\`_[\]<>|#]|(?<! )\*|\*(?! )/g, '\\$&')
    .replace(/^[-+](?= )/, '\\$&');
}
