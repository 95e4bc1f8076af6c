/** Which causes of the same number are the same arithmetic, and the input that tells the others apart. */
import type { Audit } from '../audit/audit.js';
import { near } from '../tensor/near.js';
import { shortText } from '../text/sentence.js';
import type { Change } from './axis.js';
import { type Input, inputsOf } from './inputs.js';
import type { Runs } from './numbers.js';
import { type Patch, patchOf } from './patch.js';
import { appliedTo } from './search.js';

/** An input with the numbers that the causes give on it, in their order; NaN where one is refused. */
interface Trial {
  readonly input: Input;
  readonly values: readonly number[];
}

/** A longer text is no input that somebody would type. */
const LONGEST = 120;
/** Numbers that differ by less than this, relatively, are not told apart. */
const APART = 1e-4;

export interface Separating {
  readonly how: string;
  readonly patch: Patch | null;
}

export class Trials {
  private constructor(
    private readonly audit: Audit,
    private readonly trials: readonly Trial[],
  ) {}

  /** What every cause gives on each of the variations. */
  static async of(audit: Audit, causes: readonly (readonly Change[])[], runs: Runs): Promise<Trials> {
    const trials: Trial[] = [];
    for (const input of inputsOf(audit)) {
      const values: number[] = [];
      for (const changes of causes) {
        const of = appliedTo(input.audit, changes);
        values.push((of && (await runs.value(of))) ?? Number.NaN);
      }
      trials.push({ input, values });
    }
    return new Trials(audit, trials);
  }

  /** Do they give the same on every input on which both give a number, one at least? */
  alike(i: number, k: number): boolean {
    const both = this.trials.filter(({ values }) => Number.isFinite(values[i]) && Number.isFinite(values[k]));
    return both.length > 0 && both.every(({ values }) => !apart(values[i]!, values[k]!));
  }

  /**
   * The simplest input that parts most of the causes, and one that parts what it leaves.
   * @param kept the positions of the causes @param names what each is called
   */
  separating(kept: readonly number[], names: readonly string[]): Separating | null {
    const usable = this.trials
      .map((t) => ({ ...t, values: kept.map((k) => t.values[k]!) }))
      .filter(({ input, values }) => {
        const { text } = input;
        return text !== undefined && text.length <= LONGEST && values.every(Number.isFinite);
      });
    type Usable = (typeof usable)[number];
    const pairs = kept.flatMap((_, i) => kept.slice(0, i).map((__, k): [number, number] => [i, k]));
    const parted = (t: Usable, open: readonly [number, number][]) =>
      open.filter(([i, k]) => apart(t.values[i]!, t.values[k]!));
    const chosen: Usable[] = [];
    let open: readonly [number, number][] = pairs;
    // A single change first: it says most to a reader. What it leaves, several at once part.
    for (const candidates of [usable.filter((t) => t.input.simple), usable, usable]) {
      const [best] = candidates.toSorted((a, b) => parted(b, open).length - parted(a, open).length);
      const done = new Set(best ? parted(best, open) : []);
      if (!best || done.size === 0) continue;
      chosen.push(best);
      open = open.filter((p) => !done.has(p));
    }
    const [first] = chosen;
    if (!first) return null;
    const how = chosen
      .map(
        ({ input, values }) =>
          `${input.text} give ${values.map((x, i) => `${shortText(x)} (${names[i]})`).join(', ')}`,
      )
      .join('; ');
    return { how, patch: patchOf(this.audit, first.input.audit) ?? null };
  }
}

function apart(a: number, b: number): boolean {
  return !near(a, b, APART);
}
