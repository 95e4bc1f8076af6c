/** libtensorflow: out of the tensorflow-cpu wheel, or from an unpacked archive. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { TENSORFLOW_VERSION } from '../engines/tfjs/native/places.js';
import { LossauditError } from '../errors.js';
import { openRegularFile } from '../io/open.js';

/** tensorflow_cpu 2.15.1, cp311, manylinux2014 x86_64: what pip verified against the index on 2026-11-24. */
export const WHEEL_SHA256 = '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26';

/**
 * @param copyTo where its bytes go while they are hashed: what is installed is what was looked at
 * @throws LossauditError `engine-wheel` for other content than the one that was checked
 */
export async function requireWheel(wheel: string, copyTo?: string): Promise<void> {
  const { handle } = await openRegularFile(wheel, wheel);
  const copy = copyTo === undefined ? undefined : openSync(copyTo, 'w', 0o600);
  const hash = createHash('sha256');
  try {
    // Closes the handle at its end.
    for await (const chunk of handle.createReadStream() as AsyncIterable<Buffer>) {
      hash.update(chunk);
      for (let at = 0; copy !== undefined && at < chunk.length; ) at += writeSync(copy, chunk, at);
    }
  } finally {
    if (copy !== undefined) closeSync(copy);
  }
  const found = hash.digest('hex');
  if (found === WHEEL_SHA256) return;
  if (copyTo !== undefined) rmSync(copyTo, { force: true });
  throw new LossauditError('engine-wheel', {
    wheel: basename(wheel),
    found,
    wanted: WHEEL_SHA256,
    version: TENSORFLOW_VERSION,
  });
}

/** Takes the two libraries and the C headers out of the wheel. */
export const EXTRACT = `
import os, shutil, sys, zipfile
wheel, deps = sys.argv[1:]
wanted = ('tensorflow/include/tensorflow/c/', 'tensorflow/include/tensorflow/core/platform/', 'tensorflow/include/tsl/')
with zipfile.ZipFile(wheel) as z:
    for info in z.infolist():
        name = info.filename
        if '..' in name.split('/'):
            sys.exit(name + ' leads out of the folder')
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

/** The names that the binding links against, beside the files that are there. */
export function linkLibraries(lib: string, main: string): void {
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
export function copyLibraries(from: string, deps: string): void {
  const lib = join(from, 'lib');
  const main = mainLibrary(from);
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  for (const name of [main, 'libtensorflow_framework.so.2'])
    symlinkSync(join(lib, name), join(deps, 'lib', name));
  symlinkSync(join(from, 'include'), join(deps, 'include'));
  linkLibraries(join(deps, 'lib'), main);
}

/** @throws LossauditError `engine-libtensorflow` where the folder is not that of an unpacked archive */
export function mainLibrary(from: string): string {
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

/** What libraries of a folder are, so that others are told from them: where they are, and of when. */
export function librariesKey(from: string): string {
  const of = (name: string) => {
    const { size, mtimeMs } = statSync(join(from, 'lib', name));
    return `${name} ${size} ${mtimeMs}`;
  };
  return [
    `libtensorflow ${realpathSync(from)}`,
    of(mainLibrary(from)),
    of('libtensorflow_framework.so.2'),
  ].join(', ');
}
