/** The number is right up to a factor: a count of these arrays, or one that people multiply by. */
import { rowCount } from '../../audit/rows.js';
import type { Axis } from '../axis.js';
import type { Case } from '../case.js';
import { elementWeights } from '../element-weights.js';
import { countOf, totalOf } from '../facts.js';
import { ignoredLabel } from '../roles.js';
import { pairOf } from '../variants.js';

/** A factor may depend on the arrays. */
interface Factor {
  readonly name: string;
  readonly cost: number;
  readonly of: (c: Case) => number | undefined;
}

const batchCount = ({ audit }: Case) =>
  audit.batchSize === undefined ? undefined : Math.ceil(rowCount(audit) / audit.batchSize);
const pair = ({ audit }: Case) => pairOf(audit.outputs[0]!);
const shape = (c: Case) => pair(c)?.yPred.shape ?? [];
const weights = (c: Case) => {
  const output = pair(c);
  return output && elementWeights(output)?.array;
};

/** Of those that are neither masked nor ignored; undefined where all count. */
function counting(c: Case): number | undefined {
  const output = pair(c);
  if (!output) return undefined;
  const { mask, yTrue } = output;
  if (mask) return mask.data.length - countOf(mask, 0);
  const ignored = ignoredLabel(output);
  const left = ignored === undefined ? 0 : countOf(yTrue, ignored);
  return left === 0 ? undefined : yTrue.data.length - left;
}

/** Where that is not the number of rows. */
function targets(c: Case): number | undefined {
  const all = pair(c)?.yTrue.data.length;
  return all === rowCount(c.audit) ? undefined : all;
}

const FACTORS: readonly Factor[] = [
  { name: 'the number of batches', cost: 4, of: batchCount },
  { name: 'the batch size', cost: 4, of: ({ audit }) => audit.batchSize },
  { name: 'the number of rows', cost: 4, of: ({ audit }) => rowCount(audit) },
  { name: 'the number of targets that count', cost: 4, of: counting },
  { name: 'the number of targets', cost: 5, of: targets },
  {
    name: 'the loss weight',
    cost: 4,
    of: ({ audit: { outputs: o } }) => (o.length === 1 ? o[0]!.lossWeight : 1),
  },
  { name: 'the sum of the weights', cost: 6, of: (c) => weights(c) && totalOf(weights(c)!) },
  {
    name: 'the mean of the weights',
    cost: 6,
    of: (c) => weights(c) && totalOf(weights(c)!) / weights(c)!.data.length,
  },
  { name: 'the number of timesteps', cost: 5, of: (c) => (shape(c).length > 2 ? shape(c)[1] : undefined) },
  {
    name: 'the length of the last axis',
    cost: 5,
    of: (c) => (shape(c).length > 1 ? shape(c).at(-1) : undefined),
  },
  { name: 'the number of outputs', cost: 6, of: ({ audit }) => audit.outputs.length },
  ...[2, 4, 8].map((n) => ({ name: `${n}`, cost: 4 + Math.log2(n), of: () => n })),
  // Micro-batches, ranks, and both.
  ...[16, 32, 64, 128].map((n) => ({ name: `${n}`, cost: 5 + Math.log2(n), of: () => n })),
  ...[3, 5, 6, 9, 10, 25, 50, 100, 500, 1000].map((n) => ({ name: `${n}`, cost: 8, of: () => n })),
];

export const factor: Axis = {
  name: 'factor',
  reads: true,
  counts: true,
  *changes(of) {
    if (of.after.length > 1) return;
    for (const { name, cost, of: read } of FACTORS) {
      const n = read(of);
      if (n === undefined || n === 1 || !Number.isFinite(n) || n === 0) continue;
      const said = name === `${n}` ? name : `${n}, ${name}`;
      yield {
        what: 'factor',
        from: '1',
        to: name,
        family: 'factor',
        cost: cost + 1,
        sentence: `it is multiplied by ${said}`,
        apply: (c) => {
          const by = read(c);
          return by === undefined
            ? undefined
            : { ...c, after: [...c.after, { name: `* ${name}`, of: (x) => x.mul(by) }] };
        },
      };
      yield {
        what: 'factor',
        from: '1',
        to: `1 / ${name}`,
        family: 'factor',
        cost: cost + 1,
        sentence: `it is divided by ${said}`,
        apply: (c) => {
          const by = read(c);
          return by === undefined
            ? undefined
            : { ...c, after: [...c.after, { name: `/ ${name}`, of: (x) => x.div(by) }] };
        },
      };
    }
  },
};
