/**
 * `AverageMeter` lines as in PyTorch's ImageNet example: `Epoch: [0][10/196] Time 0.1 (0.2) Loss 6.9105e+00
 * (6.9512e+00)`. The number in parentheses is the running average, weighted by batch size; it is given the
 * name `Loss (avg)`. The other is the batch's, or a median (isMedianLine).
 */
import { isCounter, isMedianLine, isMetric, type LogFormat, type LogLine, printed } from '../lines/line.js';
import { isMetricWord } from '../lines/metric-words.js';
import { pairsOf, withSign } from '../lines/pairs.js';
import { LineValues } from '../lines/values.js';

/** `[0][10/196]`, `[1/90][10/196]`, `[   0/1251 (  0%)]`: the last pair counts the steps. */
const HEAD = /\[\s*(\d+)\s*\/\s*(\d+)\s*(?:\(\s*\d+%\s*\)\s*)?\](?!\s*\[\s*\d+\s*\/)/;
/** `iter: 87940` (maskrcnn-benchmark), which counts over the whole training. */
const ITERATION = /\biter:?\s+(\d+)\b/;
const EPOCH = /Epoch:?\s*\[\s*(\d+)\s*(?:\/\s*(\d+)\s*)?\](?=\s*\[)|\bTrain:\s+(\d+)\s+\[/i;
const CLOCK = /^(?:time|data|batch_time|data_time|loss_scale|weight_decay|lr|min_lr)$/i;
const TRACK = /^\s*(Test|Val\w*)/i;

export const meter: LogFormat = {
  name: 'meter',
  title: 'value (average) meters',
  producer: { running: /\(avg\)$/, counters: 'mostly at 0' },
  rest: /^[\s|,;-]*[A-Za-z_][\w./@ -]{0,100}[:=]?\s*[-+]?(?:\d[\d.]{0,30}(?:e[-+]?\d+)?|nan|inf)\s*\(/i,

  sniff: (line) =>
    line.includes('(') &&
    (line.includes('[') || line.includes('iter')) &&
    /loss|acc|top|prec|error|ppl/i.test(line),

  parse(line) {
    const head = HEAD.exec(line);
    const iteration = head ? null : ITERATION.exec(line);
    const step = head?.[1] ?? iteration?.[1];
    if (step === undefined) return undefined;
    const found = new LineValues();
    for (const pair of pairsOf(line)) {
      const { name, text, mean, bare, whole } = pair;
      const value = whole ? withSign(printed(name, text), pair) : undefined;
      const average = mean === undefined ? undefined : withSign(printed(`${name} (avg)`, mean), pair);
      if (name === '' || isCounter(name)) continue;
      if (CLOCK.test(name) || (!average && !isMetric(name))) found.leave('setting', name, text);
      // A number without its mean is another's value, or a counter: `Loss 1.2 (1.1)  Acc: 0.5`.
      else if (value && (average || !bare)) {
        found.add(value);
        if (average) found.add(average);
      } else if (text.includes('.')) found.leave('number', name, text);
    }
    const { values } = found;
    if (!values.some((v) => v.name.endsWith(' (avg)') && isMetricWord(v.name))) return undefined;
    const result: LogLine = { kind: 'progress', index: true, step: Number(step), values };
    if (found.aside) result.aside = found.aside;
    // torchvision's MetricLogger counts `[ 0/196]` from 0, whether the log begins there or not.
    if (isMedianLine(line)) result.traits = head ? ['medians', 'from-zero'] : ['medians'];
    if (head) result.total = Number(head[2]);
    const epoch = EPOCH.exec(line);
    if (epoch) result.epoch = Number(epoch[1] ?? epoch[3]);
    if (epoch?.[2]) result.epochs = Number(epoch[2]);
    const track = TRACK.exec(line)?.[1];
    if (track) result.track = track.toLowerCase();
    return result;
  },
};
