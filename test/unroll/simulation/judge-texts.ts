/** Text and CSV say the conditions that the JSON says. */
import type { Violation } from './judge.js';
import type { Answered } from './product.js';

export function judgeTexts({ answer, csv, text }: Answered): Violation[] {
  const found: Violation[] = [];
  const rows = csv().split('\n').slice(1);
  let row = 0;
  const shown = text().replace(/\s+/g, ' ');
  for (const series of answer.series) {
    for (const epoch of series.epochs) {
      for (const metric of epoch.metrics) {
        for (const interval of metric.intervals) {
          const line = rows[row++];
          // Once a total is NaN, its table has no ways to show.
          if (epoch.metrics.some((m) => m.intervals.some((i) => typeof i.printed === 'string'))) continue;
          // The likeliest of several ways stands for all in the text.
          const ways = interval.mean === undefined ? (interval.alternatives ?? []) : [];
          const conditions = [interval.if, ...ways.map((a) => a.if)].filter((c) => c !== undefined);
          for (const condition of conditions) {
            if (!line.includes(condition))
              found.push({ kind: 'condition not in the CSV', detail: `${condition}: ${line}` });
            for (const part of condition.split(', '))
              if (!shown.includes(part)) found.push({ kind: 'condition not in the text', detail: condition });
          }
        }
      }
    }
  }
  return found;
}
