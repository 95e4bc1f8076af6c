/** The results of `check --reporter json` and `engine status --json` as schemas, published in schema/. */
import { z } from 'zod';
import { comparisonSchema, findingSchema } from '../audit/schema.js';
import { count, type SameKeys } from '../number-schema.js';
import type { CheckReport } from './model.js';

const audit = z.strictObject({
  file: z.string(),
  name: z.string(),
  status: z.enum(['passed', 'failed', 'error']),
  comparisons: z.array(comparisonSchema),
  findings: z.array(findingSchema),
  first_departure: z.string().optional().meta({ description: 'the first step whose expected values differ' }),
  error: z
    .strictObject({ code: z.string(), message: z.string(), where: z.string(), hint: z.string() })
    .optional()
    .meta({ description: 'why it could not be audited' }),
  line: z.int().positive().optional().meta({ description: 'of `expect` in the file' }),
});

export const checkSchema = z
  .strictObject({
    schema: z.literal('lossaudit/check@1'),
    passed: count,
    failed: count,
    errors: count,
    audits: z.array(audit),
  })
  .meta({ id: 'check', title: 'lossaudit check' });

/** Fails to compile when the model has a key that the schema lacks. */
export const CHECK_AGREES: SameKeys<CheckReport, z.infer<typeof checkSchema>> = true;

export const enginesSchema = z
  .strictObject({
    schema: z.literal('lossaudit/engines@1'),
    engines: z.array(
      z.strictObject({
        engine: z.string(),
        available: z.boolean(),
        reason: z.string().optional(),
        backend: z.string().optional(),
        versions: z.record(z.string(), z.string()).optional(),
        dtypes: z.array(z.string()).optional(),
        accumulator: z.string().optional(),
        found: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'engines', title: 'lossaudit engine status' });
