/**
 * Finds native tfjs-node without loading anything: a few looks at files, since every `compute` asks. What is
 * found is code that runs, so it is looked for only where the user, or who installed lossaudit, put it: never
 * in the working directory, in folders around it, or in NODE_PATH.
 */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MARKER, nativePlaces, PACKAGE_PATH } from './places.js';

export interface NativeLocation {
  /** The package's folder. */
  readonly folder: string;
  readonly found: 'engine-path' | 'node_modules' | 'cache';
}

export interface NativeMissing {
  readonly reason: string;
}

export interface LocateOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** The folder of --engine-path: then no other counts. */
  readonly enginePath?: string;
  /** lossaudit's own file, links resolved. */
  readonly ownFile?: string;
}

/** Only one whose binding and libtensorflow really exist counts. */
export function locateNative(options: LocateOptions = {}): NativeLocation | NativeMissing {
  const { env = process.env, enginePath, ownFile = fileURLToPath(import.meta.url) } = options;
  if (enginePath !== undefined) return inFolder(resolve(enginePath));
  for (const folder of besides(ownFile)) if (isBuilt(folder)) return { folder, found: 'node_modules' };
  const { home, installed, partial } = nativePlaces(env);
  const folder = join(installed, PACKAGE_PATH);
  if (existsSync(join(installed, MARKER)) && isBuilt(folder)) {
    const reason = untrusted(home, folder);
    return reason === undefined ? { folder, found: 'cache' } : { reason };
  }
  const reason = existsSync(installed)
    ? `the installation in ${installed} is damaged: lossaudit engine remove, then engine install`
    : existsSync(partial)
      ? 'its installation was not finished: lossaudit engine install resumes it'
      : 'it is not installed: lossaudit engine install sets it up';
  return { reason };
}

/** The package itself, or a folder that it is installed in. */
function inFolder(named: string): NativeLocation | NativeMissing {
  const folder = [named, join(named, PACKAGE_PATH), join(named, '@tensorflow', 'tfjs-node')].find(isBuilt);
  if (folder) return { folder, found: 'engine-path' };
  return { reason: `${named} holds no @tensorflow/tfjs-node that is built` };
}

/**
 * Where Node looks for packages of this file: the node_modules of each folder that it is in. No global
 * folders, no NODE_PATH.
 */
function besides(ownFile: string): string[] {
  const folders: string[] = [];
  for (let at = dirname(realpathSync(ownFile)); ; at = dirname(at)) {
    if (basename(at) !== 'node_modules') folders.push(join(at, PACKAGE_PATH));
    if (at === dirname(at)) return folders;
  }
}

/**
 * Why others than the user could have put code there. Folders that nobody else may enter protect all in them.
 */
function untrusted(home: string, folder: string): string | undefined {
  const parts = folder.slice(home.length).split(sep).filter(Boolean);
  for (let i = 0; i <= parts.length; i++) {
    const at = join(home, ...parts.slice(0, i));
    const problem = othersCanWrite(at);
    if (problem !== undefined) return `the engine in ${folder} is not used: ${problem}`;
    if ((statSync(at).mode & 0o077) === 0) return undefined;
  }
  return undefined;
}

/** Why others than the user, or root, could change what is in a folder; undefined where they cannot. */
export function othersCanWrite(folder: string): string | undefined {
  // Windows has no such owners and modes.
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  const { uid, mode } = statSync(folder);
  if (uid !== user && uid !== 0) return `${folder} belongs to another user (${uid})`;
  return mode & 0o022
    ? `${folder} can be written by others: chmod go-w it, after a look at what is there`
    : undefined;
}

/** The N-API binding and the library it links to. */
function isBuilt(folder: string): boolean {
  try {
    const lib = join(folder, 'lib');
    const binding = readdirSync(lib).some((d) => existsSync(join(lib, d, 'tfjs_binding.node')));
    return binding && existsSync(join(folder, 'deps', 'lib')) && existsSync(join(folder, 'dist', 'index.js'));
  } catch {
    return false;
  }
}
