/** The result of `replay`: what schema/replay.schema.json publishes, and the types of model.ts. */
import * as z from 'zod';
import { count, number } from '../number-schema.js';

const batch = z.strictObject({
  /** From 1. */
  step: count,
  rows: count,
  loss: number,
  /** `numerator / counted` is the loss, where it is such a quotient. */
  numerator: number.optional(),
  counted: number.optional(),
  running: number.meta({ description: "the loop's own average after this step" }),
  shown: number.meta({ description: 'what a line printed at this step shows' }),
});

const ends = {
  /** What the last line of the epoch shows. */
  last: number,
  verbose2: number.optional(),
  /** What the epoch's record (History, `loss_epoch`) holds. */
  epoch: number,
  evaluate: number,
};
const loop = z.strictObject({ framework: z.string(), title: z.string(), source: z.string() });

/** By the name of the normalisation; left out where the counts are not known. */
const values = z.strictObject({
  'micro-batch': number,
  tokens: number.optional(),
  samples: number,
  sum: number.optional(),
});

const micro = z.strictObject({
  rank: count,
  /** Position on its rank, from 1. */
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
      /** mean of micro-batch means ÷ token mean */
      factor: number.optional(),
      /**
       * In a window of fewer than K micro-batches: what it is where the program divides by K all the same.
       */
      divided_by_k: number.optional(),
    }),
  ),
  /** The mean over the windows. */
  epoch: values,
});

const trainer = z.strictObject({
  title: z.string(),
  /** The range of versions, both included. */
  from: z.string(),
  to: z.string(),
  /** `honours`, `plain`, `drops`, `smoothed`: what kind of model it is. */
  model: z.string(),
  logged: z.array(z.strictObject({ step: count, loss: number, printed: z.string() })),
  train_loss: number,
  eval_loss: number,
});

const partial = z.strictObject({
  rows: count,
  full_rows: count,
  /** Every row counts alike. */
  pooled: number,
  mean_of_means: number,
  /** What one row counts in the mean of means. */
  share_last: number,
  share_full: number,
  /** What one row counts in the pooled value. */
  share_pooled: number,
});

const engine = z.strictObject({
  name: z.string(),
  backend: z.string(),
  version: z.string(),
  dtype: z.string(),
});

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
    /** All rows as one batch, where they can be put together. */
    whole: number.optional(),
    partial: partial.optional(),
    accumulation: accumulation.optional(),
    trainer: z.array(trainer).optional(),
    output: z
      .string()
      .optional()
      .meta({ description: 'with --style: what the framework writes, byte for byte' }),
  })
  .meta({ id: 'replay', title: 'lossaudit replay' });

export type ReplayReport = z.infer<typeof replaySchema>;
