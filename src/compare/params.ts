/** Parameters in the words of another loss: by role, then by name. */
import type { Given, Params, ParamValue, Role } from '../frameworks/param.js';
import { isNdArray, type NdArray } from '../tensor/ndarray.js';
import { refusal, roleOf, type Source, type Target, type Translated } from './source.js';
import { ignoredIn } from './targets.js';

export interface Parameters {
  readonly params: Given;
  readonly translated: readonly Translated[];
}

/** Those that say how much, which no other loss may leave out: with the value that says nothing. */
const AMOUNTS: readonly (readonly [role: Role, nothing?: ParamValue])[] = [
  ['smoothing', 0],
  ['threshold'],
  ['focusing'],
  ['power'],
  ['positive-weight', null],
  ['item-count', null],
];

/** Those that are said in another way: by arrays, or by the choice of the loss. */
const ELSEWHERE: ReadonlySet<Role> = new Set<Role>([
  'logits',
  'log-predictions',
  'log-targets',
  'class-axis',
  'class-weights',
  'class-count',
  'label-list',
  'ignored-label',
  'balance',
  'balances',
  'averages',
  'reduction',
  'dtype',
]);

/** Other words for the reduction. */
const REDUCES = new Set(['reduction', 'size_average', 'reduce', 'normalize']);

/** @throws LossauditError `no-param` */
export function paramsFor(source: Source, target: Target): Parameters {
  const params: Record<string, ParamValue> = {};
  const translated: Translated[] = [];
  const { info } = target.entry;
  const own = source.output.use.info;
  const set = (name: string, value: ParamValue, from: string) => {
    params[name] = value;
    if (name !== from) translated.push({ what: from, how: `${name} ${text(value)}` });
  };
  const lacks = (name: string, value: ParamValue) =>
    refusal(target, 'no-param', { name, value: text(value) });
  for (const [role, nothing] of AMOUNTS) {
    const value = roleOf(source, role);
    const from = own.paramOf(role)?.name ?? role;
    const there = info.paramOf(role);
    if (value === undefined || value === null || value === nothing) {
      const says = there && there.default !== nothing && there.default !== null;
      if (says && nothing !== undefined) set(there.name, nothing, from);
    } else if (there) {
      if (there.default !== value) set(there.name, value, from);
    } else if (info.always[role] !== value && !constantOf(source, role)) throw lacks(from, value);
  }
  const ignored = ignoredIn(source);
  if (ignored !== undefined) {
    const there = info.paramOf('ignored-label');
    if (!there) throw lacks(own.paramOf('ignored-label')?.name ?? 'ignored label', ignored);
    if (there.default !== ignored) set(there.name, ignored, own.paramOf('ignored-label')?.name ?? '');
  }
  if (roleOf(source, 'log-targets') === true) {
    const there = info.paramOf('log-targets');
    if (there) params[there.name] = true;
  }
  const several = roleOf(source, 'class-axis');
  if (several !== undefined && typeof several !== 'number')
    throw lacks(own.paramOf('class-axis')?.name ?? 'axis', several);
  const axis = info.paramOf('class-axis');
  // One that has no axis by default takes all of them, or none.
  if (axis?.default === null && source.yPred) set(axis.name, source.axis, axis.name);
  Object.assign(params, balance(source, target));
  byName(source, target, params);
  return { params: { ...params, ...labelList(source, target) }, translated };
}

/** One that has a single value says nothing: the power of a deviance that is named after it. */
function constantOf(source: Source, role: Role): boolean {
  const named = source.output.use.info.paramOf(role);
  const declared = named && declaredOf(source)[named.name];
  return declared !== undefined && role === 'power' && !declared.fits(1.5) && !declared.fits(0);
}

function declaredOf({ audit, output }: Source): Params {
  return audit.rules.entries.find((e) => e.info.name === output.use.info.name)?.params ?? {};
}

/** The weight of the positive class, which a flag may switch off. */
function balance(source: Source, target: Target): Given {
  const alpha = roleOf(source, 'balance');
  if (alpha === undefined) return {};
  const off = roleOf(source, 'balances') === false;
  const value = off ? null : alpha;
  const { info } = target.entry;
  const [there, flag] = [info.paramOf('balance'), info.paramOf('balances')];
  if (flag) return value === null ? { [flag.name]: false } : { [flag.name]: true, [there!.name]: value };
  if (there) return { [there.name]: value };
  if (value === null) return {};
  throw refusal(target, 'no-param', { name: 'alpha', value: text(value) });
}

/** What has no role: under the same name, or where it says what holds by default. */
function byName(source: Source, target: Target, params: Record<string, ParamValue>): void {
  const declared = declaredOf(source);
  for (const [name, value] of Object.entries(source.output.params)) {
    const { role, default: otherwise } = declared[name] ?? {};
    if ((role && (ELSEWHERE.has(role) || AMOUNTS.some(([r]) => r === role))) || REDUCES.has(name)) continue;
    if (isNdArray(value) && source.output.use.slots.sample_weight?.aliases?.includes(name)) continue;
    const there = target.entry.params[name];
    if (there && !there.role) params[name] = value;
    else if (value !== otherwise) throw refusal(target, 'no-param', { name, value: text(value) });
  }
}

/** Labels of which the targets hold only some must be listed where columns are told by them. */
function labelList({ yTrue, yPred, labels, classes, axis }: Source, { entry }: Target): Given {
  const there = entry.info.paramOf('label-list');
  if (!there || !yTrue || !yPred || labels === 'numbers' || labels === '−1 and 1') return {};
  // Rows tell the classes where they stay rows.
  const rows = labels === 'rows of classes';
  if (rows && entry.info.alsoOf.includes('categorical-crossentropy')) return {};
  const count = classes ? (yPred.shape[axis] ?? 1) : 2;
  const seen = new Set(yTrue.data);
  if (!rows && seen.size >= count) return {};
  const data = Float64Array.from({ length: count }, (_, k) => k);
  const list: NdArray = { dtype: 'int64', shape: [count], data };
  return { [there.name]: list };
}

function text(value: ParamValue): string {
  return isNdArray(value) ? `an array of shape [${value.shape.join(', ')}]` : JSON.stringify(value);
}
