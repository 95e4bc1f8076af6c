/** The report (formats.md): what schema/report.schema.json publishes, and the types of model.ts. */
import * as z from 'zod';
import { count, nested, number } from '../number-schema.js';

export const ledger = z
  .strictObject({
    numerator: number
      .nullable()
      .meta({ description: 'null where it is an array: a mean inside each sample' }),
    denominator: number,
    counted: z.string().meta({ description: 'what the denominator counted' }),
    formula: z.string(),
  })
  .meta({ id: 'ledger' });

const step = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    why: z.string(),
    formula: z.string(),
    shape: z.array(count),
    values: nested.meta({ description: 'nested like the shape; flat head and tail when truncated' }),
    values_float64: nested,
    truncated: z.literal(true).optional(),
    /** Of the headline engine's values; over the finite ones. */
    stats: z.strictObject({ count, min: number, max: number, mean: number, nan: count, infinite: count }),
    ledger: ledger.optional(),
    difference: number.meta({
      description: 'largest difference between the engine and float64 over the values kept',
    }),
  })
  .meta({ id: 'step' });

const value = { value: number, value_float64: number, ledger };

const output = z.strictObject({
  name: z.string(),
  loss: z.string(),
  params: z.record(z.string(), z.unknown()),
  loss_weight: number,
  ...value,
  per_sample: nested.meta({ description: 'what reduction="none" returns' }),
  contributions: nested.nullable().meta({
    description:
      'each score’s share in the value; they add up to 1. null where an operation has no derivative',
  }),
  largest_contributions: z
    .array(z.strictObject({ index: z.array(count), share: number }))
    .optional()
    .meta({ description: 'of contributions that are cut the ten largest by magnitude, and their places' }),
  contributions_note: z.string().optional().meta({ description: 'why there are no shares' }),
  /** per_sample and contributions are cut to head and tail. */
  truncated: z.literal(true).optional(),
  steps: z.array(step),
});

const batch = z.strictObject({
  index: count,
  /** First row and the row after the last. */
  rows: z.tuple([count, count]),
  total: number,
  total_float64: number,
  outputs: z.array(z.strictObject({ name: z.string(), ...value, steps: z.array(step) })),
});

export const findingSchema = z.strictObject({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'note']),
  output: z.string().optional(),
  step: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
  message: z.string(),
});

export const comparisonSchema = z.strictObject({
  what: z.string(),
  expected: z.unknown(),
  actual: z.unknown(),
  difference: number.nullable(),
  tolerance: number.nullable(),
  ulps: number.optional().meta({ description: 'the difference in units in the last place of the dtype' }),
  passed: z.boolean(),
  worst: z
    .array(z.strictObject({ index: z.string(), expected: number, actual: number, difference: number }))
    .optional()
    .meta({ description: 'the elements that differ most' }),
  explanation: z
    .string()
    .optional()
    .meta({ description: 'which known cause gives the expected number exactly' }),
});

export const reportSchema = z
  .strictObject({
    schema: z.literal('lossaudit/report@1'),
    tool: z.strictObject({ name: z.literal('lossaudit'), version: z.string() }),
    audit: z.strictObject({
      name: z.string(),
      file: z.string(),
      framework: z.string(),
      /** The range of versions whose rules were used. */
      rule: z.string(),
      note: z.string().optional(),
      dtype: z.string(),
      rows: count,
      batch_size: z.int().positive().nullable(),
    }),
    engine: z.strictObject({
      name: z.string(),
      backend: z.string(),
      version: z.string(),
      dtype: z.string(),
      accumulator: z.string(),
      note: z.string().optional(),
    }),
    total: number,
    total_float64: number,
    /**
     * How the outputs make the total; of an epoch whose outputs are averaged in another way, how the batches
     * do.
     */
    total_formula: z.string(),
    outputs: z.array(output),
    batches: z.array(batch).optional(),
    batches_truncated: z.literal(true).optional(),
    /** Of all batches, shown or not. */
    batch_count: count.optional(),
    /** Of arrays that a pattern of file names gave: its files in the order of their rows. */
    shards: z
      .array(
        z.strictObject({
          array: z.string(),
          pattern: z.string(),
          files: z.array(z.string()),
          rows: z.array(count),
        }),
      )
      .optional(),
    regularization: number,
    /** Its parts, where they have names. */
    regularization_terms: z.array(z.strictObject({ name: z.string(), value: number })).optional(),
    findings: z.array(findingSchema),
    /** Of arrays in files that are read in parts: those that would need them again, or as a whole. */
    findings_not_looked_for: z.array(z.strictObject({ code: z.string(), why: z.string() })).optional(),
    check: z
      .strictObject({
        passed: z.boolean(),
        comparisons: z.array(comparisonSchema),
      })
      .optional(),
  })
  .meta({ id: 'report', title: 'lossaudit report' });

export type Report = z.infer<typeof reportSchema>;
