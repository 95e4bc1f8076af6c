/**
 * The audit file (formats.md) as a zod schema: the envelope only; arrays are checked where they are loaded.
 */
import * as z from 'zod';
import { ACTIVATIONS } from '../frameworks/settings.js';
import { conditions } from '../report/number-schema.js';
import { ARITHMETICS } from '../tensor/ndarray.js';
import { WRITTEN_NUMBER } from '../text/written-number.js';

/**
 * Numbers, nested numbers, a file, or an object that says dtype or key. Published as a reference so that it
 * is said once.
 */
export const arraySpec = z.any().meta({
  id: 'array',
  description:
    'Nested numbers, a file name, {"file", "key", "dtype"} or {"values", "dtype"}. NaN, Infinity, ' +
    '-Infinity also as strings.',
  anyOf: [{ type: 'number' }, { type: 'boolean' }, { type: 'array' }, { type: 'string' }, { type: 'object' }],
});

const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
/** Digits as a program prints them: how many there are is what the number is held against. */
const NO_NUMBER =
  'no number as it was printed ("4.1276"), nor a list such as [{"value": "0.52", "batch_size": 16}]';
const REPORTED = new RegExp(`^${WRITTEN_NUMBER}$`, 'i');
/** Any number, NaN and infinities, too: what is read is its text. */
const printedNumber = z
  .any()
  .refine((x) => typeof x === 'number', { error: NO_NUMBER, abort: true })
  .meta({ type: 'number' }) as unknown as z.ZodType<number>;
const printed = z.union([z.string().regex(REPORTED, { error: NO_NUMBER }), printedNumber]);
const reportedNumber = z.strictObject({
  value: printed,
  of: z
    .string()
    .regex(/^(?:loss|history|outputs\..+\.loss)$/, 'it is loss, history or outputs.<name>.loss')
    .optional(),
  ...conditions.shape,
});
/** No model has more outputs, or more terms of regularization; their sum is one expression. */
const MOST_OUTPUTS = 1000;
/**
 * A boolean, number, text, null, or an array: which of them a parameter takes its loss says. No union, which
 * would try them in turn.
 */
const paramSpec = z.any().meta({
  anyOf: ['boolean', 'number', 'string', 'null', 'array', 'object'].map((type) => ({ type })),
});
const params = z
  .record(z.string(), paramSpec)
  .meta({ description: 'The arguments of the loss under the framework’s names; reduction among them.' });
const classWeight = z.record(z.string().regex(/^-?\d+$/, 'class indices are integers'), z.number());

const outputKeys = {
  loss: z.string(),
  params: params.optional(),
  y_true: arraySpec.optional(),
  y_pred: arraySpec.optional(),
  input: arraySpec.optional().meta({ description: 'The same as y_pred.' }),
  target: arraySpec.optional().meta({ description: 'The same as y_true.' }),
  inputs: z
    .record(z.string(), arraySpec)
    .meta({ description: 'The further arrays of a loss under their names: anchor, positive, var, …' })
    .optional(),
  mask: arraySpec.optional(),
  sample_weight: arraySpec.optional(),
  class_weight: classWeight.optional(),
};

const tolerance = z.number().nonnegative();

const expectOutput = z.strictObject({ loss: number.optional(), per_sample: arraySpec.optional() });

const expectation = z
  .strictObject({
    loss: number.optional(),
    total: number.optional(),
    per_sample: arraySpec.optional(),
    outputs: z.record(z.string(), expectOutput).optional(),
    steps: z.record(z.string(), arraySpec).optional(),
    findings: z.array(z.string()).optional(),
    error: z.union([z.string(), z.literal(true)]).optional(),
    rtol: tolerance.optional(),
    atol: tolerance.optional(),
  })
  .refine((e) => (e.rtol === undefined) === (e.atol === undefined), {
    message: 'rtol and atol go together: give both, or neither for the defaults of the dtype',
  });

export const auditSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().optional(),
    framework: z.string().optional(),
    backend: z.string().optional(),
    mode: z.string().optional(),
    activation: z.enum(ACTIVATIONS).optional(),
    ...outputKeys,
    loss: outputKeys.loss.optional(),
    outputs: z
      .record(
        z.string(),
        z.strictObject({
          ...outputKeys,
          loss: outputKeys.loss.nullable().meta({ description: 'null: this output is not trained.' }),
          loss_weight: z.number().optional(),
        }),
      )
      .refine((outputs) => Object.keys(outputs).length <= MOST_OUTPUTS, `more than ${MOST_OUTPUTS} outputs`)
      .optional(),
    regularization: z
      .union([
        z.number(),
        z
          .record(z.string(), z.number())
          .refine((terms) => Object.keys(terms).length <= MOST_OUTPUTS, `more than ${MOST_OUTPUTS} terms`),
      ])
      .optional(),
    batch_size: z.int().positive().optional(),
    dtype: z.enum(ARITHMETICS).optional(),
    reported: z
      .union([z.array(reportedNumber).min(1, 'an empty list reports no number'), printed])
      .optional(),
    expect: expectation.optional(),
  })
  .meta({ id: 'audit', title: 'lossaudit audit file' });

export type AuditFile = z.infer<typeof auditSchema>;
