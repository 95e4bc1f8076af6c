/** Which versions of their producer print lines of such a form, and average like them. */
import { frameworksMeant } from '../frameworks/index.js';
import type { Trait } from '../logs/lines/line.js';
import type { ProducerVersions } from '../logs/lines/producer.js';

/** What a bar averages: once, twice, or twice with a known last line. */
export type BarAverages = 'once' | 'twice' | 'repeat' | 'exact';

interface Eras {
  readonly eras: readonly string[];
  /** The clues that left others out: the trait of a line, or what a bar averages. */
  readonly why: readonly (Trait | BarAverages)[];
}

/** The eras that the form of the lines leaves. */
export function erasOf(
  versions: ProducerVersions | undefined,
  traits: ReadonlySet<Trait>,
  averages?: BarAverages | undefined,
): Eras {
  if (versions === undefined) return { eras: [], why: [] };
  let { eras } = versions;
  const why: (Trait | BarAverages)[] = [];
  const narrow = (possible: readonly string[], reason: Trait | BarAverages) => {
    const left = eras.filter((era) => possible.includes(era));
    // Clues that exclude each other: several logs in one, or a form not known here.
    if (left.length === 0) return;
    if (left.length < eras.length) why.push(reason);
    eras = left;
  };
  const alone = (trait: Trait) =>
    versions.clues.filter((c) => c.traits.length === 1 && c.traits[0] === trait);
  const together = versions.clues.filter((c) => c.traits.length > 1 && c.traits.every((t) => traits.has(t)));
  for (const clue of [...[...traits].flatMap(alone), ...together])
    narrow(clue.eras, clue.traits[clue.traits.length - 1]!);
  const shown = averages && versions.averaging?.[averages];
  if (averages && shown) narrow(shown, averages);
  return { eras, why };
}

/** @returns undefined where no line tells */
export function versionsOf(
  versions: ProducerVersions | undefined,
  traits: ReadonlySet<Trait>,
  averages: BarAverages | undefined,
): { readonly range: string; readonly why: Eras['why'] } | undefined {
  const { eras, why } = erasOf(versions, traits, averages);
  if (versions === undefined || eras.length === versions.eras.length) return undefined;
  return { range: versions.title(eras), why };
}

/** Does the version that the user names count steps, with arrays too? Counters may be samples otherwise. */
export function countsSteps(versions: ProducerVersions | undefined, framework: string | undefined): boolean {
  const clue = versions?.clues.find((c) => c.traits.includes('counts-samples'));
  if (framework === undefined || !clue || !versions?.frameworks) return false;
  const loops = (names: readonly string[]) =>
    names.flatMap(frameworksMeant).map((rules) => rules.loop('total', {}).title);
  const counting = new Set(loops(versions.frameworks(clue.eras)));
  return loops([framework]).every((title) => !counting.has(title));
}
