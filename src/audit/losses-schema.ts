/**
 * A file of losses that were computed elsewhere, for `replay`: per sample, or per batch. Envelope only, as in
 * schema.ts.
 */
import * as z from 'zod';
import { arraySpec } from './schema.js';

const perSample = z
  .strictObject({
    loss: arraySpec.optional(),
    sum: arraySpec.optional(),
    mask: arraySpec.optional(),
    tokens: arraySpec.optional(),
    items: arraySpec.optional(),
  })
  .refine((p) => (p.loss === undefined) !== (p.sum === undefined), {
    message: 'per_sample holds loss (the mean of each sample) or sum (the sum over its tokens), one of them',
  });

const perBatch = z.strictObject({
  loss: arraySpec,
  size: arraySpec.optional(),
  tokens: arraySpec.optional(),
  items: arraySpec.optional(),
  outputs: z.record(z.string(), arraySpec).optional(),
  metrics: z.record(z.string(), arraySpec).optional(),
});

export const lossesSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().optional(),
    framework: z.string().optional(),
    backend: z.string().optional(),
    batch_size: z.int().positive().optional(),
    per_sample: perSample.optional(),
    per_batch: perBatch.optional(),
    validation: z.record(z.string(), z.number()).optional(),
  })
  .refine((f) => (f.per_sample === undefined) !== (f.per_batch === undefined), {
    message: 'a file of losses holds per_sample or per_batch, one of them',
  })
  .meta({ id: 'losses', title: 'lossaudit file of losses, for replay' });

export type LossesFile = z.infer<typeof lossesSchema>;
