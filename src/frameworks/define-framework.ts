/** A framework as data: names, versions, settings and losses are resolved here, alike for all. */
import { LossauditError } from '../errors.js';
import type { ProgressStyle } from '../loops/progress.js';
import type { LoopRule, LoopUse, LoopValue } from '../loops/rule.js';
import { nearest } from '../text/suggest.js';
import { Version, VersionRange } from '../text/version.js';
import type { Family } from './family.js';
import type {
  Framework,
  FrameworkRules,
  LossInfo,
  Objective,
  ObjectiveRequest,
  Predictions,
  Settings,
  Settled,
  Targets,
  Unsettled,
} from './framework.js';
import { choice, type Params, paramOf } from './param.js';

/** What is said of a loss beside its arithmetic. */
export interface LossDeclaration {
  /** Used in reports. */
  readonly name: string;
  /** The same loss of another framework has the same one. */
  readonly family: Family;
  /** Versions that have the loss at all. */
  readonly versions: string;
  /** Every string that names it, with the versions that accept it. */
  readonly names: Readonly<Record<string, string>>;
  readonly params: Params;
  /** Targets are class indices without the class axis. */
  readonly classIndices?: boolean;
  /** What y_true and y_pred hold; `any` by default. The targets may depend on the version. */
  readonly targets?: Targets | ((version: Version) => Targets);
  readonly predictions?: Predictions;
  /** See LossInfo. */
  readonly clip?: number;
}

/** Versions with the same rules. */
export interface RuleRange {
  /** Both ends included; `2.10` means 2.10.x. */
  readonly from: string;
  readonly to: string;
  /** The first is the default. */
  readonly reductions: readonly [string, ...string[]];
  /** See FrameworkRules. */
  readonly zeroWeightsCount?: FrameworkRules['zeroWeightsCount'];
}

/** A version of a framework inside another package. */
export interface Carried {
  readonly version: string;
  readonly carrier: Version;
  /** Said of a version that was not run: its rules are those of a near one, and how it writes its progress is not known. */
  readonly note?: string;
}

/** One release of a framework, with the settings that an audit chose or left to it. */
interface Release<R extends RuleRange> {
  /** `Keras 2.2.4`. */
  readonly title: string;
  readonly version: Version;
  readonly policy: R;
}

export interface FrameworkSpec<L extends LossDeclaration, R extends RuleRange, S extends string> {
  /** `keras`, as audits name it. */
  readonly name: string;
  /** `Keras`, as sentences do. */
  readonly title: string;
  /** Versions that were really run, oldest first; a text of two parts means the last of them with that prefix. */
  readonly versions: readonly string[];
  /** Shortened versions with a fixed meaning. */
  readonly means: Readonly<Record<string, string>>;
  /** See Framework. */
  readonly dividesByWeights?: string;
  /** What a qualified name may begin with: `keras.losses.`. */
  readonly prefix: RegExp;
  readonly losses: readonly L[];
  /** Names of losses that it has and lossaudit does not compute, with the versions that have them. */
  readonly others: Readonly<Record<string, string>>;
  readonly policies: readonly [R, ...R[]];
  /** What each setting may be in a version; the first is the default. */
  settings(version: Version): Readonly<Record<S, readonly [string, ...string[]]>>;
  /** See FrameworkRules. */
  settle?(output: Unsettled, settings: Settings, version: Version): Settled;
  objective(request: ObjectiveRequest, loss: L, release: Release<R>, settings: Readonly<Record<S, string>>): Objective;
  loop(
    version: Version,
    value: LoopValue,
    settings: Readonly<Record<S, string>>,
    use: LoopUse | undefined,
    carrier: Version | undefined,
  ): LoopRule;
  progress?(version: Version): ProgressStyle | undefined;
  /** Packages whose versions may be named in its place, each with a version of this framework inside. */
  readonly carriers?: Readonly<Record<string, (text: string) => Carried>>;
  /** A version text of its own that means the one inside another package. */
  carried?(text: string): Carried | undefined;
}

export function defineFramework<L extends LossDeclaration, R extends RuleRange, S extends string>(
  spec: FrameworkSpec<L, R, S>,
): Framework {
  const newest = new Version(spec.versions[spec.versions.length - 1]!);
  const newestPolicy = spec.policies[spec.policies.length - 1]!;
  // Rules have no state; `check` asks for the same ones a thousand times.
  const known = new Map<string, FrameworkRules>();
  const rulesFor = (text: string, carrier: string | undefined): FrameworkRules => {
    const inside = carrier === undefined ? spec.carried?.(text) : spec.carriers?.[carrier]?.(text);
    if (!inside) return rulesOf(framework, spec, text);
    const rules = rulesOf(framework, spec, inside.version, inside.carrier);
    return inside.note === undefined ? rules : { ...rules, note: inside.note, progress: undefined };
  };
  const framework: Framework = {
    name: spec.name,
    title: spec.title,
    versions: spec.versions,
    dividesByWeights: spec.dividesByWeights,
    losses: spec.losses.map((loss) => infoOf(spec, loss, newest, loss.name, newestPolicy)),
    carriers: Object.keys(spec.carriers ?? {}),
    rules: (text = newest.text, carrier) => {
      const key = `${carrier ?? ''}@${text}`;
      const rules = known.get(key) ?? rulesFor(text, carrier);
      known.set(key, rules);
      return rules;
    },
  };
  return framework;
}

function rulesOf<L extends LossDeclaration, R extends RuleRange, S extends string>(
  home: Framework,
  spec: FrameworkSpec<L, R, S>,
  text: string,
  carrier?: Version,
): FrameworkRules {
  const { version, policy, note } = resolveVersion(spec, text);
  const title = `${spec.title} ${version.text}`;
  const find = (name: string) => findLoss(spec, name, version);
  const settled = (given: Settings) => checkSettings(spec.settings(version), given, title);
  return {
    home,
    framework: spec.name,
    title,
    version: version.text,
    range: rangeText(policy),
    reductions: policy.reductions,
    zeroWeightsCount: policy.zeroWeightsCount,
    note,
    findLoss: (name) => infoOf(spec, find(name), version, name, policy),
    settle: (output, given) => spec.settle?.(output, given, version) ?? { loss: output.loss },
    objective: (request) =>
      spec.objective(request, find(request.loss), { title, version, policy }, settled(request.settings)),
    progress: spec.progress?.(version),
    loop: (value, settings, use) => spec.loop(version, value, settled(settings), use, carrier),
  };
}

function rangeText({ from, to }: RuleRange): string {
  return new VersionRange(from, to).text;
}

function infoOf<L extends LossDeclaration>(
  { prefix }: { readonly prefix: RegExp },
  loss: L,
  version: Version,
  name: string,
  { reductions }: RuleRange,
): LossInfo {
  const declared: Params = { ...loss.params, reduction: choice(reductions, { role: 'reduction' }) };
  const { targets = 'any', predictions = 'any' } = loss;
  const accepted = Object.keys(loss.names).filter((n) => version.within(loss.names[n]!));
  return {
    name: loss.name,
    family: loss.family,
    params: Object.keys(declared),
    paramOf: (role) => paramOf(declared, role, version),
    classIndices: loss.classIndices ?? false,
    targets: typeof targets === 'function' ? targets(version) : targets,
    predictions,
    clip: loss.clip,
    accepted,
    nameAccepted: accepted.includes(name.replace(prefix, '')),
  };
}

type Versions<R extends RuleRange> = Pick<
  FrameworkSpec<LossDeclaration, R, string>,
  'name' | 'versions' | 'means' | 'policies'
>;

/** Which version and rules a text means: `2.2`, `2.2.5`, `3`. */
function resolveVersion<R extends RuleRange>(
  { name, versions, means, policies }: Versions<R>,
  text: string,
): { version: Version; policy: R; note?: string } {
  if (!/^\d{1,4}(\.\d{1,4}){0,2}$/.test(text)) {
    const known = [...Object.keys(means), ...versions.slice(-1)];
    throw new LossauditError('unknown-version', { framework: name, version: text, known }, { where: 'framework' });
  }
  const whole = text.split('.').length === 3;
  const exact = means[text] ?? (whole ? text : (versions.findLast((v) => v.startsWith(`${text}.`)) ?? text));
  const version = new Version(exact);
  const policy = policies.find((p) => version.within(`${p.from}-${p.to}`));
  if (policy) return { version, policy };
  // Beyond what is known: the nearest rules below, or the oldest.
  const near = policies.findLast((p) => version.atLeast(p.from)) ?? policies[0];
  const standIn = near === policies[0] && !version.atLeast(near.from) ? near.from : near.to;
  const known = versions.findLast((v) => new Version(v).within(`${near.from}-${near.to}`)) ?? standIn;
  return {
    version: new Version(known),
    policy: near,
    note: `${name} ${text} is not among the known versions; the rules of ${rangeText(near)} are used.`,
  };
}

/** @throws LossauditError `unknown-loss`, `loss-not-computed` or `loss-not-in-version` */
function findLoss<L extends LossDeclaration>(
  spec: Pick<FrameworkSpec<L, RuleRange, string>, 'name' | 'title' | 'prefix' | 'losses' | 'others'>,
  name: string,
  version: Version,
): L {
  const short = name.replace(spec.prefix, '');
  const loss = spec.losses.find((l) => Object.hasOwn(l.names, short) || short === l.name);
  if (!loss && Object.hasOwn(spec.others, short)) {
    const range = VersionRange.of(spec.others[short]!);
    const data = {
      framework: `${spec.title} ${version.text}`,
      loss: name,
      versions: `${spec.title} ${range.text}`,
      has: range.includes(version),
      known: spec.losses.map((l) => l.name),
    };
    throw new LossauditError('loss-not-computed', data, { where: 'loss' });
  }
  if (!loss) {
    const known = spec.losses.filter((l) => version.within(l.versions)).flatMap((l) => Object.keys(l.names));
    const data = {
      framework: `${spec.name} ${version.text}`,
      loss: name,
      near: nearest(short, known),
      known: spec.losses.map((l) => l.name),
    };
    throw new LossauditError('unknown-loss', data, { where: 'loss' });
  }
  if (version.within(loss.versions)) return loss;
  const data = {
    loss: loss.name,
    framework: `${spec.title} ${version.text}`,
    versions: `${spec.title} ${VersionRange.of(loss.versions).text}`,
  };
  throw new LossauditError('loss-not-in-version', data, { where: 'loss' });
}

/** @throws LossauditError `unknown-setting` */
function checkSettings<S extends string>(
  choices: Readonly<Record<S, readonly [string, ...string[]]>>,
  given: Settings,
  framework: string,
): Readonly<Record<S, string>> {
  const chosen = Object.entries<readonly [string, ...string[]]>(choices).map(([name, known]) => {
    const value = given[name as keyof Settings];
    if (value !== undefined && !known.includes(value))
      throw new LossauditError('unknown-setting', { name, value, known, framework }, { where: name });
    return [name, value ?? known[0]];
  });
  return Object.fromEntries(chosen) as Record<S, string>;
}
