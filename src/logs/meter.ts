/**
 * `AverageMeter` lines as in PyTorch's ImageNet example: `Epoch: [0][10/196]  Time 0.1 (0.2)  Loss 6.9105e+00 (6.9512e+00)`.
 * The number in parentheses is the running average, weighted by batch size; it is given the name `Loss (avg)`.
 */
import { type LogFormat, type LogLine, NUMBER, type Printed, printed } from './line.js';

const HEAD = /\[\s*(\d+)\s*\/\s*(\d+)\s*\]/;
const EPOCH = /Epoch:?\s*\[\s*(\d+)\s*\]/i;
const METER = new RegExp(`([A-Za-z][\\w@.]*)\\s*[:=]?\\s+(${NUMBER})\\s+\\(\\s*(${NUMBER})\\s*\\)`, 'g');

export const meter: LogFormat = {
  name: 'meter',
  title: 'value (average) meters',

  sniff: (line) => line.includes('(') && line.includes('[') && /loss/i.test(line),

  parse(line) {
    const head = HEAD.exec(line);
    if (!head) return undefined;
    const values: Printed[] = [];
    for (const [, name, last, average] of line.matchAll(METER)) {
      if (/^(?:time|data|batch_time|data_time|loss_scale|weight_decay|lr|min_lr)$/i.test(name)) continue;
      const lastValue = printed(name, last);
      const averageValue = printed(`${name} (avg)`, average);
      if (lastValue && averageValue) values.push(lastValue, averageValue);
    }
    if (!values.some((v) => /loss/i.test(v.name))) return undefined;
    const result: LogLine = { kind: 'progress', index: true, step: Number(head[1]), total: Number(head[2]), values };
    const epoch = EPOCH.exec(line);
    if (epoch) result.epoch = Number(epoch[1]);
    if (/^\s*(?:Test|Val)/i.test(line)) result.kind = 'counter';
    return result;
  },
};
