// Whole processes on the same large NPY files, in turns: lossaudit beside numpy, torch and Keras 3 on torch.
//   PYTHON=python3 node bench/large.mjs [rows x classes, …] [losses] [rounds] [lossaudit flags …]
// PYTHON has numpy, and torch and keras where they are to be measured. The least time of the rounds counts;
// ratios are to numpy: by the clock, and of the time of all processors, which says more on a busy machine.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [sizes = '20000000x10,16384x32000', asked = '', rounds = '1', ...flags] = process.argv.slice(2);
const python = process.env.PYTHON ?? 'python3';
const script = fileURLToPath(new URL('large.py', import.meta.url));
const cli = fileURLToPath(new URL('../bin/lossaudit.js', import.meta.url));
/** Of each loss the files, and how lossaudit is told. */
const LOSSES = {
  mean_squared_error: { y_true: 'y_true', y_pred: 'y_pred', flags: ['--framework', 'keras@3'] },
  binary_crossentropy: { y_true: 'y_true', y_pred: 'y_pred', flags: ['--framework', 'keras@3'] },
  sparse_categorical_crossentropy: {
    y_true: 'labels',
    y_pred: 'logits',
    flags: ['--framework', 'keras@3', '--param', 'from_logits=true'],
  },
  cross_entropy: {
    y_true: 'ignored',
    y_pred: 'logits',
    also: 'weight',
    flags: ['--framework', 'torch'],
  },
};
const folder = mkdtempSync(join(process.env.TMPDIR ?? tmpdir(), 'lossaudit-bench-'));
const path = (name) => join(folder, `${name}.npy`);

/** Seconds and megabytes of a whole process, and what it printed. */
function measured(command, args) {
  const { status, stdout, stderr } = spawnSync(python, ['-c', WATCH, command, ...args], { encoding: 'utf8' });
  if (status !== 0) return { failed: stderr.trim().split('\n').at(-2) ?? stderr };
  const [seconds, used, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { seconds, used, megabytes: kilobytes / 1024, value: printedValue(stdout) };
}
const WATCH = `
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
sys.exit(code)`;

function printedValue(text) {
  return text.trimStart().startsWith('{') ? JSON.parse(text).total : Number(text.trim().split('\n').at(-1));
}

/** Once through the bytes of the files, as lossaudit finds them: in the page cache, if they fit. */
function plainRead(files) {
  const block = Buffer.alloc(1 << 22);
  const start = performance.now();
  for (const file of files) {
    const handle = openSync(file);
    while (readSync(handle, block) > 0);
    closeSync(handle);
  }
  const seconds = (performance.now() - start) / 1000;
  return { seconds, used: seconds, megabytes: 0 };
}

function bench(loss) {
  const { y_true, y_pred, also, flags: own } = LOSSES[loss];
  const files = [y_true, y_pred, ...(also ? [also] : [])].map(path);
  const args = ['compute', '--loss', loss, '--y-true', path(y_true), '--y-pred', path(y_pred)];
  if (also) args.push('--param', `${also}=${path(also)}`);
  const programs = {
    numpy: () => measured(python, [script, 'numpy', loss, folder]),
    torch: () => measured(python, [script, 'torch', loss, folder]),
    keras: () => measured(python, [script, 'keras', loss, folder]),
    lossaudit: () =>
      measured(process.execPath, [cli, ...args, ...own, '--json', '--fail-on', 'never', ...flags]),
    'plain read': () => plainRead(files),
  };
  const runs = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < Number(rounds); round++)
    for (const [name, run] of Object.entries(programs)) runs[name].push(run());
  const least = (name) => runs[name].reduce((a, b) => (a.seconds <= b.seconds ? a : b));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  console.log(`\n${loss}, ${(bytes / 1e9).toFixed(2)} GB`);
  for (const name of Object.keys(programs)) {
    const { seconds, used, megabytes, value, failed } = least(name);
    if (failed !== undefined) {
      console.log(`  ${name.padEnd(11)} ${failed}`);
      continue;
    }
    const ratio = (key) => `×${(least(name)[key] / least('numpy')[key]).toFixed(2)}`.padStart(7);
    const memory = megabytes > 0 ? `${megabytes.toFixed(0).padStart(7)} MB` : '';
    const clock = `${seconds.toFixed(2).padStart(8)} s ${ratio('seconds')}`;
    const processors = `processors ${used.toFixed(2).padStart(7)} s ${ratio('used')}`;
    console.log(`  ${name.padEnd(11)}${clock}   ${processors} ${memory}   ${value ?? ''}`);
  }
}

try {
  for (const size of sizes.split(',')) {
    const [rows, classes] = size.split('x');
    console.log(`[${rows}, ${classes}] float32`);
    const { status, stderr } = spawnSync(python, [script, 'make', folder, rows, classes], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    for (const loss of asked === '' ? Object.keys(LOSSES) : asked.split('+')) bench(loss);
  }
} finally {
  rmSync(folder, { recursive: true });
}
