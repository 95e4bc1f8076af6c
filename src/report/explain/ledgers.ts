/** The audit as it stands beside what gives the reported number: what changes, and both ledgers. */

import { jsonText } from '../json.js';
import type { Block, Inline, TableRow } from '../layout/document.js';
import { numberText } from '../layout/numbers.js';
import type { Cause, Explanation } from './model.js';

/** Letters of a value that changes. */
const LONGEST = 120;

export function sideBySide(cause: Cause, explanation: Explanation, digits: number): Block {
  // What is divided by has rows of its own.
  const said = cause.changes.filter((c) => c.what !== 'denominator' || cause.ledger === null);
  const rows: TableRow[] = said.map(({ what, from, to }) => [what, valueText(from), strong(valueText(to))]);
  const pair = (name: string, own: string | undefined, other: string | undefined) => {
    if (own === undefined && other === undefined) return;
    const [left, right] = [own ?? '–', other ?? '–'];
    rows.push([name, left, left === right ? right : strong(right)]);
  };
  const number = (x: number | null | undefined) =>
    typeof x === 'number' ? numberText(x, digits) : undefined;
  const [own, other] = [explanation.ledger, cause.ledger];
  pair('numerator', number(own?.numerator), number(other?.numerator));
  pair('denominator', number(own?.denominator), number(other?.denominator));
  pair('counted', own?.counted || undefined, other?.counted || undefined);
  pair('formula', own?.formula, other?.formula);
  if (cause.formula !== null) pair('then', undefined, cause.formula);
  // Several numbers have a table of their own.
  const [seen] = explanation.reported;
  if (explanation.reported.length === 1)
    pair(seen?.of === 'loss' ? 'loss' : 'value', number(seen?.computed), number(cause.values[0]));
  return {
    kind: 'table',
    indent: 2,
    columns: [
      { name: '', kind: 'text', role: 'quiet' },
      { name: 'as it stands', kind: 'list', wraps: true },
      { name: 'as reported', kind: 'list', wraps: true },
    ],
    rows,
  };
}

function strong(text: string): Inline {
  return [{ text, role: 'strong' }];
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : (jsonText(value ?? null, 0) ?? '');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
