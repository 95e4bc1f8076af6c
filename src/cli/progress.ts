/**
 * Progress of long parts on standard error: a bar on a terminal; elsewhere a line a stage, and nothing of
 * what has no stages.
 */
import { Presets, SingleBar } from 'cli-progress';
import type { CliIo } from './io.js';

export interface StageProgress {
  stage(name: string, index: number, count: number): void;
  stop(): void;
}

export function stageProgress(io: CliIo): StageProgress {
  if (!process.stderr.isTTY) {
    return { stage: (name, index, count) => io.err(`[${index}/${count}] ${name}\n`), stop: () => {} };
  }
  const bar = barOf(' {bar} {value}/{total} {name} {duration_formatted}');
  let clock: NodeJS.Timeout | undefined;
  return {
    stage(name, index, count) {
      if (!clock) {
        bar.start(count, 0, { name });
        // A stage may take a minute: the elapsed time shows that it lives.
        clock = setInterval(() => bar.updateETA(), 500);
      }
      bar.update(index - 1, { name });
    },
    stop() {
      clearInterval(clock);
      bar.stop();
    },
  };
}

export interface PartProgress {
  /** What part is done, from 0 to 1. */
  readonly part: (part: number) => void;
  stop(): void;
}

/** What takes less than this shows no bar. */
const QUIET_MS = 1000;

export function partProgress(name: string): PartProgress {
  if (!process.stderr.isTTY) return { part: () => {}, stop: () => {} };
  const begun = performance.now();
  const bar = barOf(` {bar} {percentage} %  ${name}  {duration_formatted}`);
  return {
    part(part) {
      if (!bar.isActive && performance.now() - begun > QUIET_MS) bar.start(100, 0);
      if (bar.isActive) bar.update(Math.floor(100 * part));
    },
    stop: () => bar.stop(),
  };
}

function barOf(format: string): SingleBar {
  return new SingleBar(
    { format, stream: process.stderr, clearOnComplete: true, hideCursor: true, fps: 4 },
    Presets.rect,
  );
}
