/**
 * The progress output of Keras, byte for byte, by version range (keras.md, section D; read in Progbar and
 * ProgbarLogger of 2.2.4, 2.3.1, 2.9, 2.15, 3.1, 3.10, 3.12 and 3.15). Given are the numbers that its lines
 * show and a clock.
 */
import { stripVTControlCharacters } from 'node:util';
import { pythonExponent, pythonFixed } from '../../text/python-format.js';
import type { Version } from '../../text/version.js';
import type { ProgressEpoch, ProgressOptions, ProgressStyle, ProgressValue } from '../progress.js';
import { type EraName, eraOf, erasBetween, isKeras3, KERAS_ERAS, OUTPUTS_HIDDEN } from './eras.js';

interface BarForm {
  readonly eras: readonly EraName[];
  readonly width: number;
  /** A line is drawn over the one before: on a terminal only, or on every POSIX system. */
  readonly redraws: 'on a terminal' | 'everywhere';
  /** After the line of the last step comes another that ends the epoch. */
  readonly lastTwice: boolean;
  /** The estimate of a step's time leaves the first step out. */
  readonly leavesFirstOut: boolean;
  readonly header: 'always' | 'several epochs';
  readonly verbose2: 'plain' | 'counter' | 'counter and times' | 'times first';
}

const OLD = {
  width: 30,
  redraws: 'on a terminal',
  lastTwice: false,
  leavesFirstOut: false,
} as const;
const TF = { width: 30, redraws: 'everywhere', lastTwice: true, header: 'several epochs' } as const;

const FORMS: readonly BarForm[] = [
  { eras: erasBetween('1.0', '2.3'), ...OLD, header: 'always', verbose2: 'plain' },
  { eras: ['2.4', '2.5'], ...TF, leavesFirstOut: false, verbose2: 'counter' },
  { eras: ['2.6'], ...TF, leavesFirstOut: true, verbose2: 'counter' },
  { eras: ['2.7', '2.9'], ...TF, leavesFirstOut: true, verbose2: 'counter and times' },
  { eras: erasBetween('3.0', '3.15'), ...TF, width: 20, leavesFirstOut: true, verbose2: 'times first' },
];

/** Lines are drawn at most every so many seconds (`interval` of Progbar; 0.01 up to 1.2.1). */
export const INTERVAL = 0.05;

/** The bytes that `fit` writes for these epochs. */
function progressOutput(form: BarForm, epochs: readonly ProgressEpoch[], options: ProgressOptions): string {
  let text = '';
  epochs.forEach((epoch, i) => {
    if (options.header && (form.header === 'always' || epochs.length > 1))
      text += `Epoch ${i + 1}/${epochs.length}\n`;
    text += options.verbose === 1 ? new Bar(form, epoch, options).draw() : verbose2(form, epoch);
  });
  return text;
}

function formOf(version: Version): BarForm {
  const era = eraOf(version);
  return FORMS.find((f) => era !== undefined && f.eras.includes(era)) ?? FORMS[FORMS.length - 1]!;
}

/** How a version's lines are ordered, counted and written. */
export function kerasProgress(version: Version): ProgressStyle {
  const form = formOf(version);
  const alphabetical = isKeras3(version);
  return {
    updates: (batches) => batches + (form.lastTwice ? 1 : 0),
    countsRows: (feed) => !form.lastTwice && feed === 'arrays',
    unknownLength: (feed) => form.lastTwice && feed !== 'arrays',
    shows: (value) => value !== 'output' || !OUTPUTS_HIDDEN.includes(version),
    order: (names) => (alphabetical ? [...names].sort() : [...names]),
    write: (epochs, options) => progressOutput(form, epochs, options),
  };
}

class Bar {
  private drawn = '';
  private width = 0;
  private lastDraw = Number.NEGATIVE_INFINITY;
  private readonly target: number;

  constructor(
    private readonly form: BarForm,
    private readonly epoch: ProgressEpoch,
    private readonly options: ProgressOptions,
  ) {
    this.target = epoch.counts[epoch.counts.length - 1]!;
  }

  draw(): string {
    const { counts, elapsed } = this.epoch;
    for (let i = 0; i < counts.length; i++)
      this.update(i, counts[i]!, elapsed[i]!, !this.form.lastTwice && counts[i] === this.target);
    if (this.form.lastTwice) this.update(counts.length, this.target, elapsed[counts.length]!, true);
    return this.drawn;
  }

  private update(index: number, current: number, now: number, ends: boolean): void {
    if (now - this.lastDraw < INTERVAL && !ends) return;
    const dynamic = this.form.redraws === 'everywhere' || this.options.display === 'tty';
    this.drawn += dynamic ? `${'\b'.repeat(this.width)}\r` : '\n';
    const unknown = Boolean(this.epoch.unknownLength) && !ends;
    const bar = unknown ? `${String(current).padStart(7)}/Unknown` : this.bar(current);
    const info = this.times(current, now, unknown, ends) + valuesText(this.epoch.values, index, ends, true);
    const width = visibleWidth(bar + info);
    const padding = ' '.repeat(Math.max(0, this.width - width));
    this.width = width;
    this.drawn += bar + info + padding + (ends ? '\n' : '');
    this.lastDraw = now;
  }

  private bar(current: number): string {
    const { eras, width } = this.form;
    const counter = counterText(current, this.target);
    const done = Math.trunc(width * (current / this.target));
    if (KERAS_ERAS[eras[0]!].bar === 'line') {
      const green = done > 0 ? `\x1b[32m${'━'.repeat(done)}\x1b[0m` : '';
      return `\x1b[1m${counter}\x1b[0m ${green}\x1b[37m${'━'.repeat(width - done)}\x1b[0m`;
    }
    const head = done > 0 ? `${'='.repeat(done - 1)}${current < this.target ? '>' : '='}` : '';
    return `${counter} [${head}${'.'.repeat(width - done)}]`;
  }

  private times(current: number, now: number, unknown: boolean, ends: boolean): string {
    const perUnit = this.secondsPerUnit(current, now);
    const over = unknown || ends;
    if (KERAS_ERAS[this.form.eras[0]!].bar === 'line') {
      const time = over ? `${pythonFixed(now, 0)}s` : etaText(perUnit * (this.target - current));
      return ` \x1b[1m${time}\x1b[0m ${durationText(perUnit, 'step', true)}`;
    }
    if (!over) return ` - ETA: ${etaText(perUnit * (this.target - current))}`;
    return ` - ${pythonFixed(now, 0)}s ${durationText(perUnit, 'step', this.form.lastTwice)}`;
  }

  private secondsPerUnit(current: number, now: number): number {
    const first = this.epoch.elapsed[0]!;
    if (this.form.leavesFirstOut && current > 1 && this.epoch.counts[0] === 1)
      return (now - first) / (current - 1);
    return now / current;
  }
}

function verbose2(form: BarForm, epoch: ProgressEpoch): string {
  const { counts, elapsed } = epoch;
  const target = counts[counts.length - 1]!;
  const now = elapsed[elapsed.length - 1]!;
  const last = form.lastTwice ? counts.length : counts.length - 1;
  const values = valuesText(epoch.values, last, true, false);
  const time = ` - ${pythonFixed(now, 0)}s`;
  const counter = counterText(target, target);
  const perStep = durationText(now / target, 'step', true);
  switch (form.verbose2) {
    case 'plain':
      return `${time}${values}\n`;
    case 'counter':
      return `${counter}${time}${values}\n`;
    case 'counter and times':
      return `${counter}${time}${values} - ${durationText(now, 'epoch', true)} - ${perStep}\n`;
    case 'times first':
      return `${counter}${time} - ${perStep}${values}\n`;
  }
}

function counterText(current: number, target: number): string {
  return `${String(current).padStart(String(target).length)}/${target}`;
}

/** With verbose=2 the sign is forgotten: negative values print as `-8.0000e-01`. */
function valuesText(
  values: readonly ProgressValue[],
  index: number,
  ends: boolean,
  absolute: boolean,
): string {
  return values
    .filter((v) => ends || !v.lastOnly)
    .map(({ name, shown }) => {
      const x = shown[Math.min(index, shown.length - 1)]!;
      const plain = (absolute ? Math.abs(x) : x) > 1e-3;
      return ` - ${name}: ${plain ? pythonFixed(x, 4) : pythonExponent(x, 4)}`;
    })
    .join('');
}

function etaText(seconds: number): string {
  const two = (x: number) => String(Math.trunc(x)).padStart(2, '0');
  if (seconds > 3600)
    return `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  if (seconds > 60) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  return `${Math.trunc(seconds)}s`;
}

/** `16ms/step`; from 2.4 on a time of 0 is `0s/step`. */
function durationText(seconds: number, unit: string, zeroIsSeconds: boolean): string {
  if (seconds >= 1 || (zeroIsSeconds && seconds === 0)) return `${pythonFixed(seconds, 0)}s/${unit}`;
  if (seconds >= 1e-3) return `${pythonFixed(seconds * 1e3, 0)}ms/${unit}`;
  return `${pythonFixed(seconds * 1e6, 0)}us/${unit}`;
}

/** What Python's `len` says of the text without its colours: code points, whatever room they take. */
function visibleWidth(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
