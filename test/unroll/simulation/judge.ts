/** Holds what lossaudit says against the truth of a simulated log. */
import { judgeClaims } from './judge-claims.js';
import type { Answer, Interval, Way } from './product.js';
import type { Column, SimulatedEpoch, SimulatedLog } from './types.js';

export interface Violation {
  readonly kind: string;
  readonly detail: string;
}

export function judge(log: SimulatedLog, answer: Answer): Violation[] {
  const found = judgeClaims(log, answer);
  for (const series of answer.series) {
    series.epochs.forEach((epoch, i) => {
      for (const metric of epoch.metrics) {
        if (/^val_/.test(metric.name)) continue;
        for (const interval of metric.intervals) {
          const own = log.firstEpoch === undefined ? i : epoch.epoch - log.firstEpoch;
          const truth =
            log.epochs[log.counter === 'epochs' && series.kind !== 'progress' ? interval.to - 1 : own] ??
            log.epochs[0];
          const column = truth.columns[metric.name];
          // Rates, clocks and norms.
          if (!column) continue;
          const where = `epoch ${epoch.epoch} ${metric.name} ${interval.from} – ${interval.to} (${metric.rule})`;
          for (const kind of broken(log, truth, column, interval, metric.name))
            found.push({
              kind,
              detail: `${where}: ${JSON.stringify(interval)}, ${truthText(log, truth, column, interval)}`,
            });
        }
      }
    });
  }
  return found;
}

/** What an interval promises and does not keep. */
function* broken(
  log: SimulatedLog,
  epoch: SimulatedEpoch,
  column: Column,
  interval: Interval,
  name: string,
): Iterable<string> {
  const { from, to, alternatives, running, running_bound } = interval;
  // Where no way is likelier than the others, what holds for all of them is said once; else the likeliest
  // stands in front, too.
  const common = interval.mean === undefined ? interval.if : undefined;
  const both = (a?: string, b?: string) => [a, b].filter(Boolean).join(', ');
  const ways: readonly Way[] = alternatives?.map((a) => ({ ...a, if: both(common, a.if) })) ?? [interval];
  if (alternatives && interval.mean !== undefined && !alternatives.some((a) => a.if === interval.if))
    yield 'a mean in front that is none of the alternatives';
  // Which way of averaging it was. A size that the log does not show may make none of them right; then a
  // range must hold.
  const own = ways.filter((w) =>
    conditionsOf(w).every(
      (c) => ASSUMED.has(c) || LAST.test(c) || SIGN.test(c) || isTrue(log, epoch, column, name, c),
    ),
  );
  if (own.length === 0 && alternatives)
    yield `no alternative is true: ${alternatives.map((a) => a.if).join(' | ')}`;
  const kept = own.filter((w) =>
    keeps(log, epoch, column, { ...w, mean_from: w.mean_from ?? from }, to, name),
  );
  if (own.length > 0 && kept.length === 0)
    yield own[0].if ? `broken though "${own.map((w) => w.if).join(' | ')}"` : 'promise broken';
  if (
    typeof running === 'number' &&
    log.rule === 'double' &&
    from === to &&
    own.length > 0 &&
    !alternatives &&
    !log.extra?.includes(name)
  ) {
    const truth = truthOf(log, epoch, column, 1, to);
    const all = column.counts === 'rows' ? [truth.rows] : [truth.steps, truth.rows];
    if (!all.some((x) => near(x, running, running_bound ?? 0))) yield 'running average broken';
  }
}

const EQUAL = 'all batches are equal';
const NO_EXTRA = 'no batch is counted too many';
/** What an interval may take for granted, as long as it says so. */
const ASSUMED: ReadonlySet<string> = new Set([EQUAL, NO_EXTRA]);
/** The same: the log does not say where its epoch ends. */
const LAST = /^step (\d+) is the last$/;
/** What float32 sums take for granted. */
const SIGN = /^no loss is (below|above) 0$/;
const conditionsOf = (way: Way): string[] => (way.if ?? '').split(', ').filter((c) => c !== '');

/** The mean within its bound, unless it needs equal batches and they are not; and the range in any case. */
function keeps(
  log: SimulatedLog,
  epoch: SimulatedEpoch,
  column: Column,
  way: Way,
  to: number,
  name: string,
): boolean {
  const from = way.mean_from as number;
  if (conditionsOf(way).includes(NO_EXTRA) && log.extra?.includes(name)) return true;
  if (!inRange(log, epoch, column, way, from, to)) return false;
  if (conditionsOf(way).includes(EQUAL) && !equal(epoch)) return true;
  const sign = conditionsOf(way).flatMap((c) => SIGN.exec(c)?.[1] ?? [])[0];
  if (sign && column.values.some((x) => (sign === 'below' ? x < 0 : x > 0))) return true;
  const last = conditionsOf(way).flatMap((c) => LAST.exec(c)?.[1] ?? [])[0];
  if (last !== undefined && Number(last) !== epoch.sizes.length) return true;
  return holds(log, epoch, column, way, from, to);
}

/** Is a condition true in the simulation? */
function isTrue(
  log: SimulatedLog,
  epoch: SimulatedEpoch,
  column: Column,
  name: string,
  condition: string,
): boolean {
  switch (condition) {
    case 'rows count':
      return column.counts === 'rows' || equal(epoch);
    case 'batches count':
      return column.counts === 'batches' || equal(epoch);
    case 'running averages':
      return log.rule === 'running' || epoch.sizes.length === 1;
    case 'averages of averages':
      return log.rule === 'double' || epoch.sizes.length === 1;
    case 'fit_generator':
      return log.feed === 'generator';
    case NO_EXTRA:
      return !log.extra?.includes(name);
    case 'a batch is counted too many':
      return log.extra?.includes(name) === true;
    case 'the backend is not jax':
      return true;
    case 'means since the line before':
      return log.rule === 'window';
    case 'no line is missing':
      return !log.lost;
    case 'counters begin at 1':
      return !log.fromZero;
    default: {
      const covers = /^a line covers (\d+) steps?$/.exec(condition);
      if (covers) return Number(covers[1]) === log.window;
      throw new Error(`the judge does not know the condition "${condition}"`);
    }
  }
}

const equal = ({ sizes }: SimulatedEpoch) => sizes.every((n) => n === sizes[0]);

interface Truth {
  readonly rows: number;
  readonly steps: number;
}

/** The true mean over the batches that counters `from` … `to` cover, by rows and by batches. */
function truthOf(
  log: SimulatedLog,
  epoch: SimulatedEpoch,
  { values }: Column,
  from: number,
  to: number,
): Truth {
  const { sizes } = epoch;
  if (log.counter === 'lines') {
    const spans = epoch.spans ?? [];
    return meanOf(values, sizes, spans[from - 1]?.[0] ?? Number.NaN, spans[to - 1]?.[1] ?? Number.NaN);
  }
  if (log.counter === 'epochs') return meanOf(values, sizes, 0, sizes.length);
  if (log.counter === 'steps') return meanOf(values, sizes, from - 1, to);
  return meanOf(values, sizes, batchesOf(sizes, from - 1), batchesOf(sizes, to));
}

/** How many batches so many rows are; NaN where they end in the middle of one. */
function batchesOf(sizes: readonly number[], rows: number): number {
  let sum = 0;
  for (let i = 0; i <= sizes.length; i++) {
    if (sum === rows) return i;
    sum += sizes[i] ?? 0;
  }
  return Number.NaN;
}

function meanOf(values: readonly number[], sizes: readonly number[], from: number, to: number): Truth {
  let [sum, rows, plain] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    sum += values[i] * sizes[i];
    rows += sizes[i];
    plain += values[i];
  }
  return from >= 0 && to <= sizes.length && to > from
    ? { rows: sum / rows, steps: plain / (to - from) }
    : { rows: Number.NaN, steps: Number.NaN };
}

/** The means that a bound may hold: of what counts batches that by rows as well. */
function truthsOf(
  log: SimulatedLog,
  epoch: SimulatedEpoch,
  column: Column,
  from: number,
  to: number,
): number[] {
  const { rows, steps } = truthOf(log, epoch, column, from, to);
  return column.counts === 'rows' ? [rows] : [rows, steps];
}

function truthText(log: SimulatedLog, epoch: SimulatedEpoch, column: Column, i: Interval): string {
  const { rows, steps } = truthOf(log, epoch, column, i.mean_from ?? i.from, i.to);
  const { sizes } = epoch;
  return `truth ${rows} by rows, ${steps} by batches (it counts ${column.counts}; ${sizes.length} batches of ${sizes[0]}, last ${sizes.at(-1)})`;
}

function holds(
  log: SimulatedLog,
  epoch: SimulatedEpoch,
  column: Column,
  way: Way,
  from: number,
  to: number,
): boolean {
  if (way.mean === undefined) return true;
  const accepted = truthsOf(log, epoch, column, from, to);
  if (typeof way.mean === 'string') return !accepted.every((x) => Number.isFinite(x));
  return accepted.some((x) => near(x, way.mean as number, Number(way.bound ?? 0)));
}

function inRange(
  log: SimulatedLog,
  epoch: SimulatedEpoch,
  column: Column,
  way: Way,
  from: number,
  to: number,
): boolean {
  if (!way.range) return true;
  const middle = (way.range[0] + way.range[1]) / 2;
  const half = (way.range[1] - way.range[0]) / 2;
  return truthsOf(log, epoch, column, from, to).some((x) => near(x, middle, half));
}

function near(truth: number, mean: number, bound: number): boolean {
  return Math.abs(truth - mean) <= bound * (1 + 1e-12) + 1e-12 * Math.abs(truth);
}
