/**
 * Lines made to keep a pattern busy: 64 KB each, and each must be read in time that grows with its length
 * only.
 */
import { describe, expect, test } from 'vitest';
import { LogReader } from '../../src/logs/read.js';

const N = 1 << 16;
const bar = '10%|# | 1/10 [00:00<00:00, 1.0it/s';
const LINES: readonly (readonly [string, string, string])[] = [
  ['loss: 1 step', ' ', 'x'],
  ['loss: 1 epoch', ' ', 'x'],
  ['epoch', ' ', `x: ${bar}, loss=1.0]`],
  ['[1/2] loss ( 1 aaaa', ' ', 'x'],
  ['[1/2] loss ( 1 ', 'a', ' x'],
  ['loss 1 ', 'a', ''],
  ['step 1: loss 1.0 hash ', 'aB3/', ''],
  ['step 1: loss 1.0 ', 'a ', ''],
  ['step 1: loss 1.0 ', 'a-', ''],
  ['loss: ', '1', ':'],
  ['', '1', ''],
  ['', '1/', ''],
  [' 1: ', '1', 'x avg rate,'],
  ['] - .', '1', ''],
  ['] - ', '.1', ''],
  ['[=', '1', ' /'],
  ['/step ', '1', ''],
  ['/step 1/2 ', '-', ' x'],
  ['[ %| ', '1', ''],
  ['[ %| ', '1%|', ''],
  ['', 'a', `%|: ${bar}, loss=1]`],
  ['', 'loss', ` ${bar}, loss=1]`],
  [`Epoch 1: ${bar}, v_num=1 `, '=', ',,'],
  [`Epoch 1: ${bar}, `, 'a', ']'],
  [`Epoch 1: ${bar}, `, 'a ', ']'],
  ['] - ', ' ', 'x'],
  ['1ms 1us/step - ', 'a', ''],
  ['1/2 [==] - 0s - loss: ', '1', 'x'],
  ['1/2 [=>..]', ' ', 'x'],
  ['1/2 [==] - 0s', ' - a: 1.0000', 'x'],
  ['Epoch 1/1 ', '%', ' x 0:00:00'],
  ['Epoch 1/1 ', 'a ', ' x 0:00:00'],
  ['- x: 1s s - : ', ' ', 'x'],
  ['{"loss": ', '1', ''],
  ['{"iter": 1, "loss": 1, ', '"a": 1, ', '}'],
  ["{'loss': 1, ", "'a': 1, ", '}'],
  ['epoch,loss', ',a', ''],
  ['Step  Training Loss', '  a', ''],
  ['Epoch gpu_mem', ' box', ''],
  ['[1]  train-loss:', '1', ''],
  ['[1]  ', 'a-', ':1'],
  ['INFO: ', 'a.', ':'],
  ['', '2020-', ' loss: 1'],
  ['', '(', 'epoch 1 loss: 1'],
  ['epoch 1 ', '] ', 'x'],
  ['Iteration 1 (', ' ', ', loss = 1'],
  ['Train net output #1: ', 'a', ' = 1'],
  ['', '&gt', ''],
  ['', '\u001b[', ''],
  ['', '[1', 'm'],
  ['\\x1b', '\\b', ''],
  ['', '> ', 'loss'],
];

describe('64 KB of', () => {
  test.each(LINES)('%j %j %j', (head, unit, tail) => {
    const line = head + unit.repeat((N - head.length - tail.length) / unit.length) + tail;
    const reader = new LogReader(() => {});
    // Twice, so that a line is also tried as the rest of the one before.
    reader.push(new TextEncoder().encode(`${line}\n${line}\nloss: 1 step 2\n`));
    reader.end();
    expect(reader.statistics.texts).toBeGreaterThan(0);
  });

  test('a JSON text of closing brackets', () => {
    const reader = new LogReader(() => {});
    reader.push(new TextEncoder().encode(`[{"${'}'.repeat(1_000_000)}`));
    reader.end();
    expect(reader.statistics.texts).toBeGreaterThanOrEqual(0);
  });
});
