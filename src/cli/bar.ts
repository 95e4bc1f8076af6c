/** A bar on standard error. */
import { Presets, SingleBar } from 'cli-progress';

/** @param format with `{bar}`, `{percentage}` and other words of cli-progress */
export function barOf(format: string): SingleBar {
  return new SingleBar(
    { format, stream: process.stderr, clearOnComplete: true, hideCursor: true, fps: 4 },
    Presets.rect,
  );
}
