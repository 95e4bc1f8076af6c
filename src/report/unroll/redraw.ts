/** Which steps a log did not print, and why, in a sentence. */
import { wordFor } from '../../text/sentence.js';
import type { Redraw, RedrawTime } from './model.js';

export function redrawSentence(redraw: Redraw): string {
  const { clock, time, noun } = redraw;
  const lines = redraw.lines === 'samples or steps' ? openText(redraw) : linesText(redraw);
  if (clock === undefined) return `${lines}.`;
  const sooner = clock.sooner ? ` (${clock.sooner.seconds} s up to ${clock.sooner.title})` : '';
  const drawn = `the bar is redrawn at most every ${clock.seconds} s${sooner}`;
  const why = time === undefined ? `: ${drawn}.` : timeText(time, noun, drawn);
  return lines + why + (redraw.first_missing ? ' The first lines of this epoch are missing.' : '');
}

function openText({ batch }: Redraw): string {
  const of = batch === undefined ? '' : ` in batches of ${batch.size}${batch.each ? ', each printed' : ''}`;
  return `The counters are samples${of}, or steps of which not every one is printed`;
}

function linesText({ lines, every, noun }: Redraw): string {
  if (every !== undefined)
    return `${lines === 'every' ? 'Every' : 'Mostly every'} ${ordinal(every)} ${noun} is printed`;
  // Of samples whose batch is not known, lines are all that can be counted.
  const counted = noun === 'sample' ? 'line' : noun;
  return lines === 'two' ? `Only two ${wordFor(2, counted)} are printed` : `Not every ${counted} is printed`;
}

function timeText(time: RedrawTime, noun: string, drawn: string): string {
  const { says, seconds, expected } = time;
  const step = `a ${noun} takes ${duration(seconds)}`;
  switch (says) {
    case 'explains':
      return `: ${drawn}, and ${step}.`;
    case 'too long':
      return (
        `, though ${step} in the mean and ${drawn}: perhaps lines are missing from this log, or a few ` +
        `${wordFor(2, noun)} took most of the time.`
      );
    case 'with its ends':
      return `: ${drawn}; ${step} in the mean, with what begins and ends an epoch.`;
    case 'about':
      return (
        `: ${drawn}; about every ${ordinal(expected)} would be drawn at ${duration(seconds)} a ${noun}, ` +
        'the mean of the whole epoch.'
      );
  }
}

function ordinal(n: number): string {
  const suffix = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${suffix}`;
}

function duration(seconds: number): string {
  if (seconds >= 1) return `${Number(seconds.toPrecision(3))} s`;
  return seconds >= 1e-3
    ? `${Number((seconds * 1e3).toPrecision(3))} ms`
    : `${Number((seconds * 1e6).toPrecision(3))} µs`;
}
