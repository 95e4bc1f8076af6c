/**
 * The JSON of `unroll`: what schema/unroll.schema.json publishes. model.ts makes the result of it, which is
 * lazy.
 */
import * as z from 'zod';
import { count, number } from '../number-schema.js';

const interval = z
  .strictObject({
    from: count.meta({ description: 'first step (or sample) that this line adds' }),
    to: count,
    /** Of a line that names its epoch itself. */
    epoch: number.optional(),
    printed: number,
    mean: number.optional().meta({ description: 'mean of the steps mean_from … to' }),
    mean_from: count.optional(),
    bound: number.optional().meta({
      description: 'the true mean lies within ± this, whatever the log leaves open, unless `if` is there',
    }),
    if: z
      .string()
      .optional()
      .meta({ description: 'mean and bound hold if this does: all batches are equal' }),
    range: z.tuple([number, number]).optional().meta({
      description: 'where the mean lies for every size of the last batch, if the rest of `if` holds',
    }),
    /** For `double`. */
    running: number
      .optional()
      .meta({ description: 'of averages of averages: the mean of the true running averages' }),
    running_bound: number.optional(),
    alternatives: z
      .array(
        z.strictObject({
          /** WAYS and conditions, joined by commas. */
          if: z.string(),
          mean: number.optional(),
          mean_from: count.optional(),
          bound: number.optional(),
          range: z.tuple([number, number]).optional(),
        }),
      )
      .optional()
      .meta({ description: 'where the log does not tell how it was averaged: what each way gives' }),
    log: number.optional().meta({ description: 'of a perplexity: the natural logarithm of `printed`' }),
    log_bound: number.optional().meta({ description: 'how far the digits of `printed` let `log` be off' }),
    mark: z.string().optional().meta({ description: 'what no rounding explains' }),
  })
  .meta({ id: 'interval' });

/**
 * - `running`: the mean of all steps of the epoch so far
 * - `double`: the mean of the running averages so far (the bar of Keras 3.0 – 3.14)
 * - `undecided`: one of these two: each interval has both as alternatives
 * - `window`: the mean of the steps since the line before
 * - `moving`: the mean of the last 20 steps
 * - `median`: the median of the last 20 steps
 * - `value`: as printed; whether an average is not in the log
 * - `state`: a metric that is no mean over batches
 * - `averaged-state`: the mean of its values so far (the bar of Keras 3.0 – 3.14)
 * - `evaluation`: a value of the validation
 * - `exponential`: an exponential average
 * - `sum`: the sum of the steps since the line before
 * - `best`: the smallest or largest value so far
 */
const rule = z.enum([
  'running',
  'double',
  'undecided',
  'window',
  'moving',
  'median',
  'value',
  'state',
  'averaged-state',
  'evaluation',
  'exponential',
  'sum',
  'best',
]);

const metric = z.strictObject({
  name: z.string(),
  rule,
  means: z.string().optional().meta({ description: 'what its values are, where the program is known' }),
  unit: z.literal('%').optional().meta({ description: 'a percent sign stands behind each of its numbers' }),
  sentence: z.string(),
  intervals: z.array(interval),
});

const epoch = z.strictObject({
  epoch: number,
  epochs: number.optional(),
  total: count.optional(),
  printed: count,
  redraw: z
    .strictObject({
      /** Every how many steps a line was printed, where that is regular. */
      every: z.number().optional(),
      milliseconds_per_step: z.number().optional(),
      why: z.string(),
    })
    .optional(),
  missing: z.string().optional(),
  metrics: z.array(metric),
});

const series = z.strictObject({
  format: z.string(),
  title: z.string(),
  kind: z.enum(['progress', 'epoch', 'window', 'summary']),
  /** What `from` and `to` of the intervals count; `line` where the log has no counter. */
  unit: z.enum(['step', 'sample', 'epoch', 'trial', 'line']),
  metrics: z.array(z.string()),
  epoch_count: count,
  rows: count,
  epochs: z.array(epoch),
});

/** `total = Σ weight · output + residual` over the lines. */
const weights = z.strictObject({
  series: z.string(),
  total: z.string(),
  weights: z.record(z.string(), number),
  /**
   * The residual that all lines allow, ± its bound; of one that is not constant the middle of its range and
   * half of it.
   */
  residual: number,
  residual_bound: number,
  residual_range: z.tuple([number, number]),
  /** Does one residual lie within what the printed digits allow, on every line? */
  constant: z.boolean(),
  lines: count,
  how: z.enum(['ones', 'fitted', 'given']),
  equation: z.string(),
  sentence: z.string(),
});

/** `metric(k) = factor · metric(k - 1) + (1 - factor) · of(k)` on all neighbouring lines. */
const moving = z.strictObject({
  series: z.string(),
  metric: z.string(),
  of: z.string(),
  /** All usual ones that the printed digits allow. */
  factors: z
    .array(z.number())
    .meta({ description: 'metric(k) = factor · metric(k - 1) + (1 - factor) · of(k)' }),
  lines: count,
  sentence: z.string(),
});

/** `metric = base ^ of` on all lines that have both, for each base of `bases`. */
const perplexity = z.strictObject({
  series: z.string(),
  metric: z.string(),
  of: z.string(),
  bases: z.array(z.enum(['e', '2'])),
  lines: count,
  sentence: z.string(),
});

/** The printed values held against an audit's arrays. */
const matches = z.strictObject({
  batches: count,
  batch_size: count,
  /** Averaging rules; those that give the same numbers for these batches share one text. */
  rules: z.array(z.strictObject({ title: z.string(), lines: count })),
  /** Printed values compared; `lines` holds the first of them only where there are very many. */
  compared: count,
  reproduced: count,
  /** Epochs of the log of which the arrays give no value: they are of another one. Not compared. */
  other_epochs: z.array(z.number()).optional(),
  lines: z.array(
    z.strictObject({
      series: z.string(),
      epoch: number,
      step: number,
      metric: z.string(),
      printed: number,
      /** The averaging rules under which the arrays give it; empty where none does. */
      rules: z.array(z.string()),
      nearest: number,
    }),
  ),
  explanation: z
    .string()
    .optional()
    .meta({ description: 'of one loss that no rule gives, as `explain` has it: the last one' }),
});

/**
 * What the log holds and the report does not show, by kind:
 * - `line`: lines of no known format
 * - `setting`: clocks, sizes, rates and counters beside the values
 * - `number`: numbers that may be a metric's, but whose name or notation is not known
 * - `cut-number`: numbers at the end of lines that lost digits
 * - `bar`: values of bars over other data, or whose step is not known
 * - `name`: values under names too many
 * - `long-line`: the rest of lines over 64 KB that cannot be parted
 */
const leftAside = z.strictObject({
  what: z.enum(['line', 'setting', 'number', 'cut-number', 'bar', 'name', 'long-line']),
  count,
  names: z.array(z.string()).optional(),
  example: z.string(),
});

export const unrollSchema = z
  .strictObject({
    schema: z.literal('lossaudit/unroll@1'),
    tool: z.strictObject({ name: z.literal('lossaudit'), version: z.string() }),
    log: z.strictObject({
      file: z.string(),
      bytes: count,
      lines: count.meta({ description: 'texts, each state of a redrawn line being one' }),
      recognised: count,
      unrecognised: z.string().optional(),
    }),
    versions: z.strictObject({ range: z.string(), why: z.array(z.string()) }).optional(),
    series: z.array(series),
    output_weights: z.array(weights),
    moving_averages: z.array(moving),
    perplexities: z.array(perplexity).meta({ description: 'perplexities beside a loss' }),
    matches: matches.optional(),
    notes: z.array(z.strictObject({ code: z.string(), message: z.string() })),
    left_aside: z.array(leftAside).meta({ description: 'what the log holds and this result does not show' }),
  })
  .meta({ id: 'unroll', title: 'lossaudit unroll' });

export type UnrollJson = z.infer<typeof unrollSchema>;
