import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { lossaudit, ROOT } from './run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'lossaudit-unroll-'));
const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const unrolled = (input: string | Buffer, ...flags: string[]) => {
  const ran = lossaudit(['unroll', '-', '--json', ...flags], { input });
  return ran.out ? JSON.parse(ran.out) : ran;
};
const ajv = new Ajv2020({ strict: false });
const validate = ajv.compile(JSON.parse(readFileSync(`${ROOT}schema/unroll.schema.json`, 'utf8')));

describe('the log of the founding question (product.md)', () => {
  const log = readFileSync(`${ROOT}examples/train.log`, 'utf8');
  const report = unrolled(log);
  const [{ intervals, rule }] = report.series[0].epochs[0].metrics;

  test('the mean losses between the printed lines, with their bounds', () => {
    const rounded = intervals.map((r: { from: number; to: number; mean: number }) => [
      r.from,
      r.to,
      Number(r.mean.toFixed(4)),
    ]);
    // The issue's own numbers: sums of k·printed, differences over the steps in between.
    expect(rounded).toEqual([
      [1, 1, 4.1276],
      [2, 5, -3.6059],
      [6, 9, -3.3001],
      [10, 13, 4.3011],
      [14, 17, -6.3919],
      [18, 21, -4.928],
      [22, 24, 0.0114],
    ]);
    // Half a unit of each printed value, k₂·h + k₁·h over the steps; and what sums in float32 lose, which are
    // not excluded: 2^-24 of the largest sum for each step. Losses of both signs, of 6.4 and more, make sums
    // of up to 75 within 4 steps: a tenth of that at the most.
    const digits = [0.00005, 0.000075, 0.000175, 0.000275, 0.000375, 0.000475, 0.00075];
    intervals.forEach((r: { bound: number }, i: number) => {
      expect(r.bound).toBeGreaterThan(digits[i]);
      expect(r.bound).toBeLessThan(digits[i] * 1.1);
    });
  });

  test('what the log leaves open: TensorFlow 2.4 averages once more, and the last batch may be smaller', () => {
    expect(intervals.map((r: { if?: string }) => r.if)).toEqual([
      undefined,
      ...new Array(5).fill('running averages'),
      'all batches are equal, running averages',
    ]);
    const told = unrolled(log, '--framework', 'keras@2.2', '--batch-size', '1');
    expect(told.series[0].epochs[0].metrics[0].intervals.map((r: { if?: string }) => r.if)).toEqual(
      new Array(7).fill(undefined),
    );
    // Sums in float64 lose nothing that shows: the bounds are those of the digits, written in three digits
    // and never below.
    expect(told.series[0].epochs[0].metrics[0].intervals[3].bound).toBe(0.000276);
    expect(rule).toBe('running');
  });

  test('the sentences: no printed value is one batch, and every fourth step is printed', () => {
    const { out } = lossaudit(['unroll', 'examples/train.log']);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toContain('No printed value is the loss of one batch except the first');
    expect(text).toContain(
      'Every 4th step is printed: the bar is redrawn at most every 0.05 s, and a step takes 16 ms',
    );
    expect(text).toContain('-3.6059 ± 0.00008 *');
    expect(text).toContain('0.0114 ± 0.000759 **');
    expect(text).toContain('* if running averages');
    expect(text).toContain('** if all batches are equal, running averages');
  });

  test('JSON follows the published schema, CSV has a row a line', () => {
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    const csv = lossaudit(['unroll', 'examples/train.log', '--format', 'csv']).out.trim().split('\n');
    expect(csv).toHaveLength(8);
    expect(csv[0]).toContain('mean_from,bound,if,range_low,range_high,');
    expect(csv[3]).toMatch(
      /^keras-bar,1,loss,running,6,9,-2\.6107,-3\.300075,6,0\.00018\d+,running averages,,,,,,$/,
    );
  });

  test.each([80, 120])('text fits into %i columns', (width) => {
    const { out } = lossaudit(['unroll', 'examples/train.log'], { env: { COLUMNS: String(width) } });
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });

  // The same numbers however the log was mangled on its way.
  const lines = log.trimEnd().split('\n');
  const backspaced = lines.map((l) => `\b\b\b\r${l}`).join('');
  const mangled: Record<string, string | Buffer> = {
    'carriage returns': `${lines.join('\r')}\n`,
    backspaces: backspaced,
    'Windows line ends': lines.join('\r\n'),
    'UTF-16 of PowerShell': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(log, 'utf16le')]),
    'colour codes': lines.map((l) => `\u001b[32m${l}\u001b[0m`).join('\n'),
    'colour codes without their escape': lines.map((l) => `[32m${l}[0m`).join('\n'),
    'written control characters': lines.map((l) => `${l}^H^H^H`).join(''),
    'a notebook’s string': lines.map((l) => `${l}\\b\\b\\b\\b\\r`).join(''),
    'quoted in a reply': lines.map((l) => `> ${l}`).join('\n'),
    'a blank line between': lines.join('\n\n'),
    'a header and other text': `Using TensorFlow backend.\nEpoch 1/1\n${log}Done in 3 s\n`,
    'time stamps before': lines.map((l) => `2018-09-04 12:00:00,123 INFO ${l}`).join('\n'),
    'wrapped at 60 columns': lines.map((l) => `${l.slice(0, 60)}\n${l.slice(60)}`).join('\n'),
    'wrapped inside a number': lines.map((l) => `${l.slice(0, 63)}\n${l.slice(63)}`).join('\n'),
  };
  test.each(Object.keys(mangled))('%s', (how) => {
    const again = unrolled(mangled[how]).series[0].epochs[0].metrics[0].intervals;
    expect(again).toEqual(intervals);
  });
});

describe('an average of averages (Keras 3.0 – 3.14)', () => {
  // Batch losses .625, .145, 4 of sizes 2, 2, 1; the lines were printed by those versions (keras.md, section
  // D).
  const bar = (k: number, value: string) => `${k}/3 ━━━━━━━━━━━━━━━━━━━━ 0s 10ms/step - loss: ${value}`;
  const decoded = (last: string, ...flags: string[]) => {
    const text = [bar(1, '0.6250'), bar(2, '0.5050'), bar(3, '0.7060'), bar(3, last)].join('\n');
    return unrolled(text, '--batch-size', '2', '--samples', '5', ...flags);
  };

  test.each([
    ['0.8065', 'Keras 3.0 – 3.10', 'keras@3.10'],
    ['1.1080', 'Keras 3.11 – 3.14', 'keras@3.12'],
  ])('last line %s: %s', (last, range, framework) => {
    expect(decoded(last).versions.range).toBe(range);
    const report = decoded(last, '--framework', framework);
    const [metric] = report.series[0].epochs[0].metrics;
    expect(metric.rule).toBe('double');
    const truth = [0.625, 0.145, 4];
    truth.forEach((loss, k) => {
      const { mean, bound } = metric.intervals[k];
      expect(Math.abs(mean - loss)).toBeLessThanOrEqual(bound);
      expect(bound).toBeLessThan(0.01);
    });
    // The running average at the end of the epoch is its mean over rows.
    const end = metric.intervals[3];
    expect(Math.abs(end.running - 1.108)).toBeLessThanOrEqual(end.running_bound);
  });

  test('a smaller last batch counts less from 3.2 on: where the version is open, so is the mean', () => {
    const { series, notes } = decoded('0.8065');
    const [, , third] = series[0].epochs[0].metrics[0].intervals;
    expect(third.mean).toBeUndefined();
    const [rows, batches] = third.alternatives;
    expect(rows.if).toBe('rows count');
    expect(Math.abs(rows.mean - 4)).toBeLessThanOrEqual(rows.bound);
    // Were batches counted alike, 1.108 · 3 = .385 · 2 + L.
    expect(batches.if).toBe('batches count');
    expect(Math.abs(batches.mean - 2.554)).toBeLessThanOrEqual(batches.bound);
    expect(notes.map((n: { code: string }) => n.code)).toContain('counts-undecided');
  });

  test('both lines of the last step alike: running averages, Keras 3.15', () => {
    const text = [bar(1, '0.6250'), bar(2, '0.3850'), bar(3, '1.1080'), bar(3, '1.1080')].join('\n');
    const report = unrolled(text, '--batch-size', '2', '--samples', '5');
    expect(report.versions.range).toBe('Keras 3.15 and later');
    const means = report.series[0].epochs[0].metrics[0].intervals.map((r: { mean: number }) => r.mean);
    expect(means[2]).toBeCloseTo(4, 3);
  });

  test('one line for the last step: the log does not tell, and says so', () => {
    const text = [bar(1, '0.6250'), bar(2, '0.5050'), bar(3, '1.1080')].join('\n');
    const report = unrolled(text);
    expect(report.series[0].epochs[0].metrics[0].rule).toBe('undecided');
    expect(report.notes.map((n: { code: string }) => n.code)).toContain('averaging-undecided');
    const told = unrolled(text, '--framework', 'keras@3.12');
    expect(told.series[0].epochs[0].metrics[0].rule).toBe('double');
  });
});

describe('what no rounding explains', () => {
  const bar = (k: number, values: string) => `${k}/9 [=====>........................] - ETA: 0s - ${values}`;
  const mark = (...lines: string[]) =>
    unrolled(lines.join('\n')).series[0].epochs[0].metrics.flatMap((m: { intervals: { mark?: string }[] }) =>
      m.intervals.flatMap((r) => (r.mark ? [r.mark] : [])),
    );

  test('an accuracy that would have to exceed 1 between two lines', () => {
    expect(mark(bar(2, 'loss: 0.5000 - acc: 0.5000'), bar(3, 'loss: 0.5000 - acc: 0.9000'))).toEqual([
      expect.stringContaining('outside 0 … 1'),
    ]);
  });
  test('NaN stays in an average; a number after it was reset', () => {
    expect(mark(bar(2, 'loss: nan'), bar(3, 'loss: 0.5000'))).toEqual([
      expect.stringContaining('not finite'),
      expect.stringContaining('cannot come back from NaN'),
    ]);
  });
  test('averages that rounding explains are not marked', () => {
    expect(mark(bar(2, 'loss: 0.5000 - acc: 0.5000'), bar(3, 'loss: 0.4000 - acc: 0.6667'))).toEqual([]);
  });
  test('the zero that the NaN filter of the Trainer leaves', () => {
    const log =
      "{'loss': 1.0, 'grad_norm': 1.0, 'epoch': 0.2}\n{'loss': 0.0, 'grad_norm': nan, 'epoch': 0.4}";
    expect(mark(log)).toEqual([expect.stringContaining('NaN filter')]);
  });
});

describe('several outputs', () => {
  const bars = (weights: [number, number], residual: number) =>
    Array.from({ length: 9 }, (_, i) => {
      const a = 1 + Math.sin(i) / 3;
      const b = 2 + Math.cos(2 * i) / 2;
      const total = weights[0] * a + weights[1] * b + residual;
      const text = [total, a, b].map((x) => x.toFixed(4));
      return `${i + 1}/9 [=====>........................] - ETA: 0s - loss: ${text[0]} - a_loss: ${text[1]} - b_loss: ${text[2]}`;
    }).join('\n');

  test('weights and a constant residual are found within the printed digits', () => {
    const [found] = unrolled(bars([1, 0.3], 0.25)).output_weights;
    expect(found.weights).toEqual({ a_loss: 1, b_loss: 0.3 });
    expect(found.how).toBe('fitted');
    expect(found.constant).toBe(true);
    expect(Math.abs(found.residual - 0.25)).toBeLessThanOrEqual(found.residual_bound + 1e-9);
  });
  test('weights of 1 without anything left over', () => {
    const [found] = unrolled(bars([1, 1], 0)).output_weights;
    expect(found).toMatchObject({ how: 'ones', constant: true });
    expect(found.sentence).toMatch(/Nothing beyond ± [\d.e-]+ is left over/);
  });
  test('given weights are checked', () => {
    const [right] = unrolled(
      bars([0.5, 2], 0.1),
      '--loss-weight',
      'a=0.5',
      '--loss-weight',
      'b=2',
    ).output_weights;
    expect(right).toMatchObject({ how: 'given', constant: true });
    const [wrong] = unrolled(
      bars([0.5, 2], 0.1),
      '--loss-weight',
      'a=0.5',
      '--loss-weight',
      'b=1',
    ).output_weights;
    expect(wrong.constant).toBe(false);
  });
  test('the numbers of keras issue 7464: the rest is regularisation', () => {
    const log =
      '1/9 [===>..........................] - ETA: 0s - loss: 2.2328 - a_loss: 0.3732 - b_loss: 0.2399';
    const [found] = unrolled(log, '--loss-weight', 'a=0.5', '--loss-weight', 'b=0.5').output_weights;
    expect(found.residual).toBeCloseTo(1.92625, 4);
  });
});

test('a loss that no averaging rule gives is explained by other arithmetic, as `explain` does it', () => {
  // 0.4 over 2 weights that are not zero in Keras 2.2, over 3 samples later (TensorFlow issue 25178).
  const { matches } = unrolled('{"epoch":1,"loss":0.133333}\n', '--audit', 'fixtures/quickstart.json');
  expect(matches.reproduced).toBe(0);
  expect(matches.explanation).toMatch(/explained\. The rule of Keras 2\.3\.1 – 3\.15\.1/);
});

test('--audit says which lines the arrays reproduce, and under which rule', () => {
  // mse of 5 rows in batches of 2: .625, .145, 4; the lines are what Keras 3.10 printed for them.
  const audit = file(
    'fit.json',
    JSON.stringify({
      framework: 'keras@3.10',
      loss: 'mse',
      y_true: [0, 0, 0, 0, 0],
      y_pred: [0.5, 1, 0.5, 0.2, 2],
    }),
  );
  const raw = readFileSync(`${ROOT}fixtures/logs/reference/keras-3.10.0.pipe.log`, 'utf8');
  const fit = /@@fit1single@@\n([\s\S]*?)@@/.exec(raw)?.[1] as string;
  const { matches } = unrolled(fit, '--audit', audit);
  expect(matches.batch_size).toBe(2);
  expect(matches.rules[0]).toEqual({ title: 'Keras 3.2 – 3.10', lines: matches.compared });
  expect(matches.reproduced).toBe(4);
  // Other arrays reproduce nothing.
  const other = file(
    'other.json',
    JSON.stringify({ loss: 'mse', y_true: [0, 0, 0, 0, 0], y_pred: [3, 1, 4, 1, 5] }),
  );
  expect(unrolled(fit, '--audit', other).matches.reproduced).toBe(0);
});

describe('errors', () => {
  test.each([
    ['no log', 'Hello\nworld\n', 'log-not-recognised'],
    ['nothing', '', 'file-empty'],
    ['bytes', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 37) % 256)), 'log-not-recognised'],
    ['one endless line', 'x'.repeat(3e6), 'log-not-recognised'],
  ])('%s', (_, input, code) => {
    const ran = lossaudit(['unroll', '-', '--json'], { input });
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.out).error.code).toBe(code);
    expect(ran.err).not.toContain('    at ');
  });
  test('a file that is not there, a folder, an unwritable result', () => {
    expect(lossaudit(['unroll', 'no-such.log']).code).toBe(2);
    expect(lossaudit(['unroll', '.']).code).toBe(2);
    expect(lossaudit(['unroll', 'examples/train.log', '--output', 'no/such/folder/x']).code).toBe(2);
  });
  test('control characters of a log never reach the terminal', () => {
    const evil = ' 1/24 [>.............................] - ETA: 0s - lo\u001b]0;x\u0007ss\u009b31m: 4.1276\n';
    const { out } = lossaudit(['unroll', '-'], { input: evil });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});
