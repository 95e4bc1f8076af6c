/**
 * What the Hugging Face Trainer logs, by version (others.md, D.2 and D.3; read in transformers/trainer.py of
 * each range). One optimizer step takes a window of K micro-batches; what a micro-batch adds to the logged
 * loss depends on what the Trainer believes of the model.
 */

import { pythonGeneral, pythonRounded } from '../text/python-format.js';
import { Version, VersionRange } from '../text/version.js';
import type { LoopSimulation, MicroLoss, SimulationOptions } from './simulation.js';

/**
 * - `honours`: the model divides the sum of its tokens' losses by `num_items_in_batch`
 * - `plain`: its forward takes no keyword arguments; it returns the mean of its own tokens
 * - `drops`: its forward takes `**kwargs` and ignores `num_items_in_batch`: taken for one that honours it
 * - `smoothed`: `label_smoothing_factor`, whose loss the Trainer computes itself
 */
const MODEL_KINDS = ['honours', 'plain', 'drops', 'smoothed'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** `items`: Σ of the micro-batch ÷ items of the window; `mean / K`; `mean`: not divided by K at all. */
type Share = 'items' | 'mean / K' | 'mean';

export interface TrainerLoop {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly shares: Readonly<Record<ModelKind, Share>>;
  /**
   * What `num_items_in_batch` counts: targets, or all labels ≠ −100 (those that the shift drops included).
   */
  readonly items: 'targets' | 'labels';
  /** A window with fewer than K micro-batches at the end of the epoch: left out, or a step of its own. */
  readonly lastWindow: 'left out' | 'own step';
  /** What `mean / K` divides by in such a window. */
  readonly divisor: 'K' | 'micro-batches there';
  /** Does `evaluate` divide by `num_items_in_batch` too? */
  readonly evaluateItems: boolean;
  /** The default of `average_tokens_across_devices`. */
  readonly averageTokens: boolean;
  /** How the loss is printed: `round(x, 4)`, or four significant digits. */
  readonly printed: 'round 4' | '4 significant';
}

const SHARES = {
  before: { honours: 'mean / K', plain: 'mean / K', drops: 'mean / K', smoothed: 'mean / K' },
  undivided: { honours: 'items', plain: 'mean', drops: 'mean', smoothed: 'mean' },
  named: { honours: 'items', plain: 'mean / K', drops: 'mean / K', smoothed: 'mean' },
  kwargs: { honours: 'items', plain: 'mean / K', drops: 'mean', smoothed: 'mean' },
  now: { honours: 'items', plain: 'mean / K', drops: 'mean', smoothed: 'items' },
} as const;

const OLD = {
  lastWindow: 'left out',
  divisor: 'K',
  evaluateItems: false,
  averageTokens: false,
  printed: 'round 4',
} as const;
const OWN_STEP = { ...OLD, lastWindow: 'own step' } as const;
const PRESENT = { ...OWN_STEP, divisor: 'micro-batches there', averageTokens: true } as const;

const LOOPS: readonly Omit<TrainerLoop, 'title'>[] = [
  { from: '4.0', to: '4.45', shares: SHARES.before, items: 'targets', ...OLD },
  { from: '4.46.0', to: '4.46.1', shares: SHARES.undivided, items: 'targets', ...OLD },
  { from: '4.46.2', to: '4.46.3', shares: SHARES.named, items: 'labels', ...OLD },
  { from: '4.47', to: '4.51', shares: SHARES.kwargs, items: 'labels', ...OLD },
  { from: '4.52', to: '4.53', shares: SHARES.kwargs, items: 'labels', ...OWN_STEP },
  { from: '4.54', to: '4.54', shares: SHARES.kwargs, items: 'labels', ...OWN_STEP, averageTokens: true },
  { from: '4.55', to: '4.56', shares: SHARES.kwargs, items: 'labels', ...PRESENT },
  { from: '4.57', to: '4.57', shares: SHARES.kwargs, items: 'labels', ...PRESENT, evaluateItems: true },
  {
    from: '5.0',
    to: '5.9',
    shares: SHARES.kwargs,
    items: 'labels',
    ...PRESENT,
    evaluateItems: true,
    printed: '4 significant',
  },
  { from: '5.10', to: '5.14', shares: SHARES.kwargs, items: 'targets', ...PRESENT, printed: '4 significant' },
  { from: '5.15', to: '5.23', shares: SHARES.now, items: 'targets', ...PRESENT, printed: '4 significant' },
];

/** Oldest first. */
export const TRAINER_LOOPS: readonly TrainerLoop[] = LOOPS.map((rule, i) => {
  const range = new VersionRange(rule.from, i === LOOPS.length - 1 ? undefined : rule.to);
  return { title: `transformers ${range.text}`, ...rule };
});

/** @returns the loop whose range covers `4.46.3`; the newest for later versions */
export function trainerLoop(version: string): TrainerLoop {
  const v = new Version(version);
  return TRAINER_LOOPS.find((r) => v.within(`${r.from}-${r.to}`)) ?? TRAINER_LOOPS[TRAINER_LOOPS.length - 1]!;
}

export interface TrainerLog {
  /** L(s) of every optimizer step, the mean over ranks. */
  readonly steps: number[];
  readonly logged: { readonly step: number; readonly loss: number }[];
  readonly trainLoss: number;
}

/** @param ranks the micro-batches of each rank, equally many */
export function trainerLog(
  rule: TrainerLoop,
  kind: ModelKind,
  ranks: readonly (readonly MicroLoss[])[],
  options: SimulationOptions,
): TrainerLog {
  const { accumulate: K, loggingSteps, nanFilter, averageTokens = rule.averageTokens } = options;
  const count = ranks[0]!.length;
  const whole = rule.lastWindow === 'own step' ? Math.ceil(count / K) : Math.floor(count / K);
  const windows = Math.max(1, whole);
  const steps: number[] = [];
  const logged: { step: number; loss: number }[] = [];
  const pending = ranks.map(() => 0);
  let total = 0;
  let lastLog = 0;
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  for (let s = 0; s < windows; s++) {
    const window = ranks.map((micro) => micro.slice(s * K, (s + 1) * K));
    // Counted over all ranks, the items are the same for each.
    const all = averageTokens ? itemsOf(rule, window.flat()) : undefined;
    const losses = window.map((own) => contributions(rule, kind, own, all, window.length, K));
    steps.push(mean(losses.map((l) => l.reduce((a, b) => a + b, 0))));
    losses.forEach((own, r) => {
      // The filter adds the mean so far in place of what is not finite (Trainer._inner_training_loop).
      for (const loss of own)
        pending[r]! += nanFilter && !Number.isFinite(loss) ? pending[r]! / (1 + s - lastLog) : loss;
    });
    if ((s + 1) % loggingSteps !== 0) continue;
    const sum = mean(pending);
    logged.push({ step: s + 1, loss: sum / (s + 1 - lastLog) });
    total += sum;
    pending.fill(0);
    lastLog = s + 1;
  }
  return { steps, logged, trainLoss: (total + mean(pending)) / windows };
}

function itemsOf(rule: TrainerLoop, micro: readonly MicroLoss[]): number {
  return micro.reduce((sum, m) => sum + (rule.items === 'labels' ? m.labels : m.targets), 0);
}

/**
 * What each micro-batch of a window adds to the loss that its rank reports.
 * @param own the rank's micro-batches
 * @param all the items of all ranks, where they are counted together
 */
function contributions(
  rule: TrainerLoop,
  kind: ModelKind,
  own: readonly MicroLoss[],
  all: number | undefined,
  ranks: number,
  accumulate: number,
): number[] {
  const share = rule.shares[kind];
  const items = all ?? itemsOf(rule, own);
  const K = rule.divisor === 'K' ? accumulate : own.length;
  // Taken for a loss per global token, it is multiplied by the number of ranks, over which the log averages.
  const scale = all !== undefined && share !== 'mean / K' ? ranks : 1;
  return own.map((m) => {
    if (share === 'items') return (scale * m.sum) / items;
    return (scale * m.sum) / m.targets / (share === 'mean / K' ? K : 1);
  });
}

/** `eval_loss`: the batches' losses weighted by their rows. */
export function trainerEvalLoss(
  rule: TrainerLoop,
  kind: ModelKind,
  batches: readonly (MicroLoss & { readonly rows: number })[],
): number {
  const byItems = rule.evaluateItems && rule.shares[kind] === 'items';
  const loss = (m: MicroLoss) => m.sum / (byItems && rule.items === 'labels' ? m.labels : m.targets);
  const rows = batches.reduce((n, b) => n + b.rows, 0);
  return batches.reduce((sum, b) => sum + b.rows * loss(b), 0) / rows;
}

/** Every range of versions with every kind of model. */
export const trainerSimulations: readonly LoopSimulation[] = TRAINER_LOOPS.flatMap((loop) =>
  MODEL_KINDS.map((model) => ({
    title: loop.title,
    from: loop.from,
    to: loop.to,
    model,
    simulate(ranks, evaluated, options) {
      const { logged, trainLoss } = trainerLog(loop, model, ranks, options);
      return {
        logged: logged.map((l) => ({ ...l, printed: printedLoss(loop, l.loss) })),
        epoch: trainLoss,
        evaluate: trainerEvalLoss(loop, model, evaluated),
      };
    },
  })),
);

function printedLoss({ printed }: TrainerLoop, loss: number): string {
  return printed === 'round 4' ? pythonRounded(loss, 4) : pythonGeneral(loss, 4);
}
