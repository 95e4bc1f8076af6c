/**
 * Sets up native tfjs-node from packages that are still published: the npm package without its install script
 * (which downloads from an address that is gone, tensorflow/tfjs issue 8742), libtensorflow out of the
 * tensorflow-cpu wheel, and the binding built with node-gyp. All in the user's cache; the project's
 * node_modules is not touched.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { locateNative, othersCanWrite } from '../engines/tfjs/native/locate.js';
import {
  MARKER,
  nativePlaces,
  PACKAGE_PATH,
  type Places,
  TENSORFLOW_VERSION,
  TFJS_NODE_VERSION,
} from '../engines/tfjs/native/places.js';
import { LossauditError } from '../errors.js';
import { mainLibrary, requireWheel } from './libraries.js';
import { withLock } from './lock.js';
import { checkPreconditions, type Machine, thisMachine } from './preconditions.js';
import { type LibrarySource, runStages, sourceKey, stagesOf } from './stages.js';

export interface InstallOptions extends LibrarySource {
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
 * @throws LossauditError `engine-precondition`, `engine-locked`, `engine-wheel`, `engine-other-source`,
 * `engine-install`
 */
export async function installNative(options: InstallOptions = {}): Promise<Installed> {
  const env = options.env ?? process.env;
  const places = nativePlaces(env);
  if (options.wheel) await requireWheel(options.wheel);
  if (options.libtensorflow) mainLibrary(resolve(options.libtensorflow));
  const before = installedBefore(options, places, env);
  if (before) return before;
  await checkPreconditions(
    places.home,
    !options.wheel && !options.libtensorflow,
    options.machine ?? thisMachine,
  );
  return withLock(places.lock, async () => {
    const meanwhile = installedBefore(options, places, env);
    if (meanwhile) return meanwhile;
    requireOwn(places.home);
    // Nobody else's: what is in it will run.
    mkdirSync(places.partial, { recursive: true, mode: 0o700 });
    writeFileSync(places.log, '');
    await runStages(stagesOf(options, places, env), places.partial, options.onStage);
    rmSync(join(places.partial, 'wheel'), { recursive: true, force: true });
    const made = { tfjsNode: TFJS_NODE_VERSION, tensorflow: TENSORFLOW_VERSION, node: process.version };
    writeFileSync(join(places.partial, MARKER), JSON.stringify({ ...made, source: sourceKey(options) }));
    rmSync(places.installed, { recursive: true, force: true });
    renameSync(places.partial, places.installed);
    return { folder: join(places.installed, PACKAGE_PATH), changed: true };
  });
}

/** @throws LossauditError `engine-other-source` where libraries were named and it has others */
function installedBefore(
  source: LibrarySource,
  places: Places,
  env: NodeJS.ProcessEnv,
): Installed | undefined {
  const found = locateNative({ env });
  if (!('folder' in found)) return undefined;
  if (found.found === 'cache' && (source.wheel || source.libtensorflow)) {
    const wanted = sourceKey(source);
    const has = String(
      JSON.parse(readFileSync(join(places.installed, MARKER), 'utf8')).source ?? 'unknown libraries',
    );
    if (has !== wanted)
      throw new LossauditError('engine-other-source', { folder: places.installed, has, wanted });
  }
  return { folder: found.folder, changed: false };
}

/** @throws LossauditError `engine-precondition` where others could change what is set up */
function requireOwn(home: string): void {
  const problem = othersCanWrite(home);
  if (problem === undefined) return;
  const hint = `${problem}. Or choose another folder with the environment variable LOSSAUDIT_HOME.`;
  throw new LossauditError('engine-precondition', { missing: 'a folder that only you can write', hint });
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
