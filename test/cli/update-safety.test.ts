/**
 * What `--update` and `--output` do to the file that was there: all of it or nothing, and never an edit lost.
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { updateExpectations } from '../../src/cli/check/update.js';
import { parseJson } from '../../src/io/json.js';
import { writeFileAtomically } from '../../src/io/write.js';
import { refusal } from '../io/refusal.js';
import { lossaudit, ROOT } from './run-cli.js';

/** mse of keras@2.2: (0 + 4) / 2 = 2. */
const WRONG = JSON.stringify({
  framework: 'keras@2.2',
  loss: 'mse',
  y_true: [1, 4],
  y_pred: [1, 2],
  expect: { loss: 9 },
});
const RIGHT = WRONG.replace('"loss":9', '"loss":2');
let folder: string;
const at = (name: string) => join(folder, name);
const update = (...args: string[]) => lossaudit(['check', '--update', ...args], { cwd: folder });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lossaudit-update-'));
});

describe('an edit made meanwhile is not lost', () => {
  const edited = WRONG.replace('mse', 'mae');
  const replace = () => {
    writeFileSync(at('new'), edited);
    renameSync(at('new'), at('a.json'));
  };
  test.each([
    ['replaced by another file', replace],
    ['written in place', () => writeFileSync(at('a.json'), edited)],
    ['of the same length', () => writeFileSync(at('a.json'), WRONG.replace('[1,4]', '[1,3]'))],
    ['longer by a line', () => writeFileSync(at('a.json'), `${WRONG}\n`)],
    ['replaced by the same content', () => writeFileSync(at('a.json'), WRONG)],
  ])('%s', async (what, edit) => {
    writeFileSync(at('a.json'), WRONG);
    const checked = readFileSync(at('a.json'));
    edit();
    const now = readFileSync(at('a.json'), 'utf8');
    const write = () => writeFileAtomically(at('a.json'), RIGHT, checked);
    if (what.includes('the same content')) await write();
    else expect((await refusal(write)).message).toContain('changed by another program');
    expect(readFileSync(at('a.json'), 'utf8')).toBe(now === WRONG ? RIGHT : now);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  test('removed', async () => {
    const gone = () => writeFileAtomically(at('a.json'), RIGHT, Buffer.from(WRONG));
    expect((await refusal(gone)).message).toContain('changed by another program');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('by the command line, while it runs', async () => {
    const many = JSON.stringify({ ...JSON.parse(WRONG), pad: undefined, name: 'n'.repeat(4e6) });
    writeFileSync(at('a.json'), many);
    const child = spawn(process.execPath, [`${ROOT}bin/lossaudit.js`, 'check', '--update', 'a.json'], {
      cwd: folder,
      env: { ...process.env, CI: '' },
    });
    const done = new Promise<number | null>((resolve) => child.on('close', resolve));
    // As soon as it has begun to write.
    while (child.exitCode === null && !readdirSync(folder).some((f) => f.endsWith('.tmp')))
      await new Promise((next) => setTimeout(next, 1));
    const won = child.exitCode === null && readFileSync(at('a.json'), 'utf8') === many;
    if (won) writeFileSync(at('b'), edited);
    if (won) renameSync(at('b'), at('a.json'));
    const code = await done;
    const now = readFileSync(at('a.json'), 'utf8');
    // Either it was written before the edit, which then stands; or the edit came first, and it refused.
    expect([edited, many.replace('"loss":9', '"loss":2')]).toContain(now);
    if (won) expect([0, 2]).toContain(code);
  });
});

describe('what the file was, it stays', () => {
  test('names are as long as names can be', () => {
    for (const name of ['漢'.repeat(80), '🎉'.repeat(60), `é${'x'.repeat(240)}`, 'x'.repeat(250)]) {
      writeFileSync(at(`${name}.json`.slice(-255)), WRONG);
      const { code, err } = update(`${name}.json`.slice(-255));
      expect([code, err]).toEqual([0, expect.stringContaining('9 → 2')]);
      writeFileSync(at('in.json'), RIGHT);
      expect(lossaudit(['compute', 'in.json', '--output', name], { cwd: folder }).code).toBe(0);
    }
  });

  test('the mode, and the file that a link names', () => {
    writeFileSync(at('a.json'), WRONG);
    chmodSync(at('a.json'), 0o664);
    symlinkSync('a.json', at('link.json'));
    expect(update('link.json').code).toBe(0);
    expect(statSync(at('a.json')).mode & 0o777).toBe(0o664);
    expect(readFileSync(at('a.json'), 'utf8')).toBe(RIGHT);
  });

  test.runIf(process.getuid?.() === 0)('the owner, where root may give it', () => {
    for (const [uid, gid, mode] of [
      [12345, 54321, 0o640],
      [0, 54321, 0o660],
      [12345, 0, 0o4755],
    ]) {
      writeFileSync(at('a.json'), WRONG);
      chownSync(at('a.json'), uid, gid);
      chmodSync(at('a.json'), mode);
      expect(update('a.json').code).toBe(0);
      const after = statSync(at('a.json'));
      expect([after.uid, after.gid, after.mode & 0o7777]).toEqual([uid, gid, mode]);
    }
  });

  test('hard links are refused, with the reason', () => {
    writeFileSync(at('a.json'), WRONG);
    linkSync(at('a.json'), at('b.json'));
    const { code, out } = update('a.json');
    expect([code, out]).toEqual([2, expect.stringContaining('2 names (hard links)')]);
    expect(readFileSync(at('b.json'), 'utf8')).toBe(WRONG);
    expect(statSync(at('a.json')).nlink).toBe(2);
    const written = lossaudit(['compute', 'a.json', '--output', 'b.json'], { cwd: folder });
    expect([written.code, readFileSync(at('a.json'), 'utf8')]).toEqual([2, WRONG]);
  });
});

test('a file is looked through once, however many numbers change', async () => {
  const n = 60_000;
  const numbers = (x: string) => `[${new Array(n).fill(x).join()}]`;
  for (const [text, shape] of [
    [`{"expect": {"per_sample": ${numbers('9.5')}}}`, 1],
    [`{"expect": {"per_sample": [${numbers('9.5')}]}}`, 2],
  ] as const) {
    writeFileSync(at('a.json'), text);
    const bytes = readFileSync(at('a.json'));
    const values = new Array<number>(n).fill(0.25);
    const checked = {
      document: parseJson(bytes, 'a.json'),
      report: { outputs: [{ name: 'main', per_sample: shape === 1 ? values : [values] }] },
      result: { comparisons: [{ what: 'per_sample', passed: false }] },
    };
    // Bytes copied for each number were 60,000 times 240 KB: minutes.
    const { changes } = await updateExpectations(at('a.json'), bytes, checked as never);
    expect(changes).toHaveLength(n);
    expect(readFileSync(at('a.json'), 'utf8')).toBe(text.replaceAll('9.5', '0.25'));
  }
});
