/** Finding and setting up native tfjs-node, on made-up folders and machines; the gate does it for real. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { installNative, removeNative } from '../../../src/engines/tfjs/native/install.js';
import { locateNative } from '../../../src/engines/tfjs/native/locate.js';
import { withLock } from '../../../src/engines/tfjs/native/lock.js';
import { nativePlaces, PACKAGE_PATH } from '../../../src/engines/tfjs/native/places.js';
import { checkPreconditions, type Machine } from '../../../src/engines/tfjs/native/preconditions.js';

let home: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'lossaudit-home-'));
  env = { LOSSAUDIT_HOME: home };
});

function file(path: string, text = ''): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** What a complete installation has. */
function install(folder: string): void {
  file(join(folder, PACKAGE_PATH, 'lib', 'napi-v8', 'tfjs_binding.node'));
  file(join(folder, PACKAGE_PATH, 'deps', 'lib', 'libtensorflow.so'));
  file(join(folder, PACKAGE_PATH, 'dist', 'index.js'));
  file(join(folder, 'installed.json'), '{}');
}

const good: Machine = { platform: 'linux', arch: 'x64', has: () => true, free: async () => 2e9 };

test.each([
  [{ LOSSAUDIT_HOME: '/a' }, '/a'],
  [{ XDG_CACHE_HOME: '/x' }, '/x/lossaudit'],
  [{ XDG_CACHE_HOME: 'relative', HOME: '/h' }, '.cache/lossaudit'],
])('the cache folder of %o', (given, expected) => {
  expect(nativePlaces(given).home.endsWith(expected)).toBe(true);
});

describe('finding', () => {
  test('nothing there', () => {
    expect(locateNative(env, home)).toEqual({ reason: expect.stringContaining('engine install') });
  });

  test('a complete installation', () => {
    const { installed } = nativePlaces(env);
    install(installed);
    expect(locateNative(env, home)).toEqual({ folder: join(installed, PACKAGE_PATH), found: 'cache' });
  });

  test('an unfinished one is never used', () => {
    install(nativePlaces(env).partial);
    expect(locateNative(env, home)).toEqual({ reason: expect.stringContaining('resumes') });
  });

  test.each(['lib/napi-v8/tfjs_binding.node', 'dist/index.js'])('one without %s is damaged', async (missing) => {
    const { installed } = nativePlaces(env);
    install(installed);
    const { rmSync } = await import('node:fs');
    rmSync(join(installed, PACKAGE_PATH, missing));
    expect(locateNative(env, home)).toEqual({ reason: expect.stringContaining('damaged') });
  });

  test('an ordinarily installed package counts, when it is built', () => {
    file(join(home, PACKAGE_PATH, 'package.json'), '{}');
    expect(locateNative(env, home)).toHaveProperty('reason');
    install(home);
    expect(locateNative(env, home)).toMatchObject({ found: 'node_modules' });
  });
});

describe('preconditions', () => {
  test.each([
    [{ ...good, platform: 'darwin' }, 'Linux on x64'],
    [{ ...good, arch: 'arm64' }, 'Linux on x64'],
    [{ ...good, has: (c: string) => c !== 'g++' }, 'g++'],
    [{ ...good, has: (c: string) => c !== 'make' }, 'make'],
    [{ ...good, has: (_: string, a: readonly string[]) => !a.includes('pip') }, 'pip'],
    [{ ...good, free: async () => 1e9 }, 'disk space'],
  ])('%#', async (machine, missing) => {
    await expect(checkPreconditions(home, true, machine)).rejects.toMatchObject({
      code: 'engine-precondition',
      message: expect.stringContaining(missing),
      hint: expect.stringMatching(/.{10}/),
    });
  });

  test('without the network pip is not needed', async () => {
    await checkPreconditions(home, false, { ...good, has: (_, a) => !a.includes('pip') });
  });

  test('nothing is made when one is missing', async () => {
    await expect(installNative({ env, machine: { ...good, platform: 'win32' } })).rejects.toMatchObject({
      code: 'engine-precondition',
    });
    expect(existsSync(nativePlaces(env).partial)).toBe(false);
  });
});

describe('installing', () => {
  test('a wheel with another checksum is refused', async () => {
    const wheel = join(home, 'tensorflow_cpu-2.15.1.whl');
    file(wheel, 'not the wheel');
    await expect(installNative({ env, machine: good, wheel })).rejects.toMatchObject({ code: 'engine-wheel' });
    expect(existsSync(nativePlaces(env).partial)).toBe(false);
  });

  test('a folder without libtensorflow is refused, and what was done before is kept for the next run', async () => {
    const { partial } = nativePlaces(env);
    // The npm package is there from an earlier run.
    file(join(partial, '.done-package'));
    await expect(installNative({ env, machine: good, libtensorflow: home })).rejects.toMatchObject({
      code: 'engine-libtensorflow',
    });
    expect(existsSync(join(partial, '.done-package'))).toBe(true);
    expect(locateNative(env, home)).toHaveProperty('reason');
  });

  test('one that is complete is not touched', async () => {
    const { installed } = nativePlaces(env);
    install(installed);
    expect(await installNative({ env, machine: good })).toEqual({
      folder: join(installed, PACKAGE_PATH),
      changed: false,
    });
  });

  test('remove undoes it', async () => {
    const { installed } = nativePlaces(env);
    install(installed);
    expect(await removeNative(env)).toBe(true);
    expect(existsSync(installed)).toBe(false);
    expect(await removeNative(env)).toBe(false);
  });
});

describe('the lock', () => {
  test('holds while another process lives', async () => {
    const lock = join(home, 'lock');
    file(lock, String(process.ppid));
    await expect(withLock(lock, async () => 1)).rejects.toMatchObject({ code: 'engine-locked' });
    expect(readFileSync(lock, 'utf8')).toBe(String(process.ppid));
  });

  test('of a process that is gone is taken over, and freed', async () => {
    const lock = join(home, 'lock');
    // Larger than any Linux process number.
    file(lock, String(2 ** 22 + 1));
    expect(await withLock(lock, async () => readFileSync(lock, 'utf8'))).toBe(String(process.pid));
    expect(existsSync(lock)).toBe(false);
  });

  test('is freed when the work fails', async () => {
    const lock = join(home, 'lock');
    await expect(withLock(lock, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(lock)).toBe(false);
  });
});
