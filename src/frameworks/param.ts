/**
 * The parameters of a loss as declarations: kind, default, range, the versions that have it, and its role.
 * Values are checked against them while the audit is read, and the loss' code gets their types from them.
 */
import { LossauditError } from '../errors.js';
import type { Expr } from '../expr/node.js';
import { isNdArray, type NdArray, shapeText } from '../tensor/ndarray.js';
import { nearest } from '../text/suggest.js';
import { type Version, VersionRange } from '../text/version.js';

/** A parameter value as the audit file has it; an array where the file names one, once it is loaded. */
export type ParamValue = boolean | number | string | null | NdArray;

/**
 * What a parameter is, whatever the framework calls it: findings and explanations ask for roles, not for
 * names.
 */
export type Role =
  | 'logits'
  | 'class-axis'
  | 'class-weights'
  | 'positive-weight'
  | 'element-weight'
  | 'ignored-label'
  | 'smoothing'
  | 'threshold'
  | 'focusing'
  | 'balance'
  | 'balances'
  | 'power'
  | 'log-predictions'
  | 'log-targets'
  | 'label-list'
  | 'class-count'
  | 'averages'
  | 'reduction'
  | 'item-count'
  | 'shifted-labels'
  | 'dtype';

/** What a value is, for lists; `wanted` says it in words. */
type ParamKind = 'flag' | 'number' | 'integer' | 'text' | 'choice' | 'array' | 'axes' | 'several';

/** @typeParam T what the loss gets: of an array, its expression */
export interface Param<T = unknown> {
  readonly default: T;
  /** Versions of the framework that have it. */
  readonly versions: string;
  readonly role?: Role;
  readonly kind: ParamKind;
  /** Of numbers: the least and the most, both included. */
  readonly from?: number;
  readonly to?: number;
  /** `an integer of at least 0`. */
  readonly wanted: string;
  readonly fits: (value: ParamValue) => boolean;
  /** All values that it may have, of one that is a choice. */
  readonly words?: readonly string[];
  /** It takes an array: what is no value of another kind may be the name of a file that holds one. */
  readonly takesArray?: true;
  /** A number is such an array: one without axes. */
  readonly takesNumber?: true;
  /** Infinities are among the numbers, as words too: JSON has none. */
  readonly infinite?: true;
}

export type Params = Readonly<Record<string, Param>>;

/** The values of declared parameters, by name. */
export type ValuesOf<P extends Params> = { readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never };

/** Values as the audit gives them, or by default. */
export type Given = Readonly<Record<string, ParamValue>>;

interface Options {
  /** All versions if left out. */
  readonly versions?: string;
  readonly role?: Role;
}

interface Infinite {
  /** See Param. */
  readonly infinite?: true;
}

interface NumberOptions extends Options, Infinite {
  /** Both included. */
  readonly from?: number;
  readonly to?: number;
}

export function flag(otherwise: boolean, options: Options = {}): Param<boolean> {
  return param('flag', otherwise, 'true or false', (value) => typeof value === 'boolean', options);
}

export function number(otherwise: number, options: NumberOptions = {}): Param<number> {
  const least = options.from === undefined ? '±' : '';
  return options.infinite
    ? orInfinity(least, numeric('number', otherwise, 'a finite number', isNumber, options))
    : numeric('number', otherwise, 'a finite number', Number.isFinite, options);
}

/** Above 0. */
export function positive(otherwise: number, options: Options & Infinite = {}): Param<number> {
  const is = options.infinite ? isNumber : Number.isFinite;
  const above = (value: unknown) => is(value) && Number(value) > 0;
  const declared = numeric('number', otherwise, 'a number above 0', above, options);
  return options.infinite ? orInfinity('', declared) : declared;
}

function orInfinity(sign: string, declared: Param<number>): Param<number> {
  return { ...declared, wanted: `${declared.wanted}, or ${sign}Infinity`, infinite: true };
}

/** Infinities are. */
function isNumber(value: unknown): boolean {
  return typeof value === 'number' && !Number.isNaN(value);
}

export function integer(otherwise: number, options: NumberOptions = {}): Param<number> {
  return numeric('integer', otherwise, 'an integer', Number.isInteger, options);
}

export function text(otherwise: string, options: Options = {}): Param<string> {
  return param('text', otherwise, 'a text', (value) => typeof value === 'string', options);
}

/** One of some words; the first is the default. */
export function choice<const T extends string>(words: readonly [T, ...T[]], options: Options = {}): Param<T> {
  const fits = (value: ParamValue) => words.includes(value as T);
  return { ...param<T>('choice', words[0], `one of ${words.join(', ')}`, fits, options), words };
}

/**
 * An array of one axis that all rows share, inline or in a file; none by default. How long it must be the
 * loss says when it is built (`ofLength`), since shapes decide it.
 * @param of what one number is for: `class`, `output`
 */
export function vector(of: string, options: Options = {}): Param<Expr | null> {
  const fits = (value: ParamValue) => value === null || (isNdArray(value) && value.shape.length === 1);
  return {
    ...param<Expr | null>('array', null, `a list with a number for each ${of}`, fits, options),
    takesArray: true,
  };
}

/**
 * An axis, a list of them, or null for all. A list is no array of the graph: the loss gets its numbers.
 * @param kinds what it takes beside a single axis
 */
export function axes(
  otherwise: number | null,
  kinds: { readonly list: boolean; readonly all: boolean },
  options: Options = {},
): Param<Axes> {
  const fits = (value: ParamValue) =>
    Number.isInteger(value) ||
    (kinds.all && value === null) ||
    (kinds.list && isNdArray(value) && value.shape.length === 1 && value.data.every(Number.isInteger));
  const more = `${kinds.list ? ', a list of axes' : ''}${kinds.all ? ', or null' : ''}`;
  return param<Axes>('axes', otherwise, `an axis${more}`, fits, options);
}

/** What a loss gets of a parameter of axes. */
export type Axes = number | readonly number[] | null;

/** The same of any number of axes. @param what it is: `a weight for each element` */
export function array(what: string, options: Options = {}): Param<Expr | null> {
  const fits = (value: ParamValue) => value === null || isNdArray(value);
  const declared = param<Expr | null>('array', null, `an array: ${what}`, fits, options);
  return { ...declared, takesArray: true, takesNumber: true };
}

/** The same, or null, which is the default. */
export function optional<T>(of: Param<T>): Param<T | null> {
  return {
    ...of,
    default: null,
    wanted: `${of.wanted}, or null`,
    fits: (value) => value === null || of.fits(value),
  };
}

/** The same with a narrower range. */
export function only(of: Param<number>, wanted: string, fits: (value: number) => boolean): Param<number> {
  return { ...of, wanted, fits: (value) => of.fits(value) && fits(Number(value)) };
}

/** What one of two takes; the default is that of the first. */
export function either<A, B>(a: Param<A>, b: Param<B>): Param<A | B> {
  const takesArray = a.takesArray ?? b.takesArray;
  return {
    ...a,
    kind: a.kind === b.kind ? a.kind : 'several',
    from: undefined,
    to: undefined,
    wanted: `${a.wanted}, or ${b.wanted}`,
    fits: (value) => a.fits(value) || b.fits(value),
    ...(takesArray ? { takesArray } : {}),
    ...(b.words ? { words: [...(a.words ?? []), ...b.words] } : {}),
  };
}

function param<T>(
  kind: ParamKind,
  otherwise: T,
  wanted: string,
  fits: (value: ParamValue) => boolean,
  { versions = '', role }: Options,
): Param<T> {
  return { default: otherwise, versions, role, kind, wanted, fits };
}

function numeric(
  kind: ParamKind,
  otherwise: number,
  words: string,
  is: (value: unknown) => boolean,
  options: NumberOptions,
): Param<number> {
  const { from, to } = options;
  const range =
    from === undefined
      ? to === undefined
        ? ''
        : ` of at most ${to}`
      : to === undefined
        ? ` of at least ${from}`
        : ` from ${from} to ${to}`;
  const fits = (value: ParamValue): boolean =>
    is(value) &&
    (value as number) >= (from ?? Number.NEGATIVE_INFINITY) &&
    (value as number) <= (to ?? Number.POSITIVE_INFINITY);
  return { ...param(kind, otherwise, `${words}${range}`, fits, options), from, to };
}

/** Who has the parameters, for messages. */
export interface ParamOwner {
  readonly loss: string;
  /** `Keras`. */
  readonly framework: string;
  readonly version: Version;
}

/**
 * @param given as in the audit file; what may name a file with an array is not looked into (`namesArray`)
 * @returns every declared parameter with its value or default
 * @throws LossauditError `unknown-param` for a name that the loss or the version lacks, `bad-param` for a
 * value that does not fit
 */
export function paramValues(given: Given, declared: Params, { loss, framework, version }: ParamOwner): Given {
  const values: Record<string, ParamValue> = Object.fromEntries(
    Object.entries(declared).map(([name, { default: otherwise }]) => [name, otherwise as ParamValue]),
  );
  for (const [name, written] of Object.entries(given)) {
    const declaration = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const value = declaration?.infinite ? infinityOf(written) : written;
    if (!declaration || !version.within(declaration.versions)) {
      const known = Object.keys(declared).filter((other) => version.within(declared[other]!.versions));
      const since = declaration && `${framework} ${VersionRange.of(declaration.versions).text}`;
      const release = `${framework} ${version.text}`;
      const data = { name, loss, framework: release, since, known, near: nearest(name, known) };
      throw new LossauditError('unknown-param', data, { where: `params.${name}` });
    }
    if (!namesArray(declaration, value) && !declaration.fits(value)) {
      const data = { name, value: valueText(value), wanted: declaration.wanted };
      throw new LossauditError('bad-param', data, { where: `params.${name}` });
    }
    values[name] = value;
  }
  return values;
}

/** The number that a word is: torch's `inf`, or as JSON is given it. */
function infinityOf(value: ParamValue): ParamValue {
  const [, minus] = (typeof value === 'string' && /^(-?)inf(?:inity)?$/i.exec(value)) || [];
  if (minus === undefined) return value;
  return minus ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Is the value no array yet, but a file's name or an object that says where one is? */
export function namesArray(declared: Param, value: ParamValue): boolean {
  if (!declared.takesArray || declared.fits(value) || isNdArray(value)) return false;
  if (typeof value === 'number') return declared.takesNumber ?? false;
  // Beside words, a text without a point or slash is a wrong word.
  if (declared.words && typeof value === 'string') return /[./\\#]/.test(value);
  return typeof value === 'string' || (typeof value === 'object' && value !== null);
}

/** A value that does not fit, for messages; of arrays, which may be large, their shape. */
export function valueText(value: ParamValue): string {
  if (isNdArray(value)) return arrayText(value);
  // JSON has neither NaN nor infinities.
  if (typeof value === 'number') return String(value);
  return JSON.stringify(value, (_, member: unknown) => (isNdArray(member) ? arrayText(member) : member));
}

function arrayText({ shape }: NdArray): string {
  return `an array of shape ${shapeText(shape)}`;
}

/** A parameter as findings and explanations name it. */
export interface NamedParam {
  readonly name: string;
  readonly default: ParamValue;
  /** All values, of a choice. */
  readonly words?: readonly string[];
}

/** The parameter of a role in a version, if there is one. */
export function paramOf(declared: Params, role: Role, version: Version): NamedParam | undefined {
  const name = Object.keys(declared).find(
    (n) => declared[n]!.role === role && version.within(declared[n]!.versions),
  );
  if (name === undefined) return undefined;
  const { default: otherwise, words } = declared[name]!;
  return { name, default: otherwise as ParamValue, words };
}
