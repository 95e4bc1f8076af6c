/**
 * Progress of long parts on standard error: a bar on a terminal; elsewhere a line a stage, and nothing of
 * what has no stages.
 */
import { statSync } from 'node:fs';
import type { CliIo } from './io.js';

export interface StageProgress {
  stage(name: string, index: number, count: number): void;
  stop(): void;
}

export async function stageProgress(io: CliIo): Promise<StageProgress> {
  if (!process.stderr.isTTY) {
    return { stage: (name, index, count) => io.err(`[${index}/${count}] ${name}\n`), stop: () => {} };
  }
  const bar = await liveBar(' {bar} {value}/{total} {name} {duration_formatted}');
  return { stage: (name, index, count) => bar.show(index - 1, count, name), stop: bar.stop };
}

interface LiveBar {
  /** Is it there? */
  readonly shown: () => boolean;
  show(value: number, total: number, name: string): void;
  readonly stop: () => void;
}

/** A bar that begins when it is first shown; loaded for terminals alone. */
async function liveBar(format: string): Promise<LiveBar> {
  const { barOf } = await import('./bar.js');
  const bar = barOf(format);
  let clock: NodeJS.Timeout | undefined;
  return {
    shown: () => clock !== undefined,
    show(value, total, name) {
      if (!clock) {
        bar.start(total, 0, { name });
        // A part may take long: the elapsed time shows that it lives.
        clock = setInterval(() => bar.updateETA(), 500);
      }
      bar.update(value, { name });
    },
    stop() {
      clearInterval(clock);
      bar.stop();
    },
  };
}

export interface WorkProgress {
  /**
   * What is done now begins.
   * @param files that it reads: large ones show a bar at once, for nothing is told while a text is parsed
   */
  stage(name: string, files?: readonly (string | undefined)[]): void;
  /** What part of the stage is done, from 0 to 1. */
  readonly part: (part: number) => void;
  /** Takes the bar away for good: the result comes. */
  stop(): void;
}

/** What takes less than this shows no bar. */
const QUIET_MS = 1000;
/** Of a JSON file some two seconds. */
const LONG_BYTES = 64e6;

/** Does some work that may take long: after a second a bar shows how far it is, on a terminal alone. */
export async function withProgress<T>(work: (progress: WorkProgress) => Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work({ stage: () => {}, part: () => {}, stop: () => {} });
  const bar = await liveBar(' {bar} {percentage} %  {name}  {duration_formatted}');
  const begun = performance.now();
  let name = '';
  let stopped = false;
  const stop = () => {
    stopped = true;
    bar.stop();
  };
  const show = (part: number) => {
    if (!stopped) bar.show(Math.floor(100 * part), 100, name);
  };
  try {
    return await work({
      stage(next, files = []) {
        name = next;
        if (bar.shown() || files.reduce((sum, file) => sum + bytesOf(file), 0) > LONG_BYTES) show(0);
      },
      part(part) {
        if (bar.shown() || performance.now() - begun > QUIET_MS) show(part);
      },
      stop,
    });
  } finally {
    stop();
  }
}

/** 0 for what cannot be looked at: reading it tells why. */
function bytesOf(file: string | undefined): number {
  try {
    return file === undefined ? 0 : statSync(file).size;
  } catch {
    return 0;
  }
}
