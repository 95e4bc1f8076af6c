/** Causes that give the same number here may part on another input: small variations that tell them apart. */
import type { Audit } from '../audit/audit.js';
import { withSlots } from '../audit/resolve.js';
import { arraysOfRows, rowCount } from '../audit/rows.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { type NdArray, sizeOf } from '../tensor/ndarray.js';
import { near } from '../tensor/near.js';
import { shortText } from '../text/sentence.js';
import { type Cause, causesOf } from './causes.js';
import { type OutputChange, type PairOutput, tryNumbers, withOutputs } from './variants.js';

interface Input {
  readonly simple: boolean;
  /** What the reader has to change. */
  readonly text: string;
  readonly audit: Audit;
}

/** An input with the numbers that the causes give on it, in their order; NaN where one is refused. */
export interface Trial {
  readonly text: string;
  /** One thing is changed. */
  readonly simple: boolean;
  readonly values: readonly number[];
}

/** Rows of the small inputs at most. */
const ROWS = 4;
/** A longer text is no input that somebody would type. */
const LONGEST = 120;
/** Numbers that differ by less than this, relatively, are not told apart. */
const APART = 1e-4;

/** What every cause gives on each of the variations. */
export async function trials(
  audit: Audit,
  causes: readonly Cause[],
  options: EvaluateOptions,
): Promise<Trial[]> {
  const list: Trial[] = [];
  for (const { text, simple, audit: input } of inputsOf(audit)) {
    const report = await tryNumbers(input, options);
    if (!report) continue;
    const known = new Map(
      causesOf(input, report).flatMap((c) => [
        ...(c.versions ?? []).map((v) => [`version ${v}`, c] as const),
        [c.key, c] as const,
      ]),
    );
    const values: number[] = [];
    for (const c of causes)
      values.push((await known.get(c.key)?.result(options))?.value ?? ownOf(c, report.total));
    list.push({ text, simple, values });
  }
  return list;
}

/** A version whose formula is the input's own gives what the input gives. */
function ownOf(cause: Cause, total: number): number {
  return cause.versions ? total : Number.NaN;
}

/** @returns for each cause the index of the first that no trial parts from it */
export function alike(trialList: readonly Trial[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    for (let k = 0; k < i; k++) if (trialList.every((t) => !apart(t.values[i]!, t.values[k]!))) return k;
    return i;
  });
}

/** Refused by one and computed by the other is not a number to compare. */
function apart(a: number, b: number): boolean {
  return Number.isFinite(a) && Number.isFinite(b) && !near(a, b, APART);
}

/**
 * The simplest input that parts most of the causes, and one that parts what it leaves.
 * @param kept the positions of the causes in the trials
 */
export function separating(trialList: readonly Trial[], kept: readonly number[]): string {
  const usable = trialList
    .map((t) => ({ ...t, values: kept.map((k) => t.values[k]!) }))
    .filter((t) => t.text.length <= LONGEST && t.values.every(Number.isFinite));
  const pairs = kept.flatMap((_, i) => kept.slice(0, i).map((__, k): [number, number] => [i, k]));
  const parted = (t: Trial, open: readonly [number, number][]) =>
    open.filter(([i, k]) => apart(t.values[i]!, t.values[k]!));
  const chosen: Trial[] = [];
  let open: readonly [number, number][] = pairs;
  // A single change first: it says most to a reader. What it leaves, several at once part.
  for (const candidates of [usable.filter((t) => t.simple), usable, usable]) {
    const [best] = candidates.toSorted((a, b) => parted(b, open).length - parted(a, open).length);
    const done = new Set(best ? parted(best, open) : []);
    if (!best || done.size === 0) continue;
    chosen.push(best);
    open = open.filter((p) => !done.has(p));
  }
  return chosen
    .map((t) => `with ${t.text} they give ${t.values.map((x) => shortText(x)).join(', ')}`)
    .join('; ');
}

const WEIGHTS = [2, 1, 4, 3, 6, 5];
const WEIGHTS_AND_ZERO = [3, 0, 1, 2, 0, 5];
/** Between 0 and 1, and unlike each other: what every loss takes. */
const PREDICTIONS = [0.25, 0.5, 0.75, 0.125, 0.625, 0.375, 0.875];

/** Simple ones first: the weights, the mask, the predictions, the rows, then several at once. */
function inputsOf(audit: Audit): Input[] {
  const rows = Math.max(1, Math.min(ROWS, rowCount(audit)));
  const cut = resized(audit, rows);
  const more = resized(audit, rows + 1);
  const few = rowCount(audit) > rows ? [`the first ${rows} rows`] : [];
  const changes: Change[] = [
    weights(WEIGHTS),
    weights(WEIGHTS_AND_ZERO),
    masks([1, 0, 1, 1]),
    classWeights,
    targets,
  ];
  const single: Change[][] = changes.map((c) => [c]);
  const sets: Change[][] = [...single, [predictions], ...single.map((c) => [...c, predictions])];
  sets.push([classWeights, targets], [classWeights, targets, predictions]);
  sets.push([weights(WEIGHTS), masks([1, 0, 1, 1]), predictions]);
  const make = (start: Audit, texts: string[]) => (set: Change[]) => apply(start, texts, set);
  return [
    ...sets.map(make(cut, few)),
    ...[[], ...sets].map(make(more, [`the first ${rows} rows and the first again`])),
  ].filter((i): i is Input => i !== undefined);
}

type Change = (
  output: PairOutput,
) => { readonly key: string; readonly value: unknown; readonly to: OutputChange } | undefined;

/** Undefined where a change has nothing to change. */
function apply(audit: Audit, texts: readonly string[], changes: readonly Change[]): Input | undefined {
  const said: string[] = [];
  const made = withOutputs(audit, (output) => {
    const results = changes.map((change) => change(output));
    for (const r of results) {
      const name = audit.outputs.length > 1 && r ? `outputs.${output.name}.${r.key}` : r?.key;
      if (r) said.push(`${name} ${JSON.stringify(r.value).replaceAll(',', ', ')}`);
    }
    return Object.assign({}, ...results.map((r) => r?.to));
  });
  if (said.length < changes.length) return undefined;
  return {
    audit: made,
    text: [...texts, ...said].join(' and '),
    simple: texts.length + changes.length === 1,
  };
}

function weights(pattern: readonly number[]): Change {
  return ({ sampleWeight }) => {
    if (!sampleWeight) return undefined;
    const to = filled(sampleWeight, pattern);
    return { key: 'sample_weight', value: nestedOf(to), to: { sampleWeight: to } };
  };
}

function masks(pattern: readonly number[]): Change {
  return ({ mask }) => {
    if (!mask) return undefined;
    const to = filled(mask, pattern);
    return { key: 'mask', value: nestedOf(to), to: { mask: to } };
  };
}

const predictions: Change = ({ yPred }) => {
  const to = filled(yPred, PREDICTIONS);
  return { key: 'y_pred', value: nestedOf(to), to: { yPred: to } };
};

/** Labels of all classes, where weights matter: with one class alone every weighted mean is the plain one. */
const targets: Change = ({ yTrue, yPred, classWeight }) => {
  if (!classWeight) return undefined;
  const labels = [...classWeight.keys()].filter((k) => k >= 0);
  const classes = yPred.shape.at(-1) ?? 1;
  const oneHot = classes > 1 && yTrue.data.length === yPred.data.length;
  const label = (i: number) => labels[i % labels.length] ?? 0;
  const data = Float64Array.from({ length: yTrue.data.length }, (_, i) =>
    oneHot ? Number(label(Math.floor(i / classes)) === i % classes) : label(i),
  );
  const to: NdArray = { dtype: yTrue.dtype, shape: yTrue.shape, data };
  return { key: 'y_true', value: nestedOf(to), to: { yTrue: to } };
};

const classWeights: Change = ({ classWeight }) => {
  if (!classWeight) return undefined;
  const to = new Map([...classWeight.keys()].map((k, i) => [k, WEIGHTS[i % WEIGHTS.length]!]));
  return { key: 'class_weight', value: Object.fromEntries(to), to: { classWeight: to } };
};

function filled(array: NdArray, pattern: readonly number[]): NdArray {
  const data = Float64Array.from({ length: array.data.length }, (_, i) => pattern[i % pattern.length]!);
  return { dtype: array.dtype === 'bool' ? 'bool' : 'float64', shape: array.shape, data };
}

/** So many rows: the first ones, and after the last the first again. */
function resized(audit: Audit, rows: number): Audit {
  const own = Math.max(1, rowCount(audit));
  const indices = Array.from({ length: rows }, (_, i) => i % own);
  const small = withSlots(audit, (o) => arraysOfRows(o, indices));
  return audit.batchSize ? { ...small, batchSize: Math.min(audit.batchSize, 2) } : small;
}

function nestedOf({ shape, data }: NdArray): unknown {
  const build = (axis: number, at: number): unknown => {
    if (axis === shape.length) return data[at];
    const size = sizeOf(shape.slice(axis + 1));
    return Array.from({ length: shape[axis]! }, (_, i) => build(axis + 1, at + i * size));
  };
  return build(0, 0);
}
