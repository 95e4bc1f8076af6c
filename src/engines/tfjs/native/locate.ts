/** Finds native tfjs-node without loading anything: a few looks at files, since every `compute` asks. */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MARKER, nativePlaces, PACKAGE_PATH } from './places.js';

export interface NativeLocation {
  /** The package's folder. */
  readonly folder: string;
  readonly found: 'node_modules' | 'cache';
}

export interface NativeMissing {
  readonly reason: string;
}

/**
 * An ordinarily installed `@tensorflow/tfjs-node` first (seen from lossaudit or from the working directory), then the
 * cache folder. Only one whose binding and libtensorflow really exist counts.
 */
export function locateNative(
  env: NodeJS.ProcessEnv = process.env,
  cwd = process.cwd(),
): NativeLocation | NativeMissing {
  for (const from of [import.meta.url, join(cwd, 'package.json')]) {
    const folder = packageFolder(from);
    if (folder && isBuilt(folder)) return { folder, found: 'node_modules' };
  }
  const { installed, partial } = nativePlaces(env);
  const folder = join(installed, PACKAGE_PATH);
  if (existsSync(join(installed, MARKER)) && isBuilt(folder)) return { folder, found: 'cache' };
  const reason = existsSync(installed)
    ? `the installation in ${installed} is damaged: lossaudit engine remove, then engine install`
    : existsSync(partial)
      ? 'its installation was not finished: lossaudit engine install resumes it'
      : 'it is not installed: lossaudit engine install sets it up';
  return { reason };
}

function packageFolder(from: string): string | undefined {
  try {
    return dirname(createRequire(from).resolve('@tensorflow/tfjs-node/package.json'));
  } catch {
    return undefined;
  }
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
