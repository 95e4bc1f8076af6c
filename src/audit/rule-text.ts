/** Versions as ranges. */

import type { Framework } from '../frameworks/framework.js';
import { spanText } from '../text/sentence.js';

/** `2.3.1 – 3.15.1` where the versions follow each other in the list of those known. */
export function ruleText({ versions: known }: Pick<Framework, 'versions'>, names: readonly string[]): string {
  const runs: string[][] = [];
  for (const name of names.toSorted((a, b) => known.indexOf(a) - known.indexOf(b))) {
    const last = runs.at(-1);
    if (last && known.indexOf(name) === known.indexOf(last.at(-1)!) + 1) last.push(name);
    else runs.push([name]);
  }
  return runs.map((r) => spanText(r[0]!, r.at(-1)!)).join(', ');
}
