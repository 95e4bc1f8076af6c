/**
 * How `unroll` and `replay` read at 80 and 120 columns. The files hold layout and wording; the numbers are proved elsewhere.
 * `npx vitest run test/cli/golden.test.ts -u` rewrites them: look at the difference.
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
  'replay-ranks': ['replay', 'fixtures/quickstart.json', '--batch-size', '1', '--ranks', '2', '--framework', 'keras@3'],
};

describe.each(Object.keys(commands))('%s', (name) => {
  test.each([80, 120])('%i columns', async (width) => {
    const { out, code } = lossaudit(commands[name], { env: { COLUMNS: String(width) } });
    expect(code).toBe(0);
    for (const line of out.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(width);
    await expect(out).toMatchFileSnapshot(`../golden/${name}.${width}.txt`);
  });
});
