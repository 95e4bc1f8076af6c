/**
 * Sets up native tfjs-node from packages that are still published: the npm package without its install script (which
 * downloads from an address that is gone, tensorflow/tfjs issue 8742), libtensorflow out of the tensorflow-cpu wheel,
 * and the binding built with node-gyp. All in the user's cache; the project's node_modules is not touched.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LossauditError } from '../../../errors.js';
import { openRegularFile } from '../../../io/open.js';
import { locateNative } from './locate.js';
import { withLock } from './lock.js';
import { MARKER, nativePlaces, PACKAGE_PATH, type Places, TENSORFLOW_VERSION, TFJS_NODE_VERSION } from './places.js';
import { checkPreconditions, type Machine, thisMachine } from './preconditions.js';

/** tensorflow_cpu 2.15.1, cp311, manylinux2014 x86_64: what pip verified against the index on 2026-11-24. */
const WHEEL_SHA256 = '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26';

export interface InstallOptions {
  /** A tensorflow-cpu wheel downloaded by hand. */
  readonly wheel?: string;
  /** A folder with lib/ (libtensorflow.so.2, libtensorflow_framework.so.2) and include/ of libtensorflow. */
  readonly libtensorflow?: string;
  readonly onStage?: (stage: string, index: number, count: number) => void;
  readonly env?: NodeJS.ProcessEnv;
  readonly machine?: Machine;
}

export interface Installed {
  readonly folder: string;
  /** False when it was there already. */
  readonly changed: boolean;
}

/**
 * @returns where it is
 * @throws LossauditError `engine-precondition`, `engine-locked`, `engine-wheel`, `engine-install`
 */
export async function installNative(options: InstallOptions = {}): Promise<Installed> {
  const env = options.env ?? process.env;
  const places = nativePlaces(env);
  const there = (): Installed | undefined => {
    const found = locateNative(env);
    return 'folder' in found ? { folder: found.folder, changed: false } : undefined;
  };
  const before = there();
  if (before) return before;
  await checkPreconditions(places.home, !options.wheel && !options.libtensorflow, options.machine ?? thisMachine);
  if (options.wheel) await requireWheel(options.wheel);
  if (options.libtensorflow) mainLibrary(resolve(options.libtensorflow));
  return withLock(places.lock, async () => {
    const meanwhile = there();
    if (meanwhile) return meanwhile;
    mkdirSync(places.partial, { recursive: true });
    writeFileSync(places.log, '');
    const stages = stagesOf(options, places, env);
    for (const [i, stage] of stages.entries()) {
      options.onStage?.(stage.name, i + 1, stages.length);
      const done = join(places.partial, `.done-${stage.id}`);
      if (existsSync(done)) continue;
      await stage.run();
      writeFileSync(done, '');
    }
    rmSync(join(places.partial, 'wheel'), { recursive: true, force: true });
    writeFileSync(
      join(places.partial, MARKER),
      JSON.stringify({ tfjsNode: TFJS_NODE_VERSION, tensorflow: TENSORFLOW_VERSION, node: process.version }),
    );
    rmSync(places.installed, { recursive: true, force: true });
    renameSync(places.partial, places.installed);
    return { folder: join(places.installed, PACKAGE_PATH), changed: true };
  });
}

/** Removes what installNative made. @returns whether there was anything */
export async function removeNative(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const places = nativePlaces(env);
  const there = [places.installed, places.partial, places.log].filter((p) => existsSync(p));
  if (there.length > 0) {
    await withLock(places.lock, async () => {
      for (const p of there) rmSync(p, { recursive: true, force: true });
    });
  }
  return there.length > 0;
}

interface Stage {
  readonly id: string;
  readonly name: string;
  run(): Promise<void>;
}

function stagesOf(options: InstallOptions, places: Places, env: NodeJS.ProcessEnv): Stage[] {
  const { partial } = places;
  const folder = join(partial, PACKAGE_PATH);
  const deps = join(folder, 'deps');
  const run = (command: string, args: string[], cwd = partial, extra: NodeJS.ProcessEnv = {}) =>
    runLogged(command, args, cwd, { ...env, ...extra }, places.log);
  const stages: Stage[] = [
    {
      id: 'package',
      name: `npm package @tensorflow/tfjs-node ${TFJS_NODE_VERSION}`,
      run: async () => {
        writeFileSync(join(partial, 'package.json'), '{"private": true}');
        await run('npm', [
          'install',
          '--ignore-scripts',
          '--no-audit',
          '--no-fund',
          '--no-package-lock',
          `@tensorflow/tfjs-node@${TFJS_NODE_VERSION}`,
        ]);
      },
    },
  ];
  if (options.libtensorflow) {
    const given = resolve(options.libtensorflow);
    stages.push({ id: 'libraries', name: `libtensorflow from ${given}`, run: async () => copyLibraries(given, deps) });
  } else {
    const folderOfWheel = join(partial, 'wheel');
    if (!options.wheel) {
      stages.push({
        id: 'wheel',
        name: `tensorflow-cpu ${TENSORFLOW_VERSION} (207 MB)`,
        run: async () => {
          mkdirSync(folderOfWheel, { recursive: true });
          const wanted = join(folderOfWheel, 'requirements.txt');
          writeFileSync(wanted, `tensorflow-cpu==${TENSORFLOW_VERSION} --hash=sha256:${WHEEL_SHA256}\n`);
          const platform = ['--only-binary=:all:', '--platform', 'manylinux2014_x86_64', '--python-version', '311'];
          await run('python3', [
            '-m',
            'pip',
            'download',
            '--no-deps',
            '--require-hashes',
            ...platform,
            '-d',
            folderOfWheel,
            '-r',
            wanted,
          ]);
        },
      });
    }
    stages.push({
      id: 'libraries',
      name: 'libtensorflow out of the wheel (0.6 GB)',
      run: async () => {
        const wheel = options.wheel
          ? resolve(options.wheel)
          : join(folderOfWheel, readdirSync(folderOfWheel).find((f) => f.endsWith('.whl')) ?? '');
        rmSync(deps, { recursive: true, force: true });
        mkdirSync(deps, { recursive: true });
        await run('python3', ['-c', EXTRACT, wheel, deps]);
        linkLibraries(join(deps, 'lib'), 'libtensorflow_cc.so.2');
      },
    });
  }
  stages.push(
    {
      id: 'build',
      name: 'building the binding',
      run: async () => {
        const preGyp = join(partial, 'node_modules', '@mapbox', 'node-pre-gyp', 'bin', 'node-pre-gyp');
        await run(process.execPath, [preGyp, 'install', '--build-from-source'], folder, headersOf(env));
      },
    },
    {
      id: 'verify',
      name: 'trying it',
      run: () => run(process.execPath, ['-e', TRY], folder, { TF_CPP_MIN_LOG_LEVEL: '2' }),
    },
  );
  return stages;
}

/** Takes the two libraries and the C headers out of the wheel. */
const EXTRACT = `
import os, shutil, sys, zipfile
wheel, deps = sys.argv[1:]
wanted = ('tensorflow/include/tensorflow/c/', 'tensorflow/include/tensorflow/core/platform/', 'tensorflow/include/tsl/')
with zipfile.ZipFile(wheel) as z:
    for info in z.infolist():
        name = info.filename
        if name in ('tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'):
            target = os.path.join(deps, 'lib', os.path.basename(name))
        elif name.startswith(wanted) and not info.is_dir():
            target = os.path.join(deps, 'include', name[len('tensorflow/include/'):])
        else:
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with z.open(info) as source, open(target, 'wb') as out:
            shutil.copyfileobj(source, out, 1 << 20)
`;

/** A sum that only works when the binding and TensorFlow do. */
const TRY = `
const util = require('util');
util.isNullOrUndefined ??= (v) => v === null || v === undefined;
util.isArray ??= Array.isArray;
const tf = require('.');
if (tf.sum(tf.tensor1d([1, 2, 3])).dataSync()[0] !== 6) process.exit(1);
`;

/** The names that the binding links against, beside the files that are there. */
function linkLibraries(lib: string, main: string): void {
  const links = {
    'libtensorflow.so': main,
    'libtensorflow.so.2.9.1': main,
    'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
  };
  for (const [name, to] of Object.entries(links)) {
    if (!existsSync(join(lib, name))) symlinkSync(to, join(lib, name));
  }
}

/** From an unpacked libtensorflow archive: lib/ and include/. */
function copyLibraries(from: string, deps: string): void {
  const lib = join(from, 'lib');
  const main = mainLibrary(from);
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  for (const name of [main, 'libtensorflow_framework.so.2']) symlinkSync(join(lib, name), join(deps, 'lib', name));
  symlinkSync(join(from, 'include'), join(deps, 'include'));
  linkLibraries(join(deps, 'lib'), main);
}

/** @throws LossauditError `engine-libtensorflow` where the folder is not that of an unpacked archive */
function mainLibrary(from: string): string {
  const lib = join(from, 'lib');
  const files = existsSync(lib) ? readdirSync(lib) : [];
  const main = ['libtensorflow.so.2', 'libtensorflow_cc.so.2'].find((f) => files.includes(f));
  if (
    !main ||
    !files.includes('libtensorflow_framework.so.2') ||
    !existsSync(join(from, 'include', 'tensorflow', 'c', 'c_api.h'))
  ) {
    throw new LossauditError('engine-libtensorflow', { folder: from });
  }
  return main;
}

async function requireWheel(wheel: string): Promise<void> {
  const { handle } = await openRegularFile(wheel, wheel);
  const hash = createHash('sha256');
  // Closes the handle at its end.
  for await (const chunk of handle.createReadStream()) hash.update(chunk);
  const found = hash.digest('hex');
  if (found !== WHEEL_SHA256) {
    throw new LossauditError('engine-wheel', {
      wheel: basename(wheel),
      found,
      wanted: WHEEL_SHA256,
      version: TENSORFLOW_VERSION,
    });
  }
}

/** Headers that came with this Node: node-gyp takes them from here instead of downloading them. */
function headersOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const root = dirname(dirname(process.execPath));
  const own = existsSync(join(root, 'include', 'node', 'node.h'));
  return own && !env.npm_config_nodedir ? { npm_config_nodedir: root } : {};
}

/** Runs a command with its output in the log; its last lines are what an error shows. */
function runLogged(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  log: string,
): Promise<void> {
  appendFileSync(log, `\n$ ${command} ${args.join(' ')}\n`);
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => appendFileSync(log, data));
    child.on('error', (cause) =>
      failed(new LossauditError('engine-install', { command, tail: String(cause), log }, { cause })),
    );
    child.on('close', (code) => {
      if (code === 0) return done();
      const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
      failed(new LossauditError('engine-install', { command: `${command} ${args[0]}`, tail, log }));
    });
  });
}
