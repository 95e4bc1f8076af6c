/**
 * What training loops logged (fixtures/loops/reference.json: transformers' Trainer in seven versions, ranks,
 * accelerate, Lightning, tfjs `fit`, DDP; each case names its library and version).
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { windowsOf, windowValues } from '../../src/batches/accumulate.js';
import { shard } from '../../src/batches/shard.js';
import { givenSource } from '../../src/batches/source.js';
import { type ModelKind, trainerEvalLoss, trainerLog, trainerLoop } from '../../src/loops/huggingface.js';
import { lightningLoop } from '../../src/loops/lightning.js';
import { loopNumbers } from '../../src/loops/rule.js';
import type { MicroLoss } from '../../src/loops/simulation.js';
import { tfjsLayersLoop } from '../../src/loops/tfjs-layers.js';
import { pythonRounded } from '../../src/text/python-format.js';
import { ROOT } from '../cli/run-cli.js';

interface Inputs {
  logits: number[][][];
  labels: number[][];
  per_sample_sum: number[];
  shifted_targets: number[];
  labels_not_ignored: number[];
  per_sample_loss: number[];
}

interface LogCase {
  id: string;
  version: string;
  library: string;
  scenario: string;
  params: Record<string, number | boolean>;
  inputs: Inputs;
  expected: { losses: (number | string)[]; train_loss: number | string; eval_loss?: number };
}

const { log_cases: cases } = JSON.parse(readFileSync(`${ROOT}fixtures/loops/reference.json`, 'utf8')) as {
  log_cases: LogCase[];
};
/** float32 sums; a log rounded to four decimals says less. */
const RTOL = 2e-6;
const close = (actual: number, expected: number | string) => {
  if (Number.isNaN(Number(expected))) expect(actual).toBeNaN();
  else expect(Math.abs(actual - Number(expected))).toBeLessThanOrEqual(RTOL * Math.abs(Number(expected)));
};

const KINDS: Readonly<Record<string, ModelKind>> = {
  kwargs: 'honours',
  plain: 'plain',
  drops: 'drops',
  ls: 'smoothed',
};

/** The rows' losses: plain, or smoothed as LabelSmoother defines it. */
function rowsOf({ inputs, params }: LogCase): MicroLoss[] {
  const epsilon = Number(params.label_smoothing_factor ?? 0);
  return inputs.labels.map((labels, i) => {
    let sum = 0;
    labels.slice(1).forEach((label, t) => {
      if (label === -100) return;
      const x = inputs.logits[i][t];
      const norm = Math.log(x.reduce((s, v) => s + Math.exp(v), 0));
      const uniform = x.reduce((s, v) => s + norm - v, 0) / x.length;
      sum += (1 - epsilon) * (norm - x[label]) + epsilon * uniform;
    });
    return { sum, targets: inputs.shifted_targets[i], labels: inputs.labels_not_ignored[i] };
  });
}

function merged(rows: readonly MicroLoss[]): MicroLoss & { rows: number } {
  const sum = (pick: (r: MicroLoss) => number) => rows.reduce((n, r) => n + pick(r), 0);
  return {
    sum: sum((r) => r.sum),
    targets: sum((r) => r.targets),
    labels: sum((r) => r.labels),
    rows: rows.length,
  };
}

const trainer = cases.filter((c) => c.library === 'transformers.Trainer');

describe('transformers.Trainer', () => {
  test('the inputs are what the cases say of them', () => {
    rowsOf(trainer[0]).forEach((r, i) => {
      close(r.sum, trainer[0].inputs.per_sample_sum[i]);
    });
  });

  test.each(trainer.map((c) => [c.id, c] as const))('%s', (id, c) => {
    const rule = trainerLoop(c.version);
    const kind = KINDS[(/-(kwargs|plain|drops|ls)\b/.exec(id) ?? [])[1] ?? 'kwargs'] as ModelKind;
    const rows = rowsOf(c);
    if (c.expected.eval_loss !== undefined) {
      const size = Number(c.params.per_device_eval_batch_size);
      const batches = shard(rows.length, size, 1, 'batches')[0].map((b) => merged(b.map((i) => rows[i])));
      close(trainerEvalLoss(rule, kind, batches), c.expected.eval_loss);
      return;
    }
    const nan = id.includes('nan-filter');
    const ranks = nan
      ? [[1, 2, Number.NaN, Number.NaN, Number.NaN].map((x) => ({ sum: x, targets: 1, labels: 1 }))]
      : shard(
          rows.length,
          Number(c.params.per_device_train_batch_size),
          Number(c.params.world_size),
          'batches',
        ).map((own) => own.map((b) => merged(b.map((i) => rows[i]))));
    const log = trainerLog(rule, kind, ranks, {
      accumulate: Number(c.params.gradient_accumulation_steps),
      loggingSteps: Number(c.params.logging_steps ?? 1),
      nanFilter: c.params.logging_nan_inf_filter !== false,
      averageTokens: c.params.average_tokens_across_devices as boolean | undefined,
    });
    expect(log.logged.length).toBe(c.expected.losses.length);
    log.logged.forEach(({ loss }, i) => {
      const expected = c.expected.losses[i];
      // Up to 4.57 the history itself is rounded.
      if (rule.printed === 'round 4') expect(pythonRounded(loss, 4)).toBe(pythonRounded(Number(expected), 4));
      else close(loss, expected);
    });
    close(log.trainLoss, c.expected.train_loss);
  });
});

function source(loss: readonly number[]) {
  return givenSource({
    perSample: {
      sum: Float64Array.from(loss),
      tokens: new Float64Array(loss.length).fill(1),
      items: new Float64Array(loss.length).fill(1),
    },
  } as never);
}

const byId = (id: string) => cases.find((c) => c.id === id) as unknown as { inputs: Inputs; expected: never };

describe('Lightning and accelerate', async () => {
  const { inputs } = byId('accelerate-accumulate');
  const losses = source(inputs.per_sample_loss);
  const [shards] = shard(7, 3, 1, 'sampler');
  const batches = await Promise.all(shards.map((b) => losses.batch(b)));

  test('the step value is the last batch, the epoch value counts rows', () => {
    const { metrics } = byId('lightning-fit-acc2').expected as { metrics: Record<string, number> };
    const numbers = loopNumbers(
      lightningLoop,
      batches.map((b) => b.loss),
      batches.map((b) => b.rows),
    );
    close(numbers.last, metrics.loss_step);
    close(numbers.epoch, metrics.loss_epoch);
    close(numbers.evaluate, metrics.val_loss);
  });

  test('gradients are divided by K, in a short last window too', () => {
    // The loss of a sample is its gradient: the model is linear in it.
    const { grads_at_optimizer_step: gradients } = byId('lightning-fit-acc2').expected as {
      grads_at_optimizer_step: number[];
    };
    windowsOf([batches], 2).forEach((w, i) => {
      close((windowValues(w, 1)['micro-batch'] as number) * (w.depth / 2), gradients[i]);
    });
    const steps = byId('accelerate-accumulate').expected as { loss: number; grad: number }[];
    steps.forEach((s, i) => {
      close(batches[i].loss, s.loss);
    });
    close(gradients[0], steps[1].grad);
    close(gradients[1], steps[2].grad);
  });
});

test('DDP averages the gradients of the ranks', async () => {
  const expected = byId('ddp-gradients').expected as Record<string, number>;
  const [first, second] = (byId('ddp-gradients').inputs as unknown as { micro_batches: number[][][] })
    .micro_batches;
  const micro = (values: number[]) => source(values).batch({ from: 0, to: values.length });
  // One step over {1, 2, 3} on one rank and {10} on the other.
  const [step] = windowsOf([[await micro(first[0])], [await micro(second[0])]], 1);
  close(windowValues(step, 2)['micro-batch'] as number, expected.mean_loss_one_step);
  close(windowValues(step, 2).sum as number, expected.sum_loss_one_step);
  const [both] = windowsOf([await Promise.all(first.map(micro)), await Promise.all(second.map(micro))], 2);
  close(windowValues(both, 2)['micro-batch'] as number, expected.accumulated_mean_over_2);
  close(windowValues(both, 2).tokens as number, expected.sum_over_global_count_times_world);
});

describe('tfjs-layers fit', () => {
  const l = [1, 2, 3, 4, 10, 20, 30];
  const fitted = async (losses: readonly number[]) => {
    const [shards] = shard(7, 3, 1, 'sampler');
    const batches = await Promise.all(shards.map((b) => source(losses).batch(b)));
    return loopNumbers(
      tfjsLayersLoop,
      batches.map((b) => b.loss),
      batches.map((b) => b.rows),
    );
  };

  test('class weights multiply the loss, not the validation', async () => {
    const { history } = byId('tfjs-layers-fit-classWeight').expected as { history: Record<string, number[]> };
    close((await fitted(l.map((x, i) => x * (i < 4 ? 1 : 10)))).epoch, history.loss[0]);
    close((await fitted(l)).evaluate, history.val_loss[0]);
  });

  test('a penalty is in the loss, not in the validation', async () => {
    const { history } = byId('tfjs-layers-fit-regularizer').expected as { history: Record<string, number[]> };
    close((await fitted(l.map((x) => x + 0.5))).epoch, history.loss[0]);
    close((await fitted(l)).evaluate, history.val_loss[0]);
  });
});
