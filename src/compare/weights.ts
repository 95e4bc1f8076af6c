/** Masks, sample weights and class weights in the words of another loss. */

import { slotNamed } from '../frameworks/slots.js';
import { isNdArray, type NdArray, sizeOf } from '../tensor/ndarray.js';
import { derived, indicesOf, mapped, reshaped, stretched } from './arrays.js';
import { refusal, roleOf, type Source, type Target, type Translated } from './source.js';
import { unitDropped } from './targets.js';

/**
 * What is laid over the scores, with the rank of what it weighs; axes along which it is constant have
 * length 1.
 */
export interface Laid {
  /** By slot of the other loss. */
  readonly slots: Readonly<Record<string, NdArray>>;
  readonly classWeight?: ReadonlyMap<number, number>;
  readonly params: Readonly<Record<string, NdArray>>;
  readonly translated: readonly Translated[];
}

/**
 * Everything that weighs, for another loss.
 * @throws LossauditError `no-slot`, `other-weights`
 */
export function weightsFor(source: Source, target: Target): Laid {
  const { output } = source;
  const { mask, sample_weight: given } = output.arrays;
  const { slots, params } = target.entry;
  const translated: Translated[] = [];
  const laid: Record<string, NdArray> = {};
  const own = given ?? elementWeight(source);
  const add = (slot: string, what: string, array: NdArray) => {
    const before = laid[slot];
    const full = spread(source, what, array, target);
    laid[slot] = before ? product(before, full, source, target) : full;
  };
  if (own) {
    if (!slots.sample_weight || lacksWeight(target))
      throw refusal(target, 'no-slot', { what: 'sample_weight' });
    add('sample_weight', 'sample_weight', own);
    const called = slots.sample_weight.aliases?.[0];
    if (called !== undefined && called !== output.use.slots.sample_weight?.aliases?.[0])
      translated.push({ what: 'sample_weight', how: `given as ${called}` });
  }
  if (mask) {
    const slot = slotNamed(slots, 'mask');
    if (slot === undefined) throw refusal(target, 'no-slot', { what: 'mask' });
    add(slot, 'mask', mask);
    if (slot !== 'mask') translated.push({ what: 'mask', how: `${slot} of 0 and 1` });
  }
  const named = target.entry.info.paramOf('class-weights')?.name;
  const byClass = classTable(source);
  if (!byClass) return { slots: laid, params: {}, translated };
  const { what, table } = byClass;
  const classes = source.classes ? (source.yPred?.shape[source.axis] ?? 1) : 2;
  if (source.classes && named !== undefined && params[named]) {
    const data = Float64Array.from({ length: classes }, (_, k) => table.get(k) ?? 1);
    const vector: NdArray = { dtype: 'float64', shape: [classes], data };
    if (what !== named) translated.push({ what, how: `${named} of ${target.entry.info.name}` });
    return { slots: laid, params: { [named]: vector }, translated };
  }
  if (slots.class_weight) {
    if (what !== 'class_weight') translated.push({ what, how: 'class_weight' });
    return { slots: laid, classWeight: table, params: {}, translated };
  }
  if (!slots.sample_weight) throw refusal(target, 'no-slot', { what });
  add('sample_weight', what, weightsOfLabels(source, table, target));
  translated.push({ what, how: 'sample_weight: the weight of the class of each label' });
  return { slots: laid, params: {}, translated };
}

/** Does a later version have weights as a parameter that this one has not? */
function lacksWeight({ rules, entry }: Target): boolean {
  const aliases = entry.slots.sample_weight?.aliases ?? [];
  const newest = rules.home.rules(undefined).entries.find((e) => e.info.name === entry.info.name);
  return aliases.some((name) => newest?.params[name] && !entry.params[name]);
}

/** The weights of elements that a parameter gives, where the loss has a slot for them. */
function elementWeight({ output }: Source): NdArray | undefined {
  const slot = output.use.slots.sample_weight;
  const name = slot?.aliases?.find((alias) => isNdArray(output.params[alias]));
  const value = name === undefined ? undefined : output.params[name];
  return isNdArray(value) ? value : undefined;
}

function classTable(source: Source): { what: string; table: ReadonlyMap<number, number> } | undefined {
  const { classWeight, use } = source.output;
  if (classWeight) return { what: 'class_weight', table: classWeight };
  const weights = roleOf(source, 'class-weights');
  const what = use.info.paramOf('class-weights')?.name ?? 'weight';
  return isNdArray(weights)
    ? { what, table: new Map(Array.from(weights.data, (w, k) => [k, w])) }
    : undefined;
}

/** @throws LossauditError `other-weights` */
function weightsOfLabels(source: Source, table: ReadonlyMap<number, number>, target: Target): NdArray {
  const { yTrue, labels, axis } = source;
  const why = 'each label must be one class';
  const indices =
    yTrue && labels === 'rows of classes' ? indicesOf(yTrue, axis) : yTrue && unitDropped(source, yTrue);
  const single = source.classes || sizeOf(source.shape.slice(1)) === 1;
  if (!indices || !single || labels === 'numbers' || labels === '−1 and 1')
    throw refusal(target, 'other-weights', { what: 'class weights', why });
  const key = `weights ${JSON.stringify([...table])}`;
  return derived(yTrue!, key, () => mapped(indices, (label) => table.get(label) ?? 1));
}

/** The same weights with an axis for each of those that they weigh. @throws LossauditError `other-weights` */
function spread(source: Source, what: string, array: NdArray, target: Target): NdArray {
  const { shape, output } = source;
  const key = `${what} ${shape.join()}`;
  return derived(array, key, () => {
    const along = output.use.slots[what]?.along ?? 'rows';
    const own = [...array.shape];
    if (along === 'rows') while (own.length > shape.length && own.at(-1) === 1) own.pop();
    const ones = Array.from({ length: Math.max(0, shape.length - own.length) }, () => 1);
    const full = along === 'rows' ? [...own, ...ones] : [...ones, ...own];
    const fits = full.length === shape.length && full.every((d, i) => d === 1 || d === shape[i]);
    if (!fits) {
      const why = `its shape [${array.shape.join(', ')}] does not fit [${shape.join(', ')}]`;
      throw refusal(target, 'other-weights', { what, why });
    }
    return reshaped(array, full);
  });
}

function product(a: NdArray, b: NdArray, { shape }: Source, target: Target): NdArray {
  const [x, y] = [stretched(a, shape), stretched(b, shape)];
  if (!x || !y)
    throw refusal(target, 'other-weights', { what: 'weights', why: 'they do not fit each other' });
  let i = 0;
  return mapped(x, (v) => v * y.data[i++]!);
}

/**
 * The shapes in which a slot may take what is laid over the scores, the likeliest first.
 * @param reduces the other loss' scores have no last axis
 * @returns none where it differs along an axis that the scores lack
 */
export function layings(
  laid: NdArray,
  slot: string,
  shape: readonly number[],
  reduces: boolean,
  { entry }: Target,
): readonly NdArray[] {
  const full = () => stretched(laid, shape) ?? laid;
  const along = entry.slots[slot]?.along;
  if (along === 'elements') {
    const whole = laid.shape.every((d, i) => d === shape[i]);
    return whole ? [laid] : [laid, derived(laid, `full ${shape.join()}`, full)];
  }
  const rows = [...laid.shape];
  while (rows.length > 1 && rows.at(-1) === 1) rows.pop();
  if (reduces && along === 'rows' && rows.length === shape.length && shape.length > 1) return [];
  const own = reshaped(laid, rows);
  if (rows[0] === shape[0]) return [own];
  const to = [...shape.slice(0, 1), ...rows.slice(1)];
  return [derived(laid, `rows ${to.join()}`, () => stretched(own, to) ?? own)];
}
