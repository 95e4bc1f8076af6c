/** From an audit and reported numbers to the arithmetic that gives them. */
import type { Audit, Conditions, Reported } from '../audit/audit.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { writtenNumber } from '../text/written-number.js';
import type { Separating } from './apart.js';
import type { Asked, Change } from './axis.js';
import { causeOf } from './cause.js';
import { conditioned } from './conditions.js';
import { intervalOf, sameButRounding } from './evidence.js';
import { onlyLedger } from './ledger-text.js';
import { type AskedNumber, grouped, matchesOf } from './matches.js';
import { type Numbers, Runs } from './numbers.js';
import type { Patch } from './patch.js';
import { remainder } from './remainder.js';
import { search } from './search.js';
import { type Undecidable, undecidable } from './undecidable.js';
import { tryRun } from './variants.js';

export interface ExplainOptions extends EvaluateOptions, Asked {
  readonly depth: number;
  readonly timeLimitMs: number;
  /** Those of an earlier question about the same audit, whose numbers are known then. */
  readonly runs?: Runs;
}

export interface Explanation {
  readonly reported: readonly {
    readonly text: string;
    readonly interval: readonly [number, number];
    readonly of: string;
    readonly conditions: Conditions;
    /** What the audit as it stands gives under these conditions. */
    readonly computed: number | null;
  }[];
  readonly computed: number | null;
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
  readonly undecidable: readonly Undecidable[];
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

/**
 * @param reported what somebody saw, one number at least; every cause must give all of them
 * @throws LossauditError for an audit that cannot be computed; `aborted`
 */
export async function explainAudit(
  audit: Audit,
  reported: readonly Reported[],
  options: ExplainOptions,
): Promise<Explanation> {
  const runs = options.runs ?? new Runs({ signal: options.signal });
  const asked: AskedNumber[] = [];
  for (const r of reported) {
    const start = await conditioned(audit, r);
    await runs.required(start.audit);
    asked.push({ ...r, written: writtenNumber(r.text), start, own: await runs.value(start) });
  }
  const numbers = await runs.required(asked[0]!.start.audit);
  const head = {
    reported: asked.map(({ text, of, conditions, written, own }) => ({
      text,
      interval: intervalOf(written, audit.dtype),
      of,
      conditions,
      computed: own ?? null,
    })),
    computed: asked[0]!.own ?? null,
    ledger: onlyLedger(numbers) ?? null,
    separate: null,
    undecidable: [],
  };
  // The number that the audit does not give is looked for: the others decide among its causes.
  const first = asked.findIndex(
    ({ written, own }) => own === undefined || !sameButRounding(written, own, audit.dtype),
  );
  if (first < 0) return { ...head, verdict: 'agrees', causes: [], tried: NOTHING_TRIED };
  const { start, own = Number.NaN, written } = asked[first]!;
  const { hypotheses, tried, pruned, notTried } = await search(start, written, runs, options);
  const { all, evidence, distinct } = await matchesOf(hypotheses, asked, first, runs);
  const counts = { hypotheses: tried, distinct, pruned, not_tried: notTried, chance: all[0]?.chance ?? 0 };
  const left = evidence ? undefined : remainder(asked);
  if (left)
    return { ...head, verdict: 'explained', causes: [left], tried: { ...counts, chance: left.chance } };
  const reasons = evidence ? [] : await reasonsFor(audit, reported, written.value > own && own >= 0);
  const open = { undecidable: reasons.map(({ code, bring }) => ({ code, bring })) };
  const verdict = reasons.some((r) => r.seen) ? 'undecidable' : 'unexplained';
  if (all.length === 0) return { ...head, ...open, verdict, causes: [], tried: counts };
  const { groups, trials, positions } = await grouped(all, start, runs);
  const causes: Cause[] = [];
  for (const group of groups.slice(0, TOLD))
    causes.push(await causeOf(group, causes.length + 1, start, runs));
  if (!evidence) return { ...head, ...open, verdict: 'chance', causes, tried: counts };
  if (groups.length === 1) return { ...head, verdict: 'explained', causes, tried: counts };
  const names = causes.map((c) => c.changes.map((x) => x.to).join(', '));
  const separate = trials.separating(positions.slice(0, TOLD), names);
  return { ...head, verdict: 'ambiguous', causes, tried: counts, separate };
}

const NOTHING_TRIED = { hypotheses: 0, distinct: 0, pruned: 0, not_tried: 0, chance: 0 };

async function reasonsFor(audit: Audit, reported: readonly Reported[], above: boolean) {
  const report = await tryRun(audit);
  return report ? undecidable(audit, report, reported, above) : [];
}

/** The verdicts with which a script may go on. */
export function isAnswered({ verdict }: Explanation): boolean {
  return verdict === 'agrees' || verdict === 'explained';
}
