/** The sentences of an `unroll` report. */
import { shortText } from '../../text/sentence.js';
import type { Interval, UnrollEpoch, UnrollMetric, UnrollReport, UnrollSeries } from './model.js';
import { redrawSentence } from './redraw.js';

/** What a list of intervals shows, in a sentence for its rule. */
export function ruleSentence(metric: UnrollMetric, epoch: UnrollEpoch, unit: UnrollSeries['unit']): string {
  switch (metric.rule) {
    case 'undecided':
      // A Trainer's line names its epoch itself.
      if (epoch.total === undefined && first(metric)?.epoch !== undefined)
        return (
          `Each value of ${metric.name} is either the mean of the steps since the line before (Trainer ` +
          "of PyTorch, before it rounded to four decimals) or the mean of the epoch's steps so far " +
          '(TFTrainer, whose log has trainer_tf.py before its lines).'
        );
      return (
        `Each value of ${metric.name} is either the mean of all ${unit}s so far or an average of such ` +
        'means (Keras 3.0 – 3.14, TensorFlow 2.4).'
      );
    case 'running': {
      const start = first(metric);
      // The first line of samples covers the first batch.
      const single =
        start !== undefined && (start.to === 1 || (unit === 'sample' && start.to * 2 <= (epoch.total ?? 0)));
      const none = single
        ? 'No printed value is the loss of one batch except the first'
        : 'No printed value is the loss of one batch';
      const unless = metric.assumed ? ', or the mean of such means if TensorFlow 2.4 wrote it' : '';
      return (
        `${metric.name.includes('loss') ? none : none.replace('the loss', 'the value')}: each is the ` +
        `mean of all ${unit}s of the epoch so far${unless}.`
      );
    }
    case 'double':
      return (
        `Each value of ${metric.name} is the average of the running averages so far, not a running ` +
        'average (Keras 3.0 – 3.14, issue 21301; TensorFlow 2.4): early steps count more than once.'
      );
    case 'averaged-state':
      return (
        `Each value of ${metric.name} is the average of its values so far (Keras 3.0 – 3.14); the metric ` +
        'itself is no mean over batches.'
      );
    case 'state':
      return (
        'What Keras computes from counts over the whole epoch (precision, recall, AUC and the like) has ' +
        'no mean of single steps to decode. A function of such a name would be averaged like a loss.'
      );
    case 'moving':
      return (
        `Each value of ${metric.name} is the mean of the last 20 steps (Lightning before 2.0): up to ` +
        'step 20 a running average, later no mean of single steps is known.'
      );
    case 'median':
      if (metric.means !== undefined) return '';
      return (
        'Each value is the median of the last 20 steps (MetricLogger, detectron2): no mean of single ' +
        'steps follows, and the parts need not add up to the total.'
      );
    case 'window': {
      const others = epoch.metrics.filter((m) => m.rule === 'value').map((m) => m.name);
      const but = others.length > 0 ? ` but those of ${others.join(', ')}` : '';
      const condition = conditionOf(metric);
      return condition === undefined
        ? `Each value${but} is the mean of the steps since the line before.`
        : `Each value${but} is the mean of the steps that its line covers, if ${condition}: the lines do ` +
            'not show it.';
    }
    default:
      if (metric.means !== undefined) return `${metric.name}: ${metric.means}.`;
      return epoch.metrics.length > 0 ? 'The values are as printed.' : '';
  }
}

/** The condition of the first interval that has one; they are alike. */
function conditionOf(metric: UnrollMetric): string | undefined {
  let looked = 0;
  for (const interval of metric.intervals()) {
    if (interval.if !== undefined) return interval.if;
    if (++looked > FEW) return undefined;
  }
  return undefined;
}
const FEW = 20;

function first(metric: UnrollMetric): Interval | undefined {
  for (const interval of metric.intervals()) return interval;
  return undefined;
}

const NOTES: Readonly<Record<string, string>> = {
  'averaging-undecided':
    'The last lines of the epochs do not tell running averages (Keras 3.15 and later, and all before ' +
    '3.0 but one) from averages of averages (3.0 – 3.14, and TensorFlow 2.4). Both are given; ' +
    '--framework (keras@3.12, tensorflow@2.3 or whichever it was) decides.',
  'later-fit':
    'TensorFlow 2.4 averages the averages in the first fit of a model; in a later one its bar is ' +
    'right, unless the model is compiled anew. The last lines of the later fit do not tell: both are ' +
    'given.',
  'tensorflow-2.4':
    'The means are those of running averages. Should TensorFlow 2.4 have written this, its bar ' +
    'averages the averages once more: --framework tensorflow@2.4 decodes that; any other version makes ' +
    'these means certain.',
  'final-undecided':
    "The lines do not tell what the last line of an epoch shows: the epoch's mean (Keras 3.11 – 3.14), " +
    'or the averages averaged once more (3.0 – 3.10). It is not decoded; --framework keras@3.12 (or ' +
    'whichever it was) decides.',
  'extra-batch':
    'The last line counts one batch too many: Keras 3 on TensorFlow with data of unknown length ' +
    'divides the sum of S batches by S + 1. The epoch’s record and evaluate() have the same error. The ' +
    'mean given here is the true one.',
  'counts-undecided':
    'The versions that print such lines disagree on whether a smaller last batch counts less. Both are ' +
    'given; --framework (keras@2.3, keras@3.1, …) decides.',
  'feed-undecided':
    'If fit_generator printed this (Keras up to 2.3), the last line averages the epoch once more: ' +
    '--feed generator decodes it.',
  'equal-steps':
    'Whether the last batch is as large as the others is not in the log. The mean that holds it ' +
    'depends on that; --batch-size and --samples decide.',
  'size-alone':
    'One of --batch-size and --samples alone gives no range where fit_generator of Keras up to 2.3 may ' +
    'have printed this and lines before the last are missing; with --framework (keras@2.15 or ' +
    'whichever it was) it does.',
  'counted-from-zero': 'The log counts its steps from 0; here the first is step 1.',
  'maybe-from-zero':
    'Such counters mostly begin at 0, which this log does not show. Then each step is one later, and ' +
    'the means differ by a little.',
  'window-of-setting':
    'mmengine prints the mean of the last window_size steps: 10 if nothing is set, 50 in mmdetection. ' +
    'Values closer together than that overlap.',
  'ran-out':
    'The data ran out in the middle of an epoch. Its last line stands at the full number of steps, yet ' +
    'what comes after the step shown here never ran.',
  'may-be-cut':
    'The last number of a line has fewer digits than Keras prints. It is taken as rounded; if the line ' +
    'was cut there, the number is another.',
  'running-likely':
    "The value at the end of an epoch equals its last line's, though the lines are many: most likely " +
    'they are running averages. --average running decodes them.',
  'end-differs':
    "The value at the end of an epoch is not its last line's, as it would be if the lines were running " +
    'averages of the epoch: the log or its program was changed, and the means may be wrong.',
  'no-loss':
    'The log holds metrics but no loss: no name in it says that it is one. The values are read all the same.',
  'program-unknown':
    'Which program wrote this is not known, so neither is what its values are: those of one step, means ' +
    'since the line before, running or exponential averages.',
  'value-only':
    'The log does not say whether its values are averages. If they are running averages, --average ' +
    'running decodes them.',
};

/** The sentence of a note's code. */
export function noteSentence(code: string): string {
  return NOTES[code] ?? code;
}

/** Which steps were not printed, and why. */
export function missingSentence(epoch: UnrollEpoch): string | undefined {
  return epoch.redraw && redrawSentence(epoch.redraw);
}

/** How well one relation between the outputs explains the total. */
export function weightsSentence(w: UnrollReport['output_weights'][number]): {
  equation: string;
  sentence: string;
} {
  const terms = Object.entries(w.weights).map(([name, weight]) =>
    weight === 1 ? name : `${shortText(weight)}·${name}`,
  );
  const zero = w.constant && Math.abs(w.residual) <= w.residual_bound;
  const sum = terms.join(' + ').replace(/\+ -/g, '- ');
  const residual = zero ? '' : ` ${w.residual < 0 ? '-' : '+'} ${shortText(Math.abs(w.residual))}`;
  const equation = `${w.total} = ${sum}${w.constant ? residual : ' + residual'}`;
  const how = { ones: 'weights of 1', fitted: 'weights fitted to the lines', given: 'the weights given' }[
    w.how
  ];
  if (!w.constant) {
    // Beside the larger end, what rounding left of a zero is none.
    const least = 1e-9 * Math.max(...w.residual_range.map(Math.abs));
    const [low = 0, high = 0] = w.residual_range.map((x) => (Math.abs(x) < least ? 0 : x));
    return {
      equation,
      sentence:
        `With ${how} the residual runs from ${shortText(low)} to ${shortText(high)} over ${w.lines} ` +
        'lines: other weights, a penalty that changes as the model learns, outputs averaged without ' +
        'their batch sizes (Keras 2.3 and 3), or a last line that counts a batch too many (Keras 3).',
    };
  }
  if (w.lines === 1 && !zero) {
    return {
      equation,
      sentence: `One line only: with ${how} it leaves this residual, other weights leave another.`,
    };
  }
  const one = w.lines === 1;
  const holds =
    `${one ? 'The line holds' : `All ${w.lines} lines hold`} within ${one ? 'its' : 'their'} printed ` +
    `digits, with ${how}.`;
  if (zero) {
    const left =
      w.residual_bound > 0
        ? `Nothing beyond ± ${shortText(w.residual_bound, 2)} is left over.`
        : 'Nothing is left over.';
    return { equation, sentence: `${holds} ${left}` };
  }
  const others = w.how === 'given' ? '' : 'other weights, ';
  const constant =
    `A residual of ${shortText(w.residual)} ± ${shortText(w.residual_bound, 2)} fits all of them: ` +
    `regularisation, a loss added by a layer, ${others}or outputs averaged without their batch sizes ` +
    '(Keras 2.3 and 3).';
  return { equation, sentence: `${holds} ${constant}` };
}
