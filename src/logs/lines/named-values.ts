/**
 * The values of a line, or of a part of it, that a script printed: which of its named numbers are metrics,
 * and of which phase.
 */
import { isCounter, isMetric, type Printed, printed, remembered } from './line.js';
import { METRIC_WORDS } from './metric-words.js';
import { type Pair, pairsOf, withSign } from './pairs.js';
import { unwrapped } from './unwrapped.js';
import { LineValues } from './values.js';

/**
 * What scripts print without a separator behind its name: `loss 2.31`, `f1 0.8`. Other words before a number
 * only stand there.
 */
const BARE = new RegExp(`(?:${METRIC_WORDS})(?:@?\\d+)?(?: \\([a-z]+(?: [a-z]+)?\\))?$`, 'i');
const isBareName = remembered((name: string): boolean => BARE.test(name));

/** A name that says itself that it is of an evaluation. */
const EVALUATED = /^(?:val|valid|validation|test|eval)[_ ]/i;

/**
 * What stands between two values where those that follow are of another phase: `| val: loss 0.6 acc 0.7`,
 * `[val] loss 0.6`.
 */
const GROUP =
  /(?:^|[\s|,;([{-])(train(?:ing)?|val(?:id(?:ation)?)?|dev|test(?:ing)?|eval(?:uation)?)(?: set)?\s{0,3}(?:[:\])|}>=]|->|-(?=\s))[\s:|>{-]{0,6}$/i;
const NAMED_PHASE = /^(train(?:ing)?|val(?:id(?:ation)?)?|dev|test|eval(?:uation)?)[ _]/i;
/** Longest text between two values that is searched for a phase. */
const GAP = 60;
/** What parts the numbers of a list: `losses: 0.5, 0.6`, `0.5 ± 0.1`. */
const LISTED = /^[\s,;/±|([+-]{1,6}$/;

interface LineContent extends Pick<LineValues, 'values' | 'aside'> {
  /** The counter that stands between a name and its value. */
  counted?: string;
}

/** A number of a name, with its precision. */
type Read = (name: string, text: string) => Printed | undefined;

/**
 * @param begins the phase that the line begins with: that of all its values, but of those that say another
 * @param found takes them
 */
export function valuesOf(
  given: string,
  begins: string | undefined,
  found: LineValues = new LineValues(),
  read: Read = printed,
): LineContent {
  const line = unwrapped(given);
  let phase = begins;
  let named: string | undefined;
  let counted: string | undefined;
  let before: { readonly pair: Pair; readonly taken: boolean } | undefined;
  for (const pair of pairsOf(line)) {
    const gap = line.slice(Math.max(before?.pair.end ?? 0, pair.at - GAP), pair.at);
    if (gap.length > 3) phase = GROUP.exec(gap)?.[1] ?? phase;
    let bare = pair.name;
    // `loss 1 35.229748`: the first number counts the steps (NVIDIA's tacotron2).
    const counts =
      bare === '' && before?.pair.bare === true && /^\s+$/.test(gap) && /^\d+$/.test(before.pair.text);
    if (counts && before && isBareName(before.pair.name)) {
      counted ??= before.pair.text;
      bare = before.pair.name;
      found.values.pop();
    }
    if (bare === '') {
      if (before?.taken && LISTED.test(gap)) found.leave('number', before.pair.name, pair.text);
      continue;
    }
    if (isCounter(bare) || (pair.bare && !counts && !isBareName(bare) && !pair.text.includes('.'))) {
      before = { pair, taken: false };
      continue;
    }
    named = NAMED_PHASE.exec(bare)?.[1] ?? named;
    bare = qualified(bare, gap, before);
    const told =
      phase === undefined || bare.toLowerCase().startsWith(phase.toLowerCase()) || EVALUATED.test(bare);
    const name = told ? bare : `${phase} ${bare}`;
    const taken = take(found, named !== undefined && found.has(name) ? `${named} ${bare}` : name, pair, {
      counts,
      read,
    });
    before = { pair, taken };
  }
  return { values: found.values, aside: found.aside, ...(counted === undefined ? {} : { counted }) };
}

/**
 * `loss 0.5 (avg: 0.6)`, `loss train: 0.5 valid: 0.6`: what only says which of its values it is, is of the
 * loss before.
 */
function qualified(
  name: string,
  gap: string,
  before: { readonly pair: Pair; readonly taken: boolean } | undefined,
): string {
  if (!before?.taken) return name;
  const words = before.pair.name;
  if (/^\s*[([]\s*$/.test(gap)) return `${words} ${name}`;
  return ONLY_PHASE.test(name) && / /.test(words) && ONLY_PHASE.test(words.slice(words.lastIndexOf(' ') + 1))
    ? `${words.slice(0, words.lastIndexOf(' '))} ${name}`
    : name;
}

const ONLY_PHASE = /^(?:train(?:ing)?|val(?:id(?:ation)?)?|dev|test|eval)$/i;

function take(
  found: LineValues,
  name: string,
  pair: Pair,
  { counts, read }: { counts: boolean; read: Read },
): boolean {
  if (!isMetric(name) && !(ONLY_PHASE.test(name) && pair.text.includes('.'))) {
    found.leave('setting', name, pair.text);
    return false;
  }
  const value =
    pair.whole && (!pair.bare || counts || isBareName(pair.name))
      ? withSign(read(name, pair.text), pair)
      : undefined;
  if (!value) {
    found.leave('number', name, pair.text);
    return false;
  }
  found.add(value);
  const mean = pair.mean === undefined ? undefined : withSign(read(`${name} (avg)`, pair.mean), pair);
  if (mean) found.add(mean);
  return true;
}
