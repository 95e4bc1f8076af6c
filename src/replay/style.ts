/** The progress output that a framework would write for the losses of these batches. */

import type { LossSource, MicroBatch } from '../batches/source.js';
import type { FrameworkRules, Settings } from '../frameworks/framework.js';
import type { ProgressEpoch, ProgressStyle, ProgressValue } from '../loops/progress.js';
import { type Feed, type LoopValue, loopNumbers } from '../loops/rule.js';

export interface StyleOptions {
  readonly settings: Settings;
  readonly feed: Feed;
  readonly verbose: 1 | 2;
  readonly display: 'tty' | 'pipe';
  readonly epochs: number;
  /** The fixed clock. */
  readonly secondsPerStep: number;
  /** Values that the last line of an epoch adds: `loss` becomes `val_loss`. */
  readonly validation: Readonly<Record<string, number>>;
}

/** @param progress `rules.progress` */
export function styledOutput(
  source: LossSource,
  batches: readonly MicroBatch[],
  rules: FrameworkRules,
  progress: ProgressStyle,
  options: StyleOptions,
): string {
  const epochs = Array.from({ length: options.epochs }, (_, i) =>
    epochOf(source, batches, rules, progress, options, i === 0),
  );
  return progress.write(epochs, { verbose: options.verbose, display: options.display, header: true });
}

function epochOf(
  source: LossSource,
  batches: readonly MicroBatch[],
  rules: FrameworkRules,
  progress: ProgressStyle,
  options: StyleOptions,
  first: boolean,
): ProgressEpoch {
  const { feed, secondsPerStep, validation } = options;
  const S = batches.length;
  const rows = batches.map((b) => b.rows);
  const byName = new Map<string, ProgressValue>();
  const add = (name: string, value: LoopValue, losses: readonly number[], weight = 1) => {
    if (!progress.shows(value)) return;
    const rule = rules.loop(value, options.settings, { feed, reduction: source.reduction });
    const numbers = loopNumbers(rule, rule.weighted ? losses.map((x) => x * weight) : losses, rows);
    const last = options.verbose === 2 ? (numbers.verbose2 ?? numbers.last) : numbers.last;
    const shown = [...numbers.shown.slice(0, progress.updates(S) - 1), last];
    byName.set(name, { name, shown });
  };
  add(
    'loss',
    'total',
    batches.map((b) => b.loss),
  );
  source.names.forEach(({ name, value, weight }, i) => {
    add(
      name,
      value,
      batches.map((b) => b.others[i]!),
      weight,
    );
  });
  const validated = new Map(
    Object.entries(validation).map(([name, x]) => [
      `val_${name}`,
      { name: `val_${name}`, shown: [x], lastOnly: true },
    ]),
  );
  const ordered = (values: ReadonlyMap<string, ProgressValue>) =>
    progress.order([...values.keys()]).map((name) => values.get(name) as ProgressValue);
  let seen = 0;
  return {
    counts: rows.map((n) => (seen += progress.countsRows(feed) ? n : 1)),
    values: [...ordered(byName), ...ordered(validated)],
    elapsed: Array.from({ length: progress.updates(S) }, (_, k) => Math.min(k + 1, S) * secondsPerStep),
    unknownLength: first && progress.unknownLength(feed),
  };
}
