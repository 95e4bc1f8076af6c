/** Which code runs: lossaudit's own, and a native engine only from where the user put it. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { lossaudit } from './run-cli.js';

const AUDIT = { framework: 'keras@2.2', loss: 'mse', y_true: [1, 4], y_pred: [1, 2], expect: { loss: 2 } };
let clone: string;
let ran: string;

/** A package that looks built, and says that it ran. */
function plant(nodeModules: string): void {
  const folder = join(nodeModules, '@tensorflow', 'tfjs-node');
  for (const d of ['dist', 'deps/lib', 'lib/napi-v8']) mkdirSync(join(folder, d), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"name": "@tensorflow/tfjs-node", "main": "dist/index.js"}');
  writeFileSync(join(folder, 'lib/napi-v8/tfjs_binding.node'), '');
  writeFileSync(join(folder, 'dist/index.js'), `require('fs').writeFileSync(${JSON.stringify(ran)}, '');`);
}

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'lossaudit-clone-'));
  ran = join(clone, 'RAN');
  mkdirSync(join(clone, 'inner'));
  plant(join(clone, 'node_modules'));
  for (const f of ['a.json', 'inner/a.json']) writeFileSync(join(clone, f), JSON.stringify(AUDIT));
  writeFileSync(join(clone, 'inner/a.log'), 'step 1: loss 2.0\n');
});

const COMMANDS = [
  ['compute', 'a.json'],
  ['replay', 'a.json'],
  ['engine', 'status'],
  ['check', '--engine', 'tfjs', 'a.json'],
  ['unroll', 'a.log', '--audit', 'a.json'],
  ['compute', 'a.json', '--engine', 'tfjs-node'],
];

describe('a tfjs-node of the working directory, its parents, NODE_PATH or a relative cache does not run', () => {
  test.each(COMMANDS.map((args) => [args]))('%j', (args) => {
    const cwd = join(clone, 'inner');
    plant(join(cwd, '.cache/lossaudit/tfjs-node-4.22.0/node_modules'));
    writeFileSync(join(cwd, '.cache/lossaudit/tfjs-node-4.22.0/installed.json'), '{}');
    const env = {
      NODE_PATH: join(clone, 'node_modules'),
      LOSSAUDIT_HOME: '',
      XDG_CACHE_HOME: '.cache',
      HOME: '.',
    };
    const { code, err } = lossaudit(args, { cwd, env });
    expect(existsSync(ran)).toBe(false);
    expect([code, err]).toEqual(
      args.includes('tfjs-node')
        ? [2, expect.stringContaining('The engine tfjs-node is not there')]
        : [0, ''],
    );
  });
});

test('the one that --engine-path names does, and is named when it fails', () => {
  const { code, err } = lossaudit(['compute', 'a.json', '--engine-path', '.'], { cwd: clone });
  expect(existsSync(ran)).toBe(true);
  expect([code, err]).toEqual([2, expect.stringMatching(/tfjs-node in .* cannot be loaded/)]);
  expect(lossaudit(['compute', 'a.json', '--engine-path', 'inner'], { cwd: clone }).err).toContain(
    'that is built',
  );
  expect(lossaudit(['compute', 'a.json', '--engine-path', ''], { cwd: clone }).err).toContain(
    'The name is empty',
  );
  const other = lossaudit(['check', 'a.json', '--engine-path', '.'], { cwd: clone });
  expect([other.code, other.err]).toEqual([2, expect.stringContaining('--engine reference does not load')]);
});

test.runIf(process.getuid !== undefined)(
  'engine install asks for pip without running a pip.py that lies here',
  () => {
    writeFileSync(join(clone, 'pip.py'), `open(${JSON.stringify(ran)}, 'w')`);
    // Refused after the look for pip, before anything is downloaded: others may write the folder.
    const home = join(clone, 'home');
    mkdirSync(home);
    chmodSync(home, 0o777);
    const { code, err } = lossaudit(['engine', 'install'], { cwd: clone, env: { LOSSAUDIT_HOME: home } });
    expect([code, err]).toEqual([2, expect.stringContaining('needs')]);
    expect(existsSync(ran)).toBe(false);
  },
);
