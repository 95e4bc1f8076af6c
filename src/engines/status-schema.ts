/** The result of `engine status`: what schema/engines.schema.json publishes. */
import * as z from 'zod';

export const enginesSchema = z
  .strictObject({
    schema: z.literal('lossaudit/engines@1'),
    engines: z.array(
      z.strictObject({
        /** As `--engine` takes it. */
        engine: z.string(),
        available: z.boolean(),
        /** Why it is not available. */
        reason: z.string().optional(),
        backend: z.string().optional(),
        versions: z.record(z.string(), z.string()).optional(),
        dtypes: z.array(z.string()).optional(),
        /** What its sums accumulate in, measured now. */
        accumulator: z.string().optional(),
        /** Where it was found. */
        found: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'engines', title: 'lossaudit engine status' });

export type EngineStatus = z.infer<typeof enginesSchema>['engines'][number];
