/**
 * Numbers that tell a loss again: it is run on arrays that everybody knows the answer of. Nothing is derived
 * here, and a name such as `ln 10` is given only where the number is that.
 */

import { runAudit } from '../audit/run.js';
import { chooseEngines } from '../engines/choose.js';
import { LossauditError } from '../errors.js';
import { takesLogits } from '../explain/roles.js';
import type { Family } from '../frameworks/family.js';
import type { Given } from '../frameworks/param.js';
import type { Landmark } from '../report/catalogue/model.js';
import { type NdArray, sizeOf } from '../tensor/ndarray.js';
import { built, type Example, isExact, outputOf } from './example.js';

/** What is compared: the right class with its probability, a number with another, a sign with a margin. */
type Compares = 'classes' | 'yes or no' | 'numbers' | 'signs' | 'labels';

const COMPARES: Partial<Readonly<Record<Family, Compares>>> = {
  'categorical-crossentropy': 'classes',
  'sparse-categorical-crossentropy': 'classes',
  'negative-log-likelihood': 'classes',
  'categorical-focal-crossentropy': 'classes',
  'categorical-generalized-crossentropy': 'classes',
  'poly-crossentropy': 'classes',
  'language-model': 'classes',
  'binary-crossentropy': 'yes or no',
  'binary-focal-crossentropy': 'yes or no',
  'multi-label-soft-margin': 'yes or no',
  'mean-squared-error': 'numbers',
  'half-squared-error': 'numbers',
  'root-mean-squared-error': 'numbers',
  'mean-squared-logarithmic-error': 'numbers',
  'root-mean-squared-logarithmic-error': 'numbers',
  'mean-pairwise-squared-error': 'numbers',
  'mean-absolute-error': 'numbers',
  'mean-absolute-percentage-error': 'numbers',
  'median-absolute-error': 'numbers',
  'max-error': 'numbers',
  huber: 'numbers',
  'smooth-l1': 'numbers',
  'pseudo-huber': 'numbers',
  fair: 'numbers',
  'log-cosh': 'numbers',
  quantile: 'numbers',
  poisson: 'numbers',
  gamma: 'numbers',
  tweedie: 'numbers',
  'cosine-similarity': 'numbers',
  hinge: 'signs',
  'squared-hinge': 'signs',
  'soft-margin': 'signs',
};

/** Of these the loss is least where the predictions are the smoothed targets. */
const FLOORS: ReadonlySet<Family> = new Set([
  'categorical-crossentropy',
  'sparse-categorical-crossentropy',
  'binary-crossentropy',
  'language-model',
]);

/** What y_pred is: probabilities, their logarithms, or scores of any size. */
type Holds = 'probabilities' | 'log-probabilities' | 'scores';

interface Asked {
  readonly what: string;
  readonly classes?: number;
  readonly params?: Given;
  /** The prediction for the class of a row, and for another one; for a yes and a no. */
  readonly right: number;
  readonly wrong: number;
  /** All targets are this one. */
  readonly target?: 0 | 1;
  /** It is one where the loss is 0. */
  readonly zero?: true;
  /** It is one where other numbers give the same loss. */
  readonly anywhere?: true;
  readonly scale?: number;
}

const CLASSES = [2, 10];
/** A logit that leaves no doubt in any dtype. */
const SURE = 1000;

export async function landmarksOf(example: Example): Promise<Landmark[]> {
  const { entry, axes } = example;
  const compares = COMPARES[entry.info.family];
  const others = Object.keys(axes).some((name) => name !== 'y_true' && name !== 'y_pred');
  if (!compares || others) return [];
  const landmarks: Landmark[] = [];
  for (const asked of askedOf(example, compares)) {
    const found = await lossOf(example, compares, asked);
    if (found === undefined || (asked.zero && Math.abs(found.value) > 1e-6)) continue;
    // What depends on the numbers themselves is no landmark.
    const scaled = asked.anywhere && (await lossOf(example, compares, { ...asked, scale: 3 }));
    if (scaled && Math.abs(scaled.value - found.value) > 1e-6) continue;
    const { value, set } = found;
    const known = knownAs(value);
    // No -0.
    landmarks.push({ what: asked.what, ...set, value: value + 0, ...(known === undefined ? {} : { known }) });
  }
  return landmarks;
}

function* askedOf(example: Example, compares: Compares): Iterable<Asked> {
  if (compares === 'numbers') {
    yield { what: 'y_pred = y_true', right: 1, wrong: 1, anywhere: true };
    return;
  }
  if (compares === 'signs') {
    yield { what: 'a margin of 1', right: 1, wrong: -1 };
    yield { what: 'a margin of 0', right: 0, wrong: 0 };
    return;
  }
  const holds = holdsOf(example);
  if (!holds) return;
  const as = (p: number) => (holds === 'probabilities' ? p : Math.log(p));
  for (const classes of compares === 'classes' ? CLASSES : [2]) {
    const equal = holds === 'scores' ? 0 : as(1 / classes);
    yield { what: `${classes} classes, all alike`, classes, right: equal, wrong: equal };
  }
  const sure = holds === 'scores' ? [SURE, -SURE] : [as(1), as(0)];
  const [high, low] = sure as [number, number];
  const certain = { what: 'the right class is certain', right: high, wrong: low };
  yield holds === 'scores' ? { ...certain, zero: true } : certain;
  // Of scores it grows without end.
  if (holds !== 'scores') {
    const zero = 'the right class has probability 0';
    if (compares === 'classes') yield { what: zero, right: low, wrong: high };
    else
      for (const target of [1, 0] as const)
        yield { what: `${zero}, y = ${target}`, right: low, wrong: high, target };
  }
  const smoothing = Object.entries(example.entry.params).find(([, { role }]) => role === 'smoothing');
  if (!smoothing || !FLOORS.has(example.entry.info.family)) return;
  const by = 0.1;
  for (const classes of compares === 'classes' ? CLASSES : [2]) {
    const other = by / classes;
    const params = { [smoothing[0]]: by };
    const what = `the floor of ${smoothing[0]} = ${by}, ${classes} classes`;
    const logit = (p: number) => (compares === 'classes' ? Math.log(p) : Math.log(p / (1 - p)));
    const of = (p: number) => (holds === 'scores' ? logit(p) : as(p));
    yield { what, classes, params, right: of(1 - by + other), wrong: of(other) };
  }
}

/**
 * A graph that makes predictions of y_pred itself has scores there. What is neither these nor probabilities
 * (rates, say) has no landmarks.
 */
function holdsOf(example: Example): Holds | undefined {
  const { predictions } = example.entry.info;
  if (predictions === 'log-distribution') return 'log-probabilities';
  const { output, graph } = built(example, 0);
  const made = graph.steps.some((step) => step.info.id === 'prediction');
  if (made || takesLogits(output)) return 'scores';
  if (predictions !== 'any') return 'probabilities';
  return output.use.value('logits') === undefined ? 'scores' : undefined;
}

/** The loss of such arrays; undefined where it takes none. */
async function lossOf(
  example: Example,
  compares: Compares,
  asked: Asked,
): Promise<{ value: number; set: { params?: Given } } | undefined> {
  const { rules, settings } = example;
  const arrays = arraysOf(example, compares, asked);
  try {
    const output = outputOf(example, arrays, asked.params);
    const audit = {
      name: '',
      file: '',
      framework: `${rules.framework}@${rules.version}`,
      rules,
      settings,
      outputs: [output],
      regularization: {},
      reported: [],
      dtype: rules.dtype,
    };
    const engines = await chooseEngines('reference', rules.dtype, '');
    const { total } = await runAudit(audit, engines, { full: false, version: '', brief: true });
    return { value: total, set: asked.params ? { params: asked.params } : {} };
  } catch (error) {
    if (error instanceof LossauditError) return undefined;
    throw error;
  }
}

/** Rows of as many as there are classes, and twice: each class is right in as many. */
function arraysOf(example: Example, compares: Compares, asked: Asked): [string, NdArray][] {
  const { entry, axes } = example;
  const { classes = 2, right, wrong, target, scale = 1 } = asked;
  const columns = compares === 'classes' ? classes : 3;
  const size = (axis: string) => (axis === 'N' ? 2 * columns : axis === 'C' ? columns : 3);
  const pairs = Object.entries(axes).map(([name, text]): [string, NdArray] => {
    const shape = text.split(' ').filter(Boolean).map(size);
    const exact = isExact(entry, name);
    const data = Float64Array.from({ length: sizeOf(shape) }, (_, flat) => {
      const last = shape.at(-1) ?? 1;
      const row = Math.floor((flat * shape[0]!) / Math.max(1, sizeOf(shape)));
      const column = flat % last;
      const wide = shape.length > 1 && text.endsWith('C');
      if (compares === 'numbers') return scale * (1 + row + column);
      if (compares === 'classes') {
        const hit = column === row % columns;
        if (name === 'y_true') return wide ? Number(hit) : row % columns;
        return hit ? right : wrong;
      }
      const yes = target ?? (row + (wide ? column : 0)) % 2;
      if (name !== 'y_true') return yes ? right : wrong;
      return compares === 'signs' && plusMinus(entry.info.targets) ? 2 * yes - 1 : yes;
    });
    return [name, { dtype: exact ? 'int64' : 'float64', shape, data }];
  });
  return pairs;
}

function plusMinus(targets: string): boolean {
  return targets !== 'binary';
}

/** The numbers that people know again. */
function knownAs(value: number): string | undefined {
  const near = (other: number) => Math.abs(value - other) <= 2e-6 * Math.abs(other);
  for (const n of CLASSES) {
    if (near(Math.log(n))) return `ln ${n}`;
    if (near(-Math.log(n))) return `-ln ${n}`;
  }
  for (const power of [7, 10, 12, 15, 16]) {
    const e = `1e-${String(power).padStart(2, '0')}`;
    if (near(-Math.log(10 ** -power))) return `-ln ${e}`;
  }
  return undefined;
}
