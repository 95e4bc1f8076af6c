/**
 * Logs of real training runs (fixtures/logs/corpus, made by oracle/logs), each with the losses that were
 * really computed, read inside the run: what `unroll` decodes must be the truth within the bounds it gives.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findFramework } from '../../src/frameworks/index.js';
import { LogReader } from '../../src/logs/read.js';
import { type Feed, loopNumbers } from '../../src/loops/rule.js';
import type { Interval, UnrollReport, UnrollSeries } from '../../src/report/unroll/model.js';
import { LogCollector } from '../../src/unroll/series/collect.js';
import { type UnrollOptions, unroll } from '../../src/unroll/unroll.js';
import { ROOT } from '../cli/run-cli.js';

type Numbers = (number | string)[];

interface TrueEpoch {
  steps: number;
  batch_sizes: number[];
  loss: Numbers;
  outputs?: Record<string, Numbers>;
  metrics?: Record<string, Numbers>;
  history?: Record<string, number | string>;
  step?: number[];
  returned?: Numbers;
}

interface TrueFile {
  file: string;
  beside?: string[];
  tool: string;
  version: string;
  scenario: string;
  settings?: { logging_steps?: number; gradient_accumulation_steps?: number };
  printed?: string;
  every?: number;
  loss_weights?: Record<string, number>;
  epochs: TrueEpoch[];
}

const folder = `${ROOT}fixtures/logs/corpus/`;
const { files } = JSON.parse(readFileSync(`${folder}truth.json`, 'utf8')) as { files: TrueFile[] };

function unrolled(file: string, options: UnrollOptions = {}): UnrollReport {
  const collector = new LogCollector();
  const reader = new LogReader((line) => collector.add(line));
  reader.push(readFileSync(folder + file));
  reader.end();
  return unroll({ file, bytes: 0, lines: 0, recognised: 0 }, collector, options);
}

const bars = (report: UnrollReport): UnrollSeries[] => report.series.filter((s) => s.kind === 'progress');

/** Every interval of one metric in the order of the epochs. */
function* intervalsOf(
  series: UnrollSeries,
  metric: string,
): Iterable<{ epoch: number; interval: Interval; rule: string }> {
  let epoch = 0;
  for (const e of series.epochs()) {
    const found = e.metrics.find((m) => m.name === metric);
    for (const interval of found?.intervals() ?? []) yield { epoch, interval, rule: found?.rule ?? '' };
    epoch++;
  }
}

test('every log of the folder has its truth', () => {
  const listed = files.flatMap((f) => [f.file, ...(f.beside ?? [])]);
  expect([...listed, 'truth.json'].sort()).toEqual(readdirSync(folder).sort());
});

/** What Keras averages over batches, not rows (keras.md, A6 and section D). */
function countsBatches(version: string, metric: string): boolean {
  if (metric === 'loss') return version.startsWith('3.1.');
  if (!metric.endsWith('_loss')) return false;
  return version.startsWith('2.3') || version.startsWith('3.');
}

/** The mean of the batches from one step to another, as the version counts them. */
function trueMean(
  f: TrueFile,
  epoch: TrueEpoch,
  column: Numbers,
  metric: string,
  from: number,
  to: number,
): number {
  let sum = 0;
  let count = 0;
  for (let k = from - 1; k < to; k++) {
    const n = countsBatches(f.version, metric) ? 1 : epoch.batch_sizes[k];
    sum += n * Number(column[k]);
    count += n;
  }
  return sum / count;
}

function columnOf(epoch: TrueEpoch, metric: string): Numbers | undefined {
  if (metric === 'loss') return epoch.loss;
  return (
    epoch.metrics?.[metric] ?? (metric.endsWith('_loss') ? epoch.outputs?.[metric.slice(0, -5)] : undefined)
  );
}

describe('Keras', () => {
  const keras = files.filter((f) => f.tool === 'keras' && !/verbose2/.test(f.scenario));

  test.each(keras.map((f) => [f.file, f] as const))('%s, version and sizes given', (file, f) => {
    const [first] = f.epochs;
    const samples = first.batch_sizes.reduce((a, b) => a + b, 0);
    const old = /^2\.[0-3]\./.test(f.version);
    const report = unrolled(file, {
      framework: `keras@${f.version}`,
      batchSize: first.batch_sizes[0],
      samples,
      ...(old && f.scenario === 'unknown' ? { feed: 'generator' } : {}),
    });
    let compared = 0;
    for (const series of bars(report)) {
      for (const metric of series.metrics) {
        for (const { epoch, interval } of intervalsOf(series, metric)) {
          const truth = f.epochs[epoch];
          const column = columnOf(truth, metric);
          if (!column || interval.mean === undefined) continue;
          // In 3.5 and 3.6 the loss of an output is multiplied by its weight before it is recorded.
          const weight = f.version === '3.6.0' && metric === 'b_loss' ? 0.3 : 1;
          const toStep = (k: number) => (series.unit === 'sample' ? Math.ceil(k / first.batch_sizes[0]) : k);
          const from = toStep(interval.mean_from ?? interval.from);
          const expected = weight * trueMean(f, truth, column, metric, from, toStep(interval.to));
          compared++;
          if (Number.isNaN(expected)) expect(interval.mean).toBeNaN();
          // Printed are float32 sums; their own error is some units of 2^-24 for each step.
          else
            expect(
              Math.abs(interval.mean - expected),
              `${metric} ${from} – ${interval.to}`,
            ).toBeLessThanOrEqual(
              (interval.bound ?? 0) * (1 + 1e-6) +
                toStep(interval.to) * 1e-6 * Math.abs(interval.mean) +
                1e-9,
            );
        }
      }
    }
    expect(compared).toBeGreaterThan(0);
  });

  // Nothing but the log: it must tell, or leave open what it does not tell, and never be wrong.
  test.each(keras.map((f) => [f.file, f] as const))('%s alone', (file, f) => {
    const report = unrolled(file);
    const range = report.versions?.range ?? '';
    const [, from, to] = /Keras ([\d.]+)(?: – ([\d.]+)| and later)?/.exec(range) ?? [];
    const order = (v: string) => v.split('.').reduce((n, p, i) => n + Number(p) / 1000 ** i, 0);
    const own = f.version.split('.').slice(0, 2).join('.');
    expect(order(own), range).toBeGreaterThanOrEqual(order(from.split('.').slice(0, 2).join('.')));
    if (to) expect(order(own), range).toBeLessThanOrEqual(order(to));
    for (const series of bars(report)) {
      for (const { epoch, interval } of intervalsOf(series, 'loss')) {
        const truth = f.epochs[epoch];
        const [size] = truth.batch_sizes;
        const even = truth.batch_sizes.every((n) => n === size);
        const toStep = (k: number) => (series.unit === 'sample' ? Math.ceil(k / size) : k);
        const last = toStep(interval.to) === truth.steps;
        // Where the last batch is smaller the log does not say so: a note does.
        if (
          interval.mean === undefined ||
          Number.isNaN(interval.mean) ||
          (last && !even && series.unit === 'step')
        )
          continue;
        const expected = trueMean(
          f,
          truth,
          truth.loss,
          'loss',
          toStep(interval.mean_from ?? 1),
          toStep(interval.to),
        );
        expect(Math.abs(interval.mean - expected)).toBeLessThanOrEqual(
          (interval.bound ?? 0) * (1 + 1e-6) + truth.steps * 1e-6 * Math.abs(interval.mean) + 1e-9,
        );
      }
    }
  });

  test.each(
    files
      .filter((f) => f.tool === 'keras' && /verbose2|csv/.test(f.scenario))
      .map((f) => [f.file, f] as const),
  )('%s: the epochs’ values', (file, f) => {
    const name = f.beside?.find((b) => b.endsWith('.csv')) ?? file;
    const series = unrolled(name).series.find((s) => s.kind === 'epoch');
    const losses = series ? [...intervalsOf(series, 'loss')].map(({ interval }) => interval.printed) : [];
    expect(losses).toHaveLength(f.epochs.length);
    losses.forEach((loss, i) => {
      // CSVLogger writes every digit, verbose=2 four decimals.
      expect(Math.abs(loss - Number(f.epochs[i].history?.loss))).toBeLessThanOrEqual(
        name.endsWith('.csv') ? 1e-7 : 5.1e-5,
      );
    });
  });

  test.each(files.filter((f) => f.tool === 'keras' && f.epochs[0].history).map((f) => [f.file, f] as const))(
    '%s: the loop gives the epoch’s record',
    (_file, f) => {
      const rules = findFramework(`keras@${f.version}`);
      const feeds: Record<string, Feed> = { unknown: 'generator', 'unknown-fixed': 'fixed-generator' };
      let compared = 0;
      for (const { batch_sizes, history, ...epoch } of f.epochs) {
        for (const [name, recorded] of Object.entries(history ?? {})) {
          const column = columnOf(epoch as TrueEpoch, name);
          if (!column) continue;
          const value = name === 'loss' ? 'total' : name.endsWith('_loss') ? 'output' : 'metric';
          const rule = rules.loop(value, {}, { feed: feeds[f.scenario] });
          const weight = rule.weighted ? (f.loss_weights?.[name.slice(0, -5)] ?? 1) : 1;
          const losses = column.map((x) => weight * Number(x));
          const numbers = loopNumbers(rule, losses, batch_sizes);
          // The losses of the batches have eight digits; a Keras metric's own sums are another order of
          // float32 sums.
          if (Number.isNaN(Number(recorded))) expect(numbers.epoch).toBeNaN();
          else
            expect(Math.abs(numbers.epoch - Number(recorded)), name).toBeLessThanOrEqual(
              4e-7 * Math.max(...column.map((x) => Math.abs(Number(x)))),
            );
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(0);
    },
  );

  test('an epoch that counts a batch too many is noticed (Keras 3 on TensorFlow, data of unknown length)', () => {
    for (const version of ['3.1.1', '3.6.0', '3.10.0', '3.12.0', '3.15.1']) {
      const { notes } = unrolled(`keras-${version}.unknown-fixed.pipe.log`);
      expect(notes, version).toContain('extra-batch');
    }
    expect(unrolled('keras-2.15.0.unknown-fixed.pipe.log').notes).not.toContain('extra-batch');
    expect(unrolled('keras-3.15.1.unknown.pipe.log').notes).not.toContain('extra-batch');
  });

  test('weights and the penalty of several outputs', () => {
    for (const version of ['2.2.4', '2.15.0']) {
      const [found] = unrolled(`keras-${version}.outputs-frozen.pipe.log`).output_weights;
      expect(found, version).toMatchObject({
        how: 'fitted',
        constant: true,
        weights: { a_loss: 1, b_loss: 0.3 },
      });
      const frozen = files.find((f) => f.file === `keras-${version}.outputs-frozen.pipe.log`) as TrueFile;
      const [penalty] = (frozen.epochs[0] as unknown as { penalty: number[] }).penalty;
      expect(Math.abs(found.residual - penalty)).toBeLessThanOrEqual(found.residual_bound + 1e-6);
      // A penalty that changes as the model learns is no constant.
      const [changing] = unrolled(`keras-${version}.outputs-training.pipe.log`, {
        lossWeights: { a: 1, b: 0.3 },
      }).output_weights;
      expect(changing.constant).toBe(false);
    }
  });
});

describe('transformers.Trainer', () => {
  const trainer = files.filter((f) => f.tool === 'transformers.Trainer');
  test.each(trainer.flatMap((f) => [f.file, ...(f.beside ?? [])].map((name) => [name, f] as const)))(
    '%s',
    (name, f) => {
      const series = unrolled(name).series.find((s) => s.kind === 'window') as UnrollSeries;
      const printed = [...intervalsOf(series, 'loss')].map(({ interval }) => interval);
      const every = f.settings?.logging_steps ?? 1;
      // What training_step returned, by optimizer step.
      const steps: number[] = [];
      let offset = 0;
      for (const e of f.epochs) {
        (e.returned ?? e.loss).forEach((x, i) => {
          const s = (e.step?.[i] ?? 0) - 1;
          steps[s] = (steps[s] ?? 0) + Number(x);
        });
        offset += e.steps;
      }
      expect(offset).toBeGreaterThan(0);
      expect(printed.length).toBe(Math.floor(steps.length / every));
      printed.forEach((interval, i) => {
        const window = steps.slice(i * every, (i + 1) * every);
        const mean = window.reduce((a, b) => a + b, 0) / every;
        if (Number.isNaN(mean)) {
          // The filter hides it; grad_norm shows it, unless only the loss was not finite.
          if (f.scenario === 'nan') expect(interval.mark?.code).toContain('filtered');
          return;
        }
        if (f.scenario.startsWith('nan')) return;
        expect(Math.abs((interval.mean ?? Number.NaN) - mean)).toBeLessThanOrEqual(
          (interval.bound ?? 0) * 1.001 + 2e-6 * Math.abs(mean),
        );
      });
    },
  );
});

describe('Lightning', () => {
  const lightning = files.filter((f) => f.tool.includes('lightning'));
  test.each(lightning.flatMap((f) => [f.file, ...(f.beside ?? [])].map((name) => [name, f] as const)))(
    '%s',
    (name, f) => {
      let compared = 0;
      for (const series of bars(unrolled(name))) {
        for (const { epoch, interval } of intervalsOf(series, 'train_loss_step')) {
          const truth = f.epochs[epoch];
          if (!truth || interval.to > truth.loss.length || name.endsWith('.csv')) continue;
          const loss = Number(truth.loss[interval.to - 1]);
          // Three significant digits, three decimals in the Rich bar.
          const unit = /rich/.test(name) ? 5e-4 : 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(loss))) - 2);
          expect(Math.abs(interval.printed - loss), `epoch ${epoch} step ${interval.to}`).toBeLessThanOrEqual(
            unit * 1.001,
          );
          compared++;
        }
      }
      if (!name.endsWith('.csv')) expect(compared).toBeGreaterThan(0);
    },
  );
});

describe('loops of people’s own', () => {
  const loops = files.filter((f) => f.tool.startsWith('torch'));
  test.each(loops.map((f) => [f.file, f] as const))('%s', (file, f) => {
    const [series] = unrolled(file).series;
    const metric = (series.metrics.find((m) => m === 'loss') ??
      series.metrics.find((m) => /^(?:train )?loss$/i.test(m))) as string;
    const found = [...intervalsOf(series, metric)];
    expect(found.length).toBeGreaterThan(0);
    const rows = (e: TrueEpoch, to: number) => e.batch_sizes.slice(0, to).reduce((a, b) => a + b, 0);
    for (const { epoch, interval } of found) {
      const e = f.epochs[epoch];
      const L = e?.loss.map(Number) ?? [];
      const inRows = /mnist|quickstart/.test(f.scenario);
      // These two count from 0, what was done before the step.
      const counter = /^(?:mnist|nanogpt)$/.test(f.scenario) ? interval.to : interval.to - (inRows ? 8 : 1);
      const at = inRows ? Math.floor(counter / 8) : counter;
      const sum = (to: number, from = 0) => L.slice(from, to).reduce((a, b) => a + b, 0);
      const weighted = (to: number) =>
        L.slice(0, to).reduce((s, x, i) => s + x * e.batch_sizes[i], 0) / rows(e, to);
      const expected: Record<string, () => number> = {
        batch: () => L[at],
        'batch and mean of samples': () => L[at],
        'last micro-batch': () => (e as unknown as { micro_batch_loss: number[][] }).micro_batch_loss[at][3],
        'mean of window': () => sum(interval.to, interval.from - 1) / (interval.to - interval.from + 1),
        'mean of batches': () => sum(interval.to) / interval.to,
        'mean of samples': () => weighted(interval.to),
        'mean of samples at the end': () => weighted(e.steps),
      };
      if (f.printed === 'mean of samples at the end') continue;
      const truth = expected[f.printed as string]();
      const digits = /tqdm-batch/.test(f.scenario)
        ? 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(truth))) - 2)
        : 5.1e-4;
      expect(Math.abs(interval.printed - truth), `epoch ${epoch}, ${interval.to}`).toBeLessThanOrEqual(
        digits * 1.001,
      );
    }
  });

  test('a running mean in a tqdm postfix is decoded when the user says so', () => {
    const f = files.find((x) => x.file === 'loop-tqdm-mean.pty.log') as TrueFile;
    const [series] = unrolled(f.file, { average: 'running' }).series;
    for (const { epoch, interval } of intervalsOf(series, 'loss')) {
      const truth = Number(f.epochs[epoch].loss[interval.to - 1]);
      expect(Math.abs((interval.mean ?? Number.NaN) - truth)).toBeLessThanOrEqual(interval.bound ?? 0);
    }
  });
});

describe('tfjs-node', () => {
  test.each(files.filter((f) => f.tool === 'tfjs-node').map((f) => [f.file, f] as const))('%s', (file, f) => {
    const [series] = unrolled(file).series;
    const losses = [...intervalsOf(series, 'loss')].map(({ interval }) => interval.printed);
    expect(losses).toHaveLength(f.epochs.length);
    losses.forEach((loss, i) => {
      const truth = Number(f.epochs[i].history?.loss);
      expect(Math.abs(loss - truth)).toBeLessThanOrEqual(0.006 * truth);
    });
  });
});
