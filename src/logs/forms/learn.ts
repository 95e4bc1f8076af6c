/**
 * Learns a form of lines from one of them: the line is read again and again with other digits, and what
 * changes with them is what they say. Patterns of formats know digits, not which ones, and how many there are
 * is tried out. What follows no simple rule is not learnt; then every line is read anew.
 */
import { COUNTERS, EXACT_DIGITS, Form, type Guard, READINGS, type Slot } from './form.js';
import { digits, numberOf, type Part, partsOf, withPoint } from './numbers.js';
import { Probe, type ReadAlone, type Rule } from './probe.js';
import { LONG } from './shape.js';

/** A longer one is no line of a program. */
const LONGEST_LINE = 4096;
const MOST_NUMBERS = 60;
/** Of a number's digits: with fewer nothing is sure. */
const LEAST_PROBES = 3;
/** The most digits before a point that a counter has, and behind one that a number in full has. */
const WIDEST = 9;
const WIDTHS = Array.from({ length: WIDEST }, (_, i) => i + 1);
const DEEPEST = 20;
const DEPTHS = [LONG, 8, 12, 15, 16, 17, DEEPEST];
const SOME_DIGITS = 371_946_258;

interface Found {
  readonly rule: Rule;
  readonly slot: Slot;
}

/**
 * @param read reads a line as if it stood alone, and leaves nothing behind
 * @returns undefined where lines like this one must be read anew
 */
export function learnForm(raw: string, read: ReadAlone): Form | undefined {
  if (raw.length > LONGEST_LINE) return undefined;
  const first = read(raw);
  const parts = partsOf(raw);
  if (!first || first.line?.beside !== undefined || parts.length > MOST_NUMBERS) return undefined;
  const probe = new Probe(raw, first, read);
  const found = parts.map((part) => slotOf(probe, part)).filter((f) => f !== undefined);
  const bound = found.flatMap(({ rule }) => rule.readings.map((r) => r.i));
  if (new Set(bound).size < bound.length || !holdsTogether(probe, found)) return undefined;
  return formOf(probe, found);
}

function formOf({ raw, first }: Probe, found: readonly Found[]): Form {
  const pieces: string[] = [];
  let at = 0;
  for (const { part } of found.map((f) => f.rule)) {
    pieces.push(raw.slice(at, part.at));
    at = part.at + part.whole.length - part.suffix.length;
  }
  pieces.push(raw.slice(at));
  const { text, format, line } = first;
  const slots = found.map((f) => f.slot);
  return new Form(pieces, slots, format, line, text === raw);
}

/** What a number says, or undefined where its digits are no number. */
function slotOf(probe: Probe, part: Part): Found | undefined {
  const { before, behind, suffix } = part;
  const [b, d] = [before.length, behind.length];
  const rule = ruleOf(probe, part);
  if (!rule) return undefined;
  const own = Number(part.whole);
  const sized = !probe.keepsDigits(rule, probesOf(probe, part));
  const guard = sized ? guardOf(probe, rule, own) : undefined;
  if (sized && !guard) return undefined;
  const zero = probe.holds(rule, [numberOf('0'.repeat(b + d), b)]) ? undefined : own === 0;
  const holds = (texts: readonly string[]) => !guard && probe.holds(rule, texts);
  const wide = b <= WIDEST && holds(WIDTHS.map((n) => withPoint(digits(n, '716283945'), behind)));
  const long = d >= LONG && d <= DEEPEST;
  const deep = long && holds(DEPTHS.map((n) => withPoint(before, digits(n, '7193'))));
  const counters = rule.readings.filter((r) => r.i < COUNTERS.length);
  const values = rule.readings.filter((r) => r.i >= COUNTERS.length);
  const slot: Slot = {
    least: wide ? 1 : b,
    most: wide ? WIDEST : b,
    leastBehind: deep ? LONG : d,
    mostBehind: deep ? DEEPEST : d,
    suffix,
    ...(zero === undefined ? {} : { zero }),
    ...(guard ? { guard } : {}),
    counters: counters.map(({ i, reading }) => ({ counter: COUNTERS[i]!, reading })),
    values: values.map(({ i, reading }) => ({ index: i - COUNTERS.length, reading })),
  };
  return { rule, slot };
}

/** Other digits in the number's place, as many. */
function probesOf(probe: Probe, { before, behind, suffix, ...part }: Part): string[] {
  const [b, n] = [before.length, before.length + behind.length];
  return ['9', '1', '47', `1${'0'.repeat(n)}`, `${'0'.repeat(n - 1)}1`]
    .map((text) => numberOf(digits(n, text), b))
    .filter((text) => probe.keepsOrder({ before, behind, suffix, ...part }, Number(text + suffix)));
}

/** Which numbers of the line change with the digits, and how; all its words must stay. */
function ruleOf(probe: Probe, part: Part): Rule | undefined {
  const { base } = probe;
  const texts = probesOf(probe, part);
  if (texts.length < LEAST_PROBES) return undefined;
  const seen = texts.map((text) => ({ text, facts: probe.with([[part, text]]) }));
  if (seen.some(({ facts }) => facts?.words !== base.words)) return undefined;
  const all = [...seen, { text: withPoint(part.before, part.behind), facts: base }];
  const readings = base.numbers
    .map((own, i) => ({ own, i }))
    .filter(({ own, i }) => seen.some(({ facts }) => !Object.is(facts!.numbers[i], own)))
    .map(({ i }) => {
      const holds = (read: (x: number) => number) =>
        all.every(({ text, facts }) => Object.is(read(Number(text + part.suffix)), facts!.numbers[i]));
      return { i, reading: READINGS.findIndex(holds) };
    });
  return readings.some((r) => r.reading < 0) ? undefined : { part, readings };
}

/** Of numbers of one size, that perhaps must end alike, the precision is the same. */
function guardOf(probe: Probe, rule: Rule, own: number): Guard | undefined {
  const { before, behind, suffix } = rule.part;
  const all = before + behind;
  const first = all.search(/[1-9]/);
  if (first < 0 || all.length > EXACT_DIGITS || suffix !== '') return undefined;
  const ending = (last: string) =>
    ['1', '9', '52'].map((text) => {
      const inner = digits(all.length - first - 1, text) + last;
      // A digit alone is its first.
      return numberOf('0'.repeat(first) + (inner === '0' ? '1' : inner), before.length);
    });
  const magnitude = Number(own.toExponential().split('e')[1]);
  const size = { low: Number(`1e${magnitude}`), high: Number(`1e${magnitude + 1}`) };
  if (probe.holds(rule, [...ending('0'), ...ending('3')])) return size;
  const endsInZero = all.endsWith('0');
  return probe.holds(rule, ending(endsInZero ? '0' : '3')) ? { ...size, endsInZero } : undefined;
}

/** All numbers at once: their shortest, their longest, others. */
function holdsTogether(probe: Probe, found: readonly Found[]): boolean {
  // Of two counters the larger one must stay the larger.
  const free = found.filter(({ rule, slot }) => !slot.guard && !slot.zero && !probe.compares(rule));
  const lengths: readonly ((slot: Slot, part: Part) => readonly [number, number])[] = [
    (slot) => [slot.least, slot.leastBehind],
    (slot) => [slot.most, slot.mostBehind],
    (_, { before, behind }) => [before.length, behind.length],
  ];
  return lengths.every((of) =>
    probe.agrees(
      free.map(({ rule, slot }, n) => {
        const [b, d] = of(slot, rule.part);
        return [rule, numberOf(digits(b + d, String(SOME_DIGITS + 7 * n)), b)];
      }),
    ),
  );
}
