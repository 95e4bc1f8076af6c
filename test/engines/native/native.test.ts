/** Finding and setting up native tfjs-node, on made-up folders and machines; the gate does it for real. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { buildSync } from 'esbuild';
import { beforeEach, describe, expect, test } from 'vitest';
import { locateNative } from '../../../src/engines/tfjs/native/locate.js';
import { nativePlaces, PACKAGE_PATH } from '../../../src/engines/tfjs/native/places.js';
import { installNative, removeNative } from '../../../src/setup/install.js';
import { EXTRACT, requireWheel } from '../../../src/setup/libraries.js';
import { withLock } from '../../../src/setup/lock.js';
import { checkPreconditions, type Machine } from '../../../src/setup/preconditions.js';
import { runStages, type Stage, sourceKey } from '../../../src/setup/stages.js';
import { ROOT } from '../../cli/run-cli.js';

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
  [{ LOSSAUDIT_HOME: 'rel/a' }, 'rel/a'],
  [{ LOSSAUDIT_HOME: '.' }, ''],
  [{ LOSSAUDIT_HOME: '' }, '.cache/lossaudit'],
])('the cache folder of %o', (given, expected) => {
  const { home } = nativePlaces(given);
  expect(home.endsWith(expected)).toBe(true);
  expect(isAbsolute(home)).toBe(true);
});

describe('finding', () => {
  test('nothing there', () => {
    expect(locateNative({ env })).toEqual({ reason: expect.stringContaining('engine install') });
  });

  test('a complete installation', () => {
    const { installed } = nativePlaces(env);
    install(installed);
    expect(locateNative({ env })).toEqual({ folder: join(installed, PACKAGE_PATH), found: 'cache' });
  });

  test('an unfinished one is never used', () => {
    install(nativePlaces(env).partial);
    expect(locateNative({ env })).toEqual({ reason: expect.stringContaining('resumes') });
  });

  test.each(['lib/napi-v8/tfjs_binding.node', 'dist/index.js'])(
    'one without %s is damaged',
    async (missing) => {
      const { installed } = nativePlaces(env);
      install(installed);
      const { rmSync } = await import('node:fs');
      rmSync(join(installed, PACKAGE_PATH, missing));
      expect(locateNative({ env })).toEqual({ reason: expect.stringContaining('damaged') });
    },
  );

  test('an installed package counts where Node finds it from lossaudit itself, when it is built', () => {
    const ownFile = join(home, 'node_modules', 'lossaudit', 'dist', 'lossaudit.js');
    file(ownFile);
    file(join(home, PACKAGE_PATH, 'package.json'), '{}');
    expect(locateNative({ env, ownFile })).toHaveProperty('reason');
    install(home);
    expect(locateNative({ env, ownFile })).toEqual({
      folder: join(home, PACKAGE_PATH),
      found: 'node_modules',
    });
    // Nested below lossaudit, it comes first.
    const nested = join(home, 'node_modules', 'lossaudit');
    install(nested);
    expect(locateNative({ env, ownFile })).toMatchObject({ folder: join(nested, PACKAGE_PATH) });
  });

  test('a linked lossaudit looks around its real file, not around the link', () => {
    const ownFile = join(home, 'elsewhere', 'lossaudit', 'dist', 'lossaudit.js');
    file(ownFile);
    install(home.concat('/project'));
    mkdirSync(join(home, 'project', 'node_modules'), { recursive: true });
    symlinkSync(join(home, 'elsewhere', 'lossaudit'), join(home, 'project', 'node_modules', 'lossaudit'));
    const linked = join(home, 'project', 'node_modules', 'lossaudit', 'dist', 'lossaudit.js');
    expect(locateNative({ env, ownFile: linked })).toHaveProperty('reason');
  });

  test('--engine-path: the package, or a folder that it is installed in; no other counts then', () => {
    install(nativePlaces(env).installed);
    const named = join(home, 'named');
    expect(locateNative({ env, enginePath: named })).toEqual({ reason: expect.stringContaining(named) });
    install(named);
    const folder = join(named, PACKAGE_PATH);
    for (const enginePath of [named, join(named, 'node_modules'), folder, relative('.', folder)])
      expect(locateNative({ env, enginePath })).toEqual({ folder, found: 'engine-path' });
  });

  describe.runIf(process.getuid !== undefined)('the cache is used where nobody else can write', () => {
    test.each([
      ['', 0o775],
      ['', 0o757],
      ['tfjs-node-4.22.0', 0o777],
      ['tfjs-node-4.22.0/node_modules', 0o775],
    ])('not when %j has the mode %i', (name, mode) => {
      install(nativePlaces(env).installed);
      chmodSync(home, 0o755);
      chmodSync(join(home, name), mode);
      expect(locateNative({ env })).toEqual({ reason: expect.stringContaining('can be written by others') });
    });

    test('a folder that only the user enters protects what is in it', () => {
      install(nativePlaces(env).installed);
      chmodSync(nativePlaces(env).installed, 0o777);
      chmodSync(home, 0o700);
      expect(locateNative({ env })).toHaveProperty('folder');
    });

    test.runIf(process.getuid?.() === 0)('nor when it belongs to another user', () => {
      install(nativePlaces(env).installed);
      chownSync(home, 12345, 12345);
      expect(locateNative({ env })).toEqual({
        reason: expect.stringContaining('belongs to another user (12345)'),
      });
    });

    test('nothing is installed where others can write', async () => {
      chmodSync(home, 0o777);
      await expect(installNative({ env, machine: good })).rejects.toMatchObject({
        code: 'engine-precondition',
      });
      expect(existsSync(nativePlaces(env).partial)).toBe(false);
    });
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
    await expect(installNative({ env, machine: good, wheel })).rejects.toMatchObject({
      code: 'engine-wheel',
    });
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
    expect(locateNative({ env })).toHaveProperty('reason');
  });

  describe('what is done is done for its libraries only', () => {
    /** Stages that write down that they ran, without their work. */
    const stage = (id: string, of: string, ran: string[], fails = false): Stage => ({
      id,
      name: id,
      of,
      run: async () => {
        ran.push(id);
        if (fails) throw new Error('stopped here');
      },
    });
    const stages = (libraries: string, ran: string[], fails = false) => [
      stage('package', 'p', ran),
      stage('libraries', libraries, ran),
      stage('build', '', ran, fails),
      stage('verify', '', ran),
    ];

    test('the same again goes on where it stopped; others begin with the libraries', async () => {
      await expect(runStages(stages('A', [], true), home)).rejects.toThrow('stopped here');
      let ran: string[] = [];
      await runStages(stages('A', ran), home);
      expect(ran).toEqual(['build', 'verify']);
      ran = [];
      await runStages(stages('A', ran), home);
      expect(ran).toEqual([]);
      await runStages(stages('B', ran), home);
      expect(ran).toEqual(['libraries', 'build', 'verify']);
      // A again: what was built for it is gone.
      ran = [];
      await runStages(stages('A', ran), home);
      expect(ran).toEqual(['libraries', 'build', 'verify']);
    });

    test('marks of an older version, which say of nothing, do not count', async () => {
      for (const id of ['package', 'libraries', 'build']) file(join(home, `.done-${id}`));
      const ran: string[] = [];
      await runStages(stages('A', ran), home);
      expect(ran).toEqual(['package', 'libraries', 'build', 'verify']);
    });

    function libtensorflow(name: string): string {
      const at = join(home, name);
      for (const f of [
        'lib/libtensorflow.so.2',
        'lib/libtensorflow_framework.so.2',
        'include/tensorflow/c/c_api.h',
      ])
        file(join(at, f), name);
      return at;
    }

    test('two folders are two sources, and so is a folder whose library was replaced', () => {
      const [a, b] = [libtensorflow('a'), libtensorflow('b')];
      const keys = [sourceKey({ libtensorflow: a }), sourceKey({ libtensorflow: b }), sourceKey({})];
      expect(new Set(keys).size).toBe(3);
      file(join(a, 'lib/libtensorflow.so.2'), 'another one');
      expect(sourceKey({ libtensorflow: a })).not.toBe(keys[0]);
      // The wheel is the same whoever downloaded it.
      expect(sourceKey({ wheel: 'x.whl' })).toBe(keys[2]);
    });

    test('an installation of other libraries than those named is not "there already"', async () => {
      const { installed } = nativePlaces(env);
      install(installed);
      const [a, b] = [libtensorflow('a'), libtensorflow('b')];
      file(join(installed, 'installed.json'), JSON.stringify({ source: sourceKey({ libtensorflow: a }) }));
      expect(await installNative({ env, machine: good, libtensorflow: a })).toMatchObject({ changed: false });
      await expect(installNative({ env, machine: good, libtensorflow: b })).rejects.toMatchObject({
        code: 'engine-other-source',
      });
      file(join(installed, 'installed.json'), '{}');
      await expect(installNative({ env, machine: good, libtensorflow: a })).rejects.toMatchObject({
        code: 'engine-other-source',
      });
    });
  });

  test('the bytes of a wheel that are hashed are those that are kept', async () => {
    const [wheel, copy] = [join(home, 'w.whl'), join(home, 'copy.whl')];
    file(wheel, 'not the wheel');
    await expect(requireWheel(wheel, copy)).rejects.toMatchObject({ code: 'engine-wheel' });
    expect(existsSync(copy)).toBe(false);
  });

  test.runIf(spawnSync('python3', ['--version']).status === 0).each([
    ['tensorflow/include/tsl/../../../../evil.h', 1],
    ['tensorflow/include/tensorflow/c/../../../../../../evil.h', 1],
    ['../evil.h', 1],
    ['tensorflow/include/tsl/a..b.h', 0],
  ])('the unpacker and the name %s', (name, status) => {
    const wheel = join(home, 'w.whl');
    const zip = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "w").writestr(sys.argv[2], "x")';
    expect(spawnSync('python3', ['-c', zip, wheel, name]).status).toBe(0);
    const deps = join(home, 'inner', 'deps');
    mkdirSync(deps, { recursive: true });
    const ran = spawnSync('python3', ['-c', EXTRACT, wheel, deps], { encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([
      status,
      status ? expect.stringContaining('leads out of the folder') : '',
    ]);
    expect(readdirSync(home).sort()).toEqual(['inner', 'w.whl']);
    expect(readdirSync(join(home, 'inner'))).toEqual(['deps']);
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
    expect(await withLock(lock, async () => readFileSync(lock, 'utf8'))).toMatch(
      new RegExp(`^${process.pid}\\b`),
    );
    expect(existsSync(lock)).toBe(false);
  });

  test.runIf(process.platform === 'linux')(
    'of a process that only has the number is taken over',
    async () => {
      const lock = join(home, 'lock');
      // Process 1 lives, and did not start at tick 3.
      file(lock, '1 3');
      expect(await withLock(lock, async () => 7)).toBe(7);
    },
  );

  test('is not taken over by two at once', async () => {
    const lock = join(home, 'lock');
    const outfile = join(home, 'bundled.mjs');
    const entryPoints = [`${ROOT}src/setup/lock.ts`];
    buildSync({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node' });
    const script = `
      import { appendFileSync, readFileSync } from 'node:fs';
      import { withLock } from ${JSON.stringify(outfile)};
      const [lock, log, start] = process.argv.slice(1);
      while (Date.now() < Number(start));
      await withLock(lock, async () => {
        appendFileSync(log, 'in\\n');
        // Until the others have had their try.
        for (let i = 0; i < 2000 && readFileSync(log, 'utf8').split('\\n').length < 5; i++)
          await new Promise((done) => setTimeout(done, 10));
      }).catch((error) => appendFileSync(log, error.code + '\\n'));`;
    for (let round = 0; round < 5; round++) {
      file(lock, String(2 ** 22 + 1));
      const log = join(home, `log-${round}`);
      const start = String(Date.now() + 1500);
      const args = ['--input-type=module', '-e', script, lock, log, start];
      await Promise.all(
        Array.from(
          { length: 4 },
          () => new Promise((done) => spawn(process.execPath, args, { stdio: 'ignore' }).on('close', done)),
        ),
      );
      expect(readFileSync(log, 'utf8').trim().split('\n').sort()).toEqual([
        ...new Array(3).fill('engine-locked'),
        'in',
      ]);
      expect(readdirSync(home).filter((f) => f.startsWith('lock'))).toEqual([]);
    }
  });

  test('in a place that is no folder is an error of the place', async () => {
    file(join(home, 'file'));
    for (const lock of [join(home, 'file', 'lock'), '/dev/null/lock'])
      await expect(withLock(lock, async () => 1)).rejects.toMatchObject({ code: 'write-failed' });
  });

  test('is freed when the work fails', async () => {
    const lock = join(home, 'lock');
    await expect(withLock(lock, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(lock)).toBe(false);
  });
});
