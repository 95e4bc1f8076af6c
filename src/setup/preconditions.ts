/** What setting up native tfjs-node needs, checked before anything is downloaded. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LossauditError } from '../errors.js';

/** 1.5 GB: the npm package, the wheel and what is taken out of it. */
const BYTES_NEEDED = 1.5e9;

export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Does this command run? */
  has(command: string, args: readonly string[]): boolean;
  /** Bytes free in the file system of a folder that may not exist yet. */
  free(folder: string): Promise<number>;
}

export const thisMachine: Machine = {
  platform: process.platform,
  arch: process.arch,
  // Not in the working directory: python3 -m pip would run a pip.py that lies there.
  has: (command, args) => spawnSync(command, [...args], { stdio: 'ignore', cwd: '/' }).status === 0,
  async free(folder) {
    let existing = folder;
    while (!existsSync(existing)) existing = dirname(existing);
    const { bavail, bsize } = await statfs(existing);
    return bavail * bsize;
  },
};

/**
 * @param needsPip false when the libraries are given by hand
 * @throws LossauditError `engine-precondition` naming the first thing that is missing
 */
export async function checkPreconditions(home: string, needsPip: boolean, machine: Machine): Promise<void> {
  const fail = (missing: string, hint: string) =>
    new LossauditError('engine-precondition', { missing, hint });
  if (machine.platform !== 'linux' || machine.arch !== 'x64') {
    throw fail(
      `Linux on x64 (this is ${machine.platform} on ${machine.arch})`,
      'The CPU engine works everywhere. Where npm can install @tensorflow/tfjs-node itself, lossaudit ' +
        'uses that one.',
    );
  }
  const tools: [string, string[], string][] = [
    ['npm', ['--version'], 'npm comes with Node.'],
    ['python3', ['--version'], 'On Debian and Ubuntu: apt-get install python3 python3-pip.'],
    ['g++', ['--version'], 'On Debian and Ubuntu: apt-get install g++ make.'],
    ['make', ['--version'], 'On Debian and Ubuntu: apt-get install g++ make.'],
  ];
  for (const [tool, args, hint] of tools) if (!machine.has(tool, args)) throw fail(tool, hint);
  if (needsPip && !machine.has('python3', ['-m', 'pip', '--version'])) {
    throw fail(
      'pip for python3',
      'On Debian and Ubuntu: apt-get install python3-pip. Or give the wheel by hand with --wheel FILE.',
    );
  }
  const free = await machine.free(home);
  if (free < BYTES_NEEDED) {
    throw fail(
      `1.5 GB of disk space in ${home} (free: ${(free / 1e9).toFixed(1)} GB)`,
      'Make room, or choose another folder with the environment variable LOSSAUDIT_HOME.',
    );
  }
}
