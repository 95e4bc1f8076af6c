/** Shell completion: what is suggested, and that shells show it. Where a shell lacks, its test is skipped. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { joinedWords } from '../../src/cli/completion/words.js';
import { FINDINGS, FRAMEWORKS, findFramework } from '../../src/index.js';
import { lossaudit, ROOT } from './run-cli.js';

/** Suggestions as fish gets them, without what is said about them. */
function suggested(...words: string[]): string[] {
  const ran = lossaudit(['completion', 'fish', '--words', '--', ...words]);
  expect([ran.code, ran.err]).toEqual([0, '']);
  return ran.out.split('\n').map((line) => line.split('\t')[0]!);
}

describe('suggestions', () => {
  test('commands, each with what it is for', () => {
    expect(suggested('')).toEqual(
      lossaudit(['--help'])
        .out.split('Commands:\n')[1]!
        .split('\n')
        .flatMap((line) => /^ {2}([a-z]+) /.exec(line)?.[1] ?? [])
        .filter((name) => name !== 'help'),
    );
    expect(suggested('unr')).toEqual(['unroll']);
  });

  test.each(['compute', 'check', 'unroll', 'replay', 'list'])(
    'options of %s are those of its help',
    (name) => {
      const help = lossaudit([name, '--help']).out.match(/^ {2}(?:-\w, )?--[\w-]+/gm)!;
      expect(suggested(name, '--').sort()).toEqual(help.map((line) => /--[\w-]+/.exec(line)![0]).sort());
    },
  );

  test('choices, behind a blank and behind =', () => {
    expect(suggested('compute', '--format', '')).toEqual(['text', 'json', 'markdown']);
    expect(suggested('unroll', 'train.log', '--format=c')).toEqual(['--format=csv']);
    expect(suggested('list', 'fr')).toEqual(['frameworks']);
    expect(suggested('schema', 'lo')).toEqual(['losses']);
    expect(suggested('check', '--reporter', 'ju')).toEqual(['junit']);
    expect(suggested('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  test('frameworks, their versions, and lists of them', () => {
    const names = FRAMEWORKS.map((f) => f.name);
    expect(suggested('compute', '--framework', '')).toEqual(names);
    expect(suggested('compute', '--framework', 'torch@')).toEqual(
      FRAMEWORKS.find((f) => f.name === 'torch')!
        .versions.toReversed()
        .map((v) => `torch@${v}`),
    );
    expect(suggested('compare', 'a.json', '--frameworks', 'keras,sk')).toEqual(['keras,sklearn']);
    expect(suggested('replay', '--loop', 'pl')).toContain('plain');
  });

  test('losses of the framework that is named, in its version; of the default without one', () => {
    expect(suggested('compute', '--framework', 'torch', '--loss', 'Huber')).toEqual(['HuberLoss']);
    // HuberLoss came with torch 1.9.
    expect(suggested('compute', '--framework=torch@1.0', '--loss', 'HuberL')).toEqual(['']);
    const keras = findFramework(undefined).entries.flatMap(({ info }) => info.accepted);
    expect(suggested('compute', '--loss', '').sort()).toEqual([...keras].sort());
    expect(suggested('compute', '--loss', 'CrossEnt')).toEqual(['CrossEntropyLoss']);
    expect(suggested('list', 'losses', 'hube')).toContain('huber');
  });

  test('findings', () => {
    expect(suggested('compute', '--only', '')).toEqual(FINDINGS.map((f) => f.code));
    expect(suggested('compute', 'a.json', '--ignore', 'zero-ta')).toEqual(['zero-targets']);
  });

  test('files and folders are the shell’s own', () => {
    const file = '__FILE__:file:::0';
    expect(suggested('compute', '')).toEqual([file]);
    expect(suggested('check', 'a.json', '')).toEqual([file]);
    expect(suggested('compute', '--y-true', '')).toEqual([file]);
    expect(suggested('compute', '--', '--x')).toEqual(['__FILE__:file::--x:0']);
    expect(suggested('compute', '--root', '')).toEqual(['__FILE__:directory:::0']);
  });

  test('nothing where nothing is known, or no more is taken', () => {
    for (const words of [
      ['compute', '--digits', ''],
      ['compute', 'a.json', ''],
      ['compute', '--json='],
    ])
      expect(suggested(...words)).toEqual(['']);
  });

  test('a word that bash breaks is put together', () => {
    expect(joinedWords(['compute', '--framework', 'keras', '@', '3.1'])).toEqual({
      joined: ['compute', '--framework', 'keras@3.1'],
      cut: 5,
    });
    expect(joinedWords(['--framework', 'keras', '@'])).toEqual({ joined: ['--framework', 'keras@'], cut: 5 });
    expect(joinedWords(['--frameworks', 'keras', '@', '2,torch', '@', '1'])).toEqual({
      joined: ['--frameworks', 'keras@2,torch@1'],
      cut: 13,
    });
    expect(joinedWords(['--loss', 'binary', ':', 'l', ''])).toEqual({
      joined: ['--loss', 'binary:l', ''],
      cut: 0,
    });
  });
});

test.each([
  [['completion'], "missing required argument 'shell'"],
  [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish'],
  [['completion', 'bash', 'zsh'], 'zsh is a word more'],
])('%j is refused', (args, message) => {
  const ran = lossaudit(args);
  expect([ran.code, ran.out]).toEqual([2, '']);
  expect(ran.err.toLowerCase()).toContain(message.toLowerCase());
});

describe('in a shell', () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lossaudit-completion-'));
    mkdirSync(join(folder, 'bin'));
    const bin = join(folder, 'bin/lossaudit');
    writeFileSync(bin, `#!/bin/sh\nexec '${process.execPath}' '${ROOT}bin/lossaudit.js' "$@"\n`);
    chmodSync(bin, 0o755);
    for (const file of ['y_true.npy', 'y pred.npy']) writeFileSync(join(folder, file), '');
    env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`, HOME: folder };
  });
  const run = (shell: string, args: string[]) => {
    const ran = spawnSync(shell, args, { cwd: folder, env, encoding: 'utf8', timeout: 20_000 });
    return ran.stdout;
  };
  const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

  /**
   * What readline would insert: bash gives it the words between its breaks, and what is replaced, which
   * begins with an @.
   */
  const BASH = String.raw`
source <(lossaudit completion bash)
COMP_LINE=$1; COMP_POINT=$\{#1}; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
current=$\{COMP_WORDS[COMP_CWORD]}
case $current in =|:) current= ;; esac
[[ $\{COMP_WORDS[COMP_CWORD-1]} == @ ]] && current=@$current
_lossaudit lossaudit "$current" "$\{COMP_WORDS[COMP_CWORD-1]}"
printf '%s\n' "$\{COMPREPLY[@]}"`.replaceAll('$\\', '$');

  test.skipIf(!has('bash')).each([
    ['comput', ['comput'], ['compute']],
    ['compute --framework keras@2.2', ['compute', '--framework', 'keras', '@', '2.2'], ['@2.2.4']],
    ['compute --framework=keras@2.2', ['compute', '--framework', '=', 'keras', '@', '2.2'], ['@2.2.4']],
    ['compute --framework=opt', ['compute', '--framework', '=', 'opt'], ['optax']],
    [
      'compute --framework xgboost --loss binary:logis',
      ['compute', '--framework', 'xgboost', '--loss', 'binary', ':', 'logis'],
      ['logistic'],
    ],
    ['compute --y-true y_', ['compute', '--y-true', 'y_'], ['y_true.npy']],
    ['compute --only "$(touch bad)" --for', ['compute', '--only', '"$(touch bad)"', '--for'], ['--format']],
  ])('bash: %s', (line, words, expected) => {
    const out = run('bash', ['--norc', '-c', BASH, 'bash', `lossaudit ${line}`, 'lossaudit', ...words]);
    for (const one of expected) expect(out.split('\n')).toContain(one);
    // What is typed is not run.
    expect(run('ls', ['bad'])).toBe('');
  });

  /** A terminal of bash's own, where readline edits the line. */
  const TERMINAL = String.raw`
import os, pty, select, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.environ.update(PS1='> ', TERM='dumb', HISTFILE='')
    os.execvp('bash', ['bash', '--norc', '--noprofile', '-i'])
def type_in(text, until):
    os.write(fd, text.encode())
    shown, end = '', time.time() + 15
    while until not in shown and time.time() < end:
        if select.select([fd], [], [], 0.1)[0]:
            shown += os.read(fd, 65536).decode(errors='replace')
    return shown
define = 'shown() { printf "{%s}" "$*"; }; source <(lossaudit completion bash); complete -F _lossaudit shown'
type_in(define + '; echo REA""DY\n', 'READY')
for typed in sys.argv[1:]:
    print(type_in('shown ' + typed + '\t\n', '}').split('}')[0].split('{')[-1])
`;
  const terminal = has('bash') && spawnSync('python3', ['-c', 'import pty']).status === 0;
  test.skipIf(!terminal)('bash on a terminal: versions behind an @, objectives behind a colon', () => {
    const lines = [
      ['compute --framework keras@2.2.4', 'compute --framework keras@2.2.4'],
      ['compute --framework keras@2.15', 'compute --framework keras@2.15.0'],
      ['compute --framework=keras@2.15', 'compute --framework=keras@2.15.0'],
      ['compare --frameworks torch,keras@2.15', 'compare --frameworks torch,keras@2.15.0'],
      [
        'compute --framework xgboost --loss binary:logis',
        'compute --framework xgboost --loss binary:logistic',
      ],
    ] as const;
    const out = run('python3', ['-c', TERMINAL, ...lines.map(([typed]) => typed)]);
    const shown = out.trim().split('\n');
    expect(shown.map((line) => line.trim())).toEqual(lines.map(([, full]) => full));
  });

  test.skipIf(!has('fish')).each([
    ['comput', 'compute\t'],
    ['compute --framework keras@2.2', 'keras@2.2.4'],
    ['compute --y-true y', 'y pred.npy\ny_true.npy'],
  ])('fish: %s', (line, expected) => {
    const script = `lossaudit completion fish | source; complete -C 'lossaudit ${line}'`;
    expect(run('fish', ['--no-config', '-c', script])).toContain(expected);
  });

  const ZSH = `
zmodload zsh/zpty || exit 9
zpty z zsh -f -i
zpty -w z 'autoload -Uz compinit; compinit -u -D; source <(lossaudit completion zsh); PS1="> "; print REA""DY'
zpty -r -m z out '*READY*'
zpty -n -w z $'lossaudit compute --framework=opt\\t --y-true y_\\t --for\\t'
for turn in {1..150}; do
  zpty -r -t z part && shown+=$part || sleep 0.1
  [[ $shown == *npy*--for*mat* ]] && break
done
print -r -- "$shown"`;
  test.skipIf(!has('zsh') || spawnSync('zsh', ['-c', 'zmodload zsh/zpty']).status !== 0)('zsh', () => {
    const shown = run('zsh', ['-f', '-c', ZSH]);
    expect(shown).toContain('--framework=optax');
    expect(shown).toContain('y_true.npy');
  });
});
