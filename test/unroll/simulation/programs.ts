/**
 * Programs whose averaging is known: fairseq, mmcv, mmengine, ESPnet, Megatron, Darknet, meters, flair, YOLO.
 */
import { lossesOf, lossKind, sizesOf, stepsOf } from './losses.js';
import { double, exponent, fixed, running } from './numbers.js';
import type { Random } from './random.js';
import { runningMean, training } from './scripts.js';
import type { SimulatedEpoch, SimulatedLog, TrueRule } from './types.js';

interface Made {
  readonly lines: readonly string[];
  readonly epochs: readonly SimulatedEpoch[];
  readonly rule: TrueRule;
  readonly fromZero?: boolean;
  readonly firstEpoch?: number;
  readonly window?: number;
  readonly rules?: SimulatedLog['rules'];
}

function program(random: Random, producer: string, made: Made): SimulatedLog {
  let { lines } = made;
  // A paste that begins or ends in the middle, or lines that a grep took.
  if (random.chance(0.15) && lines.length > 2) lines = lines.slice(random.int(1, lines.length - 1));
  if (random.chance(0.1) && lines.length > 2) lines = lines.slice(0, random.int(1, lines.length - 1));
  if (random.chance(0.1)) lines = lines.filter(() => random.chance(0.6));
  if (lines.length === 0) lines = made.lines;
  const { epochs, rule, fromZero, firstEpoch, rules, window } = made;
  const lost = lines.length < made.lines.length;
  return {
    producer,
    text: `${lines.join('\n')}\n`,
    options: {},
    epochs,
    counter: 'steps',
    rule,
    rules,
    lost,
    fromZero,
    firstEpoch,
    window,
  };
}

/** Token-weighted: every batch has another size. */
function tokens(random: Random): {
  epoch: SimulatedEpoch;
  steps: number;
  shown: number[];
  values: number[];
  sizes: number[];
} {
  const steps = stepsOf(random);
  const values = lossesOf(random, lossKind(random), steps);
  const most = random.int(10, 4000);
  const sizes = random.chance(0.3)
    ? sizesOf(random, steps, true)
    : values.map(() => random.int(Math.ceil(most / 2), most));
  return {
    epoch: { sizes, columns: { loss: { values, counts: 'rows' } } },
    steps,
    values,
    sizes,
    shown: running(values, sizes, double),
  };
}

export function fairseqLog(random: Random): SimulatedLog {
  const { epoch, steps, shown } = tokens(random);
  const every = random.size(1, steps);
  const lines: string[] = [];
  for (let i = 0; i < steps; i += every)
    lines.push(
      `| epoch 001:  ${String(i).padStart(5)} / ${steps} loss=${fixed(shown[i], 3)}, wps=12345, ups=1, wpb=3500, bsz=100, num_updates=${i + 1}, lr=0.0001, gnorm=1.5, clip=0, oom=0, wall=100, train_wall=90`,
    );
  return program(random, 'fairseq 0.9', { lines, epochs: [epoch], rule: 'running', fromZero: true });
}

/** From 0.10 on: the mean since the line before. */
export function fairseqInnerLog(random: Random): SimulatedLog {
  const { epoch, steps, values, sizes } = tokens(random);
  const every = random.size(1, steps);
  const lines: string[] = [];
  for (let k = every; k <= steps; k += every)
    lines.push(
      `2021-01-01 10:00:00 | INFO | train_inner | epoch 001:  ${String(k).padStart(5)} / ${steps} loss=${fixed(windowOf(values, sizes, k, every), 3)}, wps=12345, ups=1.2, wpb=3500, bsz=100, num_updates=${k}, lr=0.0001, gnorm=1.5, train_wall=90, wall=100`,
    );
  return program(random, 'fairseq, train_inner', { lines, epochs: [epoch], rule: 'window', window: every });
}

function windowOf(values: readonly number[], sizes: readonly number[], to: number, length: number): number {
  const from = Math.max(0, to - length);
  return running(values.slice(from, to), sizes.slice(from, to), double)[to - from - 1];
}

export function mmcvLog(random: Random): SimulatedLog {
  const { epochs, steps } = training(random);
  const every = random.size(1, steps);
  const lines: string[] = [];
  epochs.forEach(({ sizes, columns }, e) => {
    for (let k = every; k <= steps; k += every)
      lines.push(
        `2021-01-01 10:00:00,000 - mmdet - INFO - Epoch [${e + 1}][${k}/${steps}]\tlr: 1.000e-02, eta: 5:02:49, time: 0.784, data_time: 0.010, memory: 3105, loss: ${fixed(windowOf(columns.loss.values, sizes, k, every), 4)}`,
      );
  });
  return program(random, 'mmcv', { lines, epochs, rule: 'window', firstEpoch: 1, window: every });
}

/** The mean of the last `window_size` steps, whatever the interval of the lines. */
export function mmengineLog(random: Random): SimulatedLog {
  const { epochs, steps } = training(random);
  const every = random.size(1, steps);
  const size = random.pick([10, 10, 50, every]);
  const lines: string[] = [];
  epochs.forEach(({ sizes, columns }, e) => {
    for (let k = every; k <= steps; k += every)
      lines.push(
        `01/01 10:00:00 - mmengine - INFO - Epoch(train)  [${e + 1}][${String(k).padStart(4)}/${steps}]  lr: 1.9870e-04  eta: 2:46:39  time: 2.8906  data_time: 0.0100  memory: 3105  loss: ${fixed(
          windowOf(
            columns.loss.values,
            sizes.map(() => 1),
            k,
            size,
          ),
          4,
        )}`,
      );
  });
  const plain = epochs.map((x) => ({
    ...x,
    columns: { loss: { ...x.columns.loss, counts: 'batches' as const } },
  }));
  return program(random, 'mmengine', {
    lines,
    epochs: plain,
    rule: 'window-of-setting',
    firstEpoch: 1,
    window: size,
  });
}

export function espnetLog(random: Random): SimulatedLog {
  const { epoch, steps, values, sizes } = tokens(random);
  const every = random.size(1, steps);
  const lines: string[] = [];
  for (let k = every; k <= steps; k += every) {
    const mean = windowOf(values, sizes, k, every);
    const text = Math.abs(mean) > 1e-3 ? fixed(mean, 3) : exponent(mean, 3);
    lines.push(
      `[host] 2021-01-01 10:00:00,000 (trainer:732) INFO: 5epoch:train:${k - every + 1}-${k}batch: iter_time=0.001, forward_time=0.1, loss=${text}, backward_time=0.1, train_time=0.5`,
    );
  }
  return program(random, 'ESPnet', { lines, epochs: [epoch], rule: 'window', window: every });
}

export function megatronLog(random: Random): SimulatedLog {
  const { epochs, steps } = training(random, { name: 'lm loss', equal: true, most: 1 });
  const every = random.size(1, steps);
  const { values } = epochs[0].columns['lm loss'];
  const ones = values.map(() => 1);
  const lines: string[] = [];
  for (let k = every; k <= steps; k += every)
    lines.push(
      ` iteration ${String(k).padStart(8)}/${String(steps).padStart(8)} | consumed samples: ${k * 8} | elapsed time per iteration (ms): 1234.5 | learning rate: 1.000E-04 | global batch size:     8 | lm loss: ${exponent(windowOf(values, ones, k, every), 6).toUpperCase()} | loss scale: 1.0 | grad norm: 1.500 | number of skipped iterations:   0 | number of nan iterations:   0 |`,
    );
  return program(random, 'Megatron', { lines, epochs, rule: 'window', window: every });
}

export function darknetLog(random: Random): SimulatedLog {
  const { epochs, steps } = training(random, { equal: true, most: 1 });
  const { values } = epochs[0].columns.loss;
  const lines: string[] = [];
  let average = -1;
  for (let k = 1; k <= steps; k++) {
    const loss = values[k - 1];
    average = average < 0 ? loss : 0.9 * average + 0.1 * loss;
    lines.push(
      ` ${k}: ${fixed(loss, 6)}, ${fixed(average, 6)} avg loss, 0.001000 rate, 4.395000 seconds, ${k * 64} images`,
    );
  }
  return program(random, 'Darknet', { lines, epochs, rule: 'value', rules: { 'avg loss': 'moving' } });
}

/**
 * PyTorch's ImageNet example: the batch's loss, and the running mean by rows in parentheses; its counters
 * began at 0 until 2022.
 */
export function meterLog(random: Random): SimulatedLog {
  const { epochs, steps } = training(random, { name: 'Loss' });
  const every = random.size(1, steps);
  const fromZero = random.chance(0.6);
  const lines: string[] = [];
  const columns = epochs.map((epoch, e) => {
    const column = { values: epoch.columns.Loss.values, counts: 'rows' as const };
    const shown = runningMean(epoch, column);
    for (let i = 0; i < steps; i += every)
      lines.push(
        `Epoch: [${e}][${String(fromZero ? i : i + 1).padStart(4)}/${steps}]\tTime  0.100 ( 0.200)\tData  0.000 ( 0.000)\tLoss ${exponent(column.values[i], 4)} (${exponent(shown[i], 4)})`,
      );
    return { ...epoch, columns: { Loss: column, 'Loss (avg)': column } };
  });
  return program(random, `meter${fromZero ? ' from 0' : ''}`, {
    lines,
    epochs: columns,
    rule: 'running',
    rules: { Loss: 'value' },
    fromZero,
    firstEpoch: 0,
  });
}

/** torchvision's MetricLogger: the median of the last 20, and the mean of all steps. */
export function metricLoggerLog(random: Random): SimulatedLog {
  const { epochs, steps } = training(random);
  const every = random.size(1, steps);
  const lines: string[] = [];
  const columns = epochs.map((epoch, e) => {
    const column = { values: epoch.columns.loss.values, counts: 'batches' as const };
    const shown = runningMean(epoch, column);
    for (let i = 0; i < steps; i++) {
      if (i % every !== 0 && i !== steps - 1) continue;
      const last = column.values.slice(Math.max(0, i - 19), i + 1).sort((a, b) => a - b);
      const median = last[Math.floor((last.length - 1) / 2)];
      lines.push(
        `Epoch: [${e}]  [${String(i).padStart(String(steps).length)}/${steps}]  eta: 0:00:10  lr: 0.010000  loss: ${fixed(median, 4)} (${fixed(shown[i], 4)})  time: 0.1000  data: 0.0100  max mem: 3105`,
      );
    }
    return { ...epoch, columns: { loss: column, 'loss (avg)': column } };
  });
  return program(random, 'MetricLogger', {
    lines,
    epochs: columns,
    rule: 'running',
    rules: { loss: 'median' },
    fromZero: true,
    firstEpoch: 0,
  });
}

export function flairLog(random: Random): SimulatedLog {
  const { epochs, steps } = training(random);
  const every = Math.max(1, Math.floor(steps / 10));
  const lines: string[] = [];
  epochs.forEach((epoch, e) => {
    const shown = runningMean(epoch, epoch.columns.loss);
    for (let k = every; k <= steps; k += every)
      lines.push(
        `2021-01-01 10:00:00,000 epoch ${e + 1} - iter ${k}/${steps} - loss ${fixed(shown[k - 1], 8)} - samples/sec: 10.00 - lr: 0.100000`,
      );
    lines.push(
      `2021-01-01 10:00:00,000 EPOCH ${e + 1} done: loss ${fixed(shown[steps - 1], 4)} - lr 0.1000000`,
    );
  });
  return program(random, 'flair', { lines, epochs, rule: 'running', firstEpoch: 1 });
}
