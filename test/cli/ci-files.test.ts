/** action.yml and the pre-commit hook, as far as a machine without network can run them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from './run-cli.js';

function folderWith(loss: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'lossaudit-action-'));
  const audit = JSON.parse(readFileSync(join(ROOT, 'examples/checked/weights.audit.json'), 'utf8'));
  writeFileSync(join(folder, 'a.audit.json'), JSON.stringify({ ...audit, expect: { loss } }));
  return folder;
}

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));

/** The action's step as the runner would start it. */
function runAction(folder: string, paths: string) {
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
  const temporary = mkdtempSync(join(tmpdir(), 'runner-temp-'));
  const ran = spawnSync('bash', ['-eo', 'pipefail', '-c', step.run], {
    cwd: folder,
    env: { ...process.env, ...env, CI: 'true', GITHUB_STEP_SUMMARY: summary, RUNNER_TEMP: temporary },
    encoding: 'utf8',
  });
  // Nothing stays behind, and nothing is put into the checkout.
  expect(readdirSync(temporary)).toEqual([]);
  return { code: ran.status, out: ran.stdout, summary: readFileSync(summary, 'utf8') };
}

/** GitHub's runners have it on every system. */
const hasBash = spawnSync('bash', ['-c', 'exit 0']).status === 0;

describe.skipIf(!hasBash)('action.yml', () => {
  test('is a composite action whose inputs are all used', () => {
    expect(action.runs.using).toBe('composite');
    for (const name of Object.keys(action.inputs))
      expect(JSON.stringify(action.runs)).toContain(`inputs.${name} `);
  });

  test('passes', () => {
    expect(runAction(folderWith(0.2), '.')).toMatchObject({
      code: 0,
      summary: expect.stringContaining('1 passed, 0 failed'),
    });
  });

  test('fails with an annotation', () => {
    const ran = runAction(folderWith(0.133333), '*.json');
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('::error file=a.audit.json,line=1');
    expect(ran.out).toContain('rule of Keras 2.3.1');
    expect(ran.summary).toContain('0 passed, 1 failed');
  });
});

describe.skipIf(!hasBash)('action.yml in a checkout of a stranger', () => {
  test.each(['lossaudit-check.txt', 'check.txt', 'lossaudit.XXXXXXXX', 'summary-link'])(
    'follows no link that is called %s',
    (name) => {
      const folder = folderWith(0.2);
      const victim = join(mkdtempSync(join(tmpdir(), 'victim-')), 'victim.rc');
      writeFileSync(victim, 'untouched');
      symlinkSync(victim, join(folder, name));
      expect(runAction(folder, '.').code).toBe(0);
      expect(readFileSync(victim, 'utf8')).toBe('untouched');
      expect(readdirSync(folder).sort()).toEqual(['a.audit.json', name, 'summary.md'].sort());
    },
  );

  test('a path is a path, whatever it looks like', () => {
    const folder = folderWith(0.2);
    writeFileSync(join(folder, '--force'), readFileSync(join(folder, 'a.audit.json')));
    expect(runAction(folder, 'a.audit.json --force')).toMatchObject({
      code: 0,
      summary: expect.stringContaining('2 passed, 0 failed'),
    });
  });

  test('what audits hold does not speak', () => {
    const folder = folderWith(0.1);
    const bad = {
      framework: 'keras@2.2',
      loss: 'mse ::add-mask::e ##[x]',
      y_true: [1],
      y_pred: [1],
      expect: { loss: 0 },
    };
    writeFileSync(join(folder, '::stop-commands::x.json'), JSON.stringify(bad));
    const { out } = runAction(folder, '.');
    const spoken = out.split('\n').filter((line) => line.trimStart().startsWith('::'));
    const [stop, again] = [
      expect.stringMatching(/^::stop-commands::[0-9a-f]{32}$/),
      expect.stringMatching(/^::[0-9a-f]{32}::$/),
    ];
    expect(spoken).toEqual([
      expect.stringMatching(/^::error file=/),
      expect.stringMatching(/^::error file=/),
      stop,
      again,
    ]);
  });
});

describe('the pre-commit hook and names like options', () => {
  const [hook] = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'));
  test.each([
    '--reporter=json=DIR/x.audit.json',
    '--rtol=9.audit.json',
    '--root=x.audit.json',
    '--update.audit.json',
    '-V.audit.json',
  ])('%s', (pattern) => {
    const folder = folderWith(0.2);
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    const name = pattern.replace('DIR', outside);
    expect(name).toMatch(new RegExp(hook.files));
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), readFileSync(join(folderWith(0.7), 'a.audit.json')));
    const [, ...args] = hook.entry.split(' ');
    const ran = spawnSync(process.execPath, [join(ROOT, 'bin/lossaudit.js'), ...args, 'a.audit.json', name], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(ran.status).toBe(1);
    expect(ran.stdout).toContain('1 passed, 1 failed');
    expect(readdirSync(outside)).toEqual([]);
  });
});

test('the pre-commit hook runs on the files it asks for', () => {
  const [hook] = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'));
  const folder = folderWith(0.2);
  for (const name of ['a.audit.json', 'data/predictions.npy', 'batch.npz', 'table.csv', 'weights', 'a.json'])
    expect(name).toMatch(new RegExp(hook.files));
  for (const name of ['package.json', 'packages/a/package.json', 'tsconfig.json'])
    expect(name).not.toMatch(new RegExp(hook.files));
  const [command, ...args] = hook.entry.split(' ');
  expect(command).toBe(Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).bin)[0]);
  // pre-commit puts the package's bin on the path and adds the changed files; of a removal there are none.
  for (const files of [['a.audit.json'], ['a.audit.json', 'readme.md'], []])
    execFileSync(process.execPath, [join(ROOT, 'bin/lossaudit.js'), ...args, ...files], { cwd: folder });
  expect(hook).toMatchObject({ always_run: true, types: [] });
});
