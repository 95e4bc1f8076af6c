/** The bar on standard error: after a second, on a terminal alone; a file that is read at length at once. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withProgress } from '../../src/cli/progress.js';

const shown: string[] = [];
const bar = {
  start: (_total: number, _value: number, { name }: { name: string }) => shown.push(`start ${name}`),
  update: (value: number, { name }: { name: string }) => shown.push(`${value} ${name}`),
  updateETA: () => shown.push('clock'),
  stop: () => shown.push('stop'),
};
vi.mock('../../src/cli/bar.js', () => ({ barOf: () => bar }));

let folder = '';
beforeEach(() => {
  shown.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'lossaudit-progress-'));
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
  Object.defineProperty(process.stderr, 'isTTY', own ?? { value: undefined, configurable: true });
  rmSync(folder, { recursive: true });
});
const own = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
const onTerminal = (yes: boolean) =>
  Object.defineProperty(process.stderr, 'isTTY', { value: yes, configurable: true });

async function twoSeconds(): Promise<string> {
  return withProgress(async (progress) => {
    progress.stage('computing');
    progress.part(0.1);
    vi.advanceTimersByTime(1100);
    progress.part(0.55);
    vi.advanceTimersByTime(600);
    progress.stage('findings');
    return 'done';
  });
}

test('a second must pass, then parts and stages are shown, and time goes on', async () => {
  onTerminal(true);
  expect(await twoSeconds()).toBe('done');
  expect(shown).toEqual(['start computing', '55 computing', 'clock', '0 findings', 'stop']);
});

test('nothing is shown where no terminal is', async () => {
  onTerminal(false);
  expect(await twoSeconds()).toBe('done');
  expect(shown).toEqual([]);
});

test('the bar goes away before the result, and when the work fails', async () => {
  onTerminal(true);
  const work = withProgress(async (progress) => {
    vi.advanceTimersByTime(1100);
    progress.part(0.5);
    progress.stop();
    progress.part(0.6);
    throw new Error('broken');
  });
  await expect(work).rejects.toThrow('broken');
  expect(shown).toEqual(['start ', '50 ', 'stop', 'stop']);
});

test('a large file shows a bar at once; one that is not there shows none', async () => {
  onTerminal(true);
  const large = join(folder, 'a.json');
  writeFileSync(large, '');
  truncateSync(large, 1e8);
  await withProgress(async ({ stage }) => stage('reading', [undefined, join(folder, 'b.json'), '\0']));
  expect(shown).toEqual(['stop']);
  await withProgress(async ({ stage }) => stage('reading', [large]));
  expect(shown).toEqual(['stop', 'start reading', '0 reading', 'stop']);
});
