/** Targets in the words of another loss: class indices, rows of classes, 0 and 1, −1 and 1. */
import type { LossEntry } from '../frameworks/framework.js';
import type { NdArray } from '../tensor/ndarray.js';
import { derived, indicesOf, mapped, oneHot } from './arrays.js';
import { isOfClasses, type Labels, refusal, type Source, type Target, type Translated } from './source.js';

export interface Targeted {
  readonly yTrue: NdArray | undefined;
  readonly translated?: Translated;
}

/** What a loss wants; undefined where it takes them as they are. */
function wantedBy({ info }: LossEntry, { classes }: Source): Labels | undefined {
  switch (info.targets) {
    case 'class-indices':
      return 'class indices';
    case 'distribution':
      return 'rows of classes';
    case 'binary':
      return '0 and 1';
    case 'plus-minus-one':
      return '−1 and 1';
    case 'any':
      if (!isOfClasses(info.family) && classes) return 'class indices';
      // One that takes rows, too, says so.
      if (!isOfClasses(info.family) || info.alsoOf.length > 0) return undefined;
      return info.family.startsWith('categorical') ? 'rows of classes' : 'class indices';
    default:
      return undefined;
  }
}

/** Labels with this value count nothing. @returns undefined where none of the labels is it */
export function ignoredIn({ output, yTrue }: Source): number | undefined {
  const label = output.use.value('ignored-label');
  return typeof label === 'number' && yTrue?.data.includes(label) ? label : undefined;
}

/** @throws LossauditError `other-targets` */
export function targetsFor(source: Source, target: Target): Targeted {
  const { yTrue, yPred, labels, axis } = source;
  const wanted = wantedBy(target.entry, source);
  requireLogs(source, target);
  const refuse = (why: string) => refusal(target, 'other-targets', { wants: wanted ?? labels, why });
  if (source.family === 'hinge' && labels === '0 and 1' && yTrue?.data.some((v) => v !== 0 && v !== 1))
    throw refuse('y_true holds other numbers than 0 and 1');
  const raw = labels === '0 and 1' && !converts(source) && source.family.endsWith('hinge');
  if (raw && target.entry.info.targets !== 'plus-minus-one')
    return { yTrue, translated: { what: 'y_true', how: 'labels 0 and 1, taken for −1 and 1' } };
  if (!yTrue || !yPred || wanted === undefined || wanted === labels) return { yTrue };
  const to = (array: NdArray, how: string) => ({ yTrue: array, translated: { what: 'y_true', how } });
  if (wanted === 'rows of classes' && labels === 'class indices') {
    if (ignoredIn(source) !== undefined) throw refuse('labels that are ignored have no class');
    const classes = yPred.shape[axis] ?? 1;
    const flat = unitDropped(source, yTrue);
    const rows = derived(flat, `one-hot ${classes} ${axis}`, () => oneHot(flat, classes, axis));
    if (!rows) throw refuse(`y_true holds what is no class index below ${classes}`);
    return to(rows, 'class indices as one-hot rows');
  }
  if (wanted === 'class indices' && labels === 'rows of classes') {
    const indices = derived(yTrue, `indices ${axis}`, () => indicesOf(yTrue, axis));
    if (!indices) throw refuse('the rows of y_true are not one-hot');
    return to(indices, 'one-hot rows as class indices');
  }
  if (wanted === '−1 and 1' && labels === '0 and 1' && converts(source))
    return to(
      derived(yTrue, 'signs', () => mapped(yTrue, (v) => 2 * v - 1)),
      'labels 0 and 1 as −1 and 1',
    );
  if (wanted === '0 and 1' && labels === '−1 and 1') {
    if (yTrue.data.some((v) => v !== 1 && v !== -1)) throw refuse('y_true holds other numbers than −1 and 1');
    return to(
      derived(yTrue, 'bits', () => mapped(yTrue, (v) => (v + 1) / 2)),
      'labels −1 and 1 as 0 and 1',
    );
  }
  const classLabels = ['class indices', 'rows of classes'];
  if (classLabels.includes(wanted) || classLabels.includes(labels)) throw refuse(`y_true holds ${labels}`);
  return { yTrue };
}

/** Logarithms of targets are told by a parameter. @throws LossauditError `other-targets` */
function requireLogs({ output }: Source, target: Target): void {
  const logs = output.use.value('log-targets') === true;
  const { info } = target.entry;
  const there = info.always['log-targets'] === true;
  if (logs === there || (logs && info.paramOf('log-targets'))) return;
  const wants = there ? 'the logarithms of the targets' : 'targets, not their logarithms';
  throw refusal(target, 'other-targets', { wants, why: 'y_true holds the others' });
}

/** Does its own loss take 0 for −1? One that does not computes with 0, and so do the others then. */
function converts({ output }: Source): boolean {
  return output.use.info.targets !== 'plus-minus-one';
}

/** [N, 1] is [N] for class indices. */
export function unitDropped({ yPred, axis }: Source, yTrue: NdArray): NdArray {
  const rank = yPred?.shape.length ?? 0;
  if (yTrue.shape.length !== rank || yTrue.shape[axis] !== 1) return yTrue;
  const shape = yTrue.shape.filter((_, i) => i !== axis);
  return derived(yTrue, `unit ${axis}`, () => ({ ...yTrue, shape }));
}
