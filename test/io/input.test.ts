import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInput } from '../../src/io/input.js';
import { refusal } from './refusal.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lossaudit-input-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('readInput', () => {
  it('reads a file and knows its folder', async () => {
    const file = path.join(folder, 'audit.json');
    await writeFile(file, '{"é": 1}');
    const input = await readInput(file);
    expect(Buffer.from(input.bytes).toString()).toBe('{"é": 1}');
    expect([input.source, input.baseDir]).toEqual([file, folder]);
    const relative = path.relative(process.cwd(), file);
    expect(await readInput(relative)).toMatchObject({ source: relative, baseDir: folder });
  });

  it('reads standard input in pieces', async () => {
    const stream = () => Readable.from([Buffer.from('[1,'), Buffer.from(' 2]')]);
    const input = await readInput('-', stream);
    expect(Buffer.from(input.bytes).toString()).toBe('[1, 2]');
    expect([input.source, input.baseDir]).toEqual(['standard input', process.cwd()]);
  });

  it('does not wait for a terminal', async () => {
    const terminal = () => Object.assign(Readable.from([]), { isTTY: true });
    expect((await refusal(() => readInput('-', terminal))).code).toBe('stdin-terminal');
  });

  it('names what is wrong with standard input', async () => {
    expect((await refusal(() => readInput('-', () => Readable.from([])))).code).toBe('file-empty');
    const broken = () =>
      new Readable({
        read() {
          this.destroy(Object.assign(new Error('read EIO'), { code: 'EIO' }));
        },
      });
    expect((await refusal(() => readInput('-', broken))).message).toContain('the disk reports an error');
    const endless = async function* () {
      const chunk = new Uint8Array(2 ** 20);
      const large = new Proxy(chunk, {
        get: (target, key) => (key === 'length' ? 2 ** 30 : Reflect.get(target, key)),
      });
      for (;;) yield large;
    };
    expect((await refusal(() => readInput('-', endless))).code).toBe('file-too-large');
  });

  it('names what is wrong with a file', async () => {
    expect((await refusal(() => readInput(path.join(folder, 'missing.json')))).code).toBe('file-not-found');
    expect((await refusal(() => readInput(folder))).code).toBe('not-a-file');
    expect((await refusal(() => readInput('a\0b'))).code).toBe('file-unreadable');
    await writeFile(path.join(folder, 'empty.json'), '');
    expect((await refusal(() => readInput(path.join(folder, 'empty.json')))).code).toBe('file-empty');
    await writeFile(path.join(folder, 'huge.json'), '');
    // Sparse: it takes no space.
    await truncate(path.join(folder, 'huge.json'), 2 ** 31 + 1);
    expect((await refusal(() => readInput(path.join(folder, 'huge.json')))).code).toBe('file-too-large');
  });
});
