/** Results in columns: label, value on the decimal point, and what it is made of. */
import type { Result } from './document.js';
import { BODY, type Page } from './lines.js';
import { alignDecimal } from './numbers.js';
import { clean, cutInside, padEnd, widthOf } from './width.js';
import { wrapText } from './wrap.js';

const LONGEST_LABEL = 40;
const SHORTEST_LABEL = 20;
/** What a value is made of goes below it where it has less room beside it, and needs it. */
const NARROWEST = 30;
const EQUALS = '  =  ';

export function* resultLines(results: readonly Result[], page: Page): Iterable<string> {
  const values = alignDecimal(results.map((r) => clean(r.value)));
  const needed = results.map((r) => widthOf(clean(r.equals ?? '')));
  // Names are cut rather than that each result takes two lines.
  const short = Math.max(0, ...needed.filter((n) => n <= NARROWEST));
  const left = page.width - 2 - 2 - (values[0]?.length ?? 0) - EQUALS.length - short;
  const most = Math.max(SHORTEST_LABEL, Math.min(LONGEST_LABEL, Math.floor(page.width / 2), left));
  const labels = results.map((r) => cutInside(clean(r.label), most));
  const room = Math.max(...labels.map(widthOf));
  for (const [i, { equals }] of results.entries()) {
    const head = `${padEnd(labels[i] ?? '', room)}  ${values[i]}`;
    const line = `  ${page.style('strong', equals ? head : head.trimEnd())}`;
    if (!equals) {
      yield line;
      continue;
    }
    const beside = 2 + widthOf(head) + EQUALS.length;
    const below = page.width - beside < Math.min(NARROWEST, needed[i]!);
    const indent = below ? BODY + EQUALS.trimStart().length : beside;
    const lines = wrapText(clean(equals), page.width - indent);
    if (below) yield line;
    const [first = '', ...rest] = lines;
    yield below ? `${' '.repeat(BODY)}${EQUALS.trimStart()}${first}` : `${line}${EQUALS}${first}`;
    for (const more of rest) yield ' '.repeat(indent) + more;
  }
}
