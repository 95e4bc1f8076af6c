/**
 * The progress output byte for byte as Keras wrote it: fixtures/logs/reference holds the raw output of seven
 * versions, in a pipe and on a terminal (made by really running them; ../shared's reference README). The
 * losses of their batches are known; the times that a run printed are fed back as the clock.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findFramework } from '../../src/frameworks/index.js';
import type { ProgressEpoch, ProgressValue } from '../../src/loops/progress.js';
import type { Feed } from '../../src/loops/rule.js';
import { loopNumbers } from '../../src/loops/rule.js';
import { ROOT } from '../cli/run-cli.js';

const folder = `${ROOT}fixtures/logs/reference/`;
const float32 = Math.fround;

/** What the batches of a section were: sizes 2, 2, 1 of five rows. */
interface Scenario {
  readonly loss: readonly number[];
  readonly sizes?: readonly number[];
  readonly mae?: readonly number[];
  readonly outputs?: Readonly<Record<string, readonly number[]>>;
  readonly validation?: Readonly<Record<string, number>>;
  readonly epochs?: number;
  readonly verbose?: 1 | 2;
  readonly feed?: Feed;
  /** evaluate and predict print no header. */
  readonly header?: false;
  readonly evaluate?: true;
  /** predict shows no values. */
  readonly values?: false;
}

const L = [0.625, 0.145, 4].map(float32);
const MAE = [0.75, 0.35, 2].map(float32);
const VALIDATION = { loss: 0.5, mae: 2 / 3 };
const MULTI = { a: L, b: [0.125, 8, 1].map(float32) };
const total = (k: number) => float32(MULTI.a[k] + MULTI.b[k]);

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  fit1: { loss: L, mae: MAE, validation: VALIDATION, epochs: 2 },
  fit1single: { loss: L },
  fit2: { loss: L, mae: MAE, validation: VALIDATION, epochs: 2, verbose: 2 },
  multi: { loss: [total(0), total(1), total(2)], outputs: MULTI },
  small: { loss: [1e-4, 1e-4, 1e-4].map(float32) },
  neg: { loss: [-0.5, -1, -1].map(float32) },
  neg2: { loss: [-0.5, -1, -1].map(float32), verbose: 2 },
  nan: { loss: [Number.NaN, 0, 0] },
  // Keras 2.2.4 keeps its sums in float64, so its lines give the batch losses back exactly.
  big: { loss: [499999506432, 3844993974272, 999994032128] },
  gen: { loss: L, mae: MAE, feed: 'generator' },
  eval1: { loss: L, mae: MAE, header: false, evaluate: true },
  eval2: { loss: L, mae: MAE, header: false, evaluate: true, verbose: 2 },
  predict: { loss: L, header: false, values: false },
  twelve: { loss: new Array(12).fill(1), sizes: new Array(12).fill(1) },
};

function versionOf(file: string): string {
  return (/keras-([\d.]+)\./.exec(file) as RegExpExecArray)[1];
}

/** The sections of a log by name; a terminal turns `\n` into `\r\n`. */
function sections(file: string): Map<string, string> {
  const raw = readFileSync(folder + file, 'utf8').replace(/\r\n/g, '\n');
  return new Map([...raw.matchAll(/@@(\w+)@@\n([\s\S]*?)(?=@@)/g)].map(([, name, text]) => [name, text]));
}

/** The updates that were drawn in one epoch, each with the times it printed. */
function drawn(
  text: string,
): { step: number; perStep?: number; eta?: number; elapsed?: number; perEpoch?: number }[] {
  const plain = text
    .replaceAll('\b', '')
    .split('\x1b')
    .map((t, i) => (i === 0 ? t : t.replace(/^\[\d+m/, '')))
    .join('');
  return plain
    .split(/[\r\n]/)
    .filter(
      (l) => /\d+\/(?:\d+|Unknown)| - \d+s - /.test(l) && !l.startsWith('Epoch') && !l.startsWith('Train'),
    )
    .map((l) => {
      const time = /(\d+)(us|ms|s)\/step/.exec(l);
      const unit = { us: 1e-6, ms: 1e-3, s: 1 };
      const epoch = /(\d+)(us|ms|s)\/epoch/.exec(l);
      const eta = /ETA: (\d+)s|[━=] (\d+)s /.exec(l);
      const elapsed = /(?:Unknown(?: -)?|\] -|\/\d+ -|^ -) (\d+)s/.exec(l);
      return {
        step: Number(/(\d+)\//.exec(l)?.[1] ?? Number.NaN),
        perStep: time ? Number(time[1]) * unit[time[2] as 's'] : undefined,
        perEpoch: epoch ? Number(epoch[1]) * unit[epoch[2] as 's'] : undefined,
        eta: eta ? Number(eta[1] ?? eta[2]) : undefined,
        elapsed: elapsed ? Number(elapsed[1]) : undefined,
      };
    });
}

/**
 * A clock that gives the printed times back. Later forms leave the first step out of the estimate, so its
 * time is what the first line says, and where the last line says only a rounded elapsed time, the first step
 * is as long as that needs.
 */
function clockOf(
  lines: ReturnType<typeof drawn>,
  counts: readonly number[],
  updates: number,
  leavesOut: boolean,
): number[] {
  const S = counts.length;
  const last = lines[lines.length - 1];
  const perStep = last.perStep ?? 0;
  if (last.perEpoch !== undefined) return new Array(updates).fill(last.perEpoch);
  if (lines.length === 1)
    return new Array(updates).fill(last.perStep === undefined ? (last.elapsed ?? 0) : perStep * S);
  if (!leavesOut) {
    // Steps before the last show only an estimate of whole seconds; one that was not drawn came within 0.05 s
    // of the one before.
    const steps = lines.map((l) => l.step);
    let now = 0;
    return counts.map((k, i) => {
      now += steps.includes(k) ? 0.051 : 1e-4;
      return i === updates - 1 ? perStep * k : now;
    });
  }
  const first = lines[0].perStep ?? Math.max(0.001, (last.elapsed ?? 0) - (S - 1) * perStep - 0.45);
  const at = (k: number, per: number) => first + (k - 1) * per;
  let line = 1;
  let before = first;
  return Array.from({ length: updates }, (_, i) => {
    if (i === 0) return first;
    const k = Math.min(i + 1, S);
    const due = lines[line];
    const ends = i === updates - 1;
    if (ends) return at(S, perStep);
    // A step that was not drawn came within 0.05 s of the one before.
    if (due?.step !== k || (line === lines.length - 1 && !ends)) return before + 1e-4;
    line++;
    before = due.perStep === undefined ? before + 0.051 : at(k, due.perStep);
    return before;
  });
}

function values(version: string, s: Scenario, updates: number): ProgressValue[] {
  const rules = findFramework(`keras@${version}`);
  const sizes = s.sizes ?? [2, 2, 1];
  const maeName = version.startsWith('2.2') ? 'mean_absolute_error' : 'mae';
  const of = (
    name: string,
    losses: readonly number[],
    value: 'total' | 'output' | 'metric',
  ): ProgressValue => {
    const numbers = loopNumbers(rules.loop(value, {}, { feed: s.feed }), losses, sizes);
    const last = s.verbose === 2 ? (numbers.verbose2 as number) : numbers.last;
    return { name, shown: [...numbers.shown.slice(0, updates - 1), last] };
  };
  const columns = new Map<string, ProgressValue>([['loss', of('loss', s.loss, 'total')]]);
  const { progress } = rules;
  if (!progress) throw new Error('no progress style');
  for (const [name, losses] of Object.entries(s.outputs ?? {}))
    if (progress.shows('output')) columns.set(`${name}_loss`, of(`${name}_loss`, losses, 'output'));
  if (s.mae) columns.set(maeName, of(maeName, s.mae, 'metric'));
  const ordered = progress.order([...columns.keys()]).map((n) => columns.get(n) as ProgressValue);
  const validated = Object.entries(s.validation ?? {}).map(([name, x]) => {
    // The validation's three rows came in batches of 2 and 1, whose losses are .125 and 1 (u = .5625 counts
    // batches alike).
    const value = version.startsWith('3.1.') && name === 'loss' ? 0.4375 : x;
    return { name: `val_${name === 'mae' ? maeName : name}`, shown: [value], lastOnly: true };
  });
  return [...ordered, ...validated];
}

describe.each(readdirSync(folder))('%s', (file) => {
  const version = versionOf(file);
  const display = file.includes('.pty.') ? 'tty' : 'pipe';
  const old = /^2\.[0-3]\./.test(version);
  const found = sections(file);

  test.each(Object.keys(SCENARIOS))('%s', (name) => {
    const s = SCENARIOS[name];
    const text = found.get(name) as string;
    const { progress } = findFramework(`keras@${version}`);
    if (!progress) throw new Error('no progress style');
    if (s.evaluate && old && s.verbose === 2) {
      expect(text).toBe('');
      return;
    }
    const sizes = s.sizes ?? [2, 2, 1];
    const updates = progress.updates(sizes.length);
    let seen = 0;
    const feed = s.feed ?? 'arrays';
    const counts = sizes.map((n) => (seen += progress.countsRows(feed) ? n : 1));
    const parts = text.split(/(?=Epoch \d+\/\d+\n)/).filter((p) => drawn(p).length > 0);
    const epochs = parts.map(
      (part, i): ProgressEpoch => ({
        counts,
        // evaluate of Keras up to 2.3 and predict draw a bar without values.
        values: s.values === false || (s.evaluate && old) ? [] : values(version, s, updates),
        elapsed: clockOf(drawn(part), counts, updates, !old),
        unknownLength: i === 0 && progress.unknownLength(feed),
      }),
    );
    const written = progress.write(epochs, { verbose: s.verbose ?? 1, display, header: s.header ?? true });
    // `Train on 5 samples` is written before the first epoch, by another part of Keras.
    expect(written).toBe(text.replace(/^Train on .*\n/, ''));
  });
});

/**
 * Python counts code points: as many backspaces go over a line with 🙂 (two units of UTF-16) as over one with
 * x.
 */
test.each(['2.2', '2.15', '3.12'])('a metric named by an emoji in keras@%s', (version) => {
  const { progress } = findFramework(`keras@${version}`);
  const drawnWith = (name: string) => {
    const values = [{ name, shown: [1, 2, 3] }];
    const epoch = { counts: [1, 2, 3], values, elapsed: [1, 2, 3, 4] };
    return progress?.write([epoch], { verbose: 1, display: 'tty', header: false });
  };
  expect(drawnWith('🙂')?.replaceAll('🙂', 'x')).toBe(drawnWith('x'));
  expect(drawnWith('x')).toContain('\b');
});
