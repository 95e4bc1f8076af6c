/**
 * The space of hypotheses: the audit with one change, two, or more, cheapest first. What changes nothing is
 * not combined any further.
 */
import type { EvaluateOptions } from '../engines/pace.js';
import { requireGoing } from '../engines/pace.js';
import { LossauditError } from '../errors.js';
import { AXES } from './axes/index.js';
import { type Asked, type Change, costOf, idOf } from './axis.js';
import { type Case, plain } from './case.js';
import { same } from './evidence.js';
import type { Runs } from './numbers.js';

/** A number with the changes that give it. */
export interface Hypothesis {
  readonly changes: readonly Change[];
  readonly cost: number;
  readonly of: Case;
  readonly value: number;
}

export interface Searched {
  /** All that have a number of their own, cheapest first. */
  readonly hypotheses: readonly Hypothesis[];
  /** Numbers that were computed. */
  readonly tried: number;
  /** Combinations of which one part changes nothing, and those that the framework refuses. */
  readonly pruned: number;
  /** What there was no time for. */
  readonly notTried: number;
}

export interface SearchOptions extends EvaluateOptions, Asked {
  /** Changes at once. */
  readonly depth: number;
  readonly timeLimitMs: number;
}

/** A change that was made after others. */
interface Step {
  readonly before: readonly Change[];
  readonly change: Change;
  readonly axis: number;
  readonly cost: number;
  readonly from: Case;
  /** What the parts give alone: a combination that gives the same is no new one. */
  readonly parts: readonly number[];
}

/** @param own what the audit itself gives */
export async function search(
  start: Case,
  own: number,
  runs: Runs,
  options: SearchOptions,
): Promise<Searched> {
  const { dtype } = start.audit;
  const until = performance.now() + options.timeLimitMs;
  const found: Hypothesis[] = [];
  const alone = new Map<string, number | undefined>();
  const seen = new Set<string>();
  let [tried, pruned, notTried] = [0, 0, 0];
  let steps = stepsAfter({ changes: [], of: start, cost: 0, value: own }, 0, [own], options);
  for (let depth = 1; depth <= options.depth; depth++) {
    const sorted = steps.toSorted((a, b) => a.cost - b.cost);
    const made: { readonly hypothesis: Hypothesis; readonly axis: number }[] = [];
    for (const [i, step] of sorted.entries()) {
      const changes = [...step.before, step.change];
      const key = changes
        .map((c) => idOf([c]))
        .toSorted()
        .join('\n');
      if (seen.has(key)) continue;
      seen.add(key);
      // What alone is refused or has no effect is not tried with others, where it was tried alone.
      if (
        depth > 1 &&
        alone.has(idOf([step.change])) &&
        isIdle(alone.get(idOf([step.change])), own, step.change.family === 'dtype' ? 'float64' : dtype)
      ) {
        pruned++;
        continue;
      }
      if (performance.now() > until) {
        notTried += sorted.length - i;
        break;
      }
      const of = applied(step.from, step.change);
      const value = of && (await runs.value(of));
      if (i % 64 === 0) {
        requireGoing(options);
        options.progress?.((depth - 1 + i / sorted.length) / options.depth);
      }
      tried++;
      if (depth === 1) alone.set(idOf([step.change]), value);
      const fine = changes.some((c) => c.family === 'dtype');
      if (value === undefined || step.parts.some((part) => same(part, value, fine ? 'float64' : dtype))) {
        pruned++;
        continue;
      }
      const hypothesis = { changes, cost: costOf(changes), of: of!, value };
      found.push(hypothesis);
      made.push({ hypothesis, axis: step.axis });
    }
    if (depth === options.depth) break;
    steps = [];
    for (const { hypothesis, axis } of made)
      steps.push(...stepsAfter(hypothesis, axis, [own, hypothesis.value], options));
  }
  options.progress?.(1);
  return { hypotheses: found.toSorted((a, b) => a.cost - b.cost), tried, pruned, notTried };
}

/** Refused alone, or without effect. */
function isIdle(value: number | undefined, own: number, dtype: string): boolean {
  return value === undefined || same(value, own, dtype);
}

/** The changes that may follow: of the same axis or of later ones, of another thing than those before. */
function stepsAfter(
  { changes, of, cost }: Hypothesis,
  axis: number,
  parts: readonly number[],
  asked: Asked,
): Step[] {
  const used = new Set(changes.map((c) => c.what));
  return AXES.slice(axis).flatMap((next, k) =>
    [...next.changes(of, asked)]
      .filter((change) => !used.has(change.what))
      .map((change) => ({
        before: changes,
        change,
        axis: axis + k,
        cost: cost + change.cost,
        from: of,
        parts,
      })),
  );
}

/** Undefined where a change has nothing to change, or is refused by name. */
export function applied(of: Case, change: Change): Case | undefined {
  try {
    return change.apply(of);
  } catch (error) {
    if (error instanceof LossauditError) return undefined;
    throw error;
  }
}

/** All of them, in their order, on another input. */
export function appliedAll(audit: Case['audit'], changes: readonly Change[]): Case | undefined {
  return changes.reduce<Case | undefined>((c, change) => c && applied(c, change), plain(audit));
}
