/**
 * What scripts print themselves: `step 100: loss 2.31`, `iter 10: loss 2.3456, time 12ms`, `[epoch 1, step 20] loss=0.5`,
 * `Epoch [1/5], Step [100/600], Loss: 0.1234`, `[1,  2000] loss: 2.173`, `loss: 2.301567  [   64/60000]`,
 * `Train Epoch: 1 [640/60000 (1%)]  Loss: 2.3`, `Epoch 3 train Loss: 0.61 Acc: 0.66`.
 */
import {
  isMedianLine,
  type LogFormat,
  type LogLine,
  matches,
  NUMBER,
  type Printed,
  printed,
  remembered,
} from './line.js';

const STEP =
  /(?<!\/)\b(?:global[_ ]?)?(?:step|iteration|iter|batch|it|update)s?\b\s*[:=#]?\s*\[?\s*(\d+)(?:\s*(?:\/|of)\s*(\d+))?/i;
const EPOCH = /\bepochs?\b\s*[:=#]?\s*[[(]?\s*(\d+)(?:\s*(?:\/|of)\s*(\d+))?/i;
const COUNTER = /\[\s*(\d+)\s*\/\s*(\d+)(?:\s*\(\s*\d+(?:\.\d+)?%\s*\))?\s*\]/g;
/** `epoch 001:    100 / 1102 loss=…` */
const FAIRSEQ = /\bepoch\s+\d+:?\s+(\d+)\s*\/\s*(\d+)\s/;
const CIFAR = /\[\s*(\d+)\s*,\s*(\d+)\s*\]\s*loss:/;
const COLON = new RegExp(
  `((?:[A-Za-z_][\\w./@-]* )?[A-Za-z_][\\w./@-]*)\\s*(?:[:=]|\\bis\\b)\\s*(?:tensor\\()?(${NUMBER})(?![\\d.:/]|[hm]\\d)(%?)`,
  'g',
);
const BARE = new RegExp(
  `(?<![\\w./-])((?:(?:train|val|valid|test|eval|avg|average|running|training|validation) )?\\w*(?:loss|acc|accuracy|ppl))\\s+(${NUMBER})(?![\\d:/])(%?)`,
  'gi',
);
const COUNTERS = /^(?:.*[\b_ ])?(?:epochs?|steps?|iter(?:ation)?s?|batch(?:es)?|it|update|v_num)$/i;
/** Clocks, settings and counters that stand beside the loss. */
const NOT_METRICS =
  /(?:^|[_ \b/])(?:time|time left|eta|elapsed|lr|learning[_ ]rate|dt|data|mem|memory|speed|rank|gpu|pid|seed|size|loss[_ ]scale|weight[_ ]decay|samples|tokens|iterations|second|sec|s|tflops|mfu|wps|ups|wpb|bsz|num_updates|wall|throughput|ips|cost|clip|oom)$|\.(?:py|cpp|cc):?$/i;

/** `epoch 1 loss` keeps `loss`: words that only lead to the name are dropped. */
const nameOf = remembered((words: string): string => {
  const name = words.replace(/^(?:step|iter|epoch|and|the|with|of|at|INFO|DEBUG|root)\s+/i, '').trim();
  return name.replace(/\s+/g, ' ');
});
const isLoss = remembered((name: string): boolean => /loss/i.test(name));
const isMetric = remembered((name: string): boolean => !COUNTERS.test(name) && !NOT_METRICS.test(name));

/** `val Loss: 0.6 Acc: 0.5`: the phase is that of all values of the line. */
const PHASE = /^\W*(train|val|valid|validation|test|eval)\b/i;

export const stepLine: LogFormat = {
  name: 'step-line',
  title: 'lines printed by the script',

  sniff: (line) => /loss/i.test(line) && /\d/.test(line),

  parse(line) {
    const values: Printed[] = [];
    const phase = PHASE.exec(line)?.[1];
    const take = (bare: string, text: string): void => {
      const name = phase && !bare.toLowerCase().startsWith(phase.toLowerCase()) ? `${phase} ${bare}` : bare;
      if (!isMetric(name) || values.some((v) => v.name === name)) return;
      const value = printed(name, text);
      if (value) values.push(value);
    };
    for (const pattern of [COLON, BARE]) {
      for (const [, name, text] of matches(pattern, line)) take(nameOf(name), text);
    }
    if (!values.some((v) => isLoss(v.name))) return undefined;

    const result: LogLine = { kind: 'progress', values, index: true };
    if (isMedianLine(line)) result.traits = ['medians'];
    const cifar = CIFAR.exec(line);
    const epoch = EPOCH.exec(line);
    const step = STEP.exec(line);
    if (cifar) {
      result.epoch = Number(cifar[1]);
      result.step = Number(cifar[2]);
      result.traits = ['window-mean-script'];
      return result;
    }
    if (epoch) {
      result.epoch = Number(epoch[1]);
      if (epoch[2]) result.epochs = Number(epoch[2]);
    }
    const fairseq = FAIRSEQ.exec(line);
    if (fairseq) {
      result.step = Number(fairseq[1]);
      result.total = Number(fairseq[2]);
    } else if (step) {
      result.step = Number(step[1]);
      if (step[2]) result.total = Number(step[2]);
    } else {
      // `[640/60000 (1%)]`, unless it is the epoch's own counter.
      for (const counter of matches(COUNTER, line)) {
        if (epoch && counter.index <= epoch.index + epoch[0].length - 1 && counter.index >= epoch.index) continue;
        result.step = Number(counter[1]);
        result.total = Number(counter[2]);
      }
    }
    if (result.step === undefined) {
      if (epoch === null && !/^\W*(?:train|val|valid|test|eval)\w*\b/i.test(line)) return undefined;
      result.kind = 'epoch';
    }
    return result;
  },
};
