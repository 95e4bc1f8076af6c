/** All arrays of an audit are in memory at once: they are judged together, before the first is read. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readAudit } from '../../src/audit/read.js';

const folder = mkdtempSync(join(tmpdir(), 'lossaudit-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A sparse NPY file: its size is a number, no disk. */
function sparse(name: string, bytes: number): void {
  const rows = Math.floor(bytes / 4);
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, 1), }`.padEnd(117);
  const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0]);
  writeFileSync(join(folder, name), Buffer.concat([head, Buffer.from(`${header}\n`)]));
  truncateSync(join(folder, name), 128 + rows * 4);
}

test('arrays that fit singly are refused together, before the first is read', async () => {
  const bytes = Math.floor(totalmem() * 0.9);
  sparse('t.npy', bytes);
  sparse('p.npy', bytes);
  const audit = Buffer.from(
    JSON.stringify({ loss: 'mse', framework: 'keras@2.15', y_true: 't.npy', y_pred: 'p.npy' }),
  );
  const read = readAudit(audit, {}, { source: 'a.json', baseDir: folder, roots: [] });
  await expect(read).rejects.toMatchObject({ code: 'out-of-memory', data: { arrays: 2 } });
  await expect(read).rejects.toThrow(
    /No memory for the 2 arrays of the audit, \d+ bytes in all: \d+ are free/,
  );
});
