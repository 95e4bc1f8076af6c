/** The number is right up to a factor: a count of these arrays, or one that people multiply by. */
import { rowCount } from '../../audit/rows.js';
import type { Axis } from '../axis.js';
import type { Case } from '../case.js';
import { pairOf } from '../variants.js';

/** A factor may depend on the arrays. */
interface Factor {
  readonly name: string;
  readonly cost: number;
  readonly of: (c: Case) => number | undefined;
}

const batchCount = ({ audit }: Case) =>
  audit.batchSize === undefined ? undefined : Math.ceil(rowCount(audit) / audit.batchSize);
const shape = ({ audit }: Case) => pairOf(audit.outputs[0]!)?.yPred.shape ?? [];

const FACTORS: readonly Factor[] = [
  { name: 'the number of batches', cost: 4, of: batchCount },
  { name: 'the batch size', cost: 4, of: ({ audit }) => audit.batchSize },
  { name: 'the number of rows', cost: 4, of: ({ audit }) => rowCount(audit) },
  { name: 'the number of timesteps', cost: 5, of: (c) => (shape(c).length > 2 ? shape(c)[1] : undefined) },
  {
    name: 'the length of the last axis',
    cost: 5,
    of: (c) => (shape(c).length > 1 ? shape(c).at(-1) : undefined),
  },
  { name: 'the number of outputs', cost: 6, of: ({ audit }) => audit.outputs.length },
  ...[2, 4, 8].map((n) => ({ name: `${n}`, cost: 4 + Math.log2(n), of: () => n })),
  ...[16, 32, 64].map((n) => ({ name: `${n}`, cost: 5 + Math.log2(n), of: () => n })),
  ...[3, 5, 6, 10, 100, 1000].map((n) => ({ name: `${n}`, cost: 8, of: () => n })),
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
        cost,
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
        cost,
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
