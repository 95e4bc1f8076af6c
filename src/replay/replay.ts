/** From the losses of batches to every number that a training loop shows. */

import {
  type Normalization,
  tokenWeights,
  type Window,
  windowsOf,
  windowValues,
} from '../batches/accumulate.js';
import { type Sharding, shard } from '../batches/shard.js';
import type { LossSource, MicroBatch } from '../batches/source.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { loops, simulatedLoops } from '../loops/index.js';
import { type Feed, type LoopRule, loopNumbers } from '../loops/rule.js';
import type { MicroLoss } from '../loops/simulation.js';
import type {
  Accumulation,
  MicroReport,
  NormalizedValues,
  PartialBatch,
  ReplayReport,
  TrainerResult,
  WindowReport,
} from '../report/replay/model.js';

export interface ReplayOptions {
  readonly batchSize: number;
  readonly accumulate: number;
  readonly ranks: number;
  /** `sampler`, and for simulated loops their own `batches`, if left out. */
  readonly sharding?: Sharding;
  readonly normalize: Normalization;
  readonly loggingSteps: number;
  readonly nanFilter: boolean;
  /** Of simulated loops; the version's default if left out. */
  readonly averageTokens?: boolean;
  readonly feed: Feed;
  /** Also what loops log that are simulated: the Trainer of Hugging Face. */
  readonly trainer?: boolean;
  /** The loop whose numbers stand beside the batches. */
  readonly loop: LoopRule;
}

export type ReplayNumbers = Pick<
  ReplayReport,
  | 'batches'
  | 'last'
  | 'verbose2'
  | 'epoch'
  | 'evaluate'
  | 'loops'
  | 'whole'
  | 'partial'
  | 'accumulation'
  | 'trainer'
>;

/** The batches of one epoch on one rank, in their order. */
export async function epochBatches(
  source: LossSource,
  batchSize: number,
  { progress }: Pick<EvaluateOptions, 'progress'> = {},
): Promise<MicroBatch[]> {
  const size = source.fixed ? 1 : batchSize;
  const count = Math.ceil(source.units / size);
  const batches: MicroBatch[] = [];
  for (let b = 0; b < count; b++) {
    batches.push(await source.batch({ from: b * size, to: Math.min(source.units, (b + 1) * size) }));
    progress?.((b + 1) / count);
  }
  return batches;
}

/** @param batches see epochBatches */
export async function replayNumbers(
  source: LossSource,
  batches: readonly MicroBatch[],
  options: ReplayOptions,
): Promise<ReplayNumbers> {
  const losses = batches.map((b) => b.loss);
  const rows = batches.map((b) => b.rows);
  const own = loopNumbers(options.loop, losses, rows);
  const parallel = options.accumulate > 1 || options.ranks > 1;
  const ranks = parallel ? await rankBatches(source, options, options.sharding ?? 'sampler') : [batches];
  const trained =
    options.ranks > 1 ? await rankBatches(source, options, options.sharding ?? 'batches') : ranks;
  return {
    batches: batches.map((b, i) => ({
      step: i + 1,
      rows: b.rows,
      loss: b.loss,
      ...(b.counted === undefined ? {} : { numerator: b.numerator, counted: b.counted }),
      running: own.average[i]!,
      shown: own.shown[i]!,
    })),
    last: own.last,
    ...(own.verbose2 === undefined ? {} : { verbose2: own.verbose2 }),
    epoch: own.epoch,
    evaluate: own.evaluate,
    loops: loops(options.feed).map((rule) => {
      const { last, verbose2, epoch, evaluate } = loopNumbers(rule, losses, rows);
      const { framework, title, source: read } = rule;
      return {
        framework,
        title,
        source: read,
        last,
        ...(verbose2 === undefined ? {} : { verbose2 }),
        epoch,
        evaluate,
      };
    }),
    ...(await wholeOf(source, batches)),
    ...partialOf(batches),
    ...(parallel ? { accumulation: accumulationOf(source, ranks, options) } : {}),
    ...(options.trainer ? trainerOf(trained, batches, options) : {}),
  };
}

async function rankBatches(
  source: LossSource,
  options: ReplayOptions,
  sharding: Sharding,
): Promise<MicroBatch[][]> {
  const size = source.fixed ? 1 : options.batchSize;
  const ranks: MicroBatch[][] = [];
  for (const own of shard(source.units, size, options.ranks, sharding)) {
    const batches: MicroBatch[] = [];
    for (const indices of own) batches.push(await source.batch(indices));
    ranks.push(batches);
  }
  return ranks;
}

async function wholeOf(source: LossSource, batches: readonly MicroBatch[]): Promise<{ whole?: number }> {
  if (batches.length === 1) return {};
  if (!source.fixed) return { whole: (await source.batch({ from: 0, to: source.units })).loss };
  if (batches.some((b) => b.numerator === undefined)) return {};
  const sum = (pick: (b: MicroBatch) => number) => batches.reduce((n, b) => n + pick(b), 0);
  return { whole: sum((b) => b.numerator as number) / sum((b) => b.counted as number) };
}

/** The last batch has fewer rows than the others: what that does. */
function partialOf(batches: readonly MicroBatch[]): { partial?: PartialBatch } {
  const last = batches[batches.length - 1]!;
  const full = batches[0]!.rows;
  const S = batches.length;
  if (S < 2 || last.rows >= full || batches.slice(0, -1).some((b) => b.rows !== full)) return {};
  const rows = batches.reduce((n, b) => n + b.rows, 0);
  return {
    partial: {
      rows: last.rows,
      full_rows: full,
      pooled: batches.reduce((sum, b) => sum + b.rows * b.loss, 0) / rows,
      mean_of_means: batches.reduce((sum, b) => sum + b.loss, 0) / S,
      share_last: 1 / (S * last.rows),
      share_full: 1 / (S * full),
      share_pooled: 1 / rows,
    },
  };
}

function accumulationOf(
  source: LossSource,
  ranks: readonly (readonly MicroBatch[])[],
  options: ReplayOptions,
): Accumulation {
  const { accumulate, sharding = 'sampler', normalize } = options;
  const windows = windowsOf(ranks, accumulate).map((w, i) => windowReport(w, i + 1, ranks.length, options));
  const mean = (pick: (v: NormalizedValues) => number | undefined) => {
    const values = windows.map((w) => pick(w.values));
    return values.some((v) => v === undefined)
      ? undefined
      : values.reduce<number>((a, b) => a + (b as number), 0) / values.length;
  };
  return {
    accumulate,
    ranks: ranks.length,
    sharding,
    normalize,
    counts: source.counts,
    windows,
    epoch: {
      'micro-batch': mean((v) => v['micro-batch']) as number,
      ...defined(
        'tokens',
        mean((v) => v.tokens),
      ),
      samples: mean((v) => v.samples) as number,
      ...defined(
        'sum',
        mean((v) => v.sum),
      ),
    },
  };
}

function defined<K extends string>(key: K, value: number | undefined): Partial<Record<K, number>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, number>>);
}

function windowReport(window: Window, step: number, ranks: number, options: ReplayOptions): WindowReport {
  const { tokens, sum, ...always } = windowValues(window, ranks);
  const mean = always['micro-batch'] as number;
  const weights = tokenWeights(window, ranks, options.normalize);
  const alike = tokenWeights(window, ranks, 'tokens');
  const micro = window.micro.map((m, i): MicroReport => {
    const weight = weights[i];
    const equal = alike[i];
    return {
      rank: m.rank,
      micro: m.index + 1,
      rows: m.rows,
      ...defined('counted', m.counted),
      loss: m.loss,
      ...defined('weight', weight),
      ...defined('relative', weight === undefined || equal === undefined ? undefined : weight / equal),
    };
  });
  return {
    step,
    micro,
    values: {
      'micro-batch': mean,
      ...defined('tokens', tokens),
      samples: always.samples as number,
      ...defined('sum', sum),
    },
    ...defined('factor', tokens === undefined || tokens === 0 ? undefined : mean / tokens),
    ...(window.depth < options.accumulate
      ? { divided_by_k: (mean * window.depth) / options.accumulate }
      : {}),
  };
}

/** What simulated loops log for such micro-batches, for every range of versions and kind of model. */
function trainerOf(
  ranks: readonly (readonly MicroBatch[])[],
  batches: readonly MicroBatch[],
  options: ReplayOptions,
): { trainer?: TrainerResult[] } {
  const known = [...ranks.flat(), ...batches].every((m) => m.numerator !== undefined);
  // Ranks with different numbers of batches would wait for each other forever.
  if (!known || new Set(ranks.map((r) => r.length)).size > 1) return {};
  const micro = ranks.map((own) => own.map(microLoss));
  const evaluated = batches.map((b) => ({ ...microLoss(b), rows: b.rows }));
  const trainer = simulatedLoops().map((loop): TrainerResult => {
    const { title, from, to, model } = loop;
    const { logged, epoch, evaluate } = loop.simulate(micro, evaluated, options);
    return { title, from, to, model, logged: [...logged], train_loss: epoch, eval_loss: evaluate };
  });
  return { trainer };
}

function microLoss(m: MicroBatch): MicroLoss {
  return {
    sum: m.numerator as number,
    targets: m.counted as number,
    labels: m.items ?? (m.counted as number),
  };
}
