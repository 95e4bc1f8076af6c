/** Logs as people paste them into issues and questions: forms that were found there, with numbers of our own. */
import { describe, expect, test } from 'vitest';
import { LogReader } from '../../src/logs/read.js';
import { LogCollector } from '../../src/loop/collect.js';
import { type UnrollOptions, unroll } from '../../src/loop/unroll.js';

/** `format kind: epoch[metric from-to=printed …]`, one string a series. */
function read(text: string, options: UnrollOptions = {}) {
  const collector = new LogCollector();
  const reader = new LogReader((line) => collector.add(line));
  reader.push(new TextEncoder().encode(text));
  reader.end();
  const report = unroll({ file: 'log', bytes: 0, lines: 0, recognised: 0 }, collector, options);
  const series = report.series.map((s) => ({
    format: s.format,
    title: s.title,
    kind: s.kind,
    unit: s.unit,
    epochs: [...s.epochs()].map((e) => ({
      epoch: e.epoch,
      epochs: e.epochs,
      total: e.total,
      metrics: Object.fromEntries(
        e.metrics.map((m) => [m.name, [...m.intervals()].map((i) => [i.from, i.to, i.printed])]),
      ),
      rules: Object.fromEntries(e.metrics.map((m) => [m.name, m.rule])),
      marks: e.metrics.flatMap((m) => [...m.intervals()].flatMap((i) => i.mark ?? [])),
    })),
  }));
  return { series, versions: report.versions?.range, report };
}

const bar = (k: number, total: number) => {
  const done = Math.floor((30 * k) / total);
  return `${String(k).padStart(String(total).length)}/${total} [${'='.repeat(Math.max(0, done - 1))}${k < total ? '>' : '='}${'.'.repeat(30 - Math.max(1, done))}]`;
};

describe('a message or a bar right behind a number (Keras)', () => {
  test.each([
    'Traceback (most recent call last):',
    '2020-12-11 11:09:45.162853: I tensorflow/core',
    '/opt/lib/keras/engine/training.py:1569: UserWarning: more samples',
    'WARNING:tensorflow:Callbacks method is slow',
    'Restoring model weights from the end of the best epoch: 37.',
  ])('%s', (message) => {
    const { series } = read(
      `${bar(7, 20)} - ETA: 0s - loss: 0.5847 - acc: 0.8021${message}\n${bar(20, 20)} - 1s 9ms/step - loss: 0.5000 - acc: 0.8000`,
    );
    expect(series[0].epochs[0].metrics).toMatchObject({
      loss: [
        [1, 7, 0.5847],
        [8, 20, 0.5],
      ],
      acc: [
        [1, 7, 0.8021],
        [8, 20, 0.8],
      ],
    });
  });

  test('a bar that was drawn over the digits of the one before', () => {
    const { series } = read(
      `${bar(1794, 1875)} - ETA: 0s - loss: 0.0749 - acc: 0.9${bar(1829, 1875)} - ETA: 0s - loss: 0.0748 - acc: 0.9775${bar(1875, 1875)} - 3s 2ms/step - loss: 0.0747 - acc: 0.9771`,
    );
    expect(series[0].epochs).toHaveLength(1);
    expect(series[0].epochs[0].metrics.loss).toEqual([
      [1, 1794, 0.0749],
      [1795, 1829, 0.0748],
      [1830, 1875, 0.0747],
    ]);
    // The cut value bounds nothing.
    expect(series[0].epochs[0].metrics.acc).toEqual([
      [1, 1829, 0.9775],
      [1830, 1875, 0.9771],
    ]);
  });

  test('what is left of the state that the last line was drawn over', () => {
    const { series } = read(
      `Epoch 7/9\n${bar(12, 12)} - ETA: 0s - loss: 0.23 - 0s 2ms/step - loss: 0.2475 - val_loss: 0.2895`,
    );
    expect(series[0].epochs[0].metrics).toEqual({ loss: [[1, 12, 0.2475]], val_loss: [[12, 12, 0.2895]] });
  });
});

test('one line before the last does not make a counter of samples', () => {
  const { series, versions } = read(
    `Epoch 1/5\n${bar(1869, 1875)} - ETA: 0s - loss: 0.4677 - accuracy: 0.8315\nReached 60% accuracy\n${bar(1875, 1875)} - 8s 4ms/step - loss: 0.4673 - accuracy: 0.8316`,
  );
  expect(series[0].unit).toBe('step');
  expect(versions).not.toBe('Keras 2.3');
});
