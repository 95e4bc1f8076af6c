/**
 * Lines of programs whose averaging is known, read as the script's own are:
 * - mmcv (mmdetection 2, mmsegmentation 0): `Epoch [1][50/5808] lr: 1.000e-02, eta: …, time: …, loss:
 *   1.6522`, or `Iter [50/20000] lr: …`: the mean since the line before (`LogBuffer.average(interval)`)
 * - mmengine (mmdetection 3, mmsegmentation 1, xtuner): `Epoch(train) [7][10/735] lr: … eta: … time: … loss:
 *   2.7522`: the mean of the last `window_size` steps (`LogProcessor`: 10 by default, mmdetection 50)
 * - ESPnet 2: `5epoch:train:3376-3750batch: iter_time=0.001, …, loss=1.733`: the mean over these batches
 *   (`Reporter.log_message`)
 * - Megatron-LM: ` iteration 122/ 250000 | consumed samples: … | lm loss: 2.5042E+00 | …`: the mean since the
 *   line before (`training_log`)
 * - fairseq up to 0.9: `| epoch 001: 450 / 1891 loss=11.521, nll_loss=10.881, …, num_updates=445`: running
 *   averages of the epoch (`AverageMeter`), the counter one behind; from 0.10 on the line has `train_inner`
 *   and shows the mean since the line before, be that in the epoch before: there `num_updates` counts
 */
import type { LogFormat, LogLine, Trait } from '../lines/line.js';
import { valuesOf } from '../lines/named-values.js';
import type { Producer } from '../lines/producer.js';
import { ESPNET, stepLine } from './step-line.js';

interface MeanLines {
  readonly name: string;
  readonly title: string;
  /** How its counter looks, and what stands behind it. */
  readonly is: RegExp;
  readonly has?: readonly string[];
  readonly trait: Trait;
  readonly producer?: Producer;
  /** The counter that the average goes by, where it is not the first of the line. */
  counted?(line: string, read: LogLine): LogLine;
}

const FORMATS: readonly MeanLines[] = [
  {
    name: 'mmcv',
    title: 'mmcv text log',
    is: /(?:Epoch \[\d+\]\[\d+\/\d+\]|Iter \[\d+\/\d+\])\s+lr: /,
    has: [' time: '],
    trait: 'window-mean-script',
  },
  {
    name: 'mmengine',
    title: 'mmengine text log',
    is: /\b(?:Epoch\(train\)\s+\[\s*\d+\]\[\s*\d+\/\d+\]|Iter\(train\)\s+\[\s*\d+\/\d+\])\s/,
    trait: 'window-of-setting',
  },
  {
    name: 'espnet',
    title: 'ESPnet 2 training log',
    is: /\b\d+epoch:train:\d+-\d+batch: /,
    trait: 'window-mean-script',
    counted(line, read) {
      const { epoch, from } = ESPNET.exec(line)?.groups ?? {};
      return { ...read, index: false, epoch: Number(epoch), from: Number(from) };
    },
  },
  {
    name: 'megatron',
    title: 'Megatron training log',
    is: /\biteration\s+\d+\/\s*\d+ \|/,
    has: ['elapsed time per iteration'],
    trait: 'window-mean-script',
  },
  {
    name: 'fairseq-inner',
    title: 'fairseq training log',
    is: /\btrain_inner \| epoch \d+:\s+\d+ \/ \d+ /,
    has: [' num_updates='],
    trait: 'window-mean-script',
    counted: (line, { kind, values, aside }) => ({
      kind,
      values,
      ...(aside ? { aside } : {}),
      step: Number(/\bnum_updates=(\d+)/.exec(line)?.[1]),
    }),
  },
  {
    name: 'fairseq',
    title: 'fairseq training log',
    is: /\bepoch \d+:\s+\d+ \/ \d+ loss=/,
    has: [' num_updates='],
    trait: 'running-mean',
    // Its batches are filled with tokens.
    producer: { counts: 'tokens' },
    counted: (_, read) => ({ ...read, step: (read.step ?? 0) + 1, index: false }),
  },
];

/** The line is of such a program and has no loss: its other metrics are left aside. */
function withoutLoss(line: string): LogLine {
  const { values, aside = [] } = valuesOf(line, undefined);
  const others = values.map(({ name, value }) => ({ what: 'number' as const, name, text: String(value) }));
  return { kind: 'event', values: [], aside: [...aside, ...others] };
}

export const MEAN_LINES: readonly LogFormat[] = FORMATS.map(
  ({ name, title, is, has = [], trait, producer, counted }) => ({
    name,
    title,
    producer,
    sniff: (line) => has.every((text) => line.includes(text)) && is.test(line),
    parse(line, memory) {
      const read: LogLine | undefined = stepLine.parse(line, memory);
      if (read === undefined) return withoutLoss(line);
      if (read.kind !== 'progress') return undefined;
      return { ...(counted ? counted(line, read) : read), traits: [trait] };
    },
  }),
);
