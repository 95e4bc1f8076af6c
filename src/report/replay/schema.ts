/** The result of `replay` as a zod schema: what schema/replay.schema.json publishes. A type check ties it to the model. */
import { z } from 'zod';
import { count, number, type SameKeys } from '../number-schema.js';
import type { ReplayReport } from './model.js';

const batch = z.strictObject({
  step: count,
  rows: count,
  loss: number,
  numerator: number.optional(),
  counted: number.optional(),
  running: number.meta({ description: "the loop's own average after this step" }),
  shown: number.meta({ description: 'what a line printed at this step shows' }),
});

const ends = { last: number, verbose2: number.optional(), epoch: number, evaluate: number };
const loop = z.strictObject({ framework: z.string(), title: z.string(), source: z.string() });

const values = z.strictObject({
  'micro-batch': number,
  tokens: number.optional(),
  samples: number,
  sum: number.optional(),
});

const micro = z.strictObject({
  rank: count,
  micro: count,
  rows: count,
  counted: number.optional(),
  loss: number,
  weight: number.optional().meta({ description: "what one of its tokens counts in the window's number" }),
  relative: number.optional().meta({ description: 'the same over what it counts in the token mean' }),
});

const accumulation = z.strictObject({
  accumulate: count,
  ranks: count,
  sharding: z.string(),
  normalize: z.enum(['micro-batch', 'tokens', 'samples', 'sum']),
  counts: z.string(),
  windows: z.array(
    z.strictObject({
      step: count,
      micro: z.array(micro),
      values,
      factor: number.optional(),
      divided_by_k: number.optional(),
    }),
  ),
  epoch: values,
});

const trainer = z.strictObject({
  title: z.string(),
  from: z.string(),
  to: z.string(),
  model: z.string(),
  logged: z.array(z.strictObject({ step: count, loss: number, printed: z.string() })),
  train_loss: number,
  eval_loss: number,
});

const partial = z.strictObject({
  rows: count,
  full_rows: count,
  pooled: number,
  mean_of_means: number,
  share_last: number,
  share_full: number,
  share_pooled: number,
});

const engine = z.strictObject({ name: z.string(), backend: z.string(), version: z.string(), dtype: z.string() });

export const replaySchema = z
  .strictObject({
    schema: z.literal('lossaudit/replay@1'),
    tool: z.strictObject({ name: z.literal('lossaudit'), version: z.string() }),
    input: z.strictObject({
      name: z.string(),
      file: z.string(),
      framework: z.string(),
      rows: count,
      batch_size: count.nullable(),
      engine: engine.optional(),
    }),
    loop,
    batches: z.array(batch),
    ...ends,
    loops: z.array(z.strictObject({ ...loop.shape, ...ends })),
    whole: number.optional(),
    partial: partial.optional(),
    accumulation: accumulation.optional(),
    trainer: z.array(trainer).optional(),
    output: z.string().optional().meta({ description: 'with --style: what the framework writes, byte for byte' }),
  })
  .meta({ id: 'replay', title: 'lossaudit replay' });

/** Fails to compile when the model has a key that the schema lacks. */
export const REPLAY_AGREES: SameKeys<ReplayReport, z.infer<typeof replaySchema>> = true;
