/** A line whose numbers are changed, and what it says then. */
import type { LogFormat, LogLine } from '../lines/line.js';
import { COUNTERS, READINGS } from './form.js';
import type { Part } from './numbers.js';

/** How a line is read when it stands alone; undefined where more or less than one text comes of it. */
export interface Outcome {
  readonly text: string;
  readonly format?: LogFormat;
  readonly line?: LogLine;
}

/** @returns undefined where more or less than one text comes of the line, or a memory is changed */
export type ReadAlone = (raw: string) => Outcome | undefined;

/** Which of what a line says a number gives: counters in their order, then values. */
export interface Rule {
  readonly part: Part;
  readonly readings: readonly { readonly i: number; readonly reading: number }[];
}

export interface Facts {
  /** All that is no number of the line. */
  readonly words: string;
  readonly numbers: readonly number[];
  readonly exponents: string;
}

const isCounter = (key: string) => (COUNTERS as readonly string[]).includes(key);

function factsOf({ format, line }: Outcome): Facts {
  if (!line) return { words: '', numbers: [], exponents: '' };
  const words = Object.entries(line).map(([key, value]) => {
    if (key === 'values') return [key, line.values.map(({ value: _, exponent: __, ...rest }) => rest)];
    // What is left aside is counted; its text is only an example.
    if (key === 'aside') return [key, line.aside?.map(({ what, name }) => [what, name])];
    return isCounter(key) ? [key, typeof value] : [key, value];
  });
  return {
    words: JSON.stringify([format?.name, words]),
    numbers: [...COUNTERS.map((key) => line[key] ?? Number.NaN), ...line.values.map((v) => v.value)],
    exponents: line.values.map((v) => v.exponent).join(),
  };
}

export class Probe {
  /** What the line says as it stands. */
  readonly base: Facts;

  constructor(
    readonly raw: string,
    readonly first: Outcome,
    private readonly read: ReadAlone,
  ) {
    this.base = factsOf(first);
  }

  /** Does each text in the number's place give what the rule says, and all else as it was? */
  holds(rule: Rule, texts: readonly string[]): boolean {
    return texts.every((text) => this.agrees([[rule, text]]));
  }

  /** Does the printed precision stay, whatever the digits are? */
  keepsDigits({ part }: Rule, texts: readonly string[]): boolean {
    return texts.every((text) => this.with([[part, text]])?.exponents === this.base.exponents);
  }

  /** Is it a counter beside its total? */
  compares({ readings }: Rule): boolean {
    const { line } = this.first;
    const of = { step: line?.total, total: line?.step, epoch: line?.epochs, epochs: line?.epoch };
    return readings.some(({ i }) => {
      const counter = COUNTERS[i];
      return counter !== undefined && counter in of && of[counter as keyof typeof of] !== undefined;
    });
  }

  agrees(changes: readonly (readonly [Rule, string])[]): boolean {
    const facts = this.with(changes.map(([rule, text]) => [rule.part, text]));
    if (facts?.words !== this.base.words || facts.exponents !== this.base.exponents) return false;
    const expected = [...this.base.numbers];
    for (const [{ part, readings }, text] of changes)
      for (const { i, reading } of readings) expected[i] = READINGS[reading]!(Number(text + part.suffix));
    return expected.every((x, i) => Object.is(x, facts.numbers[i]));
  }

  /** Which of two counters is the larger one must stay as it is. */
  keepsOrder(part: Part, value: number): boolean {
    const { line } = this.first;
    const own = Number(part.whole);
    const pairs = [
      [line?.step, line?.total],
      [line?.epoch, line?.epochs],
    ] as const;
    return pairs.every(([counter, total]) => {
      if (counter === undefined || total === undefined) return true;
      const [a, b] = [own === counter ? value : counter, own === total && own !== counter ? value : total];
      return Math.sign(a - b) === Math.sign(counter - total);
    });
  }

  /** What the line says with other numbers; undefined where that is something else altogether. */
  with(changes: readonly (readonly [Part, string])[]): Facts | undefined {
    let text = '';
    let at = 0;
    for (const [part, instead] of changes) {
      text += this.raw.slice(at, part.at) + instead;
      at = part.at + part.whole.length - part.suffix.length;
    }
    const outcome = this.read(text + this.raw.slice(at));
    if (outcome === undefined || (outcome.line === undefined) !== (this.first.line === undefined))
      return undefined;
    return factsOf(outcome);
  }
}
