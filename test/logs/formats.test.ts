/** A log format that no test meets may read anything: each is named by a test with lines of its form. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LOG_FORMATS } from '../../src/logs/index.js';
import { ROOT } from '../cli/run-cli.js';
import { unrolledText } from '../support/unrolled.js';

/** Lines that no other test reads under the name of their format. */
const LINES: Readonly<Record<string, string>> = {
  // detector.c: the batch's loss, and 0.9 · the average before + 0.1 · it.
  darknet: ' 1: 1457.0, 1457.0 avg loss, 0.000000 rate, 4.5 seconds, 64 images\n',
  'keras-csv': 'epoch,accuracy,loss\n0,0.5,0.25\n1,0.75,0.125\n',
  'keras-verbose2': 'Epoch 1/2\n10/10 - 1s - loss: 0.9123 - val_loss: 0.8123\n',
  'keras3-bar':
    '\u001b[1m5/10\u001b[0m \u001b[32m━━━━━━━━━━\u001b[0m\u001b[37m━━━━━━━━━━\u001b[0m \u001b[1m0s\u001b[0m 1ms/step - loss: 0.9123\n',
  'keras-line': 'loss: 2.0 - a_loss: 0.5 - b_loss: 1.5 - val_loss: 0.3\n',
};

test.each(Object.entries(LINES))('%s', async (format, lines) => {
  const { report } = await unrolledText(lines);
  expect(report.series.map((s) => s.format)).toEqual([format]);
});

/** Their lines go with those of other formats: events of callbacks, the table of a bar. */
const BESIDE = ['keras-event', 'lightning-rich'];

test('every format is named by a test', () => {
  const texts = ['logs', 'unroll', 'cli'].flatMap((room) =>
    readdirSync(`${ROOT}test/${room}`, { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.ts'))
      .map((f) => readFileSync(`${ROOT}test/${room}/${f}`, 'utf8')),
  );
  const named = (name: string) => texts.some((text) => text.includes(`'${name}'`)) || name in LINES;
  expect(LOG_FORMATS.map((f) => f.name).filter((name) => !named(name) && !BESIDE.includes(name))).toEqual([]);
});
