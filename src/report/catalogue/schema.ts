/** The result of `list losses NAME`: what schema/catalogue.schema.json publishes, and model.ts' types. */
import * as z from 'zod';
import { number } from '../number-schema.js';

/** Sizes by letter: N rows, C classes or columns, T time steps or tokens, L labels, F features. */
const shape = z.array(z.string()).meta({ description: 'sizes by letter: ["N", "C"]' });

const step = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** What later formulas call its value. */
  symbol: z.string(),
  formula: z.string(),
  shape,
  why: z.string(),
});

const param = z.strictObject({
  name: z.string(),
  kind: z.enum(['flag', 'number', 'integer', 'text', 'choice', 'array', 'axes', 'several']),
  default: z.union([z.boolean(), number, z.string(), z.null()]),
  wanted: z.string().meta({ description: 'what a value must be, in words' }),
  /** Of the framework. */
  versions: z.string(),
  /** What it is in any framework: `smoothing`, `logits`. */
  role: z.string().optional(),
  from: number.optional(),
  to: number.optional(),
  choices: z.array(z.string()).optional(),
});

const slot = z.strictObject({
  name: z.string(),
  /** What else an audit may call it. */
  aliases: z.array(z.string()),
  optional: z.boolean(),
  /** In the formulas; left out where they have none. */
  shape: shape.optional(),
  holds: z.string().optional(),
  scalar: z.boolean().optional(),
});

const constant = z.strictObject({
  of: z.enum(['clip', 'maximum', 'minimum', 'above', 'below', 'added']),
  value: number,
  text: z.string().optional(),
});

const landmark = z.strictObject({
  what: z.string(),
  params: z.record(z.string(), z.any()).optional(),
  value: number,
  /** `ln 10`. */
  known: z.string().optional(),
});

export const catalogueSchema = z
  .strictObject({
    schema: z.literal('lossaudit/catalogue@1'),
    tool: z.strictObject({ name: z.literal('lossaudit'), version: z.string() }),
    framework: z.string(),
    version: z.string(),
    /** `Keras 3.15.1`. */
    title: z.string(),
    /** Said of a version that is not known itself. */
    note: z.string().optional(),
    loss: z.string(),
    family: z.string(),
    /** Those that have it. */
    versions: z.string(),
    names: z.array(z.strictObject({ name: z.string(), versions: z.string(), accepted: z.boolean() })),
    source: z.string().meta({ description: 'the file of the framework' }),
    dtype: z.string(),
    slots: z.array(slot),
    params: z.array(param),
    reductions: z.array(z.string()),
    targets: z.string(),
    predictions: z.string(),
    /** Predictions are kept within [clip, 1 − clip]. */
    clip: number.optional(),
    constants: z.array(constant),
    /** Parameters without a default, as the formulas have them. */
    given: z.record(z.string(), z.string()).optional(),
    score_shape: shape,
    steps: z.array(step),
    /** Steps that are others with an array, a word or a flag. */
    variants: z.array(z.strictObject({ with: z.string(), steps: z.array(step) })),
    landmarks: z.array(landmark),
  })
  .meta({ id: 'catalogue', title: 'lossaudit list losses NAME' });

export type LossReport = z.infer<typeof catalogueSchema>;
