/** The result of `unroll` as a zod schema: what schema/unroll.schema.json publishes. */
import { z } from 'zod';
import { count, number, type SameKeys } from '../number-schema.js';
import type { UnrollReport } from './model.js';

const interval = z
  .strictObject({
    from: count.meta({ description: 'first step (or sample) that this line adds' }),
    to: count,
    epoch: number.optional(),
    printed: number,
    mean: number.optional().meta({ description: 'mean of the steps mean_from … to' }),
    mean_from: count.optional(),
    bound: number
      .optional()
      .meta({ description: 'the true mean lies within ± this, whatever the log leaves open, unless `if` is there' }),
    if: z.string().optional().meta({ description: 'mean and bound hold if this does: all batches are equal' }),
    range: z
      .tuple([number, number])
      .optional()
      .meta({ description: 'where the mean lies for every size of the last batch, if the rest of `if` holds' }),
    running: number.optional().meta({ description: 'of averages of averages: the mean of the true running averages' }),
    running_bound: number.optional(),
    alternatives: z
      .array(
        z.strictObject({
          if: z.string(),
          mean: number.optional(),
          mean_from: count.optional(),
          bound: number.optional(),
          range: z.tuple([number, number]).optional(),
        }),
      )
      .optional()
      .meta({ description: 'where the log does not tell how it was averaged: what each way gives' }),
    mark: z.string().optional().meta({ description: 'what no rounding explains' }),
  })
  .meta({ id: 'interval' });

const metric = z.strictObject({
  name: z.string(),
  rule: z.enum([
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
  ]),
  sentence: z.string(),
  intervals: z.array(interval),
});

const epoch = z.strictObject({
  epoch: number,
  epochs: number.optional(),
  total: count.optional(),
  printed: count,
  redraw: z
    .strictObject({ every: z.number().optional(), milliseconds_per_step: z.number().optional(), why: z.string() })
    .optional(),
  missing: z.string().optional(),
  metrics: z.array(metric),
});

const series = z.strictObject({
  format: z.string(),
  title: z.string(),
  kind: z.enum(['progress', 'epoch', 'window', 'summary']),
  unit: z.enum(['step', 'sample', 'epoch', 'line']),
  metrics: z.array(z.string()),
  epoch_count: count,
  rows: count,
  epochs: z.array(epoch),
});

const weights = z.strictObject({
  series: z.string(),
  total: z.string(),
  weights: z.record(z.string(), number),
  residual: number,
  residual_bound: number,
  residual_range: z.tuple([number, number]),
  constant: z.boolean(),
  lines: count,
  how: z.enum(['ones', 'fitted', 'given']),
  equation: z.string(),
  sentence: z.string(),
});

const moving = z.strictObject({
  series: z.string(),
  metric: z.string(),
  of: z.string(),
  factors: z.array(z.number()).meta({ description: 'metric(k) = factor · metric(k - 1) + (1 - factor) · of(k)' }),
  lines: count,
  sentence: z.string(),
});

const matches = z.strictObject({
  batches: count,
  batch_size: count,
  rules: z.array(z.strictObject({ title: z.string(), lines: count })),
  compared: count,
  reproduced: count,
  other_epochs: z.array(z.number()).optional(),
  lines: z.array(
    z.strictObject({
      series: z.string(),
      epoch: number,
      step: number,
      metric: z.string(),
      printed: number,
      rules: z.array(z.string()),
      nearest: number,
    }),
  ),
});

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
    matches: matches.optional(),
    notes: z.array(z.strictObject({ code: z.string(), message: z.string() })),
    left_aside: z.array(leftAside).meta({ description: 'what the log holds and this result does not show' }),
  })
  .meta({ id: 'unroll', title: 'lossaudit unroll' });

/** Fails to compile when the model has a key that the schema lacks; `schema` and `tool` are written by the reporter. */
export const UNROLL_AGREES: SameKeys<UnrollReport, Omit<z.infer<typeof unrollSchema>, 'schema' | 'tool'>> = true;
