// npm runs it after `npm ci` in a clone and for an installation from git, where the tools to build may be missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// npm is a .cmd file on Windows, which only a shell starts.
const npm = (...args) => {
  const { status } = spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
};
if (!existsSync('node_modules/typescript')) npm('ci', '--global=false', '--ignore-scripts', '--include=dev');
npm('run', 'build');
