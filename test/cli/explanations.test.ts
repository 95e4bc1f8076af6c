import { expect, test } from 'vitest';
import { readAudit } from '../../src/audit/read.js';
import { auditReport } from '../../src/audit.js';
import { explanations } from '../../src/cli/check/explanations.js';
import { chooseEngines } from '../../src/engines/choose.js';

/** An audit of three rows whose loss is not the one that it expects. */
async function explanationOf(limits?: ReturnType<typeof explanations>): Promise<string | undefined> {
  const value = {
    framework: 'keras@2.2',
    loss: 'mse',
    y_true: [1, 4, 5],
    y_pred: [1, 2, 3],
    sample_weight: [0.1, 0, 0.1],
    expect: { loss: 0.13333333 },
  };
  const bytes = Buffer.from(JSON.stringify(value));
  const audit = await readAudit(bytes, {}, { source: 'a.json', baseDir: '.', roots: [] });
  const engines = await chooseEngines('reference', audit.dtype, 'test');
  const options = { full: false, version: 'test', limit: limits?.('a.json') };
  return (await auditReport(audit, engines, options)).check?.comparisons[0].explanation;
}

test('an explanation whose time is over says how to ask for it', async () => {
  expect(await explanationOf(explanations((late) => AbortSignal.abort(late)))).toBe(
    'Not explained within 1 s: lossaudit explain a.json',
  );
});

test('one that is in time is as it is without a limit', async () => {
  // How much is tried beside it depends on the machine.
  const timeless = (text: string | undefined) => text?.replace(/ Not all was tried in the time: .*$/, '');
  const text = timeless(await explanationOf());
  expect(text).toBeDefined();
  expect(timeless(await explanationOf(explanations(() => new AbortController().signal)))).toBe(text);
});
