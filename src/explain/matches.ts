/** Which hypotheses give the reported numbers, what each match is worth, and which are told together. */
import type { Reported } from '../audit/audit.js';
import { onlyRounding, type WrittenNumber } from '../text/written-number.js';
import { Trials } from './apart.js';
import type { Change } from './axis.js';
import type { Case } from './case.js';
import { MOST_CHANCE, Numbered, sameButRounding } from './evidence.js';
import type { Runs } from './numbers.js';
import { applied, type Hypothesis } from './search.js';

/** A reported number with the case that it was seen under. */
export interface AskedNumber extends Reported {
  readonly written: WrittenNumber;
  readonly start: Case;
  /** What the audit as it stands gives; undefined where that is no number. */
  readonly own: number | undefined;
}

export interface Match extends Hypothesis {
  /** One for each reported number. */
  readonly values: readonly number[];
  /** That hypotheses no more costly hit all of them by accident. */
  readonly chance: number;
}

export interface Matches {
  /** Cheapest first; of those that are evidence, or all where none is. */
  readonly all: readonly Match[];
  readonly evidence: boolean;
  /** Numbers of hypotheses that are told apart. */
  readonly distinct: number;
}

/** Matches that are looked into, cheapest first. */
const LOOKED_INTO = 60;
/** A cause that costs so many bits more than another is not told as one of its own: 16 to 1. */
export const FAR = 4;

/** @param first the position of the number that the hypotheses were made for */
export async function matchesOf(
  hypotheses: readonly Hypothesis[],
  asked: readonly AskedNumber[],
  first: number,
  runs: Runs,
): Promise<Matches> {
  const { written, start, own: base = Number.NaN } = asked[first]!;
  const numbered = new Numbered(hypotheses, base, start.audit.dtype);
  const all: Match[] = [];
  for (const h of hypotheses) {
    const dtype = spacingOf(h.changes, start);
    if (h.estimated || !sameButRounding(written, h.value, dtype)) continue;
    const values = await valuesOf(h, asked, first, runs);
    if (!asked.every((a, i) => values[i] !== undefined && sameButRounding(a.written, values[i], dtype)))
      continue;
    const met = values as readonly number[];
    const own = h.changes.find((c) => c.what === 'dtype')?.to ?? start.audit.dtype;
    const chance = asked.reduce((p, a, i) => p * numbered.chance(a.written, met[i]!, h.cost, own), 1);
    all.push({ ...h, values: met, chance });
  }
  const sure = all.filter((m) => m.chance <= MOST_CHANCE);
  const evidence = sure.length > 0;
  // Costlier ways to the very same number are evidence, too: no digits tell them apart.
  const { dtype } = start.audit;
  const ties = all.filter((m) => sure.some((s) => onlyRounding(s.value, m.value, dtype)));
  return { all: (evidence ? ties : all).slice(0, LOOKED_INTO), evidence, distinct: numbered.count };
}

/**
 * The arithmetic whose rounding the number of a hypothesis may have. A narrow one that the audit does not
 * have is held against the digits alone: its spacing fits too much.
 */
function spacingOf(changes: readonly Change[], { audit: { dtype } }: Case): string {
  const other = changes.find((c) => c.what === 'dtype')?.to;
  if (other === undefined) return dtype;
  return other === 'float32' ? other : 'float64';
}

async function valuesOf(
  h: Hypothesis,
  asked: readonly AskedNumber[],
  first: number,
  runs: Runs,
): Promise<(number | undefined)[]> {
  const values: (number | undefined)[] = [];
  for (const [i, { start }] of asked.entries()) {
    const of = i === first ? undefined : applied(start, h.changes);
    values.push(i === first ? h.value : of && (await runs.value(of)));
  }
  return values;
}

/** Matches that are one cause, and inputs that tell the causes apart. */
export interface Grouped {
  /** The cheapest first in each. */
  readonly groups: readonly (readonly Match[])[];
  /** What every group's first gives on other inputs. */
  readonly trials: Trials;
  /** The positions of the groups' firsts in the trials. */
  readonly positions: readonly number[];
}

/**
 * Told together are those that no input parts, and those of the same number that are far less likely. Far
 * less likely ones of another number are left out.
 */
export async function grouped(all: readonly Match[], start: Case, runs: Runs): Promise<Grouped> {
  const near = all.filter((m) => m.cost - all[0]!.cost < FAR);
  const trials = await Trials.of(
    start.audit,
    near.map((m) => m.changes),
    runs,
  );
  const { dtype } = start.audit;
  const groups: { readonly first: number; readonly members: Match[] }[] = [];
  for (const [i, match] of all.entries()) {
    const one = groups.find(
      ({ first }) =>
        onlyRounding(all[first]!.value, match.value, dtype) && (i >= near.length || trials.alike(first, i)),
    );
    if (one) one.members.push(match);
    else if (i < near.length) groups.push({ first: i, members: [match] });
  }
  return { groups: groups.map((g) => g.members), trials, positions: groups.map((g) => g.first) };
}
