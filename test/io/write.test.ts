import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../src/io/write.js';
import { refusal } from './refusal.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lossaudit-write-'));
});
afterEach(() => rm(folder, { recursive: true }));
const at = (name: string): string => path.join(folder, name);

describe('writeFileAtomically', () => {
  it('writes text and bytes', async () => {
    await writeFileAtomically(at('a.json'), '{"é": 1}\n');
    expect(await readFile(at('a.json'), 'utf8')).toBe('{"é": 1}\n');
    await writeFileAtomically(at('a.json'), Uint8Array.of(1, 2));
    expect([...(await readFile(at('a.json')))]).toEqual([1, 2]);
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('keeps the mode of the file', async () => {
    await writeFile(at('a.json'), 'old');
    await chmod(at('a.json'), 0o666);
    await writeFileAtomically(at('a.json'), 'new');
    expect((await stat(at('a.json'))).mode & 0o777).toBe(0o666);
  });

  it('writes the file that a symbolic link names', async () => {
    await mkdir(at('data'));
    await writeFile(at('data/a.json'), 'old');
    await symlink('data/a.json', at('link'));
    await writeFileAtomically(at('link'), 'new');
    expect(await readlink(at('link'))).toBe('data/a.json');
    expect(await readFile(at('data/a.json'), 'utf8')).toBe('new');
    expect(await readdir(at('data'))).toEqual(['a.json']);
  });

  it('a long name is no obstacle', async () => {
    await writeFileAtomically(at('x'.repeat(250)), 'new');
    expect(await readdir(folder)).toHaveLength(1);
  });

  it.each([
    ['missing/a.json', 'its folder does not exist'],
    ['.', 'it is a folder'],
    ['missing/', 'there is no such folder'],
    ['file/a.json', 'a part of the path is a file'],
    ['y'.repeat(300), 'the name is too long'],
    ['nul\0byte', 'NUL'],
  ])('%j is refused', async (name, reason) => {
    await writeFile(at('file'), 'old');
    const error = await refusal(() =>
      writeFileAtomically(name === '.' ? folder : `${folder}/${name}`, 'new'),
    );
    expect(error.code).toBe('write-failed');
    expect(error.message).toContain(reason);
    expect(await readdir(folder)).toEqual(['file']);
    expect(await readFile(at('file'), 'utf8')).toBe('old');
  });
});
