/** What the schemas of all results share. */
import * as z from 'zod';

/** In a result NaN and infinities are numbers; JSON, which the schema describes, writes them as texts. */
export const number = z
  .union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])
  .meta({ id: 'number' }) as unknown as z.ZodType<number>;
export const count = z.int().nonnegative();

/** A number for each element, nested like the shape. */
export type Nested = number | Nested[];
export const nested = z.any().meta({
  id: 'nested',
  description: 'A number, or arrays of such nested like the shape.',
  anyOf: [{ $ref: '#/$defs/number' }, { type: 'array', items: { $ref: '#/$defs/nested' } }],
}) as unknown as z.ZodType<Nested>;

/** Where a reported number was seen: what is left out is not known. */
export const conditions = z.strictObject({
  batch_size: z.int().positive().optional(),
  epoch: z.int().nonnegative().optional(),
  step: z.int().positive().optional().meta({ description: 'a running average after so many batches' }),
  stage: z.enum(['train', 'evaluate']).optional(),
  framework: z.string().optional(),
});

/** The audit that a result is about, without its arrays. */
export const subject = z.strictObject({
  name: z.string(),
  file: z.string(),
  framework: z.string(),
  /** The range of versions whose rules were used. */
  rule: z.string(),
  /** Of several outputs all, joined by ` + `. */
  loss: z.string(),
  dtype: z.string(),
  rows: count,
  batch_size: z.int().positive().nullable(),
});
