/** What a log holds and its report does not show, in a sentence. */
import { plural } from './numbers.js';
import type { LeftAside } from './unroll-model.js';

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
