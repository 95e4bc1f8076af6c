/** Numbers that no double holds (the ends are 1.7976931348623157e308 and 5e-324) are read as none. */
import { expect, test } from 'vitest';
import { unrolledText } from '../support/unrolled.js';

const LINES = (first: string, more: string) =>
  `step 1: loss ${first}, acc 0.5\nstep 2: loss ${more}, acc 0.75\n`;

test.each([
  ['a line', LINES('1e400', '0.25')],
  ['below the smallest', LINES('1e-400', '0.25')],
  ['CSV', 'step,loss,acc\n1,1e400,0.5\n2,0.25,0.75\n'],
  ['a table', '| step | loss | acc |\n|---|---|---|\n| 1 | -1e400 | 0.5 |\n| 2 | 0.25 | 0.75 |\n'],
  ['dicts', '{"step": 1, "loss": 1e400, "acc": 0.5}\n{"step": 2, "loss": 0.25, "acc": 0.75}\n'],
])('%s', async (_, log) => {
  const { intervals, text } = await unrolledText(log);
  expect(intervals('loss').map((i) => [i.to, i.printed])).toEqual([[2, 0.25]]);
  expect(intervals('acc').map((i) => i.printed)).toEqual([0.5, 0.75]);
  expect(text).not.toMatch(/Infinity|0\.0000/);
});

test('a line of a form that came before is read anew', async () => {
  const lines = Array.from({ length: 8 }, (_, i) => `step ${i + 1}: loss ${i + 1}.5e308, acc 0.5\n`);
  const { intervals } = await unrolledText(lines.join(''));
  expect(intervals('loss').map((i) => i.printed)).toEqual([1.5e308]);
  expect(intervals('acc')).toHaveLength(8);
});

test('the columns of JSON end there, and it is said', async () => {
  const log = '{"acc": [0.5, 0.75], "loss": [1e400, 0.25]}\n';
  const { text, intervals } = await unrolledText(log);
  expect(intervals('acc').map((i) => i.printed)).toEqual([0.5, 0.75]);
  expect(text).toContain('1 other line left aside');
});

test('an infinity that was printed is one', async () => {
  expect((await unrolledText(LINES('inf', '-inf'))).intervals('loss').map((i) => i.printed)).toEqual([
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]);
});
