/**
 * What a log holds besides its averages, in sentences: what its report does not show, and exponential
 * averages.
 */
import { plural } from '../layout/numbers.js';
import type { LeftAside, MovingAverage } from './model.js';

const SENTENCES: Readonly<Partial<Record<LeftAside['what'], (count: number) => string>>> = {
  number: (n) => `${plural(n, 'number')} not read: the name or the notation is not known`,
  'cut-number': (n) => `${plural(n, 'number')} at the end of a line may be cut: left aside`,
  bar: (n) => `${plural(n, 'value')} of bars over other data, or of a step that is not known, left aside`,
  name: (n) => `${plural(n, 'value')} left aside: more names than a log has metrics`,
  'long-line': (n) => `${plural(n, 'line')} cut behind 64 KB`,
};

/** Names that are told. */
const NAMED = 4;

/** Settings and clocks, which most logs have, stand in the JSON only; other lines are told in the header. */
export function asideSentence({ what, count, names = [], example }: LeftAside): string | undefined {
  const sentence = SENTENCES[what]?.(count);
  if (sentence === undefined) return undefined;
  const more = names.length > NAMED ? ' …' : '';
  const of = names.length > 1 ? `${names.slice(0, NAMED).join(', ')}${more}; the first ` : '';
  return `${sentence} (${of}${example})`;
}

/** `moving ave loss` is 0.9 times the value before and 0.1 times `loss`. */
export function movingSentence({ metric, of, factors, lines }: MovingAverage): string {
  const ways = factors.map((f) => `${f} · the value before + ${Number((1 - f).toPrecision(3))} · ${of}`);
  return (
    `${metric} is an exponential average: ${ways.join(', or ')}, within the printed digits on all ` +
    `${plural(lines, 'line')} that follow another.`
  );
}
