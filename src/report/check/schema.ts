/** The result of `check`: what schema/check.schema.json publishes, and the types of model.ts. */
import * as z from 'zod';
import { comparisonSchema, findingSchema } from '../audit/schema.js';
import { count } from '../number-schema.js';

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
    .meta({ description: 'why it could not be audited, or, of one that failed, that it expects nothing' }),
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

export type CheckReport = z.infer<typeof checkSchema>;
