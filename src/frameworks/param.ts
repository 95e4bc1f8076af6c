/**
 * The parameters of a loss as declarations: kind, default, range, the versions that have it, and its role. Values are checked against them
 * while the audit is read, and the loss' code gets their types from them.
 */
import { LossauditError } from '../errors.js';
import { nearest } from '../text/suggest.js';
import { type Version, VersionRange } from '../text/version.js';

/** A parameter value as the audit file has it. */
export type ParamValue = boolean | number | string | null;

/** What a parameter is, whatever the framework calls it: findings and explanations ask for roles, not for names. */
export type Role =
  | 'logits'
  | 'class-axis'
  | 'class-weights'
  | 'positive-weight'
  | 'ignored-label'
  | 'smoothing'
  | 'threshold'
  | 'reduction';

/** @typeParam T what the loss gets */
export interface Param<T extends ParamValue = ParamValue> {
  readonly default: T;
  /** Versions of the framework that have it. */
  readonly versions: string;
  readonly role?: Role;
  /** `an integer of at least 0`. */
  readonly wanted: string;
  readonly fits: (value: ParamValue) => value is T;
}

export type Params = Readonly<Record<string, Param>>;

/** The values of declared parameters, by name. */
export type ValuesOf<P extends Params> = { readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never };

interface Options {
  /** All versions if left out. */
  readonly versions?: string;
  readonly role?: Role;
}

interface NumberOptions extends Options {
  /** Both included. */
  readonly from?: number;
  readonly to?: number;
}

export function flag(otherwise: boolean, { versions = '', role }: Options = {}): Param<boolean> {
  const fits = (value: ParamValue): value is boolean => typeof value === 'boolean';
  return { default: otherwise, versions, role, wanted: 'true or false', fits };
}

export function number(otherwise: number, options: NumberOptions = {}): Param<number> {
  return numeric(otherwise, 'a finite number', Number.isFinite, options);
}

export function integer(otherwise: number, options: NumberOptions = {}): Param<number> {
  return numeric(otherwise, 'an integer', Number.isInteger, options);
}

/** One of some words; the first is the default. */
export function choice<const T extends string>(words: readonly [T, ...T[]], options: Options = {}): Param<T> {
  const { versions = '', role } = options;
  const fits = (value: ParamValue): value is T => words.includes(value as T);
  return { default: words[0], versions, role, wanted: `one of ${words.join(', ')}`, fits };
}

/** The same, or null, which is the default. */
export function optional<T extends ParamValue>(param: Param<T>): Param<T | null> {
  const fits = (value: ParamValue): value is T | null => value === null || param.fits(value);
  return { ...param, default: null, wanted: `${param.wanted}, or null`, fits };
}

function numeric(
  otherwise: number,
  kind: string,
  is: (value: unknown) => boolean,
  { versions = '', role, from, to }: NumberOptions,
): Param<number> {
  const range =
    from === undefined
      ? to === undefined
        ? ''
        : ` of at most ${to}`
      : to === undefined
        ? ` of at least ${from}`
        : ` from ${from} to ${to}`;
  const fits = (value: ParamValue): value is number =>
    is(value) &&
    (value as number) >= (from ?? Number.NEGATIVE_INFINITY) &&
    (value as number) <= (to ?? Number.POSITIVE_INFINITY);
  return { default: otherwise, versions, role, wanted: `${kind}${range}`, fits };
}

/** Who has the parameters, for messages. */
export interface ParamOwner {
  readonly loss: string;
  /** `Keras`. */
  readonly framework: string;
  readonly version: Version;
}

/**
 * @param given as in the audit file
 * @returns every declared parameter with its value or default
 * @throws LossauditError `unknown-param` for a name that the loss or the version lacks, `bad-param` for a value that does not fit
 */
export function paramValues<P extends Params>(
  given: Readonly<Record<string, ParamValue>>,
  declared: P,
  { loss, framework, version }: ParamOwner,
): ValuesOf<P> {
  const values: Record<string, ParamValue> = Object.fromEntries(
    Object.entries(declared).map(([name, param]) => [name, param.default]),
  );
  for (const [name, value] of Object.entries(given)) {
    const param = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (!param || !version.within(param.versions)) {
      const known = Object.keys(declared).filter((other) => version.within(declared[other]!.versions));
      const since = param && `${framework} ${VersionRange.of(param.versions).text}`;
      const release = `${framework} ${version.text}`;
      const data = { name, loss, framework: release, since, known, near: nearest(name, known) };
      throw new LossauditError('unknown-param', data, { where: `params.${name}` });
    }
    if (!param.fits(value)) {
      const data = { name, value: JSON.stringify(value), wanted: param.wanted };
      throw new LossauditError('bad-param', data, { where: `params.${name}` });
    }
    values[name] = value;
  }
  return values as ValuesOf<P>;
}

/** A parameter as findings and explanations name it. */
export interface NamedParam {
  readonly name: string;
  readonly default: ParamValue;
}

/** The parameter of a role in a version, if there is one. */
export function paramOf(declared: Params, role: Role, version: Version): NamedParam | undefined {
  const name = Object.keys(declared).find((n) => declared[n]!.role === role && version.within(declared[n]!.versions));
  return name === undefined ? undefined : { name, default: declared[name]!.default };
}
