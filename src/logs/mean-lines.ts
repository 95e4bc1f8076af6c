/**
 * Lines of programs whose averaging is known, read as the script's own are:
 * - mmcv (mmdetection 2, mmsegmentation 0): `Epoch [1][50/5808]  lr: 1.000e-02, eta: …, time: …, loss: 1.6522`: the mean since the line
 *   before (`LogBuffer.average(interval)`)
 * - Megatron-LM: ` iteration  122/ 250000 | consumed samples: … | lm loss: 2.5042E+00 | …`: the mean since the line before (`training_log`)
 * - fairseq up to 0.9: `| epoch 001:  450 / 1891 loss=11.521, nll_loss=10.881, …, num_updates=445`: running averages of the epoch
 *   (`AverageMeter`); from 0.10 on the line has `train_inner` and shows the mean since the line before
 */
import type { LogFormat, LogLine, Trait } from './line.js';
import { stepLine } from './step-line.js';

const FORMATS: readonly { name: string; title: string; is: RegExp; trait: Trait }[] = [
  {
    name: 'mmcv',
    title: 'mmcv text log',
    is: /Epoch \[\d+\]\[\d+\/\d+\]\s+lr: .*\btime: [\d.]+,/,
    trait: 'window-mean-script',
  },
  {
    name: 'megatron',
    title: 'Megatron training log',
    is: /\biteration\s+\d+\/\s*\d+ \|.*\belapsed time per iteration/,
    trait: 'window-mean-script',
  },
  {
    name: 'fairseq-inner',
    title: 'fairseq training log',
    is: /\btrain_inner \| epoch \d+:\s+\d+ \/ \d+ /,
    trait: 'window-mean-script',
  },
  {
    name: 'fairseq',
    title: 'fairseq training log',
    is: /\bepoch \d+:\s+\d+ \/ \d+ loss=.*\bnum_updates=/,
    trait: 'running-mean',
  },
];

export const MEAN_LINES: readonly LogFormat[] = FORMATS.map(({ name, title, is, trait }) => ({
  name,
  title,
  sniff: (line, memory) => is.test(line) && stepLine.sniff(line, memory),
  parse(line, memory) {
    const read: LogLine | undefined = stepLine.parse(line, memory);
    return read?.kind === 'progress' ? { ...read, traits: [trait] } : undefined;
  },
}));
