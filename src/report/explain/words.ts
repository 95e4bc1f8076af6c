/** What an explanation says in sentences: for reports, and in one paragraph for `check` and findings. */
import { joined, shortText, some, wordFor } from '../../text/sentence.js';
import type { Cause, Explanation, ReportedNumber } from './model.js';

/** Causes that one paragraph names. */
const NAMED = 4;
/** Significant digits at the least. */
const DIGITS = 6;
const MOST_DIGITS = 17;

/** `0.52 (batch size 16) and 0.42 (batch size 66)`. */
export function subjectOf(reported: readonly ReportedNumber[]): string {
  return joined(
    reported.map((r) => {
      const place = placeOf(r);
      return place === '' ? r.text : `${r.text} (${place})`;
    }),
  );
}

/** What a number is of, where it is not the loss, and where it was seen; empty where that is not said. */
export function placeOf({ of, conditions }: ReportedNumber): string {
  const [, output] = /^outputs\.(.+)\.loss$/.exec(of) ?? [];
  const what = output === undefined ? (of === 'loss' ? [] : [of]) : [`output ${output}`];
  const where = Object.entries(conditions).map(([key, value]) =>
    key === 'stage' || key === 'framework' ? String(value) : `${key.replace('_', ' ')} ${value}`,
  );
  return [...what, ...where].join(', ');
}

/** The first sentence of each verdict. @param named `It`, where the numbers were told before */
export function verdictText(explanation: Explanation, named?: string): string {
  const { reported, verdict, causes, tried } = explanation;
  const several = reported.length > 1;
  const [is, it] = several ? ['are', 'them'] : ['is', 'it'];
  const subject = `${named ?? subjectOf(reported)} ${is}`;
  switch (verdict) {
    case 'agrees':
      return `${subject} what these arrays give as they stand.`;
    case 'explained':
      return `${subject} explained.`;
    case 'ambiguous':
      return `${subject} ambiguous: ${count(causes.length)} causes give ${several ? 'all of ' : ''}${it}.`;
    case 'chance':
      return (
        `${subject} too little to tell: of ${count(tried.hypotheses)} hypotheses, one meets ` +
        `${several ? 'numbers' : 'a number'} of so few digits by accident with a chance of ` +
        `${chanceText(tried.chance)}.`
      );
    case 'unexplained':
      return `${subject} unexplained: none of ${count(tried.hypotheses)} hypotheses gives ${it}.`;
    case 'undecidable':
      return `${subject} undecidable from these arrays.`;
  }
}

/** With more time other causes may be found, and the verdict may be another. */
export function perhapsMore({ tried, verdict }: Explanation): string | undefined {
  const found = verdict === 'explained' || verdict === 'ambiguous';
  return found && tried.not_tried > 0 ? 'Not all was tried in the time: others may give it, too.' : undefined;
}

/** What was tried, and the chance, in one line. */
export function triedText({ tried, verdict, causes }: Explanation): string {
  const { hypotheses, distinct, pruned, not_tried, untried = [] } = tried;
  const parts = [
    `${count(hypotheses)} ${hypotheses === 1 ? 'hypothesis' : 'hypotheses'} tried, ` +
      `${count(distinct)} different ${wordFor(distinct, 'number')}`,
    ...(pruned > 0 ? [`${count(pruned)} left out because these arrays make no difference`] : []),
    ...(not_tried > 0
      ? [`${untriedText(untried) || count(not_tried)} not tried: the time was up (--time-limit)`]
      : []),
  ];
  const chance = causes.length > 0 && verdict !== 'chance';
  const hit = chance ? ` The chance of a hit by accident is ${chanceText(tried.chance)}.` : '';
  return `${parts.join('; ')}.${hit}`;
}

/** Names of what was not tried, at the most. */
const UNTRIED = 6;

/** `14 single changes (framework, mask) and 90 pairs of changes (factor, …)`. */
function untriedText(untried: NonNullable<Explanation['tried']['untried']>): string {
  return joined(
    untried.map(({ changes, count: n, of }) => {
      const [sets, rest] = changes === 1 ? ['single change', ''] : ['set', ` of ${changes} changes`];
      const what = changes === 2 ? `${wordFor(n, 'pair')} of changes` : wordFor(n, sets) + rest;
      const named = of.slice(0, UNTRIED).map((one) => one.replaceAll(', ', ' and '));
      return `${count(n)} ${what} (${[...named, ...(of.length > UNTRIED ? ['…'] : [])].join(', ')})`;
    }),
  );
}

/** `0.07 %`. */
export function chanceText(chance: number): string {
  if (chance < 1e-6) return 'less than 0.0001 %';
  return `${chance > 0.995 ? 'about 100' : Number((100 * chance).toPrecision(2))} %`;
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** As many digits as the longest reported number, and not too few. */
export function digitsOf({ reported }: Explanation): number {
  const own = reported.map(({ text }) => text.replace(/e.*$/i, '').replace(/^[-+0.]*|\D/g, '').length);
  return Math.min(MOST_DIGITS, Math.max(DIGITS, ...own));
}

/**
 * One paragraph: the verdict, the causes, what tells them apart; what to bring, where the arrays cannot
 * decide.
 * @param named `It`, where the numbers were told before
 */
export function explanationText(explanation: Explanation, named?: string): string {
  const { verdict, causes, separate, undecidable } = explanation;
  const all = [shortVerdict(explanation, named)];
  if (verdict === 'explained') all.push(...causes.slice(0, 1).map((c) => c.sentence));
  if (verdict === 'ambiguous') all.push(namedCauses(causes));
  if (verdict === 'chance') all.push(`What gives ${gives(explanation)}: ${namedCauses(causes)}`);
  if (verdict === 'undecidable')
    all.push(`What to bring: ${undecidable.map(({ code, bring }) => `${bring} (${code})`).join('; ')}.`);
  if (separate) all.push(`What tells them apart: ${separate.how}.`);
  const rounded = roundedText(explanation);
  if (explanation.tried.not_tried > 0)
    all.push(`Not all was tried in the time: ${askAgain(explanation.audit.file)}.`);
  return [...all, ...(rounded === undefined ? [] : [rounded])].join(' ');
}

/** Where the audit is no file there is no command to copy. */
function askAgain(file: string): string {
  const isFile = file !== '' && file !== '-' && file !== 'standard input';
  return isFile ? `lossaudit explain ${file}` : 'lossaudit explain takes longer';
}

/** The verdict without counts: how many hypotheses fit into a time limit depends on the machine. */
function shortVerdict(explanation: Explanation, named?: string): string {
  const { verdict, reported } = explanation;
  const several = reported.length > 1;
  const subject = `${named ?? subjectOf(reported)} ${several ? 'are' : 'is'}`;
  if (verdict === 'unexplained')
    return `${subject} unexplained: nothing that was tried gives ${several ? 'them' : 'it'}.`;
  if (verdict === 'chance')
    return `${subject} too little to tell: of many hypotheses, one meets so few digits by accident.`;
  return verdictText(explanation, named);
}

/** A whole number means itself first, but may be what the audit's own number was rounded to. */
export function roundedText({ reported, verdict }: Explanation): string | undefined {
  const one = reported.find(
    ({ text, computed }) =>
      /^[-+]?\d+\.?$/.test(text) && computed !== null && Math.abs(computed - Number(text)) <= 0.5,
  );
  if (!one || one.computed === null || verdict === 'agrees') return undefined;
  return `Rounded to a whole number, what these arrays give, ${shortText(one.computed)}, is ${one.text} too.`;
}

function gives({ reported }: Explanation): string {
  return reported.length > 1 ? 'them' : 'it';
}

function namedCauses(causes: readonly Cause[]): string {
  if (causes.length === 1) return causes[0]!.sentence;
  const named = causes.slice(0, NAMED).map((c, i) => `(${i + 1}) ${c.sentence}`);
  const left = causes.length - named.length;
  return [...named, ...(left > 0 ? [`And ${some(left, 'more cause')}.`] : [])].join(' ');
}
