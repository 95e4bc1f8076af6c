/**
 * The ways in which a bar's values may have been averaged: what each version that may have written it does
 * with them.
 */

import type { FrameworkRules } from '../../frameworks/framework.js';
import { frameworksMeant } from '../../frameworks/index.js';
import type { Feed, LoopRule } from '../../loops/rule.js';
import { isEvaluation, isState, loopValueOf } from '../series/metric-name.js';
import type { LogSeries } from '../series/series.js';
import { type LastLine, waysLeft } from './last-line.js';
import { FLOAT32_SUMS, FLOAT64_SUMS, type Rounding } from './rounding.js';

export interface Way extends LastLine {
  readonly counts: 'rows' | 'batches' | 'tokens';
  /**
   * The last line averages the epoch's number over rows in once more (`fit_generator` of Keras up to 2.3).
   */
  readonly again: boolean;
  readonly rounding: Rounding;
  /**
   * On jax the bar gets its updates from several threads, out of order: what it averages then is not what the
   * rule says.
   */
  readonly threaded?: boolean;
}

/** A version, and how its data came. */
interface Candidate {
  readonly rules: FrameworkRules;
  readonly feed: Feed;
  readonly backend?: string;
}

/**
 * TensorFlow 2.4 averages once more in the first `fit` of a model; later ones find its metrics made, and are
 * right, unless it is compiled anew.
 */
type Turn = 'first' | 'later';

/** A call of `fit` by the rows of its lines, and the turns it may be. */
interface Fit {
  readonly row: number;
  turns: readonly Turn[];
}

/** Those of a bar that its form, the user and the last lines of its epochs leave. */
export class BarWays {
  private candidates: readonly Candidate[];
  /** Of what was asked once the lines were looked at: there may be a hundred thousand epochs. */
  private readonly answers = new Map<string, readonly Way[]>();
  private readonly fits: readonly Fit[];
  /** The last lines of epochs left fewer versions than the form of the lines. */
  readonly told: boolean;

  constructor(
    private readonly series: LogSeries,
    known: readonly string[],
    given: { readonly framework?: string; readonly feed?: Feed },
  ) {
    const all = given.framework ? frameworksMeant(given.framework) : known.flatMap(frameworksMeant);
    this.candidates = all.flatMap((rules) => candidatesOf(rules, series, given.feed));
    const { length } = this.candidates;
    const turns = this.candidates.some(takesTurns);
    const fits = turns ? series.fits : [{ from: 0, to: series.segments }];
    this.fits = fits.map(({ from }, i) => ({
      row: from < series.segments ? series.segment(from).from : 0,
      turns: turns && i > 0 ? ['first', 'later'] : ['first'],
    }));
    for (const metric of series.table.metrics) this.narrow(metric, fits);
    this.told = given.framework === undefined && this.candidates.length < length;
  }

  /** Does every version left average once more in some fits only? */
  get takesTurns(): boolean {
    return this.candidates.every(takesTurns);
  }

  /** What the fits may be, each kind once. */
  get turns(): readonly (readonly Turn[])[] {
    return [...new Map(this.fits.map(({ turns }) => [turns.join(), turns])).values()];
  }

  /** @param row the first of an epoch */
  turnsAt(row: number): readonly Turn[] {
    let [low, high] = [0, this.fits.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.fits[middle]!.row <= row) low = middle;
      else high = middle - 1;
    }
    return this.fits[low]!.turns;
  }

  of(metric: string, turns: readonly Turn[] = ['first']): readonly Way[] {
    const key = `${turns} ${metric}`;
    const before = this.answers.get(key);
    if (before) return before;
    const ways = distinct(this.candidates.flatMap((c) => this.waysOf(c, metric, turns)));
    this.answers.set(key, ways);
    return ways;
  }

  private waysOf(
    candidate: Candidate,
    metric: string,
    turns: readonly Turn[],
  ): (Way & { readonly turn: Turn })[] {
    const way = wayOf(candidate, metric, this.series.unit);
    if (!takesTurns(candidate)) return [{ ...way, turn: 'first' }];
    const later: Way = { ...way, averaging: 'running', final: undefined };
    return turns.map((turn) => ({ ...(turn === 'first' ? way : later), turn }));
  }

  /** A candidate stands while every metric's lines allow it, in each fit as one of its turns. */
  private narrow(metric: string, ranges: readonly { readonly from: number; readonly to: number }[]): void {
    if (isEvaluation(metric) || isState(metric)) return;
    const left = (candidate: Candidate, i: number, turns = this.fits[i]!.turns) =>
      waysLeft(this.series, ranges[i]!, metric, this.waysOf(candidate, metric, turns)).map((w) => w.turn);
    const possible = this.candidates.filter((c) => ranges.every((_, i) => left(c, i).length > 0));
    // Lines that no way explains: another program, or a metric that is no mean.
    if (possible.length > 0) this.candidates = possible;
    const one = this.candidates.find(takesTurns);
    if (!one) return;
    for (const [i, fit] of this.fits.entries()) {
      const turns = left(one, i);
      // A model that was evaluated before its first fit, or fitted before the log begins.
      const others = turns.length === 0 && this.takesTurns ? left(one, i, ['later']) : turns;
      if (others.length > 0) fit.turns = others;
    }
  }
}

function takesTurns({ rules, feed }: Candidate): boolean {
  const { bar, handed, display } = rules.loop('total', {}, { feed });
  return bar === 'brackets' && handed === 'average' && display !== 'shows';
}

function candidatesOf(rules: FrameworkRules, series: LogSeries, given: Feed | undefined): Candidate[] {
  const keras3 = rules.loop('total', {}).bar === 'line';
  const feeds: readonly Feed[] = given
    ? [given]
    : keras3
      ? mayBeOfUnknownLength(series)
        ? ['arrays', 'generator', 'fixed-generator']
        : ['arrays']
      : [series.unit === 'step' && countsRows(rules) ? 'generator' : 'arrays'];
  const backends = keras3 ? ['tensorflow', 'torch'] : [undefined];
  return feeds.flatMap((feed) => backends.map((backend) => ({ rules, feed, backend })));
}

/** Do its counters count rows, unless a generator makes the batches? */
function countsRows(rules: FrameworkRules): boolean {
  return rules.loop('total', {}, { feed: 'arrays' }).display === 'averages rows';
}

/** A line that counts to a total inside the first epoch shows that the length was known. */
function mayBeOfUnknownLength(series: LogSeries): boolean {
  if (series.traits.has('unknown-total')) return true;
  const { from, to, total, epoch } = series.segment(0);
  if (epoch !== undefined && epoch > 1) return true;
  for (let row = from; row < to; row++) if (series.table.step.at(row) < (total ?? 0)) return false;
  return true;
}

function wayOf({ rules, feed, backend }: Candidate, metric: string, unit: LogSeries['unit']): Way {
  const settings = backend === undefined ? {} : { backend };
  const rule = rules.loop(loopValueOf(metric), settings, { feed });
  const own = rule.handed === 'batch';
  const averaging = !own && rule.display !== 'shows' ? 'double' : 'running';
  return {
    averaging,
    counts: countsOf(rule, unit),
    final: averaging === 'double' ? (rule.last === 'again' ? 'repeat' : 'exact') : undefined,
    extra: rule.extraBatch ?? false,
    again: own && rule.last === 'again',
    threaded: averaging === 'double' && rule.threaded,
    rounding: own || rule.arithmetic === 'float64' ? FLOAT64_SUMS : FLOAT32_SUMS,
  };
}

function countsOf(rule: LoopRule, unit: LogSeries['unit']): 'rows' | 'batches' {
  if (rule.handed === 'average') return rule.average === 'batches' ? 'batches' : 'rows';
  return rule.display === 'averages rows' && unit === 'sample' ? 'rows' : 'batches';
}

export function distinct(ways: readonly Way[]): Way[] {
  const known = new Map<string, Way>();
  for (const w of ways) {
    const key = [w.averaging, w.counts, w.final, w.extra, w.again].join();
    const before = known.get(key);
    // Of one way in two arithmetics the coarser one holds for both.
    if (!before || before.rounding.unit < w.rounding.unit)
      known.set(key, { ...w, threaded: w.threaded || before?.threaded });
    else if (w.threaded) known.set(key, { ...before, threaded: true });
  }
  return [...known.values()].sort((a, b) => order(a) - order(b));
}

function order({ counts, again }: Way): number {
  return counts === 'rows' ? 0 : again ? 2 : 1;
}
