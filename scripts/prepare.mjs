// npm runs it after `npm ci` in a clone, and for an installation from git. `npm install -g` of a git address
// has no tools to build with, and unpacks into this folder's node_modules meanwhile: then it is built in a
// copy.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const here = process.cwd();
const { npm_config_global, npm_config_location } = process.env;
const isGlobal = npm_config_global === 'true' || npm_config_location === 'global';

// A package holds one build alone.
const isPacked = process.env.npm_command === 'pack' || process.env.npm_command === 'publish';
if (!isGlobal && existsSync('node_modules/typescript'))
  npm(here, 'run', 'build', ...(isPacked ? ['--', '--alone'] : []));
else {
  const copy = mkdtempSync(join(tmpdir(), 'lossaudit-build-'));
  try {
    const left = new Set(['node_modules', '.git', 'dist', 'build']);
    cpSync(here, copy, { recursive: true, filter: (file) => file === here || !left.has(basename(file)) });
    npm(copy, 'ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund');
    npm(copy, 'run', 'build');
    cpSync(join(copy, 'dist'), join(here, 'dist'), { recursive: true });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function npm(cwd, ...args) {
  const env = { ...process.env };
  // What the outer npm was asked for is not for this one.
  for (const name of ['global', 'location', 'prefix', 'local_prefix', 'dry_run', 'package_lock_only'])
    delete env[`npm_config_${name}`];
  // npm is a .cmd file on Windows, which only a shell starts.
  const { status } = spawnSync('npm', args, {
    cwd,
    env,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed`);
}
