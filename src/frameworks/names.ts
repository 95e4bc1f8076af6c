/** From a name that an audit gives to the loss that it means, with what is said of names that mean none. */
import { LossauditError } from '../errors.js';
import { nearest } from '../text/suggest.js';
import { Version, VersionRange } from '../text/version.js';
import { callOf } from './call.js';
import type { LossDeclaration } from './define-loss.js';
import type { Known } from './known.js';

export interface Names<L extends LossDeclaration> extends Known {
  /** Versions that were run, oldest first. */
  readonly versions: readonly string[];
  readonly losses: readonly L[];
  /** Names of losses that it has and lossaudit does not compute, with the versions that have them. */
  readonly others: Readonly<Record<string, string>>;
}

/** The loss of any version that a name means, and the name without what qualifies it. */
function find<L extends LossDeclaration>(
  names: Names<L>,
  name: string,
): { qualified: boolean; short: string; loss?: L } {
  const { losses } = names;
  const { qualified, short } = withoutPrefix(names, name);
  const called = (as: string) => (l: L) => Object.hasOwn(l.names, as) || as === l.name;
  const [before] = partsOf(short);
  const loss = losses.find(called(short)) ?? losses.find((l) => l.suffix !== undefined && called(before)(l));
  return { qualified, short, loss };
}

function withoutPrefix({ prefix, callers }: Known, name: string): { qualified: boolean; short: string } {
  const full = callOf(name, callers).name;
  const short = full.replace(prefix, '');
  return { qualified: full.length > short.length && full.includes('.'), short };
}

/** Is it a qualified name as the framework has them, whether or not it has such a loss? */
export function isQualified(framework: Known, name: string): boolean {
  return withoutPrefix(framework, name).qualified;
}

/** Does a version accept the name, and is it qualified? Undefined where it has no such loss. */
export function namedIn<L extends LossDeclaration>(
  names: Names<L>,
  name: string,
  version: Version,
): { readonly qualified: boolean } | undefined {
  const { qualified, short, loss } = find(names, name);
  const has = loss && version.within(loss.versions) && (accepts(loss, version, short) || short === loss.name);
  return has ? { qualified } : undefined;
}

/** @throws LossauditError `unknown-loss`, `loss-not-computed` or `loss-not-in-version` */
export function lossNamed<L extends LossDeclaration>(names: Names<L>, name: string, version: Version): L {
  const { title, losses, others } = names;
  const { short, loss } = find(names, name);
  if (loss && version.within(loss.versions)) return loss;
  const framework = `${title} ${version.text}`;
  const has = (versions: string) => ({ framework, versions: `${title} ${VersionRange.of(versions).text}` });
  if (loss) {
    const run = names.versions.findLast((v) => new Version(v).within(loss.versions));
    const data = { loss: loss.name, ...has(loss.versions), example: `${names.name}@${run}` };
    throw new LossauditError('loss-not-in-version', data, { where: 'loss' });
  }
  const known = losses.map((l) => l.name);
  if (Object.hasOwn(others, short)) {
    const data = { ...has(others[short]!), loss: name, has: version.within(others[short]!), known };
    throw new LossauditError('loss-not-computed', data, { where: 'loss' });
  }
  const all = losses.filter((l) => version.within(l.versions)).flatMap((l) => Object.keys(l.names));
  const data = { framework: `${names.name} ${version.text}`, loss: name, near: nearest(short, all), known };
  throw new LossauditError('unknown-loss', data, { where: 'loss' });
}

/** `error@0.7` apart. */
function partsOf(name: string): [name: string, value?: string] {
  const at = name.indexOf('@');
  return at < 0 ? [name] : [name.slice(0, at), name.slice(at + 1)];
}

/** The parameter that a name says. */
export function saidByName({ suffix }: LossDeclaration, name: string): Record<string, number> {
  const [, value] = partsOf(name);
  return suffix === undefined || value === undefined
    ? {}
    : { [suffix]: value === '' ? Number.NaN : Number(value) };
}

/** Does a version accept a name, qualified or not? */
export function accepts(loss: LossDeclaration, version: Version, name: string): boolean {
  const known = acceptedNames(loss, version);
  return known.includes(name) || (loss.suffix !== undefined && known.includes(partsOf(name)[0]));
}

/** The strings that a version accepts for a loss. */
export function acceptedNames({ names }: LossDeclaration, version: Version): string[] {
  return Object.keys(names).filter((name) => version.within(names[name]!));
}
