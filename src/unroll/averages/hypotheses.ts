/** What each way of averaging that is possible makes of the printed values of an epoch. */

import type { Segment } from '../series/series.js';
import { type Decoded, decodeAgain, decodeRunning, extraLine, type Point } from './decode.js';
import { decodeDouble, type EpochEnd } from './decode-double.js';
import type { SeriesPlan } from './plan.js';
import { FLOAT64_SUMS, type Rounding, sumErrors } from './rounding.js';
import type { Way } from './ways.js';

/** One way's mean of an interval. */
export interface Candidate {
  /** Which of several ways it is; empty where there is no other. */
  readonly if: string;
  readonly decoded: Decoded;
  /** Of ways that versions disagree on, the one of most of them. */
  readonly likeliest?: boolean;
}

const RUNNING_AVERAGES = 'running averages';
const AVERAGES_OF_AVERAGES = 'averages of averages';
const NO_EXTRA = 'no batch is counted too many';
const NOT_JAX = 'the backend is not jax';

/**
 * For every point, in their order, what the ways give: mostly one mean.
 * @param points the values of the epoch, each time anew
 */
export function candidatesOf(
  plan: SeriesPlan,
  segment: Segment,
  name: string,
  points: () => Iterable<Point>,
): Iterable<Decoded | readonly Candidate[]> {
  const { ways } = plan.metric(name, segment);
  const running = ways.filter((w) => w.averaging === 'running');
  const double = ways.filter((w) => w.averaging === 'double');
  const epoch = new Epoch(plan, segment, points);
  const counters = plan.assumesCounters;
  if (double.length === 0)
    return epoch.running(running, {
      assumes: plan.assumesRunning(segment) ? RUNNING_AVERAGES : undefined,
      counters,
    });
  if (running.length === 0) return epoch.double(double, {});
  return both(
    epoch.running(running, { way: RUNNING_AVERAGES }),
    epoch.double(double, { way: AVERAGES_OF_AVERAGES }),
  );
}

function* both(
  a: Iterable<Decoded | readonly Candidate[]>,
  b: Iterable<readonly Candidate[]>,
): Iterable<readonly Candidate[]> {
  const others = b[Symbol.iterator]();
  for (const own of a) {
    const other = (others.next().value as readonly Candidate[] | undefined) ?? [];
    if ('to' in own) yield [{ if: RUNNING_AVERAGES, decoded: own }, ...other];
    else yield [...own, ...other];
  }
}

/** What stands for all intervals of an epoch. */
interface Said {
  readonly way?: string;
  readonly assumes?: string;
  /** Of the counters, for the first step as well. */
  readonly counters?: string;
}

class Epoch {
  /** The step that may be the last: of a log that does not say, the last one it shows. */
  private readonly lastStep: number;

  constructor(
    private readonly plan: SeriesPlan,
    private readonly segment: Segment,
    private readonly points: () => Iterable<Point>,
  ) {
    let last = 0;
    if (segment.total === undefined) for (const { k } of points()) last = k;
    this.lastStep = segment.total ?? last;
  }

  /** All that average once agree up to the last step, which only some end otherwise. */
  *running(ways: readonly Way[], said: Said): Iterable<Decoded | readonly Candidate[]> {
    const { plan, segment, lastStep } = this;
    const plain = ways.filter((w) => !w.extra);
    const rounding = coarsest(ways);
    const first = (plain.length > 0 ? plain : ways)[0]!;
    let before: Point | undefined;
    let held: Decoded | undefined;
    const errors = sumErrors(rounding, this.points());
    for (const d of decodeRunning(
      this.points(),
      plan.weights(segment, first.counts, lastStep),
      rounding,
      errors,
    )) {
      if (held) {
        yield alone(held, said);
        before = held.printed;
      }
      held = d;
    }
    if (!held) return;
    if (held.to < lastStep) yield alone(held, said);
    else yield this.ended(before, held, ways, said);
  }

  /** What the last line of an epoch may say. @param own under the first way */
  private ended(
    before: Point | undefined,
    own: Decoded,
    ways: readonly Way[],
    said: Said,
  ): readonly Candidate[] {
    const { plan, segment, lastStep } = this;
    const [plain, extra] = [ways.filter((w) => !w.extra), ways.filter((w) => w.extra)];
    const point = own.printed;
    if (plain.length === 0)
      return [candidate(this.ends(before, point) ? extraLine(point, coarsest(extra)) : without(own), said)];
    const points = before ? [before, point] : [point];
    const labels = labelsOf(plain);
    return plain.map((way, i): Candidate => {
      const weights = (counts: Way['counts']) => plan.weights(segment, counts, lastStep);
      const decoded = way.again
        ? last(decodeAgain(before ? [before] : [], point, weights('rows'), weights('batches'), way.rounding))
        : i === 0
          ? own
          : last(
              decodeRunning(
                points,
                weights(way.counts),
                way.rounding,
                sumErrors(way.rounding, this.points()),
              ),
            );
      if (extra.length > 0 && decoded.mean !== undefined) {
        decoded.condition = [decoded.condition, NO_EXTRA].filter(Boolean).join(', ');
        decoded.range = undefined;
      }
      // Rows count in every Keras from 2.4 on, save 3.0 – 3.1, which have another bar than 2.
      const likeliest = said.assumes !== undefined && way.counts === 'rows';
      return { ...candidate(decoded, said, labels[i]), ...(likeliest ? { likeliest } : {}) };
    });
  }

  /** Is it the line that ends the epoch, not that of its last step? */
  private ends(before: Point | undefined, point: Point): boolean {
    const { plan, segment } = this;
    return before?.k === point.k || plan.series.endsAt(segment);
  }

  *double(ways: readonly Way[], said: Said): Iterable<readonly Candidate[]> {
    const { plan, segment, lastStep } = this;
    const all = [...this.points()];
    const point = all.at(-1);
    const whole = point !== undefined && point.k === segment.total;
    const before = whole ? all.slice(0, -1) : all;
    const final = agreed(ways.map((w) => w.final));
    const extra = agreed(ways.map((w) => w.extra));
    const told = whole && extra !== undefined && this.ends(before.at(-1), point);
    const end = whole ? { point, rule: told ? final : undefined, extra: extra ?? false } : undefined;
    const counts = [...new Set(ways.map((w) => w.counts))];
    const threaded = ways.some((w) => w.threaded);
    const iterators = counts.map((c) =>
      decodeDouble(before, end, plan.weights(segment, c, lastStep), coarsest(ways))[Symbol.iterator](),
    );
    for (let i = 0; i < all.length; i++) {
      yield iterators.map((it, c): Candidate => {
        const decoded = it.next().value as Decoded;
        // The only step: its loss, or half of it.
        if (
          extra === undefined &&
          decoded.to === 1 &&
          whole &&
          i === all.length - 1 &&
          decoded.mean !== undefined
        )
          decoded.condition = NO_EXTRA;
        // The epoch's own number does not come from the bar.
        const record = whole && i === all.length - 1 && end?.rule === 'exact';
        if (threaded && !record && decoded.mean !== undefined)
          decoded.condition = [decoded.condition, NOT_JAX].filter(Boolean).join(', ');
        return candidate(decoded, said, counts.length > 1 ? `${counts[c]} count` : '');
      });
    }
  }
}

/** Where there is no other way. */
function alone(decoded: Decoded, { assumes, counters }: Said): Decoded {
  if (counters && decoded.mean !== undefined)
    decoded.condition = decoded.condition ? `${decoded.condition}, ${counters}` : counters;
  if (counters) decoded.range = undefined;
  // The first step alone is its own average, however often it is averaged.
  if (assumes !== undefined && decoded.to !== 1) decoded.assumes = assumes;
  return decoded;
}

function candidate(decoded: Decoded, said: Said, label = ''): Candidate {
  const own = label === '' ? (said.way ?? '') : [said.way, label].filter(Boolean).join(', ');
  return { if: own, decoded: alone(decoded, said) };
}

function labelsOf(ways: readonly Way[]): string[] {
  if (ways.length === 1) return [''];
  return ways.map((w) => (w.again ? 'fit_generator' : `${w.counts} count`));
}

function coarsest(ways: readonly Way[]): Rounding {
  return ways.reduce<Rounding>(
    (a, { rounding: b }) => (b.unit > a.unit || b.each > a.each ? b : a),
    FLOAT64_SUMS,
  );
}

function agreed<T extends EpochEnd | boolean>(values: readonly (T | undefined)[]): T | undefined {
  return values.every((v) => v === values[0]) ? values[0] : undefined;
}

/** The same line without a mean. */
function without({ from, to, printed }: Decoded): Decoded {
  return { from, to, printed, meanFrom: from };
}

function last(decoded: Iterable<Decoded>): Decoded {
  let found: Decoded | undefined;
  for (const d of decoded) found = d;
  return found as Decoded;
}
