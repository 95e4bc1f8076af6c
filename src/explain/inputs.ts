/** Small inputs made from the user's own, on which causes that give the same number may part. */
import type { Audit } from '../audit/audit.js';
import { withSlots } from '../audit/resolve.js';
import { arraysOfRows, rowCount } from '../audit/rows.js';
import type { NdArray } from '../tensor/ndarray.js';
import { normalised } from './activations.js';
import { mapped } from './derive.js';
import { addsUp } from './facts.js';
import { nested } from './patch.js';
import { type OutputChange, type PairOutput, withOutputs } from './variants.js';

export interface Input {
  readonly audit: Audit;
  /** What the reader has to change; undefined where nobody would type it. */
  readonly text?: string;
  /** One thing is changed. */
  readonly simple: boolean;
}

/** Rows of the small inputs at most. */
const ROWS = 4;
/** Of so many rows, all are tried with other values, too. */
const MANY_ROWS = 1000;

const WEIGHTS = [2, 1, 4, 3, 6, 5];
const WEIGHTS_AND_ZERO = [3, 0, 1, 2, 0, 5];
/** Between 0 and 1, and unlike each other: what every loss takes. */
const PREDICTIONS = [0.25, 0.5, 0.75, 0.125, 0.625, 0.375, 0.875];

/** Simple ones first: the weights, the mask, the predictions, the rows, then several at once. */
export function inputsOf(audit: Audit): Input[] {
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
    ...wholeInputs(audit),
  ].filter((i): i is Input => i !== undefined);
}

/** As many rows, other numbers: for causes that ask for many rows. Nobody types them. */
function wholeInputs(audit: Audit): Input[] {
  if (rowCount(audit) > MANY_ROWS) return [];
  const moved = ({ yPred }: PairOutput): OutputChange => ({
    yPred: asRows(
      yPred,
      mapped(yPred, 'moved', (p, i) => p * (1 - 0.1 * PREDICTIONS[i % PREDICTIONS.length]!)),
    ),
  });
  const weighted = ({ sampleWeight: w }: PairOutput): OutputChange =>
    w ? { sampleWeight: mapped(w, 'other weights', (_, i) => WEIGHTS[i % WEIGHTS.length]!) } : {};
  const changes = [moved, (o: PairOutput) => ({ ...moved(o), ...weighted(o) })];
  return changes.map((change) => ({ audit: withOutputs(audit, change), simple: false }));
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
    return { key: 'sample_weight', value: nested(to), to: { sampleWeight: to } };
  };
}

function masks(pattern: readonly number[]): Change {
  return ({ mask }) => {
    if (!mask) return undefined;
    const to = filled(mask, pattern);
    return { key: 'mask', value: nested(to), to: { mask: to } };
  };
}

const predictions: Change = ({ yPred }) => {
  const to = asRows(yPred, filled(yPred, PREDICTIONS));
  return { key: 'y_pred', value: nested(to), to: { yPred: to } };
};

/** Rows that add up to 1 stay so: rules that part on others alone are not told apart by it. */
function asRows(given: NdArray, to: NdArray): NdArray {
  const axis = given.shape.length - 1;
  return axis > 0 && given.shape[axis]! > 1 && addsUp(given, axis) ? normalised(to, axis) : to;
}

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
  return { key: 'y_true', value: nested(to), to: { yTrue: to } };
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
