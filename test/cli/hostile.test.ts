/**
 * What a user or an attacker may give: each of these once made a wrong result, a stack trace, a wait without
 * end, or overwrote its input.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { lossaudit, ROOT } from './run-cli.js';

const QUICKSTART = `${ROOT}fixtures/quickstart.json`;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lossaudit-hostile-'));
});
const put = (name: string, content: string | object): string => {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
};
const run = (...args: string[]) => lossaudit(args, { cwd: folder });
const AUDIT = { framework: 'keras@2.2', loss: 'mse', y_true: [1, 4], y_pred: [1, 2] };

describe('names of the prototype of every object', () => {
  test.each([
    ['compute', QUICKSTART, '--loss', 'constructor'],
    ['compute', QUICKSTART, '--loss', '__proto__'],
    ['compute', QUICKSTART, '--param', 'constructor=1'],
    ['compute', QUICKSTART, '--param', '__proto__=1'],
    ['check', QUICKSTART, '--reporter', 'constructor'],
  ])('%s %s %s %s', (...args) => expect(run(...args).code).toBe(2));

  test('__proto__ as a key is refused, not dropped', () => {
    const outputs = `{"a": {"loss": "mse", "y_true": [1], "y_pred": [2]}, "__proto__": {"loss": "mse", "y_true": [1], "y_pred": [9]}}`;
    const { code, err } = run('compute', put('a.json', `{"framework": "keras@2.2", "outputs": ${outputs}}`));
    expect([code, err]).toEqual([2, expect.stringContaining('"__proto__" is not taken')]);
  });
});

describe('flags', () => {
  test.each([
    [['compute', QUICKSTART, '--digits', '101'], 'from 1 to 17'],
    [['compute', QUICKSTART, '--output', ''], 'The name is empty'],
    [['compute', QUICKSTART, '--framework', 'keras@2.2@3'], '2.2@3 is not a version'],
    [['replay', '--losses', '1,2', '--sizes', '1e308,1e308'], 'counts are whole numbers'],
    [['replay', '--losses', '1,2', '--verbose', '2'], '--verbose belongs to --style'],
    [['replay', '--losses', '1,2', '--epochs', '2'], '--epochs belongs to --style'],
    [
      ['replay', '--losses', '1,2', '--style', 'keras@2.2', '--epochs', '9007199254740991'],
      'more than 1000000 lines',
    ],
    [['replay', '--losses', '1,2', '--style', 'keras@2.2', '--step-ms', '1e308'], 'more than a year'],
    [['replay', '--losses', '1,2', '--y-true', 'nope.npy'], '--y-true belongs to an audit'],
    [['replay', '--losses', '1,x,2'], 'x is no number'],
  ])('%j', (args, message) => {
    const { code, err } = run(...args);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  test('--batch-size and --samples must make the epochs of the log', () => {
    put(
      'a.log',
      '1/3 [=====>....] - ETA: 0s - loss: 0.6250\n3/3 [==========] - 0s 1ms/step - loss: 1.1080\n',
    );
    const { code, err } = run('unroll', 'a.log', '--batch-size', '2', '--samples', '50');
    expect([code, err]).toEqual([2, expect.stringContaining('are 25 steps; the epochs of the log have 3')]);
    expect(run('unroll', 'a.log', '--batch-size', '2', '--samples', '5').code).toBe(0);
    expect(run('unroll', 'a.log', '--loss-weight', 'nope=0.5').err).toContain(
      'No line of the log has an output nope',
    );
  });
});

describe('what is written', () => {
  test('an input is not overwritten', () => {
    put('a.json', AUDIT);
    put('a.log', 'step 1: loss 1.5\n');
    for (const args of [
      ['compute', 'a.json', '--output', 'a.json'],
      ['unroll', 'a.log', '--output', './a.log'],
      ['check', 'a.json', '--reporter', 'json=a.json'],
      ['check', 'a.json', '--reporter', 'json=b', '--reporter', 'tap=b'],
    ]) {
      const { code, err } = run(...args);
      expect([code, err], args.join(' ')).toEqual([
        2,
        expect.stringContaining('it is an input of this command'),
      ]);
    }
    expect(JSON.parse(readFileSync(join(folder, 'a.json'), 'utf8'))).toEqual(AUDIT);
  });

  test.runIf(process.platform === 'linux')('a full disk is an error, a reader that leaves is none', () => {
    put('fails.json', { ...AUDIT, expect: { loss: 9 } });
    const shell = (line: string) => spawnSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8' });
    const cli = `node ${ROOT}bin/lossaudit.js`;
    const full = shell(`${cli} compute ${QUICKSTART} >/dev/full`);
    expect([full.status, full.stderr]).toEqual([2, 'lossaudit: Cannot write the result: ENOSPC\n']);
    expect(shell(`${cli} check fails.json | true; exit \${PIPESTATUS[0]}`).status).toBe(1);
  });

  test('a step summary that cannot be written is no verdict', () => {
    put('fails.json', { ...AUDIT, expect: { loss: 9 } });
    mkdirSync(join(folder, 'summary'));
    const env = { ...process.env, GITHUB_STEP_SUMMARY: join(folder, 'summary') };
    const { code, err } = lossaudit(['check', 'fails.json', '--reporter', 'github'], { cwd: folder, env });
    expect([code, err]).toEqual([1, expect.stringContaining('no step summary')]);
  });
});

test.runIf(process.platform === 'linux')(
  'a working directory that is gone, a cache that is no folder',
  () => {
    const shell = (line: string) => spawnSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8' });
    const inGone = (command: string) =>
      shell(`mkdir g && cd g && rmdir ../g && node ${ROOT}bin/lossaudit.js ${command}`);
    // A file that is named whole, with its arrays in it, asks for no working directory.
    for (const command of ['compute', 'replay'])
      expect([command, inGone(`${command} ${QUICKSTART}`).status]).toEqual([command, 0]);
    const gone = inGone('check .');
    expect([gone.status, gone.stderr]).toEqual([
      2,
      expect.stringContaining('the working directory: it was removed'),
    ]);
    put('file', 'x');
    for (const home of ['file', '/dev/null', 'file/inner']) {
      const { code, err } = lossaudit(['engine', 'install'], {
        cwd: folder,
        env: { LOSSAUDIT_HOME: home, PATH: '' },
      });
      expect([code, err]).toEqual([2, expect.not.stringContaining('bug')]);
    }
  },
);

describe('what is read', () => {
  test.runIf(process.platform === 'linux')('links to devices, and links that form a circle', () => {
    put('good.json', { ...AUDIT, expect: { loss: 2 } });
    symlinkSync('/dev/zero', join(folder, 'zero.json'));
    symlinkSync('circle.json', join(folder, 'circle.json'));
    const { code, out } = run('check', '.');
    expect(code).toBe(2);
    expect(out).toContain('zero.json: it is no regular file');
    expect(out).toContain('1 passed');
    expect(run('check', 'circle.json').out).toContain('its symbolic links form a circle');
  });

  test('more outputs than an expression should have', () => {
    const output = { loss: 'hinge', y_true: [1], y_pred: [2] };
    const outputs = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`o${i}`, output]));
    const { code, err } = run('compute', put('a.json', { framework: 'keras@3', outputs }));
    expect([code, err]).toEqual([2, expect.stringContaining('more than 1000 outputs')]);
  });

  test('a log that is compressed, and a reported number that is none', () => {
    writeFileSync(join(folder, 'a.log.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]));
    expect(run('unroll', 'a.log.gz').err).toContain('compressed (gzip)');
    expect(run('compute', put('a.json', { ...AUDIT, reported: 'abc' })).err).toContain(
      'no number as it was printed',
    );
  });

  test('numbers in another notation are no losses', () => {
    put('a.log', 'step 1: loss 1,234.5\nstep 2: loss: 1.2.3\nstep 3: loss: 0x10\nstep 4: loss 0.25.\n');
    const report = JSON.parse(run('unroll', 'a.log', '--json').out);
    expect(report.series[0].epochs[0].metrics[0].intervals).toEqual([{ from: 4, to: 4, printed: 0.25 }]);
  });

  test('40,000 workers and 4,000 ranks take no time', () => {
    put('w.log', Array.from({ length: 40_000 }, (_, i) => `[rank${i}]: step 1: loss 1.0\n`).join(''));
    expect(run('unroll', 'w.log').code).toBe(0);
    put('b.json', { per_batch: { loss: new Array(4000).fill(1) } });
    expect(run('replay', 'b.json', '--ranks', '4000').code).toBe(0);
    expect(run('replay', 'b.json', '--accumulate', '4000').code).toBe(0);
  });

  test('thousands of terms of regularization are refused, a thousand are added', () => {
    const audit = (terms: number) => ({
      framework: 'keras@3',
      loss: 'mse',
      y_true: [[1]],
      y_pred: [[0]],
      regularization: Object.fromEntries(Array.from({ length: terms }, (_, i) => [`r${i}`, 0.5])),
    });
    put('many.json', audit(2400));
    expect(run('compute', 'many.json')).toMatchObject({
      code: 2,
      err: expect.stringContaining('more than 1000 terms'),
    });
    put('some.json', audit(1000));
    // 1 + 1,000 · 0.5
    expect(JSON.parse(run('compute', 'some.json', '--json', '--engine', 'reference').out).total).toBe(501);
  });
});
