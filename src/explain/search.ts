/**
 * The space of hypotheses: the audit with one change, two, or more, cheapest first. What changes nothing is
 * not combined any further.
 */
import type { Audit } from '../audit/audit.js';
import { leadingArray } from '../audit/rows.js';
import { type EvaluateOptions, requireGoing } from '../engines/pace.js';
import { LossauditError } from '../errors.js';
import { near } from '../tensor/near.js';
import { Kept } from '../text/kept.js';
import { onlyRounding, type WrittenNumber } from '../text/written-number.js';
import { AXES } from './axes/index.js';
import { type Asked, type Axis, type Change, costOf, idOf } from './axis.js';
import { type Case, plain } from './case.js';
import { isLarge, onAllRows, Sample } from './judge.js';
import type { Runs } from './numbers.js';

/** A number with the changes that give it. */
export interface Hypothesis {
  readonly changes: readonly Change[];
  readonly cost: number;
  readonly value: number;
  /** It was estimated from a sample of rows, and lies far from the reported number. */
  readonly estimated?: true;
}

export interface Searched {
  /** All that have a number of their own, cheapest first. */
  readonly hypotheses: readonly Hypothesis[];
  /** Numbers that were computed. */
  readonly tried: number;
  /** Combinations of which one part changes nothing, and those that the framework refuses. */
  readonly pruned: number;
  /** What there was no time for, by how many changes at once. */
  readonly untried: readonly Untried[];
}

/** Hypotheses of so many changes that were left out. */
interface Untried {
  readonly changes: number;
  readonly count: number;
  /** What their last change is of: `framework`, `params.delta`. */
  readonly of: readonly string[];
}

export interface SearchOptions extends EvaluateOptions, Asked {
  /** Changes at once. */
  readonly depth: number;
  readonly timeLimitMs: number;
}

/** A change that is to be made after others. */
interface Step {
  readonly before: readonly Change[];
  readonly change: Change;
  /** Its axis: those that follow are of this one or of later ones. */
  readonly axis: number;
  /** Where it comes in the order of all: its cost, and less where no run is needed for it. */
  readonly turn: number;
  /** What the changes before give: a combination that gives the same is no new one. */
  readonly mark: number;
}

/** Cases of other changes that are kept to make a next one on them: fewer of large arrays. */
const KEPT = 32;
const KEPT_ELEMENTS = 2 ** 22;
/** Progress, and a look at the signal, after so many hypotheses. */
const TELLS = 64;

/** @param wanted the reported number: of very many rows, only what comes near it is computed on all */
export async function search(
  start: Case,
  wanted: WrittenNumber,
  runs: Runs,
  options: SearchOptions,
): Promise<Searched> {
  const until = performance.now() + options.timeLimitMs;
  const cases = new Kept<{ readonly of: Case | undefined }>(
    Math.max(1, Math.min(KEPT, Math.floor(KEPT_ELEMENTS / elements(start)))),
  );
  const caseOf = (changes: readonly Change[]): Case | undefined =>
    changes.length === 0
      ? start
      : cases.get(idOf(changes), () => ({ of: then(caseOf(changes.slice(0, -1)), changes.at(-1)!) })).of;
  const sampled = isLarge(start) ? new Sample(start, wanted, applied, runs) : undefined;
  const judge = sampled ? sampled.judge : onAllRows(runs);
  const seenBy = (changes: readonly Change[]) => (axis: Axis) =>
    sampled ? sampled.shown(changes, axis.counts) : caseOf(changes);
  const own = (await judge(() => start, []))?.mark ?? Number.NaN;
  const found: Hypothesis[] = [];
  const alone = new Map<string, number | undefined>();
  const seen = new Set<string>();
  const isIdle = (change: Change, value: number | undefined, parts: readonly number[]) =>
    value === undefined || parts.some((part) => onlyRounding(part, value, spacingOf(change, start.audit)));
  const untried: Untried[] = [];
  let [tried, pruned] = [0, 0];
  let steps = stepsAfter([], seenBy([]), 0, own, options);
  for (let depth = 1; depth <= options.depth; depth++) {
    const made: { readonly changes: readonly Change[]; readonly axis: number; readonly mark: number }[] = [];
    const sorted = steps.toSorted((a, b) => a.turn - b.turn);
    for (const [i, { before, change, axis, mark: last }] of sorted.entries()) {
      if (performance.now() > until) {
        const rest = sorted.slice(i).map((s) => s.change.what);
        untried.push({ changes: depth, count: rest.length, of: [...new Set(rest)] });
        break;
      }
      const changes = [...before, change];
      const [id, key] = [idOf([change]), keyOf(changes)];
      if (seen.has(key)) continue;
      seen.add(key);
      // What is refused or has no effect alone is not tried with others, where it was tried alone.
      if (depth > 1 && alone.has(id) && isIdle(change, alone.get(id), [own])) {
        pruned++;
        continue;
      }
      if (i % TELLS === 0) {
        requireGoing(options);
        options.progress?.((depth - 1 + i / sorted.length) / options.depth);
      }
      const judged = await judge(() => then(caseOf(before), change), changes);
      tried++;
      if (depth === 1) alone.set(id, judged?.mark);
      if (!judged || isIdle(change, judged.mark, [own, last])) {
        pruned++;
        continue;
      }
      const { mark, ...number } = judged;
      found.push({ changes, cost: costOf(changes) + rounding(changes, mark, own), ...number });
      made.push({ changes, axis, mark });
    }
    steps = [];
    if (depth === options.depth) break;
    for (const { changes, axis, mark } of made)
      steps.push(...stepsAfter(changes, seenBy(changes), axis, mark, options));
  }
  options.progress?.(1);
  return { hypotheses: found.toSorted((a, b) => a.cost - b.cost), tried, pruned, untried };
}

/** Numbers that are nearer to the audit's own, relatively, differ by their rounding. */
const ROUNDED = 1e-4;

function rounding(changes: readonly Change[], value: number, own: number): number {
  if (!near(value, own, ROUNDED)) return 0;
  return changes.reduce((sum, c) => sum + (c.rounding ?? 0), 0);
}

function elements({ audit }: Case): number {
  return audit.outputs.reduce((n, o) => n + (leadingArray(o)?.data.length ?? 0), 1);
}

/** A wider arithmetic is told by less than the rounding of the audit's own. */
function spacingOf({ family, to }: Change, { dtype }: Audit): string {
  return family === 'dtype' && to === 'float64' ? to : dtype;
}

/** The same for the same changes in any order. */
function keyOf(changes: readonly Change[]): string {
  return changes
    .map((c) => idOf([c]))
    .toSorted()
    .join('\n');
}

/** How much earlier comes what is read off a run that is known. */
const READ = 2;

/** The changes that may follow: of the same axis or of later ones, of another thing than those before. */
function stepsAfter(
  changes: readonly Change[],
  seenBy: (axis: Axis) => Case | undefined,
  axis: number,
  mark: number,
  asked: Asked,
): Step[] {
  const cost = costOf(changes);
  const used = new Set(changes.map((c) => c.what));
  const from = changes.length > 0 && AXES[axis]!.once ? axis + 1 : axis;
  return AXES.slice(from).flatMap((next, k) => {
    const of = seenBy(next);
    return [...(of ? next.changes(of, asked) : [])]
      .filter((change) => !used.has(change.what))
      .map((change) => ({
        before: changes,
        change,
        axis: from + k,
        turn: cost + change.cost - (next.reads ? READ : 0) + Math.log2(change.runs ?? 1),
        mark,
      }));
  });
}

/** Undefined where a change has nothing to change, or is refused by name. */
function then(of: Case | undefined, change: Change): Case | undefined {
  try {
    return of && change.apply(of);
  } catch (error) {
    if (error instanceof LossauditError) return undefined;
    throw error;
  }
}

/** All of them, in their order. @returns undefined where one has nothing to change, or is refused by name */
export function applied(start: Case, changes: readonly Change[]): Case | undefined {
  return changes.reduce<Case | undefined>(then, start);
}

/** The same on another input. */
export function appliedTo(audit: Audit, changes: readonly Change[]): Case | undefined {
  return applied(plain(audit), changes);
}
