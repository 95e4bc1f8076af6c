/**
 * Numbers that people saw, and the arithmetic behind them. Their expected values come from threads and from
 * numpy (oracle/explain); the engine never saw them.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { FOLDERS, judged, readCorpus } from '../support/explain-corpus.js';
import { Questions } from '../support/explain-proof.js';

/** Known misses, with the reason: `folder/case number`. */
const KNOWN: Readonly<Record<string, string>> = {};

const counts = { numbers: 0, fine: 0 };
const rows: string[] = [];

for (const folder of FOLDERS)
  describe(folder, () => {
    test.each(readCorpus(folder).map((c) => [c.name, c] as const))('%s', async (name, { audit, numbers }) => {
      const wrong: string[] = [];
      const questions = await Questions.about(audit);
      for (const number of numbers) {
        const answer = await questions.ask(number.reported, number.conditions);
        const { kind, said } = judged(number, answer);
        const key = `${folder}/${name} ${number.reported}`;
        counts.numbers++;
        if (kind === 'fine') counts.fine++;
        else {
          rows.push(`${kind.padEnd(12)} ${key.padEnd(44)} ${number.why}\n${' '.repeat(13)}${said}`);
          if (kind === 'false cause' || !(key in KNOWN)) wrong.push(`${kind}: ${key}: ${said}`);
        }
      }
      expect(wrong).toEqual([]);
    });
  });

afterAll(() => {
  if (rows.length > 0) console.log(`${counts.fine} of ${counts.numbers} numbers\n${rows.join('\n')}`);
});
