/** While dist/ is built anew, the command works: processes of the old build and of the new find all. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { ROOT } from './cli/run-cli.js';

const { swap } = (await import(`${ROOT}scripts/swap.mjs`)) as {
  swap(of: { made: string; dist: string; entries: string[]; list: string; alone?: boolean }): void;
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lossaudit-swap-'));
});

/** A build whose command loads a part of it late. */
function built(generation: number, alone = false): void {
  const made = join(folder, 'made');
  mkdirSync(join(made, 'types'), { recursive: true });
  const wait = 'await new Promise((resolve) => setTimeout(resolve, 50));';
  writeFileSync(join(made, 'command.js'), `${wait} (await import('./chunk-${generation}.js')).default();`);
  writeFileSync(join(made, `chunk-${generation}.js`), `export default () => console.log(${generation});`);
  writeFileSync(join(made, 'types/index.d.ts'), `export declare const generation: ${generation};`);
  swap({ made, dist: join(folder, 'dist'), entries: ['command.js'], list: join(folder, 'list.json'), alone });
}

test('a process that began before finds what it loads after', async () => {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  built(0);
  const command = join(folder, 'dist/command.js');
  const run = promisify(execFile);
  let done = false;
  const builds = (async () => {
    for (let generation = 1; !done; generation++) {
      built(generation);
      // Two builds never follow each other as fast as a command starts.
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
  })();
  const outputs: string[] = [];
  for (let i = 0; i < 30; i++) outputs.push((await run(process.execPath, [command])).stdout.trim());
  done = true;
  await builds;
  expect(outputs.every((text) => /^\d+$/.test(text))).toBe(true);
  expect(new Set(outputs).size).toBeGreaterThan(1);
}, 60_000);

test('of older builds nothing is left, of the last one what it may still load', () => {
  for (let generation = 0; generation < 4; generation++) built(generation);
  const names = () => readdirSync(join(folder, 'dist')).sort();
  expect(names()).toEqual(['chunk-2.js', 'chunk-3.js', 'command.js', 'types']);
  expect(readFileSync(join(folder, 'dist/types/index.d.ts'), 'utf8')).toContain('3');
  expect(existsSync(join(folder, 'made'))).toBe(false);
  built(4, true);
  expect(names()).toEqual(['chunk-4.js', 'command.js', 'types']);
});

test('scripts of package.json need no shell', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const [name, script] of Object.entries(scripts))
    expect([name, script]).toEqual([name, expect.stringMatching(/^[\w./ :-]+$/)]);
});

test('a package holds what the last build made, and no more', () => {
  const out = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const files = (JSON.parse(out)[0].files as { path: string }[]).map(({ path }) => path);
  for (const file of ['bin/lossaudit.js', 'dist/lossaudit.js', 'dist/index.d.ts', 'man/lossaudit.1'])
    expect(files).toContain(file);
  expect(
    files.filter((file) => !/^(?:bin|dist|man|schema)\/|^[A-Z]+(?:\.md)?$|^package\.json$/.test(file)),
  ).toEqual([]);
});
