/**
 * What scripts print themselves: `step 100: loss 2.31`, `iter 10: loss 2.3456, time 12ms`, `[epoch 1, step
 * 20] loss=0.5`, `Epoch [1/5], Step [100/600], Loss: 0.1234`, `[1, 2000] loss: 2.173`, `loss: 2.301567 [
 * 64/60000]`, `Train Epoch: 1 [640/60000 (1%)] Loss: 2.3`, `Epoch 3 train Loss: 0.61 Acc: 0.66`.
 */
import { isMedianLine, type LogFormat, type LogLine, matches } from '../lines/line.js';
import { isLoss, isMetricWord } from '../lines/metric-words.js';
import { valuesOf } from '../lines/named-values.js';

const counter = (words: string) =>
  new RegExp(
    `(?<![/\\w])(?:global[_ ]?)?(?:${words})s?\\b\\s*(?:\\([a-z]+\\)\\s*)?(?:[:=#]\\s*)?(?:\\[\\s*)?(?:\\d+-(?=\\d+\\]))?(\\d+)(?![\\d#]|[.,]\\d|[ekm]\\d*\\b)(?:\\s*(?:\\/|of)\\s*(\\d+))?`,
    'i',
  );
const STEP = counter('step|iteration|iter');
/** A batch may be a size: a step is none. */
const COUNTED = counter('step|iteration|iter|batch|it|update');
const EPOCH =
  /\bepochs?\b\s*(?:\([a-z]+\)\s*)?(?:[:=#]\s*)?(?:[[(]\s*)?(\d+)(?!\d*\.\d)(?:\s*(?:\/|of)\s*(\d+))?/i;
/** No date: `[2021/06/01 10:00:00]`, `[05/12 10:11:12]`. */
const COUNTER = /\[\s*(\d+)\s*\/\s*(\d+)\b(?!\/| \d\d:\d\d:\d\d(?!<))[^\][]{0,40}\]/g;
/** `268/446 (epoch 0), train_loss = 2.097` */
const LEADING = /^\W*(\d+)\s*\/\s*(\d+)\s*\(/;
/** `epoch 001:    100 / 1102 loss=…`, `Epoch  1,   50/  725; acc: …` */
const FAIRSEQ = /\bepoch\s{1,9}\d{1,9}[:,]?\s{1,9}(\d{1,9})\s{0,9}\/\s{0,9}(\d{1,9})[\s;,:|]/i;
/** `训练次数：100, Loss：1.98` */
const CHINESE = /(?:训练次数|迭代次数|步数)\s*(?:[:=]\s*)?(\d+)/;
/** ESPnet 2: `5epoch:train:3376-3750batch: …, loss=1.733`, the mean over these. */
export const ESPNET = /\b(?<epoch>\d+)epoch:(?:train|valid):(?<from>\d+)-(?<to>\d+)batch:/;
const CIFAR = /\[\s*(\d+)\s*,\s*(\d+)\s*\]\s*loss:/;
/**
 * `loss: 1.088814 [ 64/60000]` of the tutorials and `Train Epoch: 1 [640/60000 (1%)]` of the examples of
 * PyTorch.
 */
const SAMPLES = /\bloss:\s*[\d.]+\s+\[\s*\d+\/\d+\]\s*$|\bTrain Epoch: \d+ \[\d+\/\d+ \(\d+%\)\]/;
/** An epoch's own line, whose values follow: `epoch:  6`, `Train Epoch: 2 [1%]`, `Epoch 3/10:`. */
export const HEADER =
  /^[-\s]*第\s*(\d+)\s*轮|^\W*(?:train(?:ing)?\s+)?epoch\s*[:=#]?\s*\[?\s*(\d+)\s*\]?(?:\s*(?:\/|of)\s*(\d+)\s*\]?)?\s*(?:\[\s*\d+(?:\.\d+)?%\s*\])?\W*$/i;
/** `2022-01-01 10:00:00.000 | INFO     | package.module:function:200 - `: the last number is no value. */
const LOGURU = /^[\d:.,T -]{10,40} \| [A-Z]{4,9} {0,9}\| [\w.<>]{1,200}:[\w<>]{1,100}:\d{1,9} - /;
/** What a logger writes before the message: a time, a level, a name. */
const LOGGER =
  /^[\s[(]*(?:\d[\d:.,/TZ-]*\d(?:[ T]+\d[\d:.,]*\d)?[\])]?[\s:,|-]*)?(?:\[?(?:INFO|DEBUG|WARNING|I)\]?(?:[:\s]\s*[\w.-]+(?=:)|)[\s:,|\]-]+)?/;

/**
 * `val Loss: 0.6 Acc: 0.5`, `Validation of Epoch 0 - loss: 188.4`: the phase is that of all values of the
 * line.
 */
const PHASE = /^\W*(train(?:ing)?|val(?:id(?:ation)?)?|test|eval(?:uation)?)\b(?!\s+epoch\b|\.)/i;
/** An evaluation's line that says so elsewhere. */
const EVALUATION =
  /\b(?:epoch|iter)\((val|test)\)|\bSaving dict for global step\b|\bvalid on '(\w+)' subset/i;

const NAMES_LOSS = /loss|xent|cross_?entropy|(?:\b|_)(?:nll|mse|elbo)\b/i;
const MAY_COUNT =
  /^[^a-z]{0,60}(?:\[?(?:INFO|DEBUG)\]?[:\s][\w.:\s-]{0,60})?(?:epoch|step|iter|batch|update|round)/i;
/** A line of metrics without a loss begins with its counter, `Epoch[0] Batch [1]`, `step 100`. */
const COUNTS_FIRST =
  /^\W{0,9}(?:(?:train|val|valid|dev|test|eval)\w{0,8}\W{1,3})?(?:(?:epoch|step|iter(?:ation)?|batch|update|round|global[ _]step)s?\b[\s:=#[(]{0,9}\d|\d{1,9}\s?\/\s?\d{1,9}\b)/i;
/** Words of sentences, which tell of a metric. */
const PROSE =
  /\b(?:the|this|that|with|was|were|has|have|had|be|been|reach(?:ed|es)?|achieve[ds]?|got|gets?|gives?|after|before|because|when|while|which|if|we|i|you|my|not|no|but|than|from|to|by|an|should|looks?|seems?)\b(?![\]/=:_-])/i;

/** Is it a line of metrics, though none is a loss? Sentences that name an accuracy are none. */
function isMetricLine(message: string): boolean {
  return message.length < 1 << 12 && COUNTS_FIRST.test(message) && !PROSE.test(message);
}

export const stepLine: LogFormat = {
  name: 'step-line',
  title: 'lines printed by the script',
  producer: { counters: 'at 0 or 1' },

  // What stands in code marks is quoted in a text: no program prints its values so.
  sniff: (line) =>
    (NAMES_LOSS.test(line) || /epoch|轮/i.test(line) || MAY_COUNT.test(line)) &&
    /\d/.test(line) &&
    !/`[^`]{1,200}`/.test(line),

  parse(given, memory) {
    const wide = /[：，＝]/.test(given) ? given.replace(/[：，＝]/g, (c) => WIDE[c]!) : given;
    const line = wide.includes(' | ') ? wide.replace(LOGURU, '') : wide;
    const message = messageOf(line);
    const header = message.length < 200 ? HEADER.exec(message) : null;
    if (header && !NAMES_LOSS.test(message)) {
      memory.scriptEpochs = true;
      const epochs = header[3] ? { epochs: Number(header[3]) } : {};
      return { kind: 'header', epoch: Number(header[1] ?? header[2]), ...epochs, values: [] };
    }
    const metrics = isMetricLine(message);
    if (!metrics && !NAMES_LOSS.test(line)) return undefined;
    const evaluation = /[(']|Saving dict/.test(line) ? EVALUATION.exec(line) : null;
    const begins = PHASE.exec(message)?.[1];
    const { values, aside, counted } = valuesOf(line, evaluation ? (evaluation[1] ?? 'eval') : begins);
    if (!values.some((v) => isLoss(v.name) || (metrics && isMetricWord(v.name)))) return undefined;

    const result: LogLine = { kind: 'progress', values, index: true };
    if (aside) result.aside = aside;
    if (evaluation) result.track = 'evaluation';
    if (isMedianLine(line)) result.traits = ['medians'];
    const cifar = line.includes('[') ? CIFAR.exec(line) : null;
    if (cifar) {
      result.epoch = Number(cifar[1]);
      result.step = Number(cifar[2]);
      result.traits = ['window-mean-script'];
      return result;
    }
    const epoch = EPOCH.exec(line);
    if (epoch) {
      result.epoch = Number(epoch[1]);
      if (epoch[2]) result.epochs = Number(epoch[2]);
    }
    if (line.includes('/') && SAMPLES.test(line)) result.samples = true;
    const counter = counterOf(line, epoch) ?? (counted === undefined ? undefined : [counted]);
    if (counter) {
      result.step = Number(counter[0]);
      if (counter[1]) result.total = Number(counter[1]);
      return result;
    }
    if (epoch === null && !memory.scriptEpochs && begins === undefined) return undefined;
    result.kind = 'epoch';
    return result;
  },
};

/** The line behind what a logger writes; what begins with a small letter has no such prefix. */
export function messageOf(line: string): string {
  return /^[a-z]/.test(line) ? line : line.slice(LOGGER.exec(line)?.[0].length);
}

const WIDE: Readonly<Record<string, string>> = { '：': ':', '，': ',', '＝': '=' };

/** Does the line say which step or epoch it is of? */
export function isCounted(line: string): boolean {
  return EPOCH.test(line) || counterOf(line, null) !== undefined;
}

/** Steps done, and of how many. */
function counterOf(line: string, epoch: RegExpExecArray | null): [done: string, total?: string] | undefined {
  const fairseq = FAIRSEQ.exec(line);
  if (fairseq) return [fairseq[1]!, fairseq[2]];
  const step = STEP.exec(line) ?? COUNTED.exec(line);
  if (step) return [step[1]!, step[2]];
  const named = CHINESE.exec(line)?.[1] ?? ESPNET.exec(line)?.groups?.to;
  if (named) return [named];
  let last: [string, string] | undefined;
  // `[640/60000 (1%)]`, unless it is the epoch's own counter.
  for (const counter of matches(COUNTER, line)) {
    // `[12/31 9:05:07]` is a day.
    if (/^\[\s*\d{1,2}\s*\/\s*\d{1,2}(?:\/\d{2,4})?\s{1,3}\d{1,2}:\d/.test(counter[0])) continue;
    const own = epoch && counter.index < epoch.index + epoch[0].length && counter.index >= epoch.index;
    if (!own) last = [counter[1]!, counter[2]!];
  }
  const leading = last ?? LEADING.exec(line)?.slice(1, 3);
  return leading && [leading[0]!, leading[1]!];
}
