/** From an audit and reported numbers to the arithmetic that gives them. */

import type { Audit, Reported } from '../audit/audit.js';
import { shown, subjectOf } from '../audit/present.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { LossauditError } from '../errors.js';
import { frameworksNamed } from '../frameworks/load.js';
import type { Cause, Explanation } from '../report/explain/model.js';
import { near } from '../tensor/near.js';
import { onlyRounding, type WrittenNumber, writtenNumber } from '../text/written-number.js';
import type { Asked } from './axis.js';
import type { Case } from './case.js';
import { causeOf, toldHypothesis } from './cause.js';
import { conditioned } from './conditions.js';
import { intervalOf, sameButRounding } from './evidence.js';
import { onlyLedger } from './ledger-text.js';
import { type AskedNumber, grouped, matchesOf } from './matches.js';
import { Runs } from './numbers.js';
import { remainder } from './remainder.js';
import { type Hypothesis, search } from './search.js';
import { undecidable } from './undecidable.js';
import { tryRun } from './variants.js';

export interface ExplainOptions extends EvaluateOptions, Asked {
  readonly depth: number;
  readonly timeLimitMs: number;
  /** `keras`, `torch@2.1`: those that may be behind the number; all if left out. */
  readonly frameworks?: readonly string[];
  /** Of lossaudit, for the result. */
  readonly version: string;
  /** Those of an earlier question about the same audit, whose numbers are known then. */
  readonly runs?: Runs;
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
  if (reported.length === 0)
    throw new LossauditError('usage', {
      message: 'There is no number to explain',
      hint: "Give one at least: the audit's `reported`, or { text: '0.2', of: 'loss', conditions: {} }.",
    });
  const runs = options.runs ?? new Runs({ signal: options.signal });
  const asked: AskedNumber[] = [];
  for (const r of reported) {
    const start = await conditioned(audit, r);
    await runs.required(start.audit);
    asked.push({ ...r, written: writtenNumber(r.text), start, own: await runs.value(start) });
  }
  const numbers = await runs.required(asked[0]!.start.audit);
  const head = {
    schema: 'lossaudit/explain@1' as const,
    tool: { name: 'lossaudit' as const, version: options.version },
    audit: subjectOf(audit, (o) => o.loss),
    reported: asked.map(({ text, of, conditions, written, own }) => ({
      text,
      interval: intervalOf(written, audit.dtype),
      of,
      conditions,
      computed: own === undefined ? null : shown(own, audit.dtype),
    })),
    computed: asked[0]!.own === undefined ? null : shown(asked[0]!.own, audit.dtype),
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
  if (numbers.rows === 0)
    return { ...head, verdict: 'undecidable', causes: [], undecidable: [NO_ROWS], tried: NOTHING_TRIED };
  const { hypotheses, tried, pruned, untried } = await search(start, written, runs, {
    ...options,
    among: options.among ?? (await frameworksNamed(options.frameworks)),
  });
  const { all, evidence, distinct } = await matchesOf(hypotheses, asked, first, runs);
  const counts = {
    hypotheses: tried,
    distinct,
    pruned,
    not_tried: untried.reduce((sum, u) => sum + u.count, 0),
    ...(untried.length > 0 ? { untried: untried.map((u) => ({ ...u, of: [...u.of] })) } : {}),
    chance: all[0]?.chance ?? 0,
  };
  const left = evidence ? undefined : remainder(asked);
  if (left)
    return { ...head, verdict: 'explained', causes: [left], tried: { ...counts, chance: left.chance } };
  const reasons = evidence ? [] : await reasonsFor(audit, reported, written.value - own);
  const open = { undecidable: reasons.map(({ code, bring }) => ({ code, bring })) };
  const verdict = reasons.some((r) => r.seen) ? 'undecidable' : 'unexplained';
  if (all.length === 0) {
    const nearest = await nearestTo(hypotheses, written, start, runs);
    return { ...head, ...open, verdict, causes: [], nearest, tried: counts };
  }
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

/** What comes so near to the number, relatively, and costs no more, may be it with a digit that is wrong. */
const [NEAR, NEAR_COST, NEAREST] = [1e-3, 5, 3];

async function nearestTo(
  hypotheses: readonly Hypothesis[],
  { value: wanted }: WrittenNumber,
  start: Case,
  runs: Runs,
): Promise<NonNullable<Explanation['nearest']>> {
  const close = hypotheses
    .filter((h) => h.cost <= NEAR_COST && !h.estimated && near(h.value, wanted, NEAR))
    .toSorted((a, b) => Math.abs(a.value - wanted) - Math.abs(b.value - wanted));
  const told: NonNullable<Explanation['nearest']> = [];
  for (const h of close) {
    if (told.length === NEAREST) break;
    if (told.some((t) => onlyRounding(t.values[0]!, h.value, start.audit.dtype))) continue;
    told.push({ ...(await toldHypothesis(h.changes, start, runs)), values: [h.value] });
  }
  return told;
}

const NO_ROWS = {
  code: 'no-rows',
  bring: 'arrays that have rows: of none, every number is a constant that some rule has',
};
const NOTHING_TRIED = { hypotheses: 0, distinct: 0, pruned: 0, not_tried: 0, chance: 0 };

async function reasonsFor(audit: Audit, reported: readonly Reported[], remainder: number) {
  const report = await tryRun(audit);
  return report ? undecidable(audit, report, reported, remainder) : [];
}

/** The verdicts with which a script may go on. */
export function isAnswered({ verdict }: Explanation): boolean {
  return verdict === 'agrees' || verdict === 'explained';
}
