/** What a log prints is shown as it was printed: with its percent signs, NaN and infinities among numbers. */
import { describe, expect, test } from 'vitest';
import { unrollJson } from '../../src/report/unroll/json.js';
import { unrolledText } from '../support/unrolled.js';

describe('a percent sign behind a metric', () => {
  test.each([
    ['named values', 'Epoch: 1 | loss: 0.52 | acc 91.2%\nEpoch: 2 | loss: 0.42 | acc 92.25 %\n', 'acc'],
    [
      'a table',
      '| epoch | loss | acc |\n|---|---|---|\n| 1 | 0.52 | 91.2% |\n| 2 | 0.42 | **92.25%** |\n',
      'acc',
    ],
    ['CSV', 'epoch,loss,acc\n1,0.52,91.2%\n2,0.42,92.25%\n', 'acc'],
  ])('%s', async (_, log, metric) => {
    const { text, report, epochs } = await unrolledText(log);
    expect(text).toMatch(/ 91\.2%$/m);
    expect(text).toMatch(/ 92\.25%$/m);
    expect(text).not.toMatch(/0\.52\d*%/);
    expect(epochs[0]!.metrics.map((m) => [m.name, m.unit])).toEqual([
      ['loss', undefined],
      [metric, '%'],
    ]);
    const json = [...unrollJson(report, '0')].map(String).join('');
    expect(JSON.parse(json).series[0].epochs[0].metrics[1].unit).toBe('%');
  });

  test('meters, whose mean stands in brackets: 2 · 14.38 - 9.38 = 19.38', async () => {
    const line = (step: number, now: string, mean: string) =>
      `Epoch: [0][${step}/391]\tLoss 2.3000 (2.3000)\tPrec ${now} (${mean})\n`;
    const { text } = await unrolledText(line(0, '9.38%', '9.38%') + line(1, '19.38%', '14.38%'));
    expect(text).toMatch(/^ {2}2 +14\.38% +19\.3800% {2}± /m);
  });

  test('once with and once without is no percentage', async () => {
    const { epochs } = await unrolledText(
      'Epoch: 1 | loss: 0.52 | acc 91.2%\nEpoch: 2 | loss: 0.42 | acc 0.93\n',
    );
    expect(epochs[0]!.metrics.map((m) => m.unit)).toEqual([undefined, undefined]);
  });
});

test('NaN and infinities end where the digits of the numbers do', async () => {
  const { text } = await unrolledText(
    'Epoch: 1 | loss: 0.5213\nEpoch: 2 | loss: nan\nEpoch: 3 | loss: -inf\nEpoch: 4 | loss: 12.5\n',
  );
  const rows = text.split('\n').filter((line) => /^ *epoch \d/.test(line));
  expect(rows).toHaveLength(4);
  expect(new Set(rows.map((row) => row.length)).size, text).toBe(1);
});
