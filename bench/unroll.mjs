// Reading a large log: node bench/unroll.mjs [megabytes]
// Writes logs of three forms (a bar with carriage returns, one with backspaces and colours, the Trainer's
// dicts), runs `unroll` on each in every output format and prints time, as a ratio to a Python program that
// only finds the numbers, and the peak of memory.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../bin/lossaudit.js', import.meta.url));
const megabytes = Number(process.argv[2] ?? 100);
const folder = mkdtempSync(join(tmpdir(), 'lossaudit-bench-'));
const STEPS = 1000;

/** A loss that falls and scatters, the same in every run. */
function* losses() {
  let state = 1;
  for (let i = 0; ; i++) {
    state = (state * 48271) % 2147483647;
    yield 2 / (1 + i / 1e5) + state / 2147483647;
  }
}

function* kerasBar(loss) {
  for (let epoch = 1; ; epoch++) {
    let sum = 0;
    yield `Epoch ${epoch}/99999\n`;
    for (let k = 1; k <= STEPS; k++) {
      sum += loss.next().value;
      const done = Math.floor((30 * k) / STEPS);
      const bar = `${'='.repeat(Math.max(0, done - 1))}>`.padEnd(30, '.');
      yield `\r${String(k).padStart(4)}/${STEPS} [${bar}] - ETA: 1s - loss: ${(sum / k).toFixed(4)} - acc: ${(1 / (1 + sum / k)).toFixed(4)}`;
    }
    yield '\n';
  }
}

function* keras3Bar(loss) {
  for (let epoch = 1; ; epoch++) {
    let sum = 0;
    yield `Epoch ${epoch}/99999\n`;
    for (let k = 1; k <= STEPS; k++) {
      sum += loss.next().value;
      const text = `\u001b[1m${String(k).padStart(4)}/${STEPS}\u001b[0m \u001b[32m${'━'.repeat(20)}\u001b[0m \u001b[1m0s\u001b[0m 16ms/step - loss: ${(sum / k).toFixed(4)}`;
      yield `${'\b'.repeat(70)}\r${text}`;
    }
    yield '\n';
  }
}

function* trainer(loss) {
  for (let step = 1; ; step++)
    yield `{'loss': ${loss.next().value.toFixed(4)}, 'grad_norm': ${loss.next().value}, 'learning_rate': 5e-05, 'epoch': ${(step / STEPS).toFixed(2)}}\n`;
}

function write(name, lines) {
  const file = join(folder, name);
  const out = openSync(file, 'w');
  let size = 0;
  let block = '';
  for (const line of lines) {
    block += line;
    if (block.length < 1 << 20) continue;
    size += writeSync(out, block);
    block = '';
    if (size >= megabytes * 1e6) break;
  }
  closeSync(out);
  return file;
}

/** Seconds, and the most memory the process held (from the kernel's record of it). */
function measured(command, args) {
  const start = performance.now();
  const { status, stderr } = spawnSync('python3', ['-c', WATCH, command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return {
    seconds: (performance.now() - start) / 1e3,
    megabytes: Number(stderr.toString().trim().split('\n').at(-1)) / 1024,
  };
}
const WATCH = `
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)`;
const NUMBERS = `
import re, sys
pattern = re.compile(r"'?loss'?: ([-+.\\de]+)")
print(sum(len(pattern.findall(line)) for line in open(sys.argv[1], encoding='utf-8', newline='')))`;

try {
  const forms = { 'Keras 2 bar': kerasBar, 'Keras 3 bar': keras3Bar, Trainer: trainer };
  for (const [name, form] of Object.entries(forms)) {
    const file = write(`${name}.log`, form(losses()));
    const python = measured('python3', ['-c', NUMBERS, file]);
    console.log(`${name}, ${megabytes} MB    (re.findall in Python: ${python.seconds.toFixed(1)} s)`);
    for (const format of ['text', 'json', 'csv']) {
      const run = measured(process.execPath, [cli, 'unroll', file, '--format', format]);
      const ratio = run.seconds / python.seconds;
      console.log(
        `  ${format.padEnd(5)} ${run.seconds.toFixed(1).padStart(5)} s   ×${ratio.toFixed(1)}   ${run.megabytes.toFixed(0).padStart(4)} MB`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
