/**
 * What one line of a training log says: counters, printed values with their precision, and traits of its
 * form.
 */

import { isUnderflow, lastDigit } from '../../text/written-number.js';
import type { Box } from './box.js';
import type { CsvTable } from './csv-table.js';
import type { Producer } from './producer.js';
import type { TextTable } from './table.js';
import type { Aside } from './values.js';

/** Marks a value that was written in full (every digit of the number that the program held). */
export const EXACT = -32768;

/** One printed number. */
export interface Printed {
  name: string;
  value: number;
  /**
   * Power of ten of the last digit that carries information; `EXACT` if the number was not rounded for
   * printing.
   */
  exponent: number;
  /** A percent sign stands behind it. */
  percent?: true;
}

/**
 * - `progress`: a state inside an epoch, with a counter
 * - `epoch`: values of a finished epoch or of an evaluation
 * - `window`: a mean over the steps since the line before (Hugging Face Trainer)
 * - `summary`: values of the whole run
 * - `header`: starts an epoch; `event`: callbacks and notices; `counter`: a bar without values
 */
type LineKind = 'progress' | 'epoch' | 'window' | 'summary' | 'header' | 'event' | 'counter';

export interface LogLine {
  kind: LineKind;
  /** Steps (or samples) done. */
  step?: number;
  /** The step is that of the format's line before. */
  sameStep?: boolean;
  /** The first step that the values are the mean of, where the line says so. */
  from?: number;
  total?: number;
  epoch?: number;
  epochs?: number;
  /** The line shows the elapsed time, not an estimate of the time left. */
  final?: boolean;
  /** The counter moves later than the values: tqdm redraws it now and then, the postfix at once. */
  lags?: boolean;
  /** The counter counts samples, of batches whose size it does not tell. */
  samples?: boolean;
  /** The counter is the index of the step, from 0 or from 1. */
  index?: boolean;
  /** Printed seconds per counted unit. */
  secondsPerUnit?: number;
  values: readonly Printed[];
  /** A bar on the same line that is not its own. */
  beside?: { readonly step: number; readonly total: number };
  /** What the line holds and `values` lacks. */
  aside?: readonly Aside[];
  /** Which of several loops prints it, where they print lines of one form: `valid`. */
  track?: string;
  /** Facts about the line's form that tell versions apart. */
  traits?: readonly Trait[];
  /** Names of values, those included whose number is still to come. */
  names?: number;
  /** Text may be missing at its end: the next physical line may belong to it. */
  open?: boolean;
}

export type Trait =
  | 'bar-30'
  | 'bar-20'
  /** A bar of = in brackets whose width is not Keras' own. */
  | 'bar-other'
  | 'per-sample'
  | 'per-epoch'
  | 'per-step'
  | 'elapsed-only'
  | 'verbose2-plain'
  | 'verbose2-counter'
  | 'verbose2-keras3'
  | 'train-on-validate'
  | 'train-on'
  | 'train-for'
  | 'checkpoint-5-digits'
  | 'checkpoint-plain'
  | 'checkpoint-finished'
  | 'checkpoint-none'
  | 'counts-samples'
  /** Keras up to 2.2 prints `mean_absolute_error` and `acc`. */
  | 'short-metric-names'
  | 'unknown-total'
  | 'repr'
  | 'quoted'
  /** The dicts of TFTrainer, whose loss is the mean of the epoch's steps so far. */
  | 'tf-trainer'
  /**
   * A loss of more than four decimals beside a `step`: the PyTorch Trainer rounds it since 2021, TFTrainer
   * never did.
   */
  | 'full-loss'
  | 'json'
  | 'window-mean-script'
  /** Running averages since the start of the epoch. */
  | 'running-mean'
  /** Means of a window whose length is a setting (mmengine). */
  | 'window-of-setting'
  /** Values of single rounds or steps, no averages. */
  | 'plain-values'
  /**
   * Medians of the last 20 steps, beside which averages may stand (MetricLogger, maskrcnn-benchmark,
   * detectron2).
   */
  | 'medians'
  /** The counter begins at 0. */
  | 'from-zero'
  /** Lightning before 2.0: the bar's own `loss` is the mean of the last 20 steps. */
  | 'loss-of-20'
  /** The data ended before the epoch did. */
  | 'ran-out'
  /** Two lines for the last step of an epoch. */
  | 'last-twice'
  | 'cut'
  /** A number that may have lost digits is among the values. */
  | 'may-be-cut';

/** Remembers what a later line needs from an earlier one: the header row of a table. */
export interface FormatMemory {
  /** The header of a CSV file. */
  csv?: CsvTable;
  /** Caffe: an iteration came, which the lines below it belong to. */
  iterated?: boolean;
  /** The columns of YOLO's table between the memory and its end. */
  yolo?: readonly string[];
  /** The header of a table in columns or between bars. */
  textTable?: TextTable;
  /** The box of Stable-Baselines that is open. */
  box?: Box;
  /** The counter of the row before of Vowpal Wabbit's table. */
  wabbit?: { readonly counter: number; readonly weighted: boolean };
  /** The header of a notebook's table. */
  table?: readonly string[];
  /** A script's own header `epoch: 6` came: its values follow on lines of their own. */
  scriptEpochs?: boolean;
  /** A dict of the Trainer came: its epochs are fractions. */
  trainer?: boolean;
  /** Counters that stood alone on their line, whether values came below, and which came before the first. */
  above?: Pick<LogLine, 'step' | 'total' | 'epoch' | 'epochs'> & {
    readonly begun?: boolean;
    readonly before?: readonly string[];
  };
  /** Such counters may stand below their values. */
  below?: boolean;
  /** Boosting: the best round is printed next, once more. */
  bestRound?: boolean;
  /** hapi: what follows is of an evaluation. */
  evaluates?: boolean;
  /** keras-tuner: the trial that ended, and which of its values is still to come. */
  trial?: { readonly number: number; readonly open?: 'objective' | 'score' };
  /** The counters of the program's line before, under which those below it stand. */
  program?: { readonly name: string; readonly epoch?: number; readonly step?: number };
  /** A number of Keras' four decimals came: one with fewer is cut. */
  fourDecimals?: boolean;
}

/** How a log format is read. One file each; the registry is in index.ts. */
export interface LogFormat {
  /** Stable name: part of the JSON result. */
  name: string;
  /** What the text report calls it. */
  title: string;
  /** What is known of the program that writes its lines. */
  producer?: Producer;
  /** A cheap test that no line of this format fails. */
  sniff(line: string, memory: FormatMemory): boolean;
  /**
   * How a text begins that goes on with a line which is complete as it stands; any name and number if left
   * out.
   */
  rest?: RegExp;
  /** How a text looks that goes on with a line which lacks its end; anything if left out. */
  restOfOpen?: RegExp;
  /** The line's content, or undefined if it is not of this format. */
  parse(line: string, memory: FormatMemory): LogLine | undefined;
  /** What lines at the end of a log began and no line ended. */
  end?(memory: FormatMemory): LogLine | undefined;
}

/** A number as programs print it, NaN and infinities included. */
export const NUMBER =
  '[-+]?(?:(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][-+]?\\d+)?|nan|NaN|NAN|Nan|inf(?:inity)?|Inf(?:inity)?|INF(?:INITY)?)';
const WHOLE = new RegExp(`^${NUMBER}$`);

/** The value of a printed number, or undefined if the text is not one, or one that no double holds. */
export function numberOf(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  const value = Number(text);
  if (value === 0 && isUnderflow(text)) return undefined;
  // `1e400` is no infinity.
  if (!Number.isNaN(value)) return Number.isFinite(value) || !/\d/.test(text) ? value : undefined;
  const lower = text.toLowerCase();
  if (lower.includes('nan')) return Number.NaN;
  return lower.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Power of ten of the n-th significant digit of a value: how `%.3g` rounds. A zero is exact. */
export function significantDigit(value: number, digits: number): number {
  if (value === 0 || !Number.isFinite(value)) return EXACT;
  return Number(value.toExponential().split('e')[1]) - digits + 1;
}

/** A printed number whose precision is its last digit; undefined if the text is not a number. */
export function printed(name: string, text: string): Printed | undefined {
  const value = numberOf(text);
  if (value === undefined) return undefined;
  return { name, value, exponent: Number.isFinite(value) ? lastDigit(text) : EXACT };
}

/**
 * `… max mem: 3105` ends a line of torchvision's MetricLogger and its descendants (maskrcnn-benchmark, DETR,
 * DeiT, detectron2), whose `SmoothedValue` prints the median of the last 20 steps.
 */
export function isMedianLine(line: string): boolean {
  return /\bmax[ _]mem: \d/.test(line);
}

/**
 * What `matchAll` gives, without a new copy of the pattern for each of a million lines.
 * @param pattern global
 */
export function* matches(pattern: RegExp, text: string): Iterable<RegExpExecArray> {
  let from = 0;
  for (;;) {
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    if (!match) return;
    from = pattern.lastIndex;
    yield match;
  }
}

/** Remembers a function's answers for the few texts that a log repeats. */
export function remembered<T>(of: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    // A hostile log has ever new ones.
    if (known.size > 10_000) known.clear();
    const answer = of(text);
    known.set(text, answer);
    return answer;
  };
}

/** Counters that stand beside values: `Train Epoch: 16`, not `train_loss_epoch`. */
const COUNTERS =
  /^(?:.*[_ ])?(?:epochs?|steps?|iter(?:ation)?s?|batch(?:es)?|it|update|v_num)$|^(?:训练次数|迭代次数|步数)$/i;
export const isCounter = remembered(
  (name: string): boolean => COUNTERS.test(name) && !/loss|acc/i.test(name),
);

/** Clocks, settings, memory and counters that stand beside the loss. */
const NOT_METRICS = new RegExp(
  [
    '(?:^|[_ /])(?:time|timer|time left|eta|elapsed|lr|learning[_ ' +
      ']rate|dt|data|mem|memory|speed|rank|mpirank|gpu|pid|seed|size|queue_size)$',
    '(?:^|[_ /])(?:loss[_ ]scale|weight[_ ' +
      ']decay|samples|tokens|iterations|second|sec|s|tflops|mfu|wps|ups|wpb|bsz|num_updates|wall|momentum)$',
    '(?:^|[_ /])time \\(\\w{1,9}\\)$',
    '(?:^|[_ /])(?:throughput|ips|cost|clip|oom|sched|percentage|sents|(?:current|total)_steps|epoch_num|n_parameters|mb_qsize)$',
    '^cuda$|(?:^|[ .])line$|^(?:train(?:er|ing)?|valid|eval|test|info|debug|warning)$',
    '(?:^|[_ /])lr[_-]|(?:^|[ ])max_mem|^mem_|/(?:s|sec|second|batch|step|it|iter)$|\\.(?:py|cpp|cc):?$',
  ].join('|'),
  'i',
);

/** Is this the name of a loss or a metric? */
export const isMetric = remembered((name: string): boolean => !NOT_METRICS.test(name));
