/** Lists of a program that have no end, or more holes than numbers: one error, at once. */
import { expect, test } from 'vitest';
import { LossauditError, readAudit, unrollLog } from '../../src/index.js';

function sparse(length: number, first?: number): number[] {
  const list: number[] = first === undefined ? [] : [first];
  list.length = length;
  return list;
}

/** A list of two of the list before, again and again: 2^depth leaves in `depth` lists. */
function shared(leaf: readonly unknown[], depth: number): unknown {
  return Array.from({ length: depth }).reduce<unknown>((list) => [list, list], leaf);
}

const cyclic: unknown[] = [];
cyclic.push(cyclic);
const last: number[] = [];
last[1e8] = 1;

test.each([
  ['one number behind holes', last, 'json-limit'],
  ['holes alone', sparse(1e8), 'json-limit'],
  ['holes behind a number', sparse(4e9, 1), 'array-spec'],
  ['numbers', shared([1, 2], 30), 'array-spec'],
  ['nothing', shared([], 30), 'array-spec'],
  ['texts', shared(['x'], 28), 'json-limit'],
  ['deeper than any array', shared([1], 100_000), 'array-spec'],
  ['itself', cyclic, 'array-spec'],
])('a list of %s', async (_, list, code) => {
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const error = await readAudit({
    framework: 'torch',
    loss: 'mse_loss',
    y_true: list as [],
    y_pred: [1, 2],
  }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LossauditError);
  expect((error as LossauditError).code).toBe(code);
  expect(performance.now() - started).toBeLessThan(3000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 28);
});

test('a short list with a hole names it', async () => {
  const holed: number[] = [];
  holed[1] = 1;
  const given = { framework: 'torch', loss: 'mse_loss', y_true: holed, y_pred: [1, 2] };
  await expect(readAudit(given)).rejects.toMatchObject({ code: 'json-mixed' });
});

test('a log is bytes or texts, whole or cut anywhere', async () => {
  const log = 'étape: step 1: loss 0.5 😀\nstep 2: loss 0.25\n';
  async function* pieces() {
    for (let at = 0; at < log.length; at += 3) yield log.slice(at, at + 3);
  }
  const of = async (chunks: Parameters<typeof unrollLog>[1]) => {
    const { report } = await unrollLog('log', chunks);
    return [report.log, [...report.series[0]!.epochs()].map((e) => e.metrics[0]!.last())];
  };
  const expected = await of([new TextEncoder().encode(log)]);
  for (const chunks of [log, [log], pieces(), new TextEncoder().encode(log)])
    expect(await of(chunks)).toEqual(expected);
  for (const wrong of [[1, 2], undefined, 5, null])
    await expect(unrollLog('log', wrong as never)).rejects.toMatchObject({ code: 'usage' });
});
