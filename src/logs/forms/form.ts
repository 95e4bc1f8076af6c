/** A form of lines that is known by heart: what all of them say, and which of their numbers say the rest. */
import type { LogFormat, LogLine, Printed } from '../lines/line.js';
import { isDigit } from './shape.js';

/** How the number of a line is read. The format's own arithmetic, so that no bit differs. */
export const READINGS: readonly ((x: number) => number)[] = [
  (x) => x,
  (x) => -x,
  (x) => 1 / x,
  (x) => x * 1e-3,
  (x) => x * 1e-6,
  (x) => x + 1,
];

/** What a line says in numbers, its values aside. */
export const COUNTERS = ['step', 'from', 'total', 'epoch', 'epochs', 'secondsPerUnit'] as const;
type Counter = (typeof COUNTERS)[number];

/** A number of the line that differs from line to line. */
export interface Slot {
  /** How many digits it may have in front of its point. */
  readonly least: number;
  readonly most: number;
  /** And behind it; 0 where it has no point. */
  readonly leastBehind: number;
  readonly mostBehind: number;
  /** What ends it and is the same in all lines: its exponent. */
  readonly suffix: string;
  /** Only numbers that are 0, or none of them, are read alike. */
  readonly zero?: boolean;
  /** The printed precision depends on the size and the last digit. */
  readonly guard?: Guard;
  /** What it gives. */
  readonly counters: readonly { readonly counter: Counter; readonly reading: number }[];
  readonly values: readonly { readonly index: number; readonly reading: number }[];
}

/** Numbers of one size, its end not counted; with a last digit of 0, or another. */
export interface Guard {
  readonly low: number;
  readonly high: number;
  readonly endsInZero?: boolean;
}

/** All digits of a number of more may not fit into a double. */
export const EXACT_DIGITS = 15;
const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, n) => 10 ** n);
const POINT = 46;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Form {
  /** Of lines that are read by heart. The next one is written over it. */
  readonly line: LogLine | undefined;
  private readonly values: readonly Mutable<Printed>[];
  private readonly read: Float64Array;
  /** A counter beside its total: formats compare them. */
  private readonly order: number | undefined;
  private readonly orderOfEpochs: number | undefined;

  /**
   * @param pieces what stands in front of each slot, and behind the last
   * @param clean the line is its own text: nothing of it is taken away
   */
  constructor(
    private readonly pieces: readonly string[],
    private readonly slots: readonly Slot[],
    readonly format: LogFormat | undefined,
    line: LogLine | undefined,
    readonly clean: boolean,
  ) {
    this.values = line?.values.map((v) => ({ ...v })) ?? [];
    this.line = line && { ...line, values: this.values };
    this.read = new Float64Array(slots.length);
    this.order = orderOf(line?.step, line?.total);
    this.orderOfEpochs = orderOf(line?.epoch, line?.epochs);
  }

  /** Is the line of this form? Then `write` makes `line` what it says. */
  matches(text: string, start: number, end: number): boolean {
    const { pieces, slots, read } = this;
    let at = start;
    for (let i = 0; ; i++) {
      const piece = pieces[i]!;
      for (let j = 0; j < piece.length; j++)
        if (text.charCodeAt(at + j) !== piece.charCodeAt(j)) return false;
      at += piece.length;
      if (i === slots.length) return at === end && this.keepsOrder;
      const slot = slots[i]!;
      const from = at;
      let mantissa = 0;
      for (let c = text.charCodeAt(at); isDigit(c); c = text.charCodeAt(++at))
        mantissa = mantissa * 10 + c - 48;
      let digits = at - from;
      if (digits < slot.least || digits > slot.most) return false;
      let behind = 0;
      if (slot.mostBehind > 0) {
        if (text.charCodeAt(at) !== POINT) return false;
        const point = ++at;
        for (let c = text.charCodeAt(at); isDigit(c); c = text.charCodeAt(++at))
          mantissa = mantissa * 10 + c - 48;
        behind = at - point;
        if (behind < slot.leastBehind || behind > slot.mostBehind) return false;
        digits += behind;
      }
      // No line goes past its end: breaks are no digits.
      if (slot.zero !== undefined && slot.zero !== (mantissa === 0)) return false;
      if (slot.values.length === 0 && slot.counters.length === 0) continue;
      const exact = digits <= EXACT_DIGITS && slot.suffix === '';
      const value = exact ? mantissa / POWERS[behind]! : Number(text.slice(from, at) + slot.suffix);
      // What no double holds is no such number.
      if (!exact && (value === 0 || value === Number.POSITIVE_INFINITY)) return false;
      if (slot.guard && !allows(slot.guard, value, text.charCodeAt(at - 1))) return false;
      read[i] = value;
    }
  }

  /** Of the line that matched. The one before is written over. */
  write(): void {
    const { line, slots, read, values } = this;
    if (!line) return;
    for (let i = 0; i < slots.length; i++) {
      const { counters, values: own } = slots[i]!;
      const x = read[i]!;
      for (let j = 0; j < counters.length; j++) {
        const { counter, reading } = counters[j]!;
        line[counter] = reading === 0 ? x : READINGS[reading]!(x);
      }
      for (let j = 0; j < own.length; j++) {
        const { index, reading } = own[j]!;
        values[index]!.value = reading === 0 ? x : READINGS[reading]!(x);
      }
    }
  }

  private now(counter: Counter): number | undefined {
    for (let i = 0; i < this.slots.length; i++)
      for (const own of this.slots[i]!.counters)
        if (own.counter === counter) return READINGS[own.reading]!(this.read[i]!);
    return this.line?.[counter];
  }

  /** Which of two counters is the larger one. */
  private get keepsOrder(): boolean {
    return (
      (this.order === undefined || orderOf(this.now('step'), this.now('total')) === this.order) &&
      (this.orderOfEpochs === undefined ||
        orderOf(this.now('epoch'), this.now('epochs')) === this.orderOfEpochs)
    );
  }
}

function orderOf(counter: number | undefined, total: number | undefined): number | undefined {
  return counter === undefined || total === undefined ? undefined : Math.sign(counter - total);
}

function allows({ low, high, endsInZero }: Guard, value: number, last: number): boolean {
  return value >= low && value < high && (endsInZero === undefined || (last === 48) === endsInZero);
}
