/**
 * `AverageMeter` lines as in PyTorch's ImageNet example: `Epoch: [0][10/196]  Time 0.1 (0.2)  Loss 6.9105e+00 (6.9512e+00)`.
 * The number in parentheses is the running average, weighted by batch size; it is given the name `Loss (avg)`. The other is the batch's,
 * or a median (isMedianLine).
 */
import { isMedianLine, type LogFormat, type LogLine, matches, NUMBER, type Printed, printed } from './line.js';

/** `[0][10/196]`, `[1/90][10/196]`, `[   0/1251 (  0%)]`: the last pair counts the steps. */
const HEAD = /\[\s*(\d+)\s*\/\s*(\d+)\s*(?:\(\s*\d+%\s*\)\s*)?\](?!\s*\[\s*\d+\s*\/)/;
/** `iter: 87940` (maskrcnn-benchmark), which counts over the whole training. */
const ITERATION = /\biter:?\s+(\d+)\b/;
const EPOCH = /Epoch:?\s*\[\s*(\d+)\s*(?:\/\s*(\d+)\s*)?\](?=\s*\[)|\bTrain:\s+(\d+)\s+\[/i;
const METER = new RegExp(
  `(?<![\\w@.])((?:Loss )?[A-Za-z][\\w@.]{0,80})(?:\\s*[:=])?\\s+(${NUMBER})\\s+\\(\\s*(${NUMBER})\\s*\\)`,
  'g',
);

export const meter: LogFormat = {
  name: 'meter',
  title: 'value (average) meters',

  sniff: (line) => line.includes('(') && (line.includes('[') || line.includes('iter')) && /loss/i.test(line),

  parse(line) {
    const head = HEAD.exec(line);
    const iteration = head ? null : ITERATION.exec(line);
    const step = head?.[1] ?? iteration?.[1];
    if (step === undefined) return undefined;
    const values: Printed[] = [];
    for (const [, name, last, average] of matches(METER, line)) {
      if (/^(?:time|data|batch_time|data_time|loss_scale|weight_decay|lr|min_lr)$/i.test(name)) continue;
      const lastValue = printed(name, last);
      const averageValue = printed(`${name} (avg)`, average);
      if (lastValue && averageValue) values.push(lastValue, averageValue);
    }
    if (!values.some((v) => /loss/i.test(v.name))) return undefined;
    const result: LogLine = { kind: 'progress', index: true, step: Number(step), values };
    if (isMedianLine(line)) result.traits = ['medians'];
    if (head) result.total = Number(head[2]);
    const epoch = EPOCH.exec(line);
    if (epoch) result.epoch = Number(epoch[1] ?? epoch[3]);
    if (epoch?.[2]) result.epochs = Number(epoch[2]);
    if (/^\s*(?:Test|Val)/i.test(line)) result.kind = 'counter';
    return result;
  },
};
