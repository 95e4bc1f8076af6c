/**
 * What a match is worth. A reported number is an interval; the more numbers lie about as densely around it,
 * the likelier one of them hits it by accident.
 */
import {
  lastDigit,
  onlyRounding,
  roundingUnits,
  spacing,
  unitsOff,
  type WrittenNumber,
} from '../text/written-number.js';
import type { Hypothesis } from './search.js';

/** Is the number the written one up to the rounding of its arithmetic? */
export function sameButRounding(written: WrittenNumber, x: number, dtype: string): boolean {
  return unitsOff(written, x, dtype) <= roundingUnits(dtype);
}

/** From half a unit of the last digit below to half a unit above, and the rounding of the arithmetic. */
export function intervalOf({ value, half }: WrittenNumber, dtype: string): [number, number] {
  if (!Number.isFinite(value)) return [value, value];
  const room = half + roundingUnits(dtype) * spacing(value, dtype);
  return [value - room, value + room];
}

/** With more than this a match is no evidence: well below 1 %, for the chance is an estimate. */
export const MOST_CHANCE = 0.007;

/**
 * How far numbers spread what they say of the density around them: half an e-fold. Numbers of hypotheses lie
 * some e-folds around the audit's own.
 */
const SPREAD = 0.5;

/** Changes of at most this cost are common. */
const COMMON = 4;

/** The numbers of hypotheses, for questions about their density. */
export class Numbered {
  /** By cost; each number once, with the cost of the cheapest that has it. */
  private readonly distinct: { readonly cost: number; readonly value: number }[] = [];

  /** @param hypotheses cheapest first @param own the audit's number, which is known not to be the one */
  constructor(
    hypotheses: readonly Hypothesis[],
    private readonly own: number,
    private readonly dtype: string,
  ) {
    const seen = new Map<string, number>();
    for (const { cost, value } of hypotheses) {
      if (onlyRounding(value, own, dtype)) continue;
      // Six digits tell numbers apart well enough to count them.
      const key = value.toPrecision(6);
      if (seen.has(key)) continue;
      seen.set(key, cost);
      this.distinct.push({ cost, value });
    }
  }

  get count(): number {
    return this.distinct.length;
  }

  /**
   * The chance that a hypothesis no more costly than this one hits the interval by accident.
   * @param value of the match: it and what is the same do not count @param dtype its arithmetic
   */
  chance(written: WrittenNumber, value: number, cost: number, dtype: string): number {
    const others = this.distinct.filter((d) => d.cost <= cost && !onlyRounding(d.value, value, this.dtype));
    if (!Number.isFinite(written.value)) {
      const alike = others.filter((d) => Object.is(d.value, written.value)).length;
      const share = others.length === 0 ? 0 : alike / others.length;
      // Whatever is not defined for these arrays gives it: only what is common is a cause.
      return cost > COMMON ? Math.max(share, 2 * MOST_CHANCE) : share;
    }
    if (isExact(written, value, dtype)) {
      // `2.5` may be all there is of a number. Then only numbers of as few digits could be it by accident.
      const unit = 10 ** Math.min(0, lastDigit(written.text));
      const short = others.filter((d) =>
        onlyRounding(d.value, Math.round(d.value / unit) * unit, this.dtype),
      );
      return accident(unit * this.density(short, written.value));
    }
    const [low, high] = intervalOf(written, this.dtype);
    return accident((high - low) * this.density(others, written.value));
  }

  /**
   * Around 0, and around the audit's own number: what moves it a little crowds beside it, as close as one
   * likes.
   */
  private density(numbers: readonly { readonly value: number }[], x: number): number {
    if (!Number.isFinite(this.own)) return density(numbers, x);
    const moved = numbers.map(({ value }) => ({ value: value - this.own }));
    return Math.max(density(numbers, x), density(moved, x - this.own));
  }
}

/** Of so many hits expected, the chance of one at least. */
function accident(expected: number): number {
  return 1 - Math.exp(-expected);
}

/**
 * Is it the written number itself, not one that was rounded to it? On the coarse grid of a narrow dtype that
 * happens by accident.
 */
function isExact({ value: written, text }: WrittenNumber, value: number, dtype: string): boolean {
  const narrow = dtype === 'float16' || dtype === 'bfloat16';
  return !narrow && Number.isFinite(lastDigit(text)) && onlyRounding(written, value, dtype);
}

/** How many numbers lie around x, for each unit of it. */
function density(numbers: readonly { readonly value: number }[], x: number): number {
  const finite = numbers.filter(({ value }) => Number.isFinite(value) && value !== 0);
  if (x === 0) {
    // Around 0 there are no e-folds: as dense as between the smallest and its negative.
    const least = finite.reduce((m, { value }) => Math.min(m, Math.abs(value)), Number.POSITIVE_INFINITY);
    return Number.isFinite(least) ? 1 / (2 * least) : 0;
  }
  let sum = 0;
  for (const { value } of finite) {
    if (Math.sign(value) !== Math.sign(x)) continue;
    const far = Math.log(value / x) / SPREAD;
    sum += Math.exp(-0.5 * far * far);
  }
  return sum / (SPREAD * Math.sqrt(2 * Math.PI) * Math.abs(x));
}
