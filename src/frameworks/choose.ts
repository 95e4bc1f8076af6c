/**
 * From what an audit asks for to a loss of one version: names, settings, parameters and slots checked, then
 * what shapes decide.
 */
import { LossauditError } from '../errors.js';
import { Kept } from '../text/kept.js';
import { VersionRange } from '../text/version.js';
import { callOf, saidBy } from './call.js';
import type { FrameworkSpec } from './define-framework.js';
import type { LossDeclaration } from './define-loss.js';
import type {
  AskedLoss,
  LossChoice,
  LossEntry,
  LossInfo,
  LossUse,
  ObjectiveRequest,
  Settings,
  Shapes,
} from './framework.js';
import { acceptedNames, accepts, lossNamed, type Names, saidByName } from './names.js';
import {
  choice,
  type Given,
  namesArray,
  type Params,
  type ParamValue,
  paramOf,
  paramValues,
  valueText,
} from './param.js';
import type { Release, RuleRange } from './release.js';
import { pair, type RowAxes, type Slot, type Slots } from './slots.js';

/** Everything of a loss that does not depend on arrays. */
interface Checked<L extends LossDeclaration, S extends string> {
  readonly loss: L;
  readonly name: string;
  readonly params: Params;
  readonly values: Given;
  readonly reduction: string;
  readonly settings: Readonly<Record<S, string>>;
}

/**
 * Choices and uses have no state, and a `check` asks for the same ones thousands of times.
 * @returns chooseLoss of one release
 */
export function chooser<L extends LossDeclaration, R extends RuleRange, S extends string>(
  spec: FrameworkSpec<L, R, S>,
  release: Release<R>,
): (asked: AskedLoss, given: Settings) => LossChoice {
  const choices = new Kept<LossChoice>(CHOICES_KEPT);
  return (asked, given) => {
    const choose = () => settledOnce(chooseLoss(spec, release, asked, given));
    // Arrays are in a use by their names alone, but their shapes are looked at.
    const plain = Object.values(asked.params).every((v) => typeof v !== 'object' || v === null);
    return plain
      ? choices.get(JSON.stringify([asked.loss, keyOf(asked.params, {}), given]), choose)
      : choose();
  };
}

const CHOICES_KEPT = 256;

function settledOnce(choice: LossChoice): LossChoice {
  const uses = new Kept<LossUse>(CHOICES_KEPT);
  const settle = (shapes: Shapes, inBatches: boolean) =>
    uses.get(JSON.stringify([shapes, inBatches]), () => choice.settle(shapes, inBatches));
  return { ...choice, settle };
}

/** @throws LossauditError for what the version lacks, and for values out of range */
function chooseLoss<L extends LossDeclaration, R extends RuleRange, S extends string>(
  spec: FrameworkSpec<L, R, S>,
  release: Release<R>,
  asked: AskedLoss,
  given: Settings,
): LossChoice {
  const { version } = release;
  const call = callOf(asked.loss, spec.callers);
  const kit =
    call.name === asked.loss ? undefined : kitOf(spec, lossNamed(spec, call.name, version), release);
  const said = kit && saidBy(call, asked.params, kit.params);
  const params = { ...said, ...asked.params };
  const open = spec.open?.({ loss: call.name, params }, given, version);
  const settings = settingsOf(spec, release, given);
  const check = (name: string) => checked(spec, release, name, params, settings);
  const names = open?.of ?? [call.name];
  const losses = new Map(names.map((name) => [name, check(name)]));
  const first = losses.get(names[0]!)!;
  const inName = { ...saidByName(first.loss, call.name), ...said };
  return {
    slots: kitOf(spec, first.loss, release).slots,
    ...(Object.keys(inName).length > 0 ? { said: inName } : {}),
    arraysNamed: Object.keys(asked.params).filter((name) =>
      namesArray(first.params[name]!, asked.params[name]!),
    ),
    dtype: spec.arithmetic?.(first.values, given),
    computesIn: first.loss.computesIn,
    settle: (shapes, inBatches) => {
      const one = open ? losses.get(open.choose(shapes))! : first;
      return useOf(
        spec,
        release,
        one,
        given,
        spec.rows?.(one.loss, one.values, shapes, given, inBatches) ?? {},
      );
    },
  };
}

function checked<L extends LossDeclaration, R extends RuleRange, S extends string>(
  spec: FrameworkSpec<L, R, S>,
  release: Release<R>,
  name: string,
  given: Given,
  settings: Readonly<Record<S, string>>,
): Checked<L, S> {
  const { version } = release;
  const loss = lossNamed(spec, name, version);
  const { params } = kitOf(spec, loss, release);
  const owner = { loss: loss.name, framework: spec.title, version };
  const { reduction: wanted, ...own } = { ...saidByName(loss, name), ...given };
  const known = Object.hasOwn(params, 'reduction');
  const values = paramValues(known || wanted === undefined ? own : given, params, owner);
  const reduction = known ? reductionOf(spec, loss, release, wanted, own) : '';
  return { loss, name, params, values: known ? { ...values, reduction } : values, reduction, settings };
}

/** @throws LossauditError `unknown-reduction` */
function reductionOf<L extends LossDeclaration, R extends RuleRange, S extends string>(
  spec: FrameworkSpec<L, R, S>,
  loss: L,
  { title, version, policy }: Release<R>,
  given: ParamValue | undefined,
  others: Given,
): string {
  const known = loss.reductions ?? policy.reductions;
  const value = given === undefined ? known[0] : given;
  const word = typeof value !== 'object' || value === null;
  const meant = spec.reduction && word ? spec.reduction(value, version, others) : value;
  if (typeof meant === 'string' && known.includes(meant)) return meant;
  const text = typeof value === 'string' ? value : valueText(value ?? null);
  const data = { value: text, framework: title, known };
  throw new LossauditError('unknown-reduction', data, { where: 'params.reduction' });
}

/** What a loss has in a release, whatever an audit asks of it. */
interface Kit {
  /** Its own parameters, `reduction`, and those that all have. */
  readonly params: Params;
  readonly slots: Slots;
  readonly rows: RowAxes;
}

/** Made once: a `check` asks for the same few thousands of times. */
const kits = new WeakMap<Release, Map<LossDeclaration, Kit>>();

function kitOf<L extends LossDeclaration, R extends RuleRange, S extends string>(
  spec: FrameworkSpec<L, R, S>,
  loss: L,
  release: Release<R>,
): Kit {
  const ofRelease = kits.get(release) ?? new Map<LossDeclaration, Kit>();
  kits.set(release, ofRelease);
  const before = ofRelease.get(loss);
  if (before) return before;
  const { version, policy } = release;
  const params = { ...loss.params, ...reductionParam(loss, policy), ...spec.params?.(version, loss) };
  const slots = { ...(loss.slots ?? pair(loss.classIndices)), ...spec.slots };
  const kit = { params, slots, rows: rowAxes(slots) };
  ofRelease.set(loss, kit);
  return kit;
}

function reductionParam(loss: LossDeclaration, policy: RuleRange): Params {
  const [first, ...more] = loss.reductions ?? policy.reductions;
  return first === undefined ? {} : { reduction: choice([first, ...more], { role: 'reduction' }) };
}

function useOf<L extends LossDeclaration, R extends RuleRange, S extends string>(
  spec: FrameworkSpec<L, R, S>,
  release: Release<R>,
  { loss, name, params, values, reduction, settings }: Checked<L, S>,
  { activation }: Settings,
  moved: RowAxes | 'whole',
): LossUse {
  const { slots, rows } = kitOf(spec, loss, release);
  let key: string | undefined;
  return {
    loss: name,
    info: infoOf(spec, loss, release, name),
    get key() {
      key ??= JSON.stringify([release.title, loss.name, keyOf(values, params), settings, activation]);
      return key;
    },
    slots,
    rows: moved === 'whole' ? {} : { ...rows, ...moved },
    get declared() {
      return declaredIn(params, release);
    },
    values,
    value: (role) => {
      const named = paramOf(params, role, release.version);
      return named ? values[named.name] : loss.always?.[role];
    },
    objective: (request) =>
      spec.objective(request, loss, release, {
        values: withArrays(values, params, request),
        reduction,
        settings,
        activation,
      }),
  };
}

/**
 * What tells parameters apart: JSON has neither NaN nor −0. Arrays come into a graph by their names.
 */
function keyOf(values: Given, params: Params): unknown {
  return Object.entries(values).map(([name, value]) => {
    if (typeof value === 'number') return [name, [Object.is(value, -0) ? '-0' : String(value)]];
    return [name, givenValue(name, value, params, { [name]: ['array'] })];
  });
}

function withArrays(
  values: Given,
  params: Params,
  { arrays }: ObjectiveRequest,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, givenValue(name, value, params, arrays)]),
  );
}

/** A list that is no array of the graph is its numbers. */
function givenValue(
  name: string,
  value: ParamValue,
  params: Params,
  arrays: Readonly<Record<string, unknown>>,
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return params[name]?.takesArray ? arrays[name] : Array.from(value.data);
}

/** Those that the version has. */
function declaredIn(params: Params, { version }: Release): Params {
  return Object.fromEntries(Object.entries(params).filter(([, param]) => version.within(param.versions)));
}

function rowAxes(slots: Slots): RowAxes {
  const axes = Object.entries(slots).flatMap(([name, { rows = 0 }]: [string, Slot]) =>
    rows === 'none' ? [] : [[name, rows] as const],
  );
  return Object.fromEntries(axes);
}

/** What is told of a loss of a release. @param name the one that was used */
export function infoOf<L extends LossDeclaration>(
  { prefix }: Pick<Names<L>, 'prefix'>,
  loss: L,
  { version, policy }: Release,
  name: string,
): LossInfo {
  const { targets = 'any', predictions = 'any' } = loss;
  const params = () => ({ ...loss.params, ...reductionParam(loss, policy) });
  return {
    name: loss.name,
    family: loss.family,
    alsoOf: loss.alsoOf ?? [],
    apart: loss.apart ?? false,
    metric: loss.metric ?? false,
    always: loss.always ?? {},
    // Only findings ask for the rest: most audits of a `check` have none.
    get params() {
      return Object.keys(params());
    },
    paramOf: (role) => paramOf(params(), role, version),
    classIndices: loss.classIndices ?? false,
    targets: typeof targets === 'function' ? targets(version) : targets,
    predictions,
    rowMean: loss.rowMean,
    clip: loss.clip,
    get accepted() {
      return acceptedNames(loss, version);
    },
    get nameAccepted() {
      return accepts(loss, version, name.replace(prefix, ''));
    },
  };
}

/** The losses of a release with all that is declared of them. */
export function entriesOf<L extends LossDeclaration, R extends RuleRange, S extends string>(
  spec: FrameworkSpec<L, R, S>,
  release: Release<R>,
): LossEntry[] {
  const { version, policy } = release;
  return spec.losses
    .filter((loss) => version.within(loss.versions))
    .map((loss) => {
      const { params, slots } = kitOf(spec, loss, release);
      return {
        info: infoOf(spec, loss, release, loss.name),
        range: VersionRange.of(loss.versions).text,
        names: loss.names,
        params: declaredIn(params, release),
        slots,
        reductions: loss.reductions ?? policy.reductions,
        source: spec.source(loss, version),
        example: loss.example ?? {},
      };
    });
}

/** @throws LossauditError `unknown-setting` for what the version lacks, and for settings that it has not */
export function settingsOf<S extends string>(
  spec: Pick<FrameworkSpec<LossDeclaration, RuleRange, S>, 'settings' | 'activations'>,
  { title, version }: Release,
  given: Settings,
): Readonly<Record<S, string>> {
  const choices: Readonly<Record<string, readonly [string, ...string[]]>> = spec.settings(version);
  // `linear` leaves predictions as they are, everywhere.
  const activation = given.activation === 'linear' ? undefined : given.activation;
  const known = { backend: [], mode: [], ...choices, activation: spec.activations ?? [] };
  for (const [name, words] of Object.entries<readonly string[]>(known)) {
    const value = name === 'activation' ? activation : given[name as keyof Settings];
    if (value === undefined || words.includes(value)) continue;
    const data = { name, value, known: words, framework: title };
    throw new LossauditError('unknown-setting', data, { where: name });
  }
  const chosen = Object.entries(choices).map(([name, [first]]) => [
    name,
    given[name as keyof Settings] ?? first,
  ]);
  return Object.fromEntries(chosen) as Record<S, string>;
}
