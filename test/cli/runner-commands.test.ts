/** What audits, logs and names hold never speaks to a CI runner through the text that is printed. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { unspoken } from '../../src/text/printable.js';
import { lossaudit } from './run-cli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lossaudit-runner-'));
});
const put = (name: string, content: string | object): string => {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
};
const run = (args: string[], actions = 'true') =>
  lossaudit(args, { cwd: folder, env: { GITHUB_ACTIONS: actions } });

/**
 * As actions/runner reads a line: ReadLine ends at CR and LF; `::` after TrimStart, `##[` anywhere
 * (ActionCommand.cs).
 */
function commands(text: string): string[] {
  return text.split(/\r\n|\r|\n/).filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
}

const SPEECH = '::add-mask::e ::stop-commands::x ##[error]y ##[add-path]z';
const AUDIT = { framework: 'keras@2.2', loss: 'mse', y_true: [1, 4], y_pred: [1, 2] };
/** Words of every length before the speech: one of them ends a line right there. */
const PADDED = Array.from({ length: 60 }, (_, i) => `${'w'.repeat(i + 1)} ${SPEECH}`);

describe.each(['true', ''])('GITHUB_ACTIONS=%s', (actions) => {
  test('check, to the screen and into a file', () => {
    PADDED.forEach((loss, i) => {
      put(`a${String(i).padStart(2, '0')}.json`, {
        ...AUDIT,
        loss,
        name: `x\n${SPEECH}`,
        expect: { loss: 2 },
      });
    });
    put('::warning::n.json', { ...AUDIT, expect: { loss: 3 } });
    for (const reporter of ['text', 'text=out.txt', 'json', 'tap', 'junit']) {
      const { code, out, err } = run(
        ['check', '.', '::error::missing.json', '--reporter', reporter],
        actions,
      );
      expect(code).toBe(2);
      expect(commands(out + err), reporter).toEqual([]);
      expect(
        (reporter === 'text=out.txt' ? readFileSync(join(folder, 'out.txt'), 'utf8') : out).length,
      ).toBeGreaterThan(9000);
    }
    expect(commands(readFileSync(join(folder, 'out.txt'), 'utf8'))).toEqual([]);
    // It stays readable, and JSON keeps what it said.
    expect(run(['check', 'a00.json'], actions).out).toContain('w ::add-mask::e ::stop-commands::x');
    expect(
      JSON.parse(run(['check', 'a00.json', '--reporter', 'json'], actions).out).audits[0].name,
    ).toContain(SPEECH);
  });
});

describe('other commands', () => {
  const name = `n\n${SPEECH}`;
  beforeEach(() => {
    put('a.json', { ...AUDIT, name, reported: '7' });
    const output = { ...AUDIT, framework: undefined };
    put('o.json', { framework: 'keras@2.2', name, outputs: { [SPEECH]: output, '::x': output } });
    const lines = [`::x step 1: loss 2.5 - ::add-mask::e: 3.5`, `##[error]y ${SPEECH}`, 'step 2: loss 2.25'];
    put('a.log', lines.join('\n'));
    put('b.log', `${SPEECH}\n`);
  });

  test.each([
    [['compute', 'a.json', '--loss', PADDED[3]]],
    [['compute', 'a.json', '--loss', `\n${SPEECH}`]],
    [['compute', 'a.json']],
    [['compute', 'a.json', '--format', 'markdown']],
    [['compute', 'a.json', '--json']],
    [['compute', 'o.json']],
    [['compute', 'o.json', '--json']],
    [['compute', '::add-mask::e']],
    [['compute', `x\r${SPEECH}`]],
    [['compute', 'a.json', '--param', `x\n${SPEECH}=1`]],
    [['::add-mask::e']],
    [['replay', 'o.json']],
    [['replay', 'a.json', '--loop', SPEECH]],
    [['unroll', 'a.log', '--full']],
    [['unroll', 'a.log', '--json']],
    [['unroll', 'a.log', '--format', 'csv']],
    [['unroll', 'b.log']],
    [['engine', SPEECH]],
    [['list', SPEECH]],
  ])('%j', (args) => {
    const { out, err } = run(args);
    expect(out + err).not.toBe('');
    expect(commands(out + err)).toEqual([]);
  });
});

test('only the github reporter speaks, and only for itself', () => {
  put('a.json', { ...AUDIT, loss: `w ${SPEECH}`, name: `x\n${SPEECH}`, expect: { loss: 2 } });
  const { out } = run(['check', 'a.json', '--reporter', 'github']);
  expect(out.trimEnd().split('\n')).toEqual([expect.stringMatching(/^::error file=a\.json,line=1,title=/)]);
});

test.each([
  ['::x', ': :x'],
  ['a\n \t::x\n', 'a\n \t: :x\n'],
  ['\u00a0\u3000::x', '\u00a0\u3000: :x'],
  ['a\r::x', 'a\r: :x'],
  [':::', ': ::'],
  ['a ::x b', 'a ::x b'],
  ['a##[b] ##vso[c] ##teamcity[d]', 'a## [b] ## vso[c] ## teamcity[d]'],
  ['## [a] # [b] ##', '## [a] # [b] ##'],
])('%j becomes %j', (given, expected) => {
  expect(unspoken(given)).toBe(expected);
  expect(commands(unspoken(given))).toEqual([]);
});
