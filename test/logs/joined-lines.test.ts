/** Lines whose breaks were lost, of forms that begin with no counting word: each keeps its step. */
import { describe, expect, test } from 'vitest';
import { unrollLog } from '../../src/unroll/unroll-log.js';

async function valuesOf(text: string, metric: string): Promise<[number, number][]> {
  const { report } = await unrollLog('log', [Buffer.from(text)]);
  return report.series.flatMap((s) =>
    [...s.epochs()].flatMap((e) =>
      e.metrics
        .filter((m) => m.name === metric)
        .flatMap((m) => [...m.intervals()].map((i): [number, number] => [i.to, i.printed])),
    ),
  );
}

const records = (line: (k: number, loss: string) => string) =>
  [2.9, 2.8, 2.7].map((x, i) => line(i + 1, x.toFixed(4))).join(' ');
const three = [
  [1, 2.9],
  [2, 2.8],
  [3, 2.7],
];

describe('three lines on one', () => {
  test.each<[string, string, string]>([
    [
      'mmengine',
      'loss',
      records(
        (k, x) => `Epoch(train) [7][${k}/4000]  lr: 1.9870e-04  eta: 2:46:39  time: 2.8906  loss: ${x}`,
      ),
    ],
    [
      'Darknet',
      'loss',
      records((k, x) => `${k}: ${x}, 2.9000 avg loss, 0.000000 rate, 4.395000 seconds, ${128 * k} images`),
    ],
    ['XGBoost', 'train-logloss', records((k, x) => `[${k}]\ttrain-logloss:${x}`)],
    ["CIFAR's tutorial", 'loss', records((k, x) => `[1, ${k}] loss: ${x}`)],
    ['a script', 'Loss', records((k, x) => `Epoch [1/5], Step [${k}/4000], Loss: ${x}`)],
    ['a bar that was shortened', 'loss', records((k, x) => `${k}/3 [=>.] - ETA: 0s - loss: ${x}`)],
    ['a bar of Keras 3 that was shortened', 'loss', records((k, x) => `${k}/3 ━━ 0s 1ms/step - loss: ${x}`)],
  ])('%s', async (_, metric, text) => {
    expect(await valuesOf(text, metric)).toEqual(three);
  });

  test('glued to the number before', async () => {
    const bars =
      '799/5000 [=>...] - ETA: 0s - loss: 2.0000800/5000 [=>...] - ETA: 0s - loss: 2.10005000/5000 [====] - 1s 1ms/step - loss: 2.3000';
    expect(await valuesOf(bars, 'loss')).toEqual([
      [799, 2],
      [800, 2.1],
      [5000, 2.3],
    ]);
  });
});
