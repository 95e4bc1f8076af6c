/** What lossaudit says besides numbers: rules, versions, marks, notes, redraws, outputs. */
import type { Violation } from './judge.js';
import type { Answer } from './product.js';
import type { SimulatedLog, TrueRule } from './types.js';

/** What may be said of values that came about so; `value` claims nothing. */
const SAYS: Readonly<Record<TrueRule, readonly string[]>> = {
  running: ['running', 'undecided', 'value'],
  double: ['double', 'undecided', 'value'],
  window: ['window', 'value'],
  'window-of-setting': ['window', 'value'],
  moving: ['moving', 'value'],
  value: ['value'],
  median: ['median', 'value'],
  epoch: ['value', 'evaluation'],
};

export function judgeClaims(log: SimulatedLog, answer: Answer): Violation[] {
  const found: Violation[] = [];
  const say = (kind: string, detail: string) => found.push({ kind, detail });
  judgeVersions(log, answer, say);
  judgeNotes(log, answer, say);
  judgeOutputs(log, answer, say);
  for (const series of answer.series) {
    for (const epoch of series.epochs) {
      if (epoch.redraw) judgeRedraw(log, epoch.redraw, say);
      for (const metric of epoch.metrics) {
        if (/^val_/.test(metric.name)) continue;
        const rule = log.rules?.[metric.name] ?? log.rule;
        if (!(metric.name in log.epochs[0].columns)) continue;
        // A rule is named with the version that has another.
        const hedged =
          rule === 'double' && /or the mean of such means if TensorFlow 2\.4/.test(metric.sentence);
        if (!SAYS[rule].includes(metric.rule) && tells(log) && !hedged)
          say(`rule ${metric.rule} for ${rule}`, metric.sentence);
        for (const { mark, from, to } of metric.intervals)
          if (mark) judgeMark(log, mark, `${from} – ${to}`, say);
      }
    }
  }
  return found;
}

const isExtra = ({ extra }: SimulatedLog) => extra !== undefined && extra.length > 0;

type Say = (kind: string, detail: string) => void;

/** Epochs of one step, or of one value throughout, look alike under every rule. */
function tells({ epochs }: SimulatedLog): boolean {
  return epochs.some(
    ({ sizes, columns }) =>
      sizes.length > 1 && Object.values(columns).some((c) => new Set(c.values).size > 1),
  );
}

function judgeVersions(log: SimulatedLog, answer: Answer, say: Say): void {
  const range = answer.versions?.range;
  if (!range || !log.version) return;
  if (/tf\.keras|TensorFlow 1/.test(range) && log.oldTensorFlow) return;
  if (/TensorFlow 2\.4/.test(range) && /^TensorFlow 2\.4/.test(log.producer)) return;
  const [, from, to] = /Keras ([\d.]+)(?: – ([\d.]+))?/.exec(range) ?? [];
  const open = range.includes('and later');
  const number = (text: string) => Number(text.split('.')[0]) * 1000 + Number(text.split('.')[1] ?? 0);
  const own = log.version[0] * 1000 + log.version[1];
  const inside = from !== undefined && number(from) <= own && (open || own <= number(to ?? from));
  if (!inside) say(`version ${range} named`, `it was ${log.producer}; ${answer.versions?.why.join('; ')}`);
}

const FALSE_NOTES: Readonly<Record<string, (log: SimulatedLog) => boolean>> = {
  'extra-batch': (log) => !isExtra(log),
  'counted-from-zero': (log) => !log.fromZero,
  'ran-out': () => true,
  'end-differs': () => true,
  'window-of-setting': (log) => log.rule !== 'window-of-setting',
};

function judgeNotes(log: SimulatedLog, answer: Answer, say: Say): void {
  for (const { code, message } of answer.notes) if (FALSE_NOTES[code]?.(log)) say(`note ${code}`, message);
}

function judgeMark(log: SimulatedLog, mark: string, where: string, say: Say): void {
  if (/not finite/.test(mark)) {
    if (
      log.epochs.some((e) => Object.values(e.columns).some((c) => c.values.some((x) => !Number.isFinite(x))))
    )
      return;
  }
  if (log.filtered && /filter/.test(mark)) return;
  // A cause named as one among others may stand where it is one.
  if (/unequal size/.test(mark) && log.epochs.some((e) => e.sizes.some((n) => n !== e.sizes[0]))) return;
  if (/another average/.test(mark) && (log.rule !== 'running' || isExtra(log))) return;
  if (
    /losses below 0/.test(mark) &&
    log.epochs.some((e) => Object.values(e.columns).some((c) => c.values.some((x) => x < 0)))
  )
    return;
  say('mark', `${where}: ${mark}`);
}

function judgeRedraw(log: SimulatedLog, { why }: { why: string }, say: Say): void {
  if (/missing/.test(why) && !/perhaps lines are missing/.test(why) && !log.lost)
    say('lines called missing', why);
  if (/first lines of this epoch are missing/.test(why) && !log.lost) say('lines called missing', why);
  if (
    log.counter === 'samples' &&
    log.epochs[0].sizes[0] > 1 &&
    /\bsteps?\b/.test(why) &&
    !/samples.*, or steps/.test(why)
  )
    say('samples called steps', why);
  if (log.counter === 'steps' && /samples|batch/.test(why) && !/samples.*, or steps/.test(why))
    say('steps called samples', why);
}

function judgeOutputs(log: SimulatedLog, answer: Answer, say: Say): void {
  const { outputs } = log;
  for (const w of answer.output_weights) {
    if (w.total !== 'loss') continue;
    const text = JSON.stringify(w);
    if (!outputs) {
      say('outputs invented', text);
      continue;
    }
    const { penalty, value } = outputs;
    const short = (name: string) => name.replace(/_loss$/, '');
    const right = Object.entries(w.weights).every(
      ([name, x]) => Math.abs(x - outputs.weights[short(name)]) <= 1e-6 * Math.abs(x),
    );
    // Causes named beside regularisation, where they are one.
    const unlike = log.epochs.some((e) => new Set(Object.values(e.columns).map((c) => c.counts)).size > 1);
    const hedged =
      /One line/.test(w.sentence) ||
      (/other weights/.test(w.sentence) && !right) ||
      (/batch too many/.test(w.sentence) && isExtra(log)) ||
      (/batch sizes/.test(w.sentence) &&
        unlike &&
        log.epochs.some((e) => e.sizes.some((n) => n !== e.sizes[0])));
    if (w.constant && right && penalty !== 'changing') {
      const truth = penalty === 'none' ? 0 : value;
      if (Math.abs(w.residual - truth) > w.residual_bound * (1 + 1e-9) && !unlike)
        say('residual broken', text);
    }
    if (w.constant && /regulari[sz]ation/.test(w.sentence) && penalty === 'none' && !hedged)
      say('regularisation invented', text);
    if (
      w.constant &&
      /Nothing is left/.test(w.sentence) &&
      Math.abs(value) > w.residual_bound &&
      penalty === 'constant' &&
      right
    )
      say('penalty denied', text);
    if (!w.constant && right && w.how === 'given' && penalty !== 'changing') {
      if (!hedged) say('constant residual denied', text);
    }
  }
}
