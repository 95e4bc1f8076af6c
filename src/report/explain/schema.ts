/** The result of `explain`: what schema/explain.schema.json publishes, and the types of model.ts. */
import * as z from 'zod';
import { ledger } from '../audit/schema.js';
import { conditions, count, number, subject } from '../number-schema.js';

const change = z.strictObject({
  what: z.string().meta({
    description: 'the key of the audit that changes (params.from_logits, sample_weight), or what else does',
  }),
  from: z.unknown().meta({ description: 'as the audit has it; a text of arrays' }),
  to: z.unknown(),
  family: z.string().meta({ description: 'the group of causes: denominator, batches, labels, …' }),
});

const patch = z
  .record(z.string(), z.unknown())
  .nullable()
  .meta({
    description:
      'a JSON Merge Patch (RFC 7396) on the audit file that makes `compute` give the value; null where no ' +
      'key can say it',
  });

const hypothesis = {
  id: z.string().meta({ description: 'what=to of its changes, joined by " + "' }),
  changes: z.array(change),
  sentence: z.string(),
  values: z.array(number).meta({ description: 'what it gives for each reported number' }),
  patch,
};

const quotient = ledger
  .nullable()
  .meta({ description: 'null where the number is no quotient, or one of several outputs or batches' });

const cause = z.strictObject({
  ...hypothesis,
  matches: count.meta({ description: 'how many of the reported numbers it gives' }),
  of: count.meta({ description: 'how many were reported' }),
  rank: z.int().positive(),
  chance: z
    .number()
    .min(0)
    .max(1)
    .meta({ description: 'that a hypothesis no more costly meets the numbers by accident' }),
  ledger: quotient,
  formula: z
    .string()
    .nullable()
    .meta({ description: 'what was done with the loss afterwards: exp(loss), say' }),
  same: z.array(z.strictObject({ id: z.string(), sentence: z.string(), patch })).meta({
    description: 'other ways to the same number: those that no input tells apart, and far less likely ones',
  }),
});

export const explainSchema = z
  .strictObject({
    schema: z.literal('lossaudit/explain@1'),
    tool: z.strictObject({ name: z.literal('lossaudit'), version: z.string() }),
    audit: subject,
    reported: z.array(
      z.strictObject({
        text: z.string(),
        interval: z.tuple([number, number]).meta({ description: 'what its digits leave' }),
        of: z.string(),
        conditions,
        computed: number
          .nullable()
          .meta({ description: 'what the audit gives there; null where it does not say' }),
      }),
    ),
    computed: number
      .nullable()
      .meta({ description: 'what the audit as it stands gives for the first reported number' }),
    ledger: quotient,
    verdict: z.enum(['agrees', 'explained', 'ambiguous', 'chance', 'unexplained', 'undecidable']),
    causes: z.array(cause),
    nearest: z
      .array(z.strictObject(hypothesis))
      .optional()
      .meta({ description: 'where nothing gives the number, what comes near: no causes' }),
    tried: z.strictObject({
      hypotheses: count,
      distinct: count.meta({ description: 'different numbers among them' }),
      pruned: count.meta({ description: 'left out because these arrays make no difference' }),
      not_tried: count.meta({ description: 'left out because the time was up' }),
      untried: z
        .array(
          z.strictObject({
            changes: count.meta({ description: 'made at once' }),
            count,
            of: z.array(z.string()).meta({ description: 'what the last of these changes is of' }),
          }),
        )
        .optional()
        .meta({ description: 'what `not_tried` counts; causes among them are not told' }),
      chance: z
        .number()
        .min(0)
        .max(1)
        .meta({ description: 'that one no more costly than the best meets the numbers by accident' }),
    }),
    separate: z
      .strictObject({ how: z.string(), patch })
      .nullable()
      .meta({ description: 'an input for which the causes give different numbers' }),
    undecidable: z.array(
      z.strictObject({
        code: z.string(),
        bring: z.string().meta({ description: 'what would decide it' }),
      }),
    ),
  })
  .meta({ id: 'explain', title: 'lossaudit explain' });

export type Explanation = z.infer<typeof explainSchema>;
