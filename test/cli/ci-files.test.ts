/** action.yml and the pre-commit hook, as far as a machine without network can run them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from './run-cli.js';

function folderWith(loss: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'lossaudit-action-'));
  const audit = JSON.parse(readFileSync(join(ROOT, 'examples/checked/weights.audit.json'), 'utf8'));
  writeFileSync(join(folder, 'a.audit.json'), JSON.stringify({ ...audit, expect: { loss } }));
  return folder;
}

describe('action.yml', () => {
  const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));

  function run(folder: string, paths: string) {
    const [step] = action.runs.steps;
    // What GitHub would put in place of its expressions.
    const inputs: Record<string, string> = { paths, version: '', args: '--rtol 1e-6 --atol 1e-7' };
    const env = Object.fromEntries(
      Object.entries(step.env as Record<string, string>).map(([k, v]) => [
        k,
        v
          .replace(/\$\{\{ inputs\.(\w+) \}\}/, (_, name) => inputs[name])
          .replace(/\$\{\{ github\.action_path \}\}/, ROOT),
      ]),
    );
    const summary = join(folder, 'summary.md');
    const ran = spawnSync('bash', ['-eo', 'pipefail', '-c', step.run], {
      cwd: folder,
      env: { ...process.env, ...env, CI: 'true', GITHUB_STEP_SUMMARY: summary },
      encoding: 'utf8',
    });
    return { code: ran.status, out: ran.stdout, summary: readFileSync(summary, 'utf8') };
  }

  test('is a composite action whose inputs are all used', () => {
    expect(action.runs.using).toBe('composite');
    for (const name of Object.keys(action.inputs)) expect(JSON.stringify(action.runs)).toContain(`inputs.${name} `);
  });

  test('passes', () => {
    expect(run(folderWith(0.2), '.')).toMatchObject({
      code: 0,
      summary: expect.stringContaining('1 passed, 0 failed'),
    });
  });

  test('fails with an annotation', () => {
    const ran = run(folderWith(0.133333), '*.json');
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('::error file=a.audit.json,line=1');
    expect(ran.out).toContain('rule of Keras 2.3.1');
    expect(ran.summary).toContain('0 passed, 1 failed');
  });
});

test('the pre-commit hook runs on the files it asks for', () => {
  const [hook] = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'));
  const folder = folderWith(0.2);
  expect('a.audit.json').toMatch(new RegExp(hook.files));
  expect('package.json').not.toMatch(new RegExp(hook.files));
  const [command, ...args] = hook.entry.split(' ');
  expect(command).toBe(Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).bin)[0]);
  // pre-commit puts the package's bin on the path and adds the changed files.
  execFileSync(process.execPath, [join(ROOT, 'bin/lossaudit.js'), ...args, 'a.audit.json'], { cwd: folder });
});
