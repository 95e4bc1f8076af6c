/**
 * One audit in the words of another framework: its loss by family, parameters by role, arrays as that loss
 * takes them. Nothing is changed that is not said.
 */
import type { Arrays, AskedOutput, Audit, AuditOutput } from '../audit/audit.js';
import { LossauditError } from '../errors.js';
import type { FrameworkRules, LossEntry, Settings } from '../frameworks/framework.js';
import type { Arithmetic } from '../tensor/ndarray.js';
import { type Attempt, attemptsOf, ownAttempt } from './attempts.js';
import { checked, stretchedNotes } from './checked.js';
import { formulasOf } from './formulas.js';
import { otherReductions, reductionFor } from './reductions.js';
import { relation, type Source, sourceOf, type Target, type Translated } from './source.js';

export interface Translation {
  /** Resolved, as `resolved` does. */
  readonly audit: Audit;
  /** What was made of the arrays and parameters, in the order of the audit's keys. */
  readonly translated: readonly Translated[];
  readonly notes: readonly string[];
  /** The same loss of the same framework. */
  readonly own: boolean;
}

export interface Untranslated {
  readonly code: string;
  readonly why: string;
}

export interface TranslateOptions {
  /** Losses that take more to be translated, other reductions, and metrics, too. */
  readonly all?: boolean;
}

/** A translation of one output, and how far it is from the arrays that were given. */
interface OutputTranslation {
  readonly asked: AskedOutput;
  readonly translated: readonly Translated[];
  readonly notes: readonly string[];
  readonly cost: number;
  readonly own: boolean;
}

export function isTranslated(
  result: readonly Translation[] | Untranslated,
): result is readonly Translation[] {
  return Array.isArray(result);
}

/**
 * The audit in the words of other rules: every loss of its family that can compute it, those first that take
 * the arrays as they are. Without `all`, only those that are as near as the nearest.
 */
export function translationsOf(
  audit: Audit,
  rules: FrameworkRules,
  options: TranslateOptions = {},
): readonly Translation[] | Untranslated {
  try {
    const base = baseOf(audit, itself(audit, rules) ? audit.rules : rules);
    const each = audit.outputs.map((output) => ofOutput(audit, output, base, options));
    // Of several outputs, the nearest loss of each.
    const sets = each.length === 1 ? each[0]!.map((one) => [one]) : [each.map((all) => all[0]!)];
    const found = sets.map((set) => together(base, set));
    const all = options.all ? found.flatMap(otherReductions) : found;
    // Two names of a framework for the same formulas are one.
    const known = all.map((one) => formulasOf(one.audit));
    return all.filter((_, i) => known.indexOf(known[i]!) === i);
  } catch (error) {
    return untranslated(error);
  }
}

/** Its own version, which may be inside another package whose loop differs. */
function itself({ rules: own }: Audit, rules: FrameworkRules): boolean {
  return own.framework === rules.framework && own.version === rules.version;
}

/** @throws what is no refusal */
function untranslated(error: unknown): Untranslated {
  if (!(error instanceof LossauditError) || error.code === 'aborted') throw error;
  return { code: error.code, why: error.message };
}

/** The audit under the other rules, its outputs still in their own words. */
function baseOf(audit: Audit, rules: FrameworkRules): Audit & { readonly notes: readonly string[] } {
  const same = rules.framework === audit.rules.framework;
  const notes: string[] = rules.note === undefined ? [] : [rules.note];
  const settings = same ? keptSettings(audit.settings, rules, notes) : {};
  const whole = !same && rules.wholeData && audit.batchSize !== undefined;
  if (whole) notes.push('all rows at once: it knows no batches');
  return {
    ...audit,
    ...(rules === audit.rules
      ? {}
      : { framework: `${rules.framework}@${rules.version}`, frameworkDefaulted: undefined }),
    ...(whole ? { batchSize: undefined } : {}),
    rules,
    settings,
    dtype: dtypeFor(audit, rules),
    expect: undefined,
    reported: [],
    notes,
  };
}

/** Settings that the version knows, with the values that it knows. */
function keptSettings(settings: Settings, rules: FrameworkRules, notes: string[]): Settings {
  const kept: Record<string, string | undefined> = { activation: settings.activation };
  for (const name of ['backend', 'mode'] as const) {
    const value = settings[name];
    if (value === undefined) continue;
    if (rules.settings[name]?.includes(value)) kept[name] = value;
    else notes.push(`${rules.title} has no ${name} "${value}"`);
  }
  return kept as Settings;
}

/** The framework's own arithmetic, unless the audit asks for another one than its own framework's. */
function dtypeFor(audit: Audit, rules: FrameworkRules): Arithmetic {
  if (rules.framework === audit.rules.framework) return audit.dtype;
  return audit.dtype === audit.rules.dtype ? rules.dtype : audit.dtype;
}

/** @throws LossauditError where no loss of the rules takes the output: of the nearest one */
function ofOutput(audit: Audit, output: AuditOutput, base: Audit, { all }: TranslateOptions) {
  const source = sourceOf(audit, output);
  const { info } = output.use;
  const { rules } = base;
  const sameFramework = rules.framework === audit.rules.framework;
  const candidates = rules.entries
    .flatMap((entry) => {
      const own = sameFramework && entry.info.name === info.name;
      const how = own ? 'own' : relation(source, entry);
      return !how || (entry.info.metric && !all && !own) ? [] : [{ entry, own, how }];
    })
    // A version that has the loss itself needs no other.
    .filter(({ own }, _, every) => all || own || !every.some((one) => one.own));
  const found: OutputTranslation[] = [];
  let refused: { error: LossauditError; nearness: number } | undefined;
  for (const { entry, own, how } of candidates) {
    const scaled = typeof how === 'object';
    // Another number is no translation where the same one is computed.
    if (scaled && !all && found.length > 0) continue;
    const target = { rules, entry };
    const nearness = own ? 0 : how === 'own' ? 1 : scaled ? 3 : 2;
    try {
      for (const attempt of own ? [ownAttempt(output)] : attemptsOf(source, target)) {
        const one = taken(source, target, base, attempt, own);
        const cost = attempt.cost + (scaled ? 10 : 0);
        found.push({
          ...one,
          own,
          cost,
          notes: scaled ? [...one.notes, `${entry.info.name} is ${how.scaled}`] : one.notes,
        });
      }
    } catch (error) {
      if (!(error instanceof LossauditError) || error.code === 'aborted') throw error;
      if (!refused || nearness < refused.nearness) refused = { error, nearness };
    }
  }
  if (found.length === 0)
    throw refused?.error ?? new LossauditError('no-such-loss', { framework: rules.title, loss: info.name });
  found.sort((a, b) => a.cost - b.cost);
  return all ? found : found.filter((one) => one.cost === found[0]!.cost);
}

/** The first way of laying out the arrays that the framework takes. @throws LossauditError of the first */
function taken(
  source: Source,
  { entry }: Target,
  base: Audit,
  attempt: Attempt,
  own: boolean,
): Omit<OutputTranslation, 'cost' | 'own'> {
  const { params: reduction, notes } = own
    ? { params: {}, notes: [] }
    : reductionFor(source, entry, attempt.masked);
  let first: LossauditError | undefined;
  for (const way of attempt.ways()) {
    const asked: AskedOutput = {
      ...source.output,
      loss: own ? source.output.loss : nameFor(entry, way.arrays),
      params: { ...attempt.params, ...reduction },
      arrays: way.arrays,
      classWeight: attempt.classWeight,
      dtype: undefined,
    };
    try {
      const audit = checked({ ...base, outputs: [asked] });
      return {
        asked: audit.outputs[0]!,
        translated: [...attempt.translated, ...way.translated],
        notes: [...notes, ...stretchedNotes(audit)],
      };
    } catch (error) {
      if (!(error instanceof LossauditError) || error.code === 'aborted') throw error;
      first ??= error;
    }
  }
  throw first!;
}

/** Weights of elements are arguments of functions, of which a class may have none. */
function nameFor({ info, slots }: LossEntry, { sample_weight: weights }: Arrays): string {
  const argument = slots.sample_weight?.aliases?.includes('weight');
  const called = /^[A-Z]/.test(info.name) && info.accepted.find((name) => /^[a-z0-9_]+$/.test(name));
  return (weights && argument && called) || info.name;
}

function together(
  base: Audit & { readonly notes: readonly string[] },
  set: readonly OutputTranslation[],
): Translation {
  const { notes, ...audit } = base;
  return {
    audit: checked({ ...audit, outputs: set.map((one) => one.asked) }),
    translated: set.flatMap((one) => one.translated),
    notes: [...notes, ...set.flatMap((one) => one.notes)],
    own: set.every((one) => one.own),
  };
}
