/** The ways in which a loss of another framework may take the arrays of an output, the likeliest first. */
import type { Arrays } from '../audit/audit.js';
import { LossauditError } from '../errors.js';
import type { Given } from '../frameworks/param.js';
import { type Slots, slotNamed } from '../frameworks/slots.js';
import { isFloating, type NdArray, shapeText, sizeOf } from '../tensor/ndarray.js';
import { axisMoved, derived, mapped, reshaped, stretched } from './arrays.js';
import { paramsFor } from './params.js';
import { type Predictions, predictionsFor, wantsOf } from './predictions.js';
import { classAxis, isOfClasses, refusal, type Source, type Target, type Translated } from './source.js';
import { type Targeted, targetsFor } from './targets.js';
import { type Laid, layings, weightsFor } from './weights.js';

/** One meaning of the arrays for a loss. */
export interface Attempt {
  /** How many of the arrays had to be made anew. */
  readonly cost: number;
  readonly params: Given;
  readonly classWeight?: ReadonlyMap<number, number>;
  /** Has it a mask of its own, not as weights? */
  readonly masked: boolean;
  readonly translated: readonly Translated[];
  /** Shapes to offer. */
  ways(): Iterable<Way>;
}

interface Way {
  readonly arrays: Arrays;
  readonly translated: readonly Translated[];
}

/** The arrays as they are. */
export function ownAttempt({ output }: Source): Attempt {
  const { arrays, params, classWeight } = output;
  const ways = () => [{ arrays, translated: [] }];
  return { cost: 0, params, classWeight, masked: arrays.mask !== undefined, translated: [], ways };
}

/** @throws LossauditError of the first way to take predictions, where there is none */
export function attemptsOf(source: Source, target: Target): Attempt[] {
  const { params, translated: told } = paramsFor(source, target);
  const laid = weightsFor(source, target);
  const common = {
    classWeight: laid.classWeight,
    masked: laid.slots.mask !== undefined,
  };
  const { yPred } = source;
  if (!yPred || slotFor(source, target.entry.slots, 'y_pred') !== 'y_pred') {
    const arrays = otherArrays(source, target, laid);
    const all = { ...params, ...laid.params };
    const ways = () => [{ arrays, translated: [] }];
    return [{ ...common, cost: 0, params: all, translated: [...told, ...laid.translated], ways }];
  }
  const found: Attempt[] = [];
  let first: LossauditError | undefined;
  for (const wants of wantsOf(target.entry)) {
    try {
      const predictions = predictionsFor(source, wants, target);
      const targets = targetsFor(source, target);
      const pair = pairFor(source, target, predictions, targets);
      found.push({
        ...common,
        cost: (predictions.translated ? 1 : 0) + (targets.yTrue === source.yTrue ? 0 : 1),
        params: { ...params, ...withoutDefaults(predictions.params, target), ...laid.params },
        translated: [...source.before, ...pair.translated, ...told, ...laid.translated],
        ways: () => waysOf(source, target, pair, laid),
      });
    } catch (error) {
      if (!(error instanceof LossauditError)) throw error;
      first ??= error;
    }
  }
  if (found.length === 0) throw first!;
  return found;
}

function withoutDefaults(params: Given, { entry }: Target): Given {
  return Object.fromEntries(Object.entries(params).filter(([n, v]) => entry.params[n]?.default !== v));
}

/** What the other loss calls a slot, by any of its names. */
function slotFor({ output }: Source, slots: Slots, slot: string): string | undefined {
  const names = [slot, ...(output.use.slots[slot]?.aliases ?? [])];
  return names.map((name) => slotNamed(slots, name)).find((name) => name !== undefined);
}

const WEIGHING = new Set(['mask', 'sample_weight', 'class_weight']);

/** Arrays that stay as they are, under the other loss' names. @throws LossauditError */
function otherArrays(source: Source, target: Target, laid: Laid, pair: readonly string[] = []): Arrays {
  const { slots } = target.entry;
  const arrays: Record<string, NdArray> = {};
  for (const [slot, array] of Object.entries(source.output.arrays)) {
    if (!array || WEIGHING.has(slot) || pair.includes(slot)) continue;
    const there = slotFor(source, slots, slot);
    if (there === undefined || arrays[there]) throw refusal(target, 'no-slot', { what: slot });
    arrays[there] = array;
  }
  for (const [slot, { optional }] of Object.entries(slots))
    if (!optional && !arrays[slot] && !pair.includes(slot))
      throw refusal(target, 'lacks-slot', { what: slot });
  if (Object.keys(laid.slots).length > 0 && pair.length === 0) {
    const [what = ''] = Object.keys(laid.slots);
    throw refusal(target, 'other-weights', { what, why: 'this loss has no predictions that it would weigh' });
  }
  return arrays;
}

interface PairArrays {
  readonly yPred: NdArray;
  readonly yTrue: NdArray | undefined;
  readonly translated: readonly Translated[];
}

/** Classes on the axis of the other loss, numbers as floats. @throws LossauditError `no-slot` */
function pairFor(source: Source, target: Target, predictions: Predictions, targets: Targeted): PairArrays {
  const { info, slots } = target.entry;
  const translated: Translated[] = [];
  const say = (what: string, how: string) => translated.push({ what, how });
  if (targets.translated) translated.push(targets.translated);
  if (predictions.translated) translated.push(predictions.translated);
  let yPred: NdArray = predictions.yPred;
  let { yTrue } = targets;
  if (!yTrue && slots.y_true && !slots.y_true.optional) {
    // A loss that may have no targets takes zeros for them.
    yTrue = derived(yPred, 'zeros', () => mapped(yPred, () => 0));
    say('y_true', 'zeros, which it stands for where there is none');
  }
  if (yTrue && !slots.y_true) throw refusal(target, 'no-slot', { what: 'y_true' });
  if (slots.y_true?.holds)
    throw refusal(target, 'other-targets', { wants: 'yes or no', why: 'of each token' });
  if (source.classes && yPred.shape.length === 1) {
    const row = [1, ...yPred.shape];
    say('y_pred', `a single row: ${shapeText(row)}`);
    const full = yTrue?.shape.length === 1 && yTrue.data.length === yPred.data.length;
    if (yTrue) yTrue = reshaped(yTrue, full ? row : [1]);
    yPred = reshaped(yPred, row);
    return { yPred, yTrue, translated };
  }
  const place = info.paramOf('class-axis')?.default ?? info.always['class-axis'];
  const axis = classAxis(yPred.shape.length, place as number | undefined);
  if (source.classes && axis !== source.axis) {
    const how = `classes moved from axis ${source.axis} to axis ${axis}`;
    const moved = (a: NdArray) => derived(a, `moved ${axis}`, () => axisMoved(a, source.axis, axis));
    if (yTrue?.shape.length === yPred.shape.length && yTrue.data.length === yPred.data.length) {
      yTrue = moved(yTrue);
      say('y_true', how);
    }
    yPred = moved(yPred);
    say('y_pred', how);
  }
  const floating = (a: NdArray, what: string) => {
    if (isFloating(a.dtype) || slots[what]?.exact) return a;
    say(what, `${a.dtype} as floats`);
    return derived(a, 'floats', () => mapped(a, (v) => v));
  };
  yPred = floating(yPred, 'y_pred');
  // Class indices that are floats are no indices to some.
  if (yTrue && info.targets !== 'class-indices') yTrue = floating(yTrue, 'y_true');
  return { yPred, yTrue, translated };
}

/** Shapes in which the pair is offered, each with what weighs in shapes that go with it. */
function* waysOf(source: Source, target: Target, pair: PairArrays, laid: Laid): Generator<Way> {
  const others = otherArrays(source, target, laid, ['y_pred', 'y_true']);
  let refused: LossauditError | undefined;
  for (const { yPred, yTrue, shape, translated } of pairShapes(source, target, pair)) {
    const offers = Object.entries(laid.slots).map(([slot, w]) => {
      const fitted = sizeOf(shape) === sizeOf(source.shape) ? laidOver(w, source.shape, shape) : w;
      return [slot, layings(fitted, slot, shape, !source.classes, target)] as const;
    });
    const within = offers.find(([, all]) => all.length === 0);
    if (within) {
      const why = 'it differs within a row, whose scores are one here';
      refused ??= refusal(target, 'other-weights', { what: within[0], why });
      continue;
    }
    const most = Math.max(1, ...offers.map(([, all]) => all.length));
    for (let k = 0; k < most; k++) {
      const weighing = offers.map(([slot, all]) => [slot, all[Math.min(k, all.length - 1)]!] as const);
      const arrays = { y_true: yTrue, y_pred: yPred, ...others, ...Object.fromEntries(weighing) };
      yield { arrays: withoutMissing(arrays), translated };
    }
  }
  if (refused) throw refused;
}

function withoutMissing(arrays: Arrays): Arrays {
  return Object.fromEntries(Object.entries(arrays).filter(([, a]) => a));
}

/** What was laid over one shape, laid over another of as many elements. */
function laidOver(laid: NdArray, from: readonly number[], to: readonly number[]): NdArray {
  if (from.join() === to.join()) return laid;
  const trimmed = [...laid.shape];
  while (trimmed.length > to.length && trimmed.at(-1) === 1) trimmed.pop();
  if (trimmed.length === to.length) return reshaped(laid, trimmed);
  const full = derived(laid, `full ${from.join()}`, () => stretched(laid, from)!);
  return reshaped(full, to);
}

interface PairShape extends PairArrays {
  /** What there is a weight for. */
  readonly shape: readonly number[];
}

function* pairShapes(source: Source, { entry }: Target, pair: PairArrays): Generator<PairShape> {
  const { yPred, yTrue } = pair;
  const { classes, shape, audit } = source;
  const axis = yPred.shape.length - 1;
  // What takes columns for classes takes labels of several columns one by one.
  const columns = !classes && isOfClasses(entry.info.family) && (shape.at(-1) ?? 1) > 1 && axis > 0;
  if (!columns) yield { yPred, yTrue, shape, translated: [] };
  if (!yTrue) return;
  const changed = (what: string, from: NdArray, to: readonly number[]) => ({
    what,
    how: `shape ${shapeText(from.shape)} as ${shapeText(to)}`,
  });
  const full = yTrue.data.length === yPred.data.length;
  const wanted = classes && !full ? shape : yPred.shape;
  if (!columns && yTrue.data.length === sizeOf(wanted) && yTrue.shape.join() !== wanted.join()) {
    const translated = [changed('y_true', yTrue, wanted)];
    yield { yPred, yTrue: reshaped(yTrue, wanted), shape, translated };
  }
  if (yTrue.data.length !== sizeOf(wanted)) return;
  if (yPred.shape.length > 1 && yPred.shape[axis] === 1) {
    const without = yPred.shape.slice(0, -1);
    yield {
      yPred: reshaped(yPred, without),
      yTrue: reshaped(yTrue, without),
      shape: without,
      translated: [changed('y_pred', yPred, without)],
    };
  }
  // Steps as rows: what is averaged over all of them stays the same.
  if (audit.batchSize !== undefined || yPred.shape.length < (classes ? 3 : 2)) return;
  // Of several columns a root is taken each.
  if (source.family.startsWith('root-')) return;
  const rows = classes ? sizeOf(yPred.shape.slice(0, -1)) : yPred.data.length;
  const to = classes ? [rows, yPred.shape[axis]!] : [rows];
  yield {
    yPred: reshaped(yPred, to),
    yTrue: reshaped(yTrue, full ? to : [rows]),
    shape: [rows],
    translated: [changed('y_pred', yPred, to)],
  };
}
