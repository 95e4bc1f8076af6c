import { describe, expect, test } from 'vitest';
import { printable, printableJson, printableReport } from '../../src/text/printable.js';
import { lossaudit } from '../cli/run-cli.js';

test('control characters become a visible mark', () => {
  expect(printable('a\u001b]0;x\u0007b\u009b31m\u202e')).toBe('a\ufffd]0;x\ufffdb\ufffd31m\ufffd');
  expect(printable('line\n\ttab')).toBe('line\n\ttab');
});

test('in a result every text is one line; numbers stay', () => {
  const report = { name: 'a\nok 2 - forged', values: [1, Number.NaN], nested: [{ 'k\u0000': -0 }] };
  expect(printableReport(report)).toEqual({
    name: 'a ok 2 - forged',
    values: [1, Number.NaN],
    nested: [{ 'k\ufffd': -0 }],
  });
});

test('JSON keeps the characters, as escapes', () => {
  const json = printableJson(JSON.stringify({ name: 'a\u009b\u202eb' }));
  expect(json).toBe('{"name":"a\\u009b\\u202eb"}');
  expect(JSON.parse(json)).toEqual({ name: 'a\u009b\u202eb' });
});

describe('names of an audit never reach a terminal raw', () => {
  const evil = 'x\u001b]0;title\u0007\u009b31m\ny';
  const audit = JSON.stringify({
    name: evil,
    outputs: {
      [evil]: { loss: 'mse', y_true: [1], y_pred: [2] },
      b: { loss: 'mse', y_true: [1], y_pred: [2] },
    },
    regularization: { [evil]: 1 },
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
  test.each([
    ['compute'],
    ['compute', '--format', 'markdown'],
    ['compute', '--json'],
    ['replay'],
    ['replay', '--json'],
  ])('%s %s %s', (command, ...flags) => {
    const ran = lossaudit([command, '-', ...flags], { input: audit });
    expect(ran.code).toBe(0);
    expect(ran.out).not.toMatch(control);
  });
});
