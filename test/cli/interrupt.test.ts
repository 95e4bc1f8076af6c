/** Ctrl-C and SIGTERM end a computation at once: nothing half-written, and the exit status says why. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const BIN = fileURLToPath(new URL('../../bin/lossaudit.js', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'lossaudit-interrupt-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An NPY file of zeros, float32. */
function zeros(name: string, rows: number): void {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, 1), }`.padEnd(117);
  const head = Buffer.from(`\x93NUMPY\x01\0\x76\0${text}\n`, 'latin1');
  writeFileSync(path.join(folder, name), Buffer.concat([head, Buffer.alloc(4 * rows)]));
}

// A shell says 130 and 143 of processes that these signals ended.
test.each(['SIGINT', 'SIGTERM'] as const)('%s', async (signal) => {
  // Batches of one row: minutes of work, a part of a second to read.
  zeros('y.npy', 2e6);
  const audit = { framework: 'keras@3', loss: 'mse', y_true: 'y.npy', y_pred: 'y.npy', batch_size: 1 };
  writeFileSync(path.join(folder, 'audit.json'), JSON.stringify(audit));
  const args = [BIN, 'compute', 'audit.json', '--engine', 'reference', '--json', '--output', 'out.json'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, by) => resolve(by)));
  await new Promise((resolve) => setTimeout(resolve, 4000));
  expect(child.exitCode).toBeNull();
  child.kill(signal);
  expect(await ended).toBe(signal);
  expect(readdirSync(folder).sort()).toEqual(['audit.json', 'y.npy']);
});
