/** A cause as it is told. */

import { shown } from '../audit/present.js';
import { leadingArray } from '../audit/rows.js';
import { partsAt } from '../compare/parts.js';
import { formula } from '../expr/formula.js';
import type { Cause } from '../report/explain/model.js';
import { type Change, idOf } from './axis.js';
import { type Case, isPlain } from './case.js';
import { ledgerChange, onlyLedger } from './ledger-text.js';
import { FAR, type Match } from './matches.js';
import { finish, type Numbers, numeratorOf, type Runs } from './numbers.js';
import { patchOf } from './patch.js';
import { applied } from './search.js';
import { tryRun } from './variants.js';

/** Ways to the same number that are told beside it. */
const SAME_TOLD = 24;

/** Of equally likely ones what an audit file can say is told first. */
function toldFirst(group: readonly Match[], start: Case): Match {
  const [cheapest] = group;
  const alike = group.filter((m) => m.cost === cheapest!.cost);
  return alike.find((m) => patchTo(start, m.changes) !== null) ?? cheapest!;
}

/** The patch of the first that has one: they are the same arithmetic, where they are not far less likely. */
function patchOfGroup(best: Match, group: readonly Match[], start: Case): Cause['patch'] {
  for (const { changes, cost } of [best, ...group]) {
    const patch = cost - best.cost < FAR ? patchTo(start, changes) : null;
    if (patch !== null) return patch;
  }
  return null;
}

/** @param group matches that are told together, the cheapest first */
export async function causeOf(
  group: readonly Match[],
  rank: number,
  start: Case,
  runs: Runs,
): Promise<Cause> {
  const best = toldFirst(group, start);
  const others = group.filter((m) => m !== best);
  const { changes, values, chance } = best;
  const of = applied(start, changes) as Case;
  const same: Cause['same'] = [];
  for (const other of apartFirst(others, changes).slice(0, SAME_TOLD)) {
    same.push({
      id: idOf(other.changes),
      sentence: await sentenceOf(other.changes, start, runs),
      patch: patchTo(start, other.changes),
    });
  }
  return {
    id: idOf(changes),
    changes: changes.map(({ what, from, to, family }) => ({ what, from, to, family })),
    sentence: await sentenceOf(changes, start, runs, true),
    values: values.map((x) => shown(x, of.audit.dtype)),
    matches: values.length,
    of: values.length,
    patch: patchOfGroup(best, group, start),
    rank,
    chance,
    ledger: await ledgerOf(of, runs),
    formula: of.after.length > 0 ? formula(finish(of)) : null,
    same,
  };
}

/** The quotient before anything was done with it. */
async function ledgerOf(of: Case, runs: Runs): Promise<Cause['ledger']> {
  const numbers = await runs.of(of.audit);
  const before = { ...of, after: [] };
  if (!numbers) return null;
  if (isPlain(before)) return onlyLedger(numbers) ?? null;
  const numerator = of.over && numeratorOf(of.audit, numbers);
  const value = numerator === undefined ? undefined : await runs.value(before);
  if (!of.over || numerator === undefined || !value) return null;
  const { name } = of.over;
  const denominator = numerator / value;
  return { numerator, denominator, counted: name, formula: `${numeratorFormula(numbers)} / ${name}` };
}

/** As the loss' own ledger begins, where that is clear. */
function numeratorFormula({ outputs }: Numbers): string {
  const [first = '', ...rest] = outputs[0]?.ledger?.formula.split(' / ') ?? [];
  return rest.length === 1 ? first : 'numerator';
}

function patchTo(start: Case, changes: readonly Change[]): Cause['patch'] {
  const of = applied(start, changes) as Case;
  return isPlain(of) ? (patchOf(start.audit, of.audit) ?? null) : null;
}

/** Those that are something else before those that only add to the best what changes nothing here. */
function apartFirst(others: readonly Match[], best: readonly Change[]): Match[] {
  const adds = (m: Match) => best.every((c) => m.changes.some((x) => idOf([x]) === idOf([c])));
  return [...others.filter((m) => !adds(m)), ...others.filter(adds)];
}

/** What it changes, in words and as a patch. */
export async function toldHypothesis(changes: readonly Change[], start: Case, runs: Runs) {
  return {
    id: idOf(changes),
    changes: changes.map(({ what, from, to, family }) => ({ what, from, to, family })),
    sentence: await sentenceOf(changes, start, runs),
    patch: patchTo(start, changes),
  };
}

/** Elements beyond which no whole report is made for a sentence. */
const MANY = 2 ** 20;

/** The first step that is another one; empty where none shows it. */
async function partsText(before: Case, after: Case): Promise<string> {
  if (before.audit.outputs.some((o) => (leadingArray(o)?.data.length ?? 0) > MANY)) return '';
  const [there, here] = [await tryRun(before.audit), await tryRun(after.audit)];
  if (!there || !here) return '';
  const { name, here: other, there: own } = partsAt(there, here);
  return other === own ? '' : `: ${name} ${other} instead of ${own}`;
}

/**
 * What was done, one change after the other.
 * @param told it is the cause itself, for which more may be computed
 */
async function sentenceOf(
  changes: readonly Change[],
  start: Case,
  runs: Runs,
  told = false,
): Promise<string> {
  const texts: string[] = [];
  let before = start;
  for (const [i, { sentence, parts }] of changes.entries()) {
    const after = applied(start, changes.slice(0, i + 1)) as Case;
    const [own, other] = [await runs.of(before.audit), await runs.of(after.audit)];
    const seen = own && other && { before, after, own, other, value: await runs.value(after) };
    const text = typeof sentence === 'string' ? sentence : seen ? sentence(seen) : '';
    const silent = parts && seen && ledgerChange(seen) === '';
    texts.push(silent && told ? `${text}${await partsText(before, after)}` : text);
    before = after;
  }
  const text = texts.filter((t) => t !== '').join('; and ');
  // A name of a parameter stays as it is written.
  return `${text.replace(/^[a-z]+(?![\w.])/, (word) => word.charAt(0).toUpperCase() + word.slice(1))}.`;
}
