/** Arrays of another shape than was meant: stretched against each other, transposed, reshaped. */
import type { Audit } from '../../audit/audit.js';
import type { NdArray } from '../../tensor/ndarray.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import { derived } from '../derive.js';
import { permuted, reshaped, transposed } from '../permute.js';
import { classAxisOf } from '../roles.js';
import { type OutputChange, type PairOutput, stepsOf } from '../variants.js';

/** More pairs are not made. */
const MOST_PAIRS = 2 ** 20;

const isVector = ({ shape, data }: NdArray) => data.length > 1 && shape.some((d) => d === data.length);
const areVectors = ({ yTrue, yPred, use }: PairOutput) =>
  isVector(yTrue) &&
  isVector(yPred) &&
  yTrue.data.length === yPred.data.length &&
  yTrue.data.length ** 2 <= MOST_PAIRS &&
  !use.info.classIndices;
const isMatrix = ({ shape: [rows = 1, columns = 1, ...more] }: NdArray) =>
  more.length === 0 && rows > 1 && columns > 1;
const alike = ({ yTrue, yPred }: PairOutput) => yTrue.shape.join() === yPred.shape.join();

/** [N] of one array against [N, 1] of the other is N × N: every one against every one. */
const stretched = (x: NdArray, name: string, of: (row: number, column: number) => number): NdArray =>
  derived(x, name, ({ dtype, data }) => {
    const n = data.length;
    const table = new Float64Array(n * n);
    for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) table[i * n + k] = data[of(i, k)]!;
    return { dtype, shape: [n, n], data: table };
  });

/** By their shapes where the framework stretches them, or as it would. */
function everyPair(o: PairOutput, audit: Audit): OutputChange {
  const [yTrue, yPred] = [
    reshaped(o.yTrue, [o.yTrue.data.length]),
    reshaped(o.yPred, [o.yPred.data.length, 1]),
  ];
  const plain = { ...o, arrays: { ...o.arrays, y_true: yTrue, y_pred: yPred } };
  if (stepsOf(audit, plain).some((id) => id.startsWith('broadcast'))) return { yTrue, yPred };
  return {
    yTrue: stretched(o.yTrue, 'each row', (_, column) => column),
    yPred: stretched(o.yPred, 'each column', (row) => row),
  };
}

/** The numbers are those of the other order of axes: they were reshaped where axes had to change places. */
function reread(o: PairOutput): NdArray {
  const { yPred } = o;
  const rank = yPred.shape.length;
  const last = classAxisOf(o) !== 1;
  const rest = yPred.shape.slice(1).map((_, i) => i + 1);
  // The order in which the axes lie in the other layout: the classes second, or last.
  const other = last ? [0, rank - 1, ...rest.slice(0, -1)] : [0, ...rest.slice(1), 1];
  const back = other.map((_, axis) => other.indexOf(axis));
  return derived(yPred, `reread ${last}`, ({ dtype, shape, data }) =>
    permuted({ dtype, shape: other.map((axis) => shape[axis]!), data }, back),
  );
}

/** Classes second or last, and positions beside them. */
const hasSpace = (o: PairOutput) => {
  const axis = classAxisOf(o);
  const { shape } = o.yPred;
  return shape.length > 2 && (axis === 1 || axis === shape.length - 1) && shape.every((d) => d > 0);
};

type Row = readonly [
  to: string,
  sentence: string,
  cost: number,
  fits: (o: PairOutput) => boolean,
  of: (o: PairOutput, audit: Audit) => OutputChange,
];

const ROWS: readonly Row[] = [
  [
    '[N] against [N, 1]',
    'every target meets every prediction, N x N: y_true [N] is stretched against y_pred [N, 1]',
    4,
    areVectors,
    everyPair,
  ],
  [
    'the same shape',
    'nothing is stretched: y_true gets the shape of y_pred',
    3,
    (o) => !alike(o) && !o.use.info.classIndices && o.yTrue.data.length === o.yPred.data.length,
    ({ yTrue, yPred }) => ({ yTrue: reshaped(yTrue, yPred.shape) }),
  ],
  [
    'y_true transposed',
    'the targets are transposed',
    6,
    (o) => alike(o) && isMatrix(o.yTrue) && o.yTrue.shape[0] === o.yTrue.shape[1],
    (o) => ({ yTrue: transposed(o.yTrue, 0, 1) }),
  ],
  [
    'transposed',
    'both arrays are transposed',
    6,
    (o) => alike(o) && isMatrix(o.yTrue),
    (o) => ({ yTrue: transposed(o.yTrue, 0, 1), yPred: transposed(o.yPred, 0, 1) }),
  ],
  [
    'y_pred reshaped, not transposed',
    'the class axis came about by a reshape, not by a transposition: y_pred has its numbers in another order',
    6,
    hasSpace,
    (o) => ({ yPred: reread(o) }),
  ],
  [
    'class axis exchanged',
    'the class axis of y_pred and another one of its length have changed places',
    6,
    (o) => hasSpace(o) && o.yPred.shape[1] === o.yPred.shape.at(-1),
    ({ yPred }) => ({ yPred: transposed(yPred, 1, yPred.shape.length - 1) }),
  ],
];

export const shape = axisOf('shape', 'shape', 'shape', () =>
  ROWS.map(
    ([to, sentence, cost, fits, of]): ArrayRule => ({
      to,
      sentence,
      cost: (o) => (fits(o) ? cost : undefined),
      of: (o, audit) => (fits(o) ? of(o, audit) : undefined),
    }),
  ),
);
