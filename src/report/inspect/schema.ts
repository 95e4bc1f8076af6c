/** The result of `inspect`: what schema/inspect.schema.json publishes, and the types of model.ts. */
import * as z from 'zod';
import { count, number } from '../number-schema.js';

const key = z
  .string()
  .nullable()
  .meta({ description: 'Its name in the file; null of a file that is one array.' });

const array = z.strictObject({
  key,
  shape: z.array(count),
  dtype: z.string(),
  min: number.nullable().meta({ description: 'Of the finite values; null where there are none.' }),
  max: number.nullable(),
  nan: count,
  infinite: count,
});

/** What is no array of numbers, or damaged. */
const refused = z.strictObject({
  key,
  error: z.strictObject({ code: z.string(), message: z.string(), hint: z.string() }),
});

export const inspectSchema = z
  .strictObject({
    schema: z.literal('lossaudit/inspect@1'),
    tool: z.strictObject({ name: z.literal('lossaudit'), version: z.string() }),
    file: z.string(),
    format: z.string().meta({ description: 'npy, npz, safetensors, parquet, arrow, csv, json, jsonl' }),
    bytes: count,
    arrays: z.array(z.union([array, refused])),
  })
  .meta({ id: 'inspect', title: 'lossaudit inspect' });

export type InspectReport = z.infer<typeof inspectSchema>;
