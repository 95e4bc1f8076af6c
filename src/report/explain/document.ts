/**
 * `explain` as a document: the sentence first, then the audit's ledger and the cause's side by side, the
 * patch that reproduces it, what was tried, and the chance.
 */
import { quotientText } from '../audit/steps.js';
import { type Block, type BlockOf, type Document, GAP, type Inline, type Item } from '../layout/document.js';
import { numberText, plural } from '../layout/numbers.js';
import { sideBySide } from './ledgers.js';
import type { Cause, Explanation } from './model.js';
import { computeLine, patchLines } from './patch.js';
import { digitsOf, perhapsMore, placeOf, roundedText, triedText, verdictText } from './words.js';

export interface ExplainDocumentOptions {
  /** Significant digits; as many as the reported numbers have if left out. */
  readonly digits?: number;
}

/** Of what proves nothing some are shown. */
const BY_CHANCE = 4;
/** Of a cause other ways to say it are shown up to so many. */
const SAME = 3;

export function* explainDocument(
  explanation: Explanation,
  { digits = digitsOf(explanation) }: ExplainDocumentOptions = {},
): Document {
  const { verdict, causes, nearest = [], separate, undecidable } = explanation;
  const [cause] = causes;
  const explained = verdict === 'explained' && cause;
  yield { kind: 'text', text: opening(explanation) };
  const more = perhapsMore(explanation);
  if (more !== undefined) yield { kind: 'text', text: more };
  const rounded = roundedText(explanation);
  if (rounded !== undefined) yield { kind: 'text', text: rounded };
  yield { kind: 'facts', facts: subjectFacts(explanation, digits), role: 'quiet' };
  if (explanation.reported.length > 1) yield* reportedTable(explanation, digits);
  if (explained) yield* causeBlocks(cause, explanation, digits);
  else if (causes.length > 0) yield* causeList(explanation, digits);
  else if (verdict === 'agrees') yield* ownLedger(explanation, digits);
  if (separate) {
    yield GAP;
    yield {
      kind: 'text',
      text: [{ text: 'What tells them apart:', role: 'strong' }, ` ${separate.how}.`],
      indent: 2,
    };
    yield* code(patchLines(separate.patch), 4);
  }
  if (undecidable.length > 0) {
    yield GAP;
    yield { kind: 'text', text: 'What these arrays cannot show, and what to bring:', indent: 2 };
    const items = undecidable.map(
      ({ code, bring }): Item => ({
        mark: { text: '?', role: 'warning' },
        text: `${code}: ${bring}`,
        details: [],
      }),
    );
    yield { kind: 'list', items };
  }
  if (nearest.length > 0) {
    yield GAP;
    yield { kind: 'text', text: 'What comes nearest, and is no cause:', indent: 2 };
    const items = nearest.map(
      ({ sentence, values }): Item => ({
        mark: { text: '~' },
        text: `${numbers(values, digits)}  ${sentence}`,
        details: [],
      }),
    );
    yield { kind: 'list', items };
  }
  yield* triedBlocks(explanation);
}

function* triedBlocks(explanation: Explanation): Iterable<Block> {
  if (explanation.verdict === 'agrees') return;
  yield GAP;
  if (explanation.verdict === 'unexplained')
    yield {
      kind: 'text',
      text:
        'What else can be tried: --depth 3 (three changes at once), the batch size that the number was ' +
        'seen with (--reported X@batch_size=16), more digits, or a second number (another epoch, an output).',
      indent: 2,
    };
  yield { kind: 'text', text: triedText(explanation), role: 'quiet', indent: 2 };
}

/** The verdict; of a single cause what it is, too. */
function opening(explanation: Explanation): Inline {
  const { verdict, causes } = explanation;
  const said = { text: verdictText(explanation), role: 'strong' } as const;
  return verdict === 'explained' && causes[0] ? [said, ` ${causes[0].sentence}`] : [said];
}

function subjectFacts({ audit, computed, verdict }: Explanation, digits: number): string[] {
  const gives = verdict === 'agrees' || computed === null ? '' : ` gives ${numberText(computed, digits)}`;
  return [
    `${audit.name || audit.file}${gives}`,
    `${audit.framework} (rule of ${audit.rule.replace(/^\S+ /, '')})`,
    audit.loss,
    plural(audit.rows, 'row'),
    ...(audit.batch_size === null ? [] : [`batches of ${audit.batch_size}`]),
  ];
}

/** What was reported, what the audit gives there, and what the one cause gives. */
function* reportedTable({ reported, causes, verdict }: Explanation, digits: number): Iterable<Block> {
  const cause = verdict === 'explained' ? causes[0] : undefined;
  yield GAP;
  yield {
    kind: 'table',
    indent: 2,
    columns: [
      { name: 'reported', kind: 'number', role: 'strong' },
      { name: 'where', kind: 'list' },
      { name: 'these arrays', kind: 'number' },
      ...(cause ? [{ name: 'the cause', kind: 'number' } as const] : []),
    ],
    rows: reported.map((r, i) => [
      r.text,
      placeOf(r) || 'loss',
      r.computed === null ? '–' : numberText(r.computed, digits),
      ...(cause ? [numberText(cause.values[i] ?? Number.NaN, digits)] : []),
    ]),
  };
}

function* ownLedger(explanation: Explanation, digits: number): Iterable<Block> {
  const { computed, ledger } = explanation;
  if (computed === null) return;
  const quotient = ledger ? quotientText(ledger, digits) : undefined;
  yield GAP;
  yield {
    kind: 'results',
    results: [
      { label: 'loss', value: numberText(computed, digits), ...(quotient ? { equals: quotient } : {}) },
    ],
  };
  if (ledger && quotient) yield { kind: 'text', text: ledger.formula, role: 'quiet', indent: 5 };
}

/** The one cause: both ledgers, how to compute it, other words for it. */
function* causeBlocks(cause: Cause, explanation: Explanation, digits: number): Iterable<Block> {
  yield GAP;
  yield sideBySide(cause, explanation, digits);
  yield GAP;
  yield* reproduced(cause, explanation, 2);
  if (cause.same.length === 0) return;
  yield GAP;
  yield {
    kind: 'text',
    text: 'Other ways to the same number:',
    indent: 2,
  };
  yield { kind: 'list', items: sameItems(cause) };
}

function sameItems({ same }: Cause): Item[] {
  const items = same.slice(0, SAME).map(
    ({ sentence, patch }): Item => ({
      mark: { text: '=' },
      text: sentence,
      details: code(patchLines(patch), 0),
    }),
  );
  const left = same.length - items.length;
  return left > 0 ? [...items, { mark: { text: '…' }, text: `${left} more (--json)`, details: [] }] : items;
}

/** The command that computes it, and the change of the file. */
function* reproduced({ patch }: Cause, { audit }: Explanation, indent: number): Iterable<Block> {
  if (patch === null) {
    yield {
      kind: 'text',
      text: 'No key of an audit file can say this: there is nothing to compute it with.',
      role: 'quiet',
      indent,
    };
    return;
  }
  yield { kind: 'text', text: 'What computes it, as a merge patch on the audit file:', indent };
  yield* code(patchLines(patch), indent + 2);
  const command = computeLine(patch, audit.file);
  if (command !== undefined) yield* code(command, indent + 2);
}

function* causeList({ causes, audit, verdict }: Explanation, digits: number): Iterable<Block> {
  const most = verdict === 'chance' ? BY_CHANCE : causes.length;
  const items = causes.slice(0, most).map((cause): Item => {
    const equals = (cause.ledger && quotientText(cause.ledger, digits)) ?? cause.formula;
    const command = cause.patch && computeLine(cause.patch, audit.file);
    return {
      mark: { text: String(cause.rank), role: 'strong' },
      text: cause.sentence,
      details: [
        quiet(`${numbers(cause.values, digits)}${equals ? `  =  ${equals}` : ''}`),
        ...otherWays(cause),
        ...code(command ?? patchLines(cause.patch), 0),
      ],
    };
  });
  yield GAP;
  if (verdict === 'chance') yield { kind: 'text', text: 'What gives it, and proves nothing:', indent: 2 };
  yield { kind: 'list', items };
  const left = causes.length - items.length;
  if (left > 0) yield { ...quiet(`${left} more with --json`), indent: 2 };
}

function otherWays({ same }: Cause): Block[] {
  const [first, ...more] = same;
  const left = more.length > 0 ? ` (${plural(more.length, 'other way')} with --json)` : '';
  return first ? [quiet(`Or: ${first.sentence}${left}`)] : [];
}

function quiet(text: string): BlockOf<'text'> {
  return { kind: 'text', text, role: 'quiet' };
}

function numbers(values: readonly number[], digits: number): string {
  return values.map((v) => numberText(v, digits)).join(', ');
}

function code(lines: readonly string[], indent: number): Block[] {
  return lines.length > 0 ? [{ kind: 'code', lines, indent }] : [];
}
