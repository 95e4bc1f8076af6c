/** From an audit and reported numbers to the arithmetic that gives them. */
import type { Audit } from '../audit/audit.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { formula } from '../expr/formula.js';
import { writtenNumber } from '../text/written-number.js';
import { type Separating, Trials } from './apart.js';
import { type Asked, type Change, idOf } from './axis.js';
import { type Case, isPlain } from './case.js';
import { conditioned, type Reported } from './conditions.js';
import { intervalOf, MOST_CHANCE, Numbered, same, sameButRounding } from './evidence.js';
import { onlyLedger } from './ledger-text.js';
import { finish, type Numbers, Runs } from './numbers.js';
import { type Patch, patchOf } from './patch.js';
import { appliedAll, type Hypothesis, search } from './search.js';

export interface ExplainOptions extends EvaluateOptions, Asked {
  readonly depth: number;
  readonly timeLimitMs: number;
}

export interface Explanation {
  readonly reported: readonly {
    readonly text: string;
    readonly interval: readonly [number, number];
    readonly of: string;
    readonly conditions: Reported['conditions'];
    /** What the audit as it stands gives under these conditions. */
    readonly computed: number | null;
  }[];
  readonly computed: number;
  readonly ledger: Numbers['outputs'][number]['ledger'] | null;
  readonly verdict: 'agrees' | 'explained' | 'ambiguous' | 'chance' | 'unexplained' | 'undecidable';
  readonly causes: readonly Cause[];
  readonly tried: {
    readonly hypotheses: number;
    readonly distinct: number;
    readonly pruned: number;
    readonly not_tried: number;
    /** That a hypothesis no more costly than the first cause hits the number by accident. */
    readonly chance: number;
  };
  readonly separate: Separating | null;
  readonly undecidable: readonly { readonly code: string; readonly bring: string }[];
}

export interface Cause {
  readonly id: string;
  readonly changes: readonly Pick<Change, 'what' | 'from' | 'to' | 'family'>[];
  readonly sentence: string;
  /** One for each reported number. */
  readonly values: readonly number[];
  readonly matches: number;
  readonly of: number;
  readonly patch: Patch | null;
  readonly rank: number;
  readonly chance: number;
  readonly ledger: Numbers['outputs'][number]['ledger'] | null;
  /** What was done with the number: `exp(loss)`. */
  readonly formula: string | null;
  /** Other ways to say it, which no input tells apart. */
  readonly same: readonly string[];
}

/** Causes that are told, at the most. */
const TOLD = 12;
/** Matches that are looked into, cheapest first. */
const LOOKED_INTO = 60;
/** Ways to the same number that are told beside it. */
const SAME_TOLD = 24;
/** A cause that costs so many bits more than another is not told as one of its own: 16 to 1. */
const FAR = 4;

/**
 * @param reported what somebody saw; every cause must give all of them
 * @throws LossauditError for an audit that cannot be computed; `aborted`
 */
export async function explainAudit(
  audit: Audit,
  reported: readonly Reported[],
  options: ExplainOptions,
): Promise<Explanation> {
  const runs = new Runs(options);
  const asked = reported.map((r) => ({ ...r, written: writtenNumber(r.text), start: conditioned(audit, r) }));
  const own: (number | undefined)[] = [];
  for (const { start } of asked) own.push(await runs.value(start));
  if (own[0] === undefined) throw await runs.refusal(asked[0]!.start.audit);
  const { dtype } = audit;
  const rows = asked.map(({ text, of, conditions, written }, i) => ({
    text,
    interval: intervalOf(written, dtype),
    of,
    conditions,
    computed: own[i] ?? null,
  }));
  const head = {
    reported: rows,
    computed: own[0],
    ledger: onlyLedger((await runs.of(asked[0]!.start.audit))!) ?? null,
  };
  const none = { causes: [], separate: null, undecidable: [] };
  if (asked.every(({ written }, i) => own[i] !== undefined && sameButRounding(written, own[i]!, dtype)))
    return {
      ...head,
      ...none,
      verdict: 'agrees',
      tried: { hypotheses: 0, distinct: 0, pruned: 0, not_tried: 0, chance: 0 },
    };
  // The number that the audit itself does not give is looked for first: the others decide among its causes.
  const first = asked.findIndex(
    ({ written }, i) => !(own[i] !== undefined && sameButRounding(written, own[i], dtype)),
  );
  const { written, start } = asked[first]!;
  const { hypotheses, tried, pruned, notTried } = await search(
    start,
    own[first] ?? Number.NaN,
    runs,
    options,
  );
  const numbered = new Numbered(hypotheses, own[first] ?? Number.NaN, dtype);
  const matches: Match[] = [];
  for (const h of hypotheses) {
    if (!meets(written, h)) continue;
    const values = await valuesOf(h, asked, first, runs);
    const met = asked.every((a, i) => values[i] !== undefined && sameOf(a.written, values[i]!, h));
    if (met)
      matches.push({ ...h, values: values as number[], chance: numbered.chance(written, h.value, h.cost) });
  }
  const sure = matches.filter((m) => m.chance ** asked.length <= MOST_CHANCE);
  const told = (sure.length > 0 ? sure : matches).slice(0, LOOKED_INTO);
  const counts = {
    hypotheses: tried,
    distinct: numbered.count,
    pruned,
    not_tried: notTried,
    chance: told[0]?.chance ?? 0,
  };
  if (told.length === 0) return { ...head, ...none, verdict: 'unexplained', tried: counts };
  const trials = await Trials.of(
    start.audit,
    told.map((m) => m.changes),
    runs,
  );
  const groups = grouped(told, trials, dtype);
  const causes: Cause[] = [];
  for (const group of groups.slice(0, TOLD))
    causes.push(
      await causeOf(
        group.map((i) => told[i]!),
        causes.length + 1,
        start,
        runs,
        asked.length,
      ),
    );
  const verdict = sure.length === 0 ? 'chance' : groups.length === 1 ? 'explained' : 'ambiguous';
  const separate =
    verdict === 'ambiguous'
      ? trials.separating(
          groups.slice(0, TOLD).map((g) => g[0]!),
          causes.map((c) => c.changes.map((x) => x.to).join(', ')),
        )
      : null;
  return { ...head, verdict, causes, tried: counts, separate, undecidable: [] };
}

interface Match extends Hypothesis {
  readonly values: readonly number[];
  readonly chance: number;
}
type AskedNumber = Reported & { readonly written: ReturnType<typeof writtenNumber>; readonly start: Case };

/** Is its number the written one, up to the rounding of its own arithmetic? */
function meets(written: AskedNumber['written'], h: Hypothesis): boolean {
  return sameOf(written, h.value, h);
}

/** A narrow dtype that the audit does not have is held against the digits alone: its spacing fits too much. */
function sameOf(written: AskedNumber['written'], value: number, { of, changes }: Hypothesis): boolean {
  const { dtype } = of.audit;
  const narrow = changes.some((c) => c.family === 'dtype') && dtype !== 'float32';
  return sameButRounding(written, value, narrow ? 'float64' : dtype);
}

async function valuesOf(
  h: Hypothesis,
  asked: readonly AskedNumber[],
  first: number,
  runs: Runs,
): Promise<(number | undefined)[]> {
  const values: (number | undefined)[] = [];
  for (const [i, { start }] of asked.entries()) {
    if (i === first) values.push(h.value);
    else {
      const of = appliedAll(start.audit, h.changes);
      values.push(of && (await runs.value(of)));
    }
  }
  return values;
}

/**
 * Positions of matches that are told together, the cheapest first in each group: those that no input parts,
 * and those of the same number that are far less likely.
 */
function grouped(told: readonly Match[], trials: Trials, dtype: string): number[][] {
  const groups: number[][] = [];
  for (const [i, match] of told.entries()) {
    const far = match.cost - told[0]!.cost >= FAR;
    const one = groups.find(
      ([k]) => same(told[k!]!.value, match.value, dtype) && (far || trials.alike(k!, i)),
    );
    if (one) one.push(i);
    else if (!far) groups.push([i]);
  }
  return groups;
}

async function causeOf(
  [best, ...others]: readonly Match[],
  rank: number,
  start: Case,
  runs: Runs,
  asked: number,
): Promise<Cause> {
  const { changes, of, values, chance } = best!;
  const numbers = await runs.of(of.audit);
  return {
    id: idOf(changes),
    changes: changes.map(({ what, from, to, family }) => ({ what, from, to, family })),
    sentence: await sentenceOf(best!, start, runs),
    values,
    matches: asked,
    of: asked,
    patch: isPlain(of) ? (patchOf(start.audit, of.audit) ?? null) : null,
    rank,
    chance,
    ledger: (numbers && isPlain({ ...of, after: [] }) && onlyLedger(numbers)) || null,
    formula: of.after.length > 0 ? formula(finish(of)) : null,
    same: others.slice(0, SAME_TOLD).map((m) => idOf(m.changes)),
  };
}

async function sentenceOf({ changes }: Match, start: Case, runs: Runs): Promise<string> {
  const texts: string[] = [];
  let before = start;
  for (const [i, { sentence }] of changes.entries()) {
    const after = appliedAll(start.audit, changes.slice(0, i + 1)) as Case;
    const [own, other] = [await runs.of(before.audit), await runs.of(after.audit)];
    texts.push(
      typeof sentence === 'string' ? sentence : own && other ? sentence({ before, after, own, other }) : '',
    );
    before = after;
  }
  const text = texts.filter((t) => t !== '').join('; and ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The verdicts with which a script may go on. */
export function isAnswered({ verdict }: Explanation): boolean {
  return verdict === 'agrees' || verdict === 'explained';
}
