/** The result of `replay`: every number that a training loop makes of the losses of its batches. */

interface ReplayBatch {
  /** From 1. */
  step: number;
  rows: number;
  loss: number;
  /** `numerator / counted` is the loss, where it is such a quotient. */
  numerator?: number;
  counted?: number;
  /** The loop's own average after this step. */
  running: number;
  /** What a line printed at this step shows. */
  shown: number;
}

interface LoopResult {
  framework: string;
  title: string;
  source: string;
  /** What the last line of the epoch shows. */
  last: number;
  verbose2?: number;
  /** What the epoch's record (History, `loss_epoch`) holds. */
  epoch: number;
  evaluate: number;
}

export interface PartialBatch {
  rows: number;
  full_rows: number;
  /** Every row counts alike. */
  pooled: number;
  mean_of_means: number;
  /** What one row counts in the mean of means. */
  share_last: number;
  share_full: number;
  /** What one row counts in the pooled value. */
  share_pooled: number;
}

export interface MicroReport {
  rank: number;
  /** Position on its rank, from 1. */
  micro: number;
  rows: number;
  counted?: number;
  loss: number;
  /** What one of its tokens counts in the window's number. */
  weight?: number;
  /** The same over what it would count if all tokens counted alike. */
  relative?: number;
}

/** By the name of the normalisation; left out where the counts are not known. */
export interface NormalizedValues {
  'micro-batch': number;
  tokens?: number;
  samples: number;
  sum?: number;
}

export interface WindowReport {
  step: number;
  micro: MicroReport[];
  values: NormalizedValues;
  /** mean of micro-batch means ÷ token mean */
  factor?: number;
  /** In a window of fewer than K micro-batches: what it is where the program divides by K all the same. */
  divided_by_k?: number;
}

export interface Accumulation {
  accumulate: number;
  ranks: number;
  sharding: string;
  normalize: 'micro-batch' | 'tokens' | 'samples' | 'sum';
  counts: string;
  windows: WindowReport[];
  /** The mean over the windows. */
  epoch: NormalizedValues;
}

export interface TrainerResult {
  title: string;
  /** The range of versions, both included. */
  from: string;
  to: string;
  /** `honours`, `plain`, `drops`, `smoothed`: what kind of model it is. */
  model: string;
  logged: { step: number; loss: number; printed: string }[];
  train_loss: number;
  eval_loss: number;
}

export interface ReplayReport {
  schema: 'lossaudit/replay@1';
  tool: { name: 'lossaudit'; version: string };
  input: {
    name: string;
    file: string;
    framework: string;
    rows: number;
    batch_size: number | null;
    engine?: { name: string; backend: string; version: string; dtype: string };
  };
  loop: { framework: string; title: string; source: string };
  batches: ReplayBatch[];
  last: number;
  verbose2?: number;
  epoch: number;
  evaluate: number;
  loops: LoopResult[];
  /** All rows as one batch, where they can be put together. */
  whole?: number;
  partial?: PartialBatch;
  accumulation?: Accumulation;
  trainer?: TrainerResult[];
  /** With --style: what the framework writes, byte for byte. */
  output?: string;
}
