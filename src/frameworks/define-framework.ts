/** A framework as data: names, versions, settings, parameters and slots are resolved here, alike for all. */
import type { ProgressStyle } from '../loops/progress.js';
import type { LoopRule, LoopUse, LoopValue } from '../loops/rule.js';
import type { Arithmetic } from '../tensor/ndarray.js';
import { once } from '../text/kept.js';
import { type Version, VersionRange } from '../text/version.js';
import { chooser, entriesOf, infoOf, settingsOf } from './choose.js';
import type { LossDeclaration } from './define-loss.js';
import type {
  AskedLoss,
  Framework,
  FrameworkRules,
  LossEntry,
  Objective,
  ObjectiveRequest,
  Settings,
  Shapes,
} from './framework.js';
import { lossNamed, type Names, namedIn } from './names.js';
import type { Given, Params } from './param.js';
import { type Release, type RuleRange, releaseOf, type Versions } from './release.js';
import type { RowAxes, Slots } from './slots.js';

/** A version of a framework inside another package. */
export interface Carried {
  readonly version: string;
  readonly carrier: Version;
  /**
   * Said of a version that was not run: its rules are those of a near one, and how it writes its progress is
   * not known.
   */
  readonly note?: string;
}

/** Losses that one name may stand for; which one the shapes decide. */
export interface OpenName {
  readonly of: readonly string[];
  choose(shapes: Shapes): string;
}

/**
 * What the objective of a loss is built with: everything checked, settings and parameters with their
 * defaults.
 */
export interface LossContext<S extends string> {
  /** Of array parameters, the expression. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Empty where the framework or the loss has none. */
  readonly reduction: string;
  readonly settings: Readonly<Record<S, string>>;
  /** `y_pred` holds the input of this activation. */
  readonly activation?: Settings['activation'];
}

export interface FrameworkSpec<L extends LossDeclaration, R extends RuleRange, S extends string>
  extends Versions<R>,
    Names<L> {
  /** The file of a version that computes a loss. */
  source(loss: L, version: Version): string;
  /** What an audit computes when it names no dtype. */
  readonly dtype: Arithmetic;
  /** See FrameworkRules. */
  readonly dtypeOfArrays?: true;
  /** See FrameworkRules. */
  readonly wholeData?: true;
  /** See FrameworkRules. */
  readonly outputsWithoutLoss?: true;
  /** See Framework. */
  readonly dividesByWeights?: string;
  /** The arrays that it takes beside those of the loss: masks, weights. */
  readonly slots: Slots;
  /** What `activation` may say: predictions hold its input. */
  readonly activations?: readonly NonNullable<Settings['activation']>[];
  /** What each setting may be in a version; the first is the default. */
  settings(version: Version): Readonly<Record<S, readonly [string, ...string[]]>>;
  /** Parameters that the losses of a version share, beside `reduction`. */
  params?(version: Version, loss: L): Params;
  /**
   * What `reduction` stands for where its values have other names, or other parameters say it; what it
   * leaves as it is must be one of the reductions.
   */
  reduction?(value: unknown, version: Version, others: Given): unknown;
  /** The losses that a name may stand for, where shapes decide. @throws LossauditError for what it refuses */
  open?(asked: AskedLoss, settings: Settings, version: Version): OpenName | undefined;
  /** The arithmetic that a parameter asks for. */
  arithmetic?(values: Given, settings: Settings): Arithmetic | undefined;
  /**
   * Row axes other than the declared ones, where parameters or shapes move them; undefined: all rows share
   * the array; `whole` where shapes that the framework takes have no rows in common: scalars, arrays that are
   * stretched.
   * @param inBatches the rows are cut into batches
   */
  rows?(loss: L, values: Given, shapes: Shapes, settings: Settings, inBatches: boolean): RowAxes | 'whole';
  objective(request: ObjectiveRequest, loss: L, release: Release<R>, context: LossContext<S>): Objective;
  loop(
    version: Version,
    value: LoopValue,
    settings: Readonly<Record<S, string>>,
    use: LoopUse | undefined,
    carrier: Version | undefined,
  ): LoopRule;
  progress?(version: Version): ProgressStyle | undefined;
  /**
   * The version inside another package that a version text of it means, or one of its own.
   * @param carrier the package, one of `carriers`
   */
  carried?(text: string, carrier: string | undefined): Carried | undefined;
}

export function defineFramework<L extends LossDeclaration, R extends RuleRange, S extends string>(
  spec: FrameworkSpec<L, R, S>,
): Framework {
  const newest = spec.versions[spec.versions.length - 1]!;
  // Most runs need one framework of them all.
  const release = once(() => releaseOf(spec, newest));
  const losses = once(() => spec.losses.map((loss) => infoOf(spec, loss, release(), loss.name)));
  // Rules have no state; `check` asks for the same ones a thousand times.
  const known = new Map<string, FrameworkRules>();
  const rulesFor = (text: string, carrier: string | undefined): FrameworkRules => {
    const inside = spec.carried?.(text, carrier);
    if (!inside) return rulesOf(framework, spec, text);
    const rules = rulesOf(framework, spec, inside.version, inside.carrier);
    return inside.note === undefined ? rules : { ...rules, note: inside.note, progress: undefined };
  };
  const framework: Framework = {
    name: spec.name,
    title: spec.title,
    versions: spec.versions,
    get ranges() {
      const { policies } = spec;
      return policies.map(({ versions, reductions }) => ({
        range: VersionRange.of(versions).text,
        reductions,
      }));
    },
    dividesByWeights: spec.dividesByWeights,
    get losses() {
      return losses();
    },
    named: (loss) => namedIn(spec, loss, release().version),
    carriers: spec.carriers ?? [],
    rules: (text = newest, carrier) => {
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
  const { note, ...release } = releaseOf(spec, text);
  const { title, version, policy } = release;
  let entries: readonly LossEntry[] | undefined;
  return {
    home,
    framework: spec.name,
    title,
    version: version.text,
    range: VersionRange.of(policy.versions).text,
    reductions: policy.reductions,
    get entries() {
      entries ??= entriesOf(spec, release);
      return entries;
    },
    settings: spec.settings(version),
    dtype: spec.dtype,
    dtypeOfArrays: spec.dtypeOfArrays,
    wholeData: spec.wholeData,
    outputsWithoutLoss: spec.outputsWithoutLoss,
    zeroWeightsCount: policy.zeroWeightsCount,
    note,
    findLoss: (name) => infoOf(spec, lossNamed(spec, name, version), release, name),
    choose: chooser(spec, release),
    progress: spec.progress?.(version),
    loop: (value, settings, use) =>
      spec.loop(version, value, settingsOf(spec, release, settings), use, carrier),
  };
}
