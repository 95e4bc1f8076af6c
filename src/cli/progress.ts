/** Progress of long parts on standard error: a bar on a terminal, a line a stage elsewhere. */
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
  const bar = new SingleBar(
    {
      format: ' {bar} {value}/{total} {name} {duration_formatted}',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      fps: 4,
    },
    Presets.rect,
  );
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
