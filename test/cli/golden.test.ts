/**
 * How `unroll` and `replay` read at 80 and 120 columns. The files hold layout and wording; the numbers are
 * proved elsewhere. `npx vitest run test/cli/golden.test.ts -u` rewrites them: look at the difference.
 */
import { describe, expect, test } from 'vitest';
import { lossaudit } from './run-cli.js';

const corpus = 'fixtures/logs/corpus/';
const commands: Record<string, string[]> = {
  'unroll-founding': ['unroll', 'examples/train.log'],
  'unroll-keras3': ['unroll', `${corpus}keras-3.12.0.metrics.pipe.log`],
  'unroll-outputs': ['unroll', `${corpus}keras-2.15.0.outputs-frozen.pipe.log`],
  'unroll-trainer': ['unroll', `${corpus}transformers-4.57.6.causal-lm.pipe.log`],
  'unroll-lightning': ['unroll', `${corpus}lightning-1.9.5.bar.pty.log`],
  'replay-loops': ['replay', '--losses', '0.625,0.145,4', '--sizes', '2,2,1'],
  'replay-accumulate': ['replay', 'examples/micro-batches.json', '--accumulate', '2', '--trainer'],
  'replay-ranks': [
    'replay',
    'fixtures/quickstart.json',
    '--batch-size',
    '1',
    '--ranks',
    '2',
    '--framework',
    'keras@3',
  ],
};

describe.each(Object.keys(commands))('%s', (name) => {
  test.each([80, 120])('%i columns', async (width) => {
    const { out, code } = lossaudit(commands[name], { env: { COLUMNS: String(width) } });
    expect(code).toBe(0);
    for (const line of out.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(width);
    await expect(out).toMatchFileSnapshot(`../golden/${name}.${width}.txt`);
  });
});

test('names that take two columns a letter align at 80 columns', () => {
  const line = (epoch: number, loss: number) =>
    `{"epoch":${epoch},"loss":1.25,"損失":${loss},"정확도":0.5,"e\u0301":2}\n`;
  const { out } = lossaudit(['unroll', '-'], { input: line(1, 10.5) + line(2, 2.5), env: { COLUMNS: '80' } });
  // Columns by hand: 損失 is 4 wide over 7, 정확도 6 over 6, the e with its accent 1 over 6.
  expect(out).toContain(
    [
      '  epoch       loss      損失   정확도        e\u0301',
      '  epoch 1   1.2500   10.5000   0.5000   2.0000',
      '  epoch 2   1.2500    2.5000   0.5000   2.0000',
    ].join('\n'),
  );
});
