/** The steps of an installation, each with what it is made of: done ones are kept only for the same. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  PACKAGE_PATH,
  type Places,
  TENSORFLOW_VERSION,
  TFJS_NODE_VERSION,
} from '../engines/tfjs/native/places.js';
import {
  copyLibraries,
  EXTRACT,
  librariesKey,
  linkLibraries,
  requireWheel,
  WHEEL_SHA256,
} from './libraries.js';
import { headersOf, runLogged } from './run-logged.js';

/** Where libtensorflow comes from; by default pip downloads the wheel. */
export interface LibrarySource {
  /** A tensorflow-cpu wheel downloaded by hand. */
  readonly wheel?: string;
  /** A folder with lib/ (libtensorflow.so.2, libtensorflow_framework.so.2) and include/ of libtensorflow. */
  readonly libtensorflow?: string;
}

export interface Stage {
  readonly id: string;
  readonly name: string;
  /** What it is made of. */
  readonly of: string;
  run(): Promise<void>;
}

/**
 * A stage that is done is done for what it and those before it were made of; for anything else it runs again.
 */
export async function runStages(
  stages: readonly Stage[],
  partial: string,
  onStage?: (stage: string, index: number, count: number) => void,
): Promise<void> {
  let made = '';
  for (const [i, stage] of stages.entries()) {
    onStage?.(stage.name, i + 1, stages.length);
    made += `${stage.id}: ${stage.of}\n`;
    const done = join(partial, `.done-${stage.id}`);
    if (existsSync(done) && readFileSync(done, 'utf8') === made) continue;
    rmSync(done, { force: true });
    await stage.run();
    writeFileSync(done, made);
  }
}

/** What the libraries of an installation are; the wheel is the same whoever downloads it. */
export function sourceKey({ libtensorflow }: LibrarySource): string {
  return libtensorflow ? librariesKey(resolve(libtensorflow)) : `wheel ${WHEEL_SHA256}`;
}

type Run = (command: string, args: string[], cwd?: string, extra?: NodeJS.ProcessEnv) => Promise<void>;

export function stagesOf(source: LibrarySource, places: Places, env: NodeJS.ProcessEnv): Stage[] {
  const { partial } = places;
  const folder = join(partial, PACKAGE_PATH);
  const run: Run = (command, args, cwd = partial, extra = {}) =>
    runLogged(command, args, cwd, { ...env, ...extra }, places.log);
  return [
    packageStage(partial, run),
    ...libraryStages(source, partial, run),
    {
      id: 'build',
      name: 'building the binding',
      of: process.version,
      run: async () => {
        // What was built against other libraries would pass for done.
        for (const old of ['build', 'lib']) rmSync(join(folder, old), { recursive: true, force: true });
        const preGyp = join(partial, 'node_modules', '@mapbox', 'node-pre-gyp', 'bin', 'node-pre-gyp');
        await run(process.execPath, [preGyp, 'install', '--build-from-source'], folder, headersOf(env));
      },
    },
    {
      id: 'verify',
      name: 'trying it',
      of: '',
      run: () => run(process.execPath, ['-e', TRY], folder, { TF_CPP_MIN_LOG_LEVEL: '2' }),
    },
  ];
}

function packageStage(partial: string, run: Run): Stage {
  const name = `@tensorflow/tfjs-node@${TFJS_NODE_VERSION}`;
  return {
    id: 'package',
    name: `npm package @tensorflow/tfjs-node ${TFJS_NODE_VERSION}`,
    of: name,
    run: async () => {
      writeFileSync(join(partial, 'package.json'), '{"private": true}');
      await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', name]);
    },
  };
}

function libraryStages(source: LibrarySource, partial: string, run: Run): Stage[] {
  const deps = join(partial, PACKAGE_PATH, 'deps');
  const of = sourceKey(source);
  if (source.libtensorflow) {
    const given = resolve(source.libtensorflow);
    return [
      {
        id: 'libraries',
        name: `libtensorflow from ${given}`,
        of,
        run: async () => copyLibraries(given, deps),
      },
    ];
  }
  const folder = join(partial, 'wheel');
  const unpack: Stage = {
    id: 'libraries',
    name: 'libtensorflow out of the wheel (0.6 GB)',
    of,
    run: async () => {
      const wheel = join(folder, readdirSync(folder).find((f) => f.endsWith('.whl')) ?? '');
      // It may lie there since an earlier run.
      await requireWheel(wheel);
      rmSync(deps, { recursive: true, force: true });
      mkdirSync(deps, { recursive: true });
      await run('python3', ['-c', EXTRACT, wheel, deps]);
      linkLibraries(join(deps, 'lib'), 'libtensorflow_cc.so.2');
    },
  };
  return [wheelStage(source.wheel, folder, of, run), unpack];
}

/** The wheel in a folder of our own, downloaded or copied. */
function wheelStage(given: string | undefined, folder: string, of: string, run: Run): Stage {
  const empty = () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  };
  if (given !== undefined) {
    const copy = async () => {
      empty();
      await requireWheel(resolve(given), join(folder, 'given.whl'));
    };
    return { id: 'wheel', name: `the wheel ${given}`, of, run: copy };
  }
  const download = async () => {
    empty();
    const wanted = join(folder, 'requirements.txt');
    writeFileSync(wanted, `tensorflow-cpu==${TENSORFLOW_VERSION} --hash=sha256:${WHEEL_SHA256}\n`);
    const platform = ['--only-binary=:all:', '--platform', 'manylinux2014_x86_64', '--python-version', '311'];
    const to = ['-d', folder, '-r', wanted];
    await run('python3', ['-m', 'pip', 'download', '--no-deps', '--require-hashes', ...platform, ...to]);
  };
  return { id: 'wheel', name: `tensorflow-cpu ${TENSORFLOW_VERSION} (207 MB)`, of, run: download };
}

/** A sum that only works when the binding and TensorFlow do. */
const TRY = `
const util = require('util');
util.isNullOrUndefined ??= (v) => v === null || v === undefined;
util.isArray ??= Array.isArray;
const tf = require('.');
if (tf.sum(tf.tensor1d([1, 2, 3])).dataSync()[0] !== 6) process.exit(1);
`;
