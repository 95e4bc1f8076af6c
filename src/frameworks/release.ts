/** Which version and rules of a framework a text means. */
import { LossauditError } from '../errors.js';
import { Version, VersionRange } from '../text/version.js';
import type { FrameworkRules } from './framework.js';

/** Versions with the same rules. */
export interface RuleRange {
  /** `2.11-2.15`, both ends included. */
  readonly versions: string;
  /** The first is the default; none: there is no such parameter. */
  readonly reductions: readonly string[];
  /** See FrameworkRules. */
  readonly zeroWeightsCount?: FrameworkRules['zeroWeightsCount'];
}

/** One release of a framework. */
export interface Release<R extends RuleRange = RuleRange> {
  /** `Keras 2.2.4`. */
  readonly title: string;
  readonly version: Version;
  readonly policy: R;
}

/** What is known of a framework's versions. */
export interface Versions<R extends RuleRange> {
  /** `keras`, as audits name it. */
  readonly name: string;
  /** `Keras`, as sentences do. */
  readonly title: string;
  /**
   * Versions that were really run, oldest first; a text of two parts means the last of them with that prefix.
   */
  readonly versions: readonly string[];
  /** Shortened versions with a fixed meaning. */
  readonly means: Readonly<Record<string, string>>;
  readonly policies: readonly [R, ...R[]];
}

/**
 * `2.2`, `2.2.5`, `3`; a version beyond what is known gets the nearest rules, and a note.
 * @throws LossauditError `unknown-version`
 */
export function releaseOf<R extends RuleRange>(
  known: Versions<R>,
  text: string,
): Release<R> & { note?: string } {
  const { name, title, versions, means, policies } = known;
  if (!/^\d{1,4}(\.\d{1,4}){0,2}$/.test(text)) {
    const forms = [...Object.keys(means), ...versions.slice(-1)];
    throw new LossauditError(
      'unknown-version',
      { framework: name, version: text, known: forms },
      { where: 'framework' },
    );
  }
  const release = (version: Version, policy: R) => ({ title: `${title} ${version.text}`, version, policy });
  const whole = text.split('.').length === 3;
  const exact = means[text] ?? (whole ? text : (versions.findLast((v) => v.startsWith(`${text}.`)) ?? text));
  const version = new Version(exact);
  const policy = policies.find((p) => version.within(p.versions));
  if (policy) return release(version, policy);
  const near = nearestPolicy(policies, version);
  const range = VersionRange.of(near.versions);
  const standIn =
    near === policies[0] && range.from !== undefined && !version.atLeast(range.from) ? range.from : range.to;
  const run =
    versions.findLast((v) => range.includes(new Version(v))) ?? standIn ?? versions[versions.length - 1]!;
  const note = `${name} ${text} is not among the known versions; the rules of ${range.text} are used.`;
  return { ...release(new Version(run), near), note };
}

/** The nearest rules below, or the oldest. */
function nearestPolicy<R extends RuleRange>(policies: readonly [R, ...R[]], version: Version): R {
  return policies.findLast((p) => version.atLeast(VersionRange.of(p.versions).from ?? '0')) ?? policies[0];
}
