/**
 * Everything that an audit may be compared with: each framework's versions with what they make of it. Nothing
 * is evaluated; versions whose formulas are the same are one.
 */
import type { Audit } from '../audit/audit.js';
import { ruleText } from '../audit/rule-text.js';
import type { Framework, FrameworkRules } from '../frameworks/framework.js';
import { formulasOf } from './formulas.js';
import { isTranslated, type TranslateOptions, type Translation, translationsOf } from './translate.js';

/** What versions of a framework make of an audit. */
export interface Candidate {
  readonly home: Framework;
  /** Of the newest of them. */
  readonly rules: FrameworkRules;
  /** Those with the same formulas, oldest first. */
  readonly versions: readonly string[];
  readonly translation: Translation;
}

/** Versions that have no words for the audit. */
export interface Unable {
  readonly home: Framework;
  /** `2.0.1 – 2.15.0`, or `all`. */
  readonly versions: string;
  readonly code: string;
  readonly why: string;
}

export interface Candidates {
  /** The audit's own first. */
  readonly candidates: readonly Candidate[];
  readonly unable: readonly Unable[];
}

/**
 * @param frameworks those to compare with, each in all its versions or in one; the audit's own version is
 * there in any case
 */
export function candidatesOf(
  audit: Audit,
  frameworks: readonly (Framework | FrameworkRules)[],
  options: TranslateOptions = {},
): Candidates {
  const candidates: Candidate[] = [];
  const unable: Unable[] = [];
  const own = audit.rules.home;
  const asked = rulesOf(frameworks);
  const others = [...asked.keys()].filter((home) => home.name !== own.name);
  for (const home of [own, ...others]) {
    const versions = [...asked].find(([one]) => one.name === home.name)?.[1] ?? [];
    const mine =
      home === own && !versions.some((r) => r.version === audit.rules.version) ? [audit.rules] : [];
    const all = [...mine, ...versions];
    candidates.push(...ofFramework(audit, home, all, options, unable));
  }
  const isOwn = ({ home, versions, translation }: Candidate) =>
    home === own && versions.includes(audit.rules.version) && translation.own;
  return { candidates: candidates.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a))), unable };
}

function rulesOf(
  frameworks: readonly (Framework | FrameworkRules)[],
): ReadonlyMap<Framework, readonly FrameworkRules[]> {
  const found = new Map<Framework, readonly FrameworkRules[]>();
  for (const one of frameworks) {
    const home = 'home' in one ? one.home : one;
    const more = 'home' in one ? [one] : one.versions.map((v) => one.rules(v));
    const before = found.get(home) ?? [];
    found.set(home, [...before, ...more.filter((m) => !before.some((b) => b.version === m.version))]);
  }
  return found;
}

function ofFramework(
  audit: Audit,
  home: Framework,
  rules: readonly FrameworkRules[],
  options: TranslateOptions,
  unable: Unable[],
): Candidate[] {
  const groups = new Map<string, { versions: string[]; rules: FrameworkRules; translation: Translation }>();
  const refused: Refused[] = [];
  for (const one of rules) {
    const found = translationsOf(audit, one, options);
    if (!isTranslated(found)) {
      refused.push({ home, title: one.title, versions: [one.version], ...found });
      continue;
    }
    for (const translation of found) {
      const key = formulasOf(translation.audit);
      const before = groups.get(key);
      const keeps = before?.translation.own ? before : { rules: one, translation };
      groups.set(key, { ...keeps, versions: [...(before?.versions ?? []), one.version] });
    }
  }
  unable.push(...unableOf(refused));
  return [...groups.values()].map((group) => ({ home, ...group }));
}

/** Versions that refuse an audit. */
export interface Refused {
  readonly home: Framework;
  /** What the reason calls the version: `Keras 2.2.4`. */
  readonly title: string;
  readonly versions: readonly string[];
  readonly code: string;
  readonly why: string;
}

/** Each reason once, with the versions that it is of, whichever it names. */
export function unableOf(refused: readonly Refused[]): Unable[] {
  const found = new Map<string, Refused>();
  for (const one of refused) {
    const why = one.why.replaceAll(one.title, one.home.title);
    const key = `${one.home.name} ${one.code} ${why}`;
    const versions = [...(found.get(key)?.versions ?? []), ...one.versions];
    found.set(key, { ...one, why, versions: [...new Set(versions)] });
  }
  return [...found.values()].map(({ home, versions, code, why }) => {
    const all = versions.length === home.versions.length;
    return { home, versions: all ? 'all' : ruleText(home, versions), code, why };
  });
}
