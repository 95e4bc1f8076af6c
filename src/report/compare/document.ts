/**
 * `compare` as a document: one line a number first, then each number with its arithmetic beside the audit's
 * own, then what was translated, and what cannot be compared.
 */
import { ledgerText } from '../audit/steps.js';
import { jsonText } from '../json.js';
import { type Block, type Document, GAP, type Inline, type TableRow } from '../layout/document.js';
import { numberText, plural } from '../layout/numbers.js';
import type { CompareReport, Group, Member } from './model.js';

export interface CompareDocumentOptions {
  /** Significant digits; as many as tell the numbers apart if left out, 6 at least. */
  readonly digits?: number;
}

/** Letters of the value of a parameter. */
const LONGEST = 40;
/** Letters of two formulas that stand in one sentence. */
const SENTENCE = 120;

export function* compareDocument(
  comparison: CompareReport,
  { digits = digitsOf(comparison) }: CompareDocumentOptions = {},
): Document {
  const { groups, translated, not_comparable: not } = comparison;
  yield* headOf(comparison);
  yield GAP;
  yield {
    kind: 'table',
    indent: 2,
    columns: [
      { name: 'loss', kind: 'number', role: 'strong' },
      { name: 'is', kind: 'list' },
      { name: 'over', kind: 'list', wraps: true },
      { name: 'in', kind: 'list', wraps: true },
    ],
    rows: groups.map((group) => [
      numberText(group.value, digits),
      quotientText(group, digits),
      group.ledger && isQuotient(group) ? group.ledger.counted : '',
      namesOf(group.members),
    ]),
  };
  for (const [i, group] of groups.entries()) yield* groupOf(group, i === 0 ? undefined : groups[0]!, digits);
  yield* translatedOf(translated);
  yield* notComparable(not);
}

function* headOf({ audit, groups }: CompareReport): Iterable<Block> {
  const facts = [
    `${audit.framework} (rule of ${audit.rule.replace(/^\S+ /, '')})`,
    audit.loss,
    plural(audit.rows, 'row'),
    ...(audit.batch_size === null ? [] : [`batches of ${audit.batch_size}`]),
  ];
  yield { kind: 'heading', level: 1, title: audit.name || audit.file, facts, whole: true };
  const members = groups.reduce((sum, group) => sum + group.members.length, 0);
  const text =
    groups.length === 1
      ? `${plural(members, 'rule')}, one number`
      : `${plural(members, 'rule')} give ${plural(groups.length, 'number')}`;
  yield { kind: 'text', text, role: 'quiet' };
}

/** The members of a group, and its arithmetic beside that of the first one. */
function* groupOf(group: Group, first: Group | undefined, digits: number): Iterable<Block> {
  yield GAP;
  const title = numberText(group.value, digits);
  yield { kind: 'heading', level: 2, title, facts: first ? [] : ['the audit itself'] };
  if (group.parts_at) {
    const { name, output, here, there } = group.parts_at;
    const of = output === undefined ? '' : ` of ${output}`;
    const what = isLong(group) ? `${name}${of}` : `${name}${of}: ${here}, not ${there}`;
    yield { kind: 'text', text: [{ text: 'parts at ', role: 'quiet' }, what], indent: 2 };
  }
  yield { kind: 'table', indent: 2, columns: COLUMNS, rows: group.members.map((m) => memberRow(m, group)) };
  if (first) yield* ledgersOf(group, first, digits);
  else if (isQuotient(group))
    yield {
      kind: 'text',
      text: `${quotientText(group, digits)}  ${group.formula}`,
      role: 'quiet',
      indent: 2,
    };
}

const COLUMNS = [
  { name: 'framework', kind: 'text' },
  { name: 'loss', kind: 'list', wraps: true },
  { name: 'notes', kind: 'list', role: 'quiet', wraps: true },
] as const;

function memberRow(member: Member, group: Group): TableRow {
  const { framework, versions, loss, params, notes, value, difference, dtype } = member;
  const given = Object.entries(params)
    // Of several outputs, most have none.
    .filter(([, v]) => paramText(v) !== '{}')
    .map(([name, v]) => `${name}=${paramText(v)}`);
  const call = given.length > 0 ? `${loss}(${given.join(', ')})` : loss;
  const other = dtype === group.members[0]!.dtype ? '' : ` in ${dtype}`;
  const rounded = difference === 0 ? other.trim() : `${String(value)}${other}`;
  return [`${framework} ${versions}`, call, [...notes, ...(rounded ? [rounded] : [])].join(': ')];
}

function paramText(value: unknown): string {
  const text = typeof value === 'string' ? value : (jsonText(value ?? null, 0) ?? '');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Are the two formulas read more easily one beside the other? */
function isLong({ parts_at: parts }: Group): boolean {
  return parts !== null && parts.here.length + parts.there.length > SENTENCE;
}

/** Both quotients, and what is too long for a sentence, side by side. */
function* ledgersOf(group: Group, first: Group, digits: number): Iterable<Block> {
  const [own, other] = [first.ledger, group.ledger];
  const rows: TableRow[] = [];
  const pair = (name: string, left: string, right: string) =>
    rows.push([name, left, left === right ? right : ([{ text: right, role: 'strong' }] as Inline)]);
  const number = (x: number | null) => (x === null ? '–' : numberText(x, digits));
  const { parts_at: parts } = group;
  if (parts && isLong(group)) pair(parts.name, parts.there, parts.here);
  if (own && other && (isQuotient(first) || isQuotient(group))) {
    pair('numerator', number(own.numerator), number(other.numerator));
    pair('denominator', number(own.denominator), number(other.denominator));
    pair('counted', own.counted || '–', other.counted || '–');
  }
  if (first.formula !== group.formula) pair('formula', first.formula, group.formula);
  if (rows.length === 0) return;
  yield GAP;
  yield {
    kind: 'table',
    indent: 2,
    columns: [
      { name: '', kind: 'text', role: 'quiet' },
      { name: numberText(first.value, digits), kind: 'list', wraps: true },
      { name: numberText(group.value, digits), kind: 'list', wraps: true },
    ],
    rows,
  };
}

function* translatedOf(translated: CompareReport['translated']): Iterable<Block> {
  if (translated.length === 0) return;
  yield GAP;
  yield { kind: 'heading', level: 2, title: 'translated' };
  yield {
    kind: 'table',
    indent: 2,
    columns: [
      { name: 'what', kind: 'text' },
      { name: 'how', kind: 'list', wraps: true },
      { name: 'for', kind: 'list', wraps: true },
    ],
    rows: merged(translated, ({ what, how }) => [what, how]),
  };
}

function* notComparable(not: CompareReport['not_comparable']): Iterable<Block> {
  if (not.length === 0) return;
  yield GAP;
  yield { kind: 'heading', level: 2, title: 'not comparable' };
  yield {
    kind: 'table',
    indent: 2,
    columns: [
      { name: 'framework', kind: 'text' },
      { name: 'why', kind: 'list', wraps: true },
    ],
    rows: not.map(({ framework, versions, why }) => [nameOf({ framework, versions }), why]),
  };
}

interface Named {
  readonly framework: string;
  readonly versions: string;
}

/** Rows that say the same of several frameworks are one. */
function merged<T extends Named>(all: readonly T[], cells: (one: T) => string[]): TableRow[] {
  const found = new Map<string, { cells: string[]; names: string[] }>();
  for (const one of all) {
    const row = cells(one);
    const key = JSON.stringify(row);
    found.set(key, { cells: row, names: [...(found.get(key)?.names ?? []), nameOf(one)] });
  }
  return [...found.values()].map((row) => [...row.cells, row.names.join(', ')]);
}

function nameOf({ framework, versions }: Named): string {
  return versions === 'all' ? framework : `${framework} ${versions}`;
}

/** Every framework once, with all of its versions. */
function namesOf(members: readonly Member[]): string {
  const found = new Map<string, string[]>();
  for (const { framework, versions } of members)
    found.set(framework, [...new Set([...(found.get(framework) ?? []), versions])]);
  return [...found]
    .map(([framework, versions]) => `${framework} ${versions.toSorted(byVersion).join(', ')}`)
    .join('; ');
}

const byVersion = new Intl.Collator('en', { numeric: true }).compare;

function isQuotient({ ledger }: Group): boolean {
  return ledger !== null && ledger.formula !== 'value';
}

function quotientText(group: Group, digits: number): string {
  return group.ledger && isQuotient(group) ? ledgerText({ ...group.ledger, counted: '' }, digits) : '';
}

/** So many that no two numbers read the same. */
function digitsOf({ groups }: CompareReport): number {
  for (let digits = 6; digits < 17; digits++) {
    const texts = groups.map(({ value }) => numberText(value, digits));
    if (new Set(texts).size === texts.length) return digits;
  }
  return 17;
}
