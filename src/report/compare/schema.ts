/** The result of `compare`: what schema/compare.schema.json publishes, and the types of model.ts. */
import * as z from 'zod';
import { ledger } from '../audit/schema.js';
import { number, subject } from '../number-schema.js';

const member = z.strictObject({
  framework: z.string(),
  versions: z.string().meta({ description: 'ranges of versions that give this number: `2.0 – 2.2.4`' }),
  loss: z.string().meta({ description: 'of several outputs all, joined by ` + `' }),
  params: z.record(z.string(), z.unknown()),
  dtype: z.string(),
  value: number.meta({ description: 'in its own dtype' }),
  value_float64: number,
  difference: number.meta({ description: "from the group's value: rounding" }),
  notes: z.array(z.string()),
});

const parts = z.strictObject({
  /** Its id; `total` where only the sum of the outputs differs. */
  step: z.string(),
  name: z.string(),
  output: z.string().optional().meta({ description: 'which, of several' }),
  here: z.string().meta({ description: "this group's arithmetic there" }),
  there: z.string().meta({ description: "the first group's" }),
});

const group = z.strictObject({
  value: number,
  value_float64: number,
  ledger: ledger
    .nullable()
    .meta({ description: "of its first member; null where the number is several outputs' sum" }),
  formula: z.string(),
  members: z.array(member),
  parts_at: parts
    .nullable()
    .meta({ description: "the first step that differs from the first group's; null for that group" }),
});

export const compareSchema = z
  .strictObject({
    schema: z.literal('lossaudit/compare@1'),
    tool: z.strictObject({ name: z.literal('lossaudit'), version: z.string() }),
    audit: subject,
    groups: z.array(group).meta({ description: "one for each number; the audit's own first" }),
    translated: z.array(
      z.strictObject({
        framework: z.string(),
        versions: z.string(),
        what: z.string().meta({ description: 'the array or parameter' }),
        how: z.string(),
      }),
    ),
    not_comparable: z.array(
      z.strictObject({ framework: z.string(), versions: z.string(), code: z.string(), why: z.string() }),
    ),
  })
  .meta({ id: 'compare', title: 'lossaudit compare' });

export type CompareReport = z.infer<typeof compareSchema>;
