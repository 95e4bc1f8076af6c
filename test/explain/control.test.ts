/** The negative control: numbers that nothing is behind are not explained. */
import { expect, test } from 'vitest';
import { EXPLAINED_AUDITS, seeded } from '../support/explain-audits.js';
import { FULL, Questions } from '../support/explain-proof.js';

const NUMBERS = FULL ? 1000 : 60;
/** One of a hundred at the most; of a sample, what a rate of one of a hundred exceeds once in a thousand. */
const MOST = FULL ? 10 : 4;

test('of random numbers of the right size, few are explained', async () => {
  const random = seeded(1);
  const audits = Object.entries(EXPLAINED_AUDITS);
  const verdicts: Record<string, number> = {};
  const explained: string[] = [];
  for (const [i, [name, value]] of audits.entries()) {
    const questions = await Questions.about(value);
    const own = await questions.own();
    for (let n = i; n < NUMBERS; n += audits.length) {
      // Up to three times as large or as small, as wrong losses are.
      const text = (own * 3 ** (2 * random() - 1)).toPrecision(4);
      const answer = await questions.ask(text);
      verdicts[answer.verdict] = (verdicts[answer.verdict] ?? 0) + 1;
      if (answer.verdict === 'explained')
        explained.push(`${name} (${own}): ${text}: ${answer.causes[0]!.id}, chance ${answer.tried.chance}`);
    }
  }
  console.log(`${JSON.stringify(verdicts)}\n${explained.join('\n')}`);
  expect(explained.length).toBeLessThanOrEqual(MOST);
}, 3_600_000);
