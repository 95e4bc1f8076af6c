/** What `unroll` says beside the numbers: no cause that the log does not prove. */
import { describe, expect, test } from 'vitest';
import { unrollLog } from '../../src/index.js';
import { markSentence } from '../../src/report/unroll/marks.js';
import { weightsSentence } from '../../src/report/unroll/notes.js';
import { redrawSentence } from '../../src/report/unroll/redraw.js';
import { unrollText } from '../../src/report/unroll/text.js';
import type { UnrollOptions } from '../../src/unroll/unroll.js';

const reportOf = async (text: string, options?: UnrollOptions) =>
  (await unrollLog('a.log', [new TextEncoder().encode(text)], options)).report;

const textOf = async (text: string) =>
  [...unrollText(await reportOf(text), { width: 160, colour: false, full: true })].join('');

async function whyOf(text: string): Promise<string | undefined> {
  const { series } = await reportOf(text);
  const { redraw } = [...series[0].epochs()][0];
  return redraw && redrawSentence(redraw);
}

describe('lines of a complete log are not called missing', () => {
  // Printed by Keras 3.15.1 on jax 0.10.2 (`fit` of Dense layers, jit_compile, batches of 32, 16 and 128, the
  // last one smaller: compiled anew); each is all that the run printed. Callbacks run in a thread pool there:
  // the first drawn counter is not always 1.
  test.each([
    [
      '3/32 ━━━━━━━━━━━━━━━━━━━━ 8s 278ms/step - loss: 8.2962\n32/32 ━━━━━━━━━━━━━━━━━━━━ 0s 14ms/step - loss: 8.2830\n32/32 ━━━━━━━━━━━━━━━━━━━━ 1s 14ms/step - loss: 8.2830\n',
    ],
    [
      '1/7 ━━━━━━━━━━━━━━━━━━━━ 5s 857ms/step - loss: 9.0604\n7/7 ━━━━━━━━━━━━━━━━━━━━ 0s 90ms/step - loss: 8.4780\n7/7 ━━━━━━━━━━━━━━━━━━━━ 1s 90ms/step - loss: 8.4780\n',
    ],
    [
      '1/5 ━━━━━━━━━━━━━━━━━━━━ 2s 573ms/step - loss: 7.9625\n5/5 ━━━━━━━━━━━━━━━━━━━━ 0s 121ms/step - loss: 8.1421\n5/5 ━━━━━━━━━━━━━━━━━━━━ 1s 141ms/step - loss: 8.1421\n',
    ],
    [
      '6/32 ━━━━━━━━━━━━━━━━━━━━ 5s 219ms/step - loss: 8.6465\n32/32 ━━━━━━━━━━━━━━━━━━━━ 0s 21ms/step - loss: 8.1388\n',
    ],
    // Keras 3.12.0 on the same jax.
    [
      '3/94 ━━━━━━━━━━━━━━━━━━━━ 26s 289ms/step - loss: 5.2372\n94/94 ━━━━━━━━━━━━━━━━━━━━ 0s 9ms/step - loss: 1.9671\n94/94 ━━━━━━━━━━━━━━━━━━━━ 2s 12ms/step - loss: 0.6368\n',
    ],
  ])('%j', async (text) => {
    const why = await whyOf(text);
    expect(why).toContain('printed');
    expect(why?.replace('perhaps lines are missing', '')).not.toContain('missing');
  });

  test('the start of an epoch is: a bar of Keras 2 draws its first batch, whose size divides all counters but the last', async () => {
    // A batch of b samples is drawn at b first; b divides 300 and 400, so b is at most 100.
    const text = `300/1000 [========>.....................] - ETA: 0s - loss: 1.5000\n400/1000 [===========>..................] - ETA: 0s - loss: 1.4000\n`;
    expect(await whyOf(text)).toContain('The first lines of this epoch are missing.');
  });
});

describe('counters that may count samples are not called steps', () => {
  const bar = (k: number, total: number, loss: number) =>
    `${k}/${total} [=====>........................] - ETA: 0s - loss: ${loss.toFixed(4)}\n`;

  // The form of Keras up to 2.3 with arrays: counters are multiples of the batch (semantics of its Progbar).
  test.each([
    [[128, 256], 1000],
    [[32, 64], 60_000],
    [[60, 120], 1000],
    [[100, 200], 950],
    [[64, 192], 1000],
  ])('%j of %i', async (counters, total) => {
    const why = await whyOf(counters.map((k) => bar(k, total, 2)).join(''));
    expect(why ?? 'samples').toContain('samples');
    expect(why ?? '').not.toMatch(/Every|a step takes/);
  });

  test('every batch printed: nothing is missing', async () => {
    const text = [128, 256, 384, 512, 640, 768, 896].map((k) => bar(k, 1000, 2)).join('');
    expect(
      await whyOf(`${text}1000/1000 [==============================] - 1s 1ms/step - loss: 1.9\n`),
    ).toBeUndefined();
  });

  test('batches left out between two lines are not called printed', async () => {
    // Of batches of 32, 64 and 96 come between.
    const text = ` ${bar(32, 100, 2)}100/100 [==============================] - 0s - loss: 1.9000\n`;
    expect(await whyOf(text)).toContain('samples in batches of 32, or steps');
    expect(await textOf(text)).toContain('1 epoch, 2 lines');
    const all = [32, 64, 96].map((k) => bar(k, 96, 2)).join('');
    expect((await whyOf(all)) ?? 'each printed').toContain('each printed');
  });

  test('two lines for the last step are one step', async () => {
    const step = '3/3 [==============================] - ETA: 0s - loss: 1.5000\n';
    const last = `${step}3/3 [==============================] - 0s 2ms/step - loss: 1.3750\n`;
    expect(await textOf(bar(1, 3, 2) + bar(2, 3, 1.75) + last)).toContain('3 of 3 steps');
    expect(await textOf(bar(1, 3, 2) + last)).toContain('2 of 3 steps');
  });

  test('what one way leaves open is not known, and carries no sign', async () => {
    const line = (k: number, loss: string) => `${k}/10 ━━━━━━━━━━━━━━━━━━━━ 0s 10ms/step - loss: ${loss}\n`;
    const text = await textOf(line(1, '2.0000') + line(4, '1.7500') + line(10, '1.5000'));
    expect(text).toContain('not known');
    expect(text).not.toMatch(/(?:not known|^ *\d+ – \d+ +[\d.]+) +\*/m);
  });

  test('a counter of 1 is a step', async () => {
    expect(await whyOf(bar(1, 1000, 2) + bar(5, 1000, 2) + bar(9, 1000, 2))).toContain(
      'Every 4th step is printed',
    );
  });
});

describe('marks', () => {
  const markOf = async (text: string, metric: string) => {
    const { series } = await reportOf(text);
    const found = [...series[0].epochs()][0].metrics.find((m) => m.name === metric);
    const mark = [...(found?.intervals() ?? [])].at(-1)?.mark;
    return mark && markSentence(mark);
  };

  test.each([
    // 4 · 0.1 − 2 · 0.5 = −0.6, over 2 steps −0.3: a loss may be below 0.
    [0.5, 0.1],
    // 4 · 0.2 − 2 · 0.9 = −1
    [0.9, 0.2],
    // 4 · 0.01 − 2 · 0.6 = −1.16
    [0.6, 0.01],
  ])('a loss that falls from %d to %d may have been below 0', async (first, second) => {
    const text = `2/4 [=====>........................] - ETA: 0s - loss: ${first.toFixed(4)}\n4/4 [==============================] - 0s 1ms/step - loss: ${second.toFixed(4)}\n`;
    expect(await markOf(text, 'loss')).toContain('losses below 0 in these steps');
  });

  test('an accuracy above 1 may come from a smaller last batch', async () => {
    // (4 · 0.9 − 3 · 0.8) / 1 = 1.2 if the batches are equal; with a last batch of a third it is another
    // number.
    const text =
      '3/4 [======================>.......] - ETA: 0s - loss: 1.0 - accuracy: 0.8000\n4/4 [==============================] - 0s 1ms/step - loss: 1.0 - accuracy: 0.9000\n';
    expect(await markOf(text, 'accuracy')).toContain('batches of unequal size');
  });
});

describe('what is left over beside several outputs', () => {
  const sentences = async (text: string, options?: UnrollOptions) =>
    (await reportOf(text, options)).output_weights.map((w) => weightsSentence(w).sentence);
  const line = (k: number, loss: number, a: number, b: number) =>
    `${k}/9 [=====>........................] - ETA: 0s - loss: ${loss.toFixed(4)} - a_loss: ${a.toFixed(4)} - b_loss: ${b.toFixed(4)}\n`;

  test('outputs that hardly change leave other weights open', async () => {
    // loss = a + 2 · b: with weights of 1 the same 0.5 is left on each line.
    const [sentence] = await sentences([1, 2, 3].map((k) => line(k, 2 + k / 10, 1 + k / 10, 0.5)).join(''));
    expect(sentence).toContain('A residual of 0.5');
    expect(sentence).toContain('other weights');
  });

  test('weights that are given are not called other weights', async () => {
    const [sentence] = await sentences([1, 2, 3].map((k) => line(k, 2 + k / 10, 1 + k / 10, 0.5)).join(''), {
      lossWeights: { a: 1, b: 1 },
    });
    expect(sentence).toContain('regularisation');
    expect(sentence).not.toContain('other weights');
  });

  test('nothing is left over, as far as the digits show', async () => {
    // Half a unit of each of three numbers, 0.00015, and less than 1e-6 of float32.
    const [sentence] = await sentences([1, 2, 3].map((k) => line(k, 1.5 + k / 10, 1 + k / 10, 0.5)).join(''));
    expect(sentence).toMatch(/Nothing beyond ± 0\.00015 is left over\.$/);
  });

  test('numbers so large that a penalty disappears in their digits', async () => {
    // float32 at 2e7 has a spacing of 2.
    const [sentence] = await sentences(line(1, 20_000_000, 10_000_000, 10_000_000));
    expect(Number(/beyond ± ([\d.]+)/.exec(sentence)?.[1])).toBeGreaterThan(1);
  });
});
