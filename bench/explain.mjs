// How many hypotheses `explain` tries of an audit of 1,000 rows and 10 classes in 3 seconds, in what memory;
// and of larger ones in 30. node bench/explain.mjs [rows ...]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLASSES = 10;
const cli = fileURLToPath(new URL('../bin/lossaudit.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lossaudit-explain-'));
const asked = process.argv.slice(2).map(Number);

/** Minimal standard generator: the same numbers in every run. */
let state = 42;
const random = () => {
  state = (state * 48271) % 0x7fffffff;
  return state / 0x7fffffff;
};

/** Version 1.0 of the format, little-endian float32. */
function npy(name, shape, valueAt) {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const padded = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11);
  const count = shape.reduce((a, b) => a * b);
  const data = Float32Array.from({ length: count }, (_, i) => valueAt(i));
  const head = Buffer.from(`\x93NUMPY\x01\x00__${padded}\n`, 'latin1');
  head.writeUInt16LE(padded.length + 1, 8);
  writeFileSync(join(folder, name), Buffer.concat([head, Buffer.from(data.buffer)]));
}

try {
  for (const rows of asked.length > 0 ? asked : [1000]) {
    npy('p.npy', [rows, CLASSES], () => random());
    const label = Array.from({ length: rows }, () => Math.floor(random() * CLASSES));
    npy('t.npy', [rows, CLASSES], (i) => Number(label[Math.floor(i / CLASSES)] === i % CLASSES));
    npy('w.npy', [rows], () => Math.floor(random() * 3));
    const audit = {
      framework: 'keras@2.2',
      loss: 'categorical_crossentropy',
      y_true: 't.npy',
      y_pred: 'p.npy',
      sample_weight: 'w.npy',
    };
    writeFileSync(join(folder, 'audit.json'), JSON.stringify(audit));
    const seconds = Number(process.env.LIMIT ?? (rows <= 1000 ? 3 : 30));
    const watched = `
      process.on('exit', () => process.stderr.write('maxRSS ' + process.resourceUsage().maxRSS + ' cpu ' + process.cpuUsage().user));
      process.argv.splice(1, 0, '${cli}');
      await import('${new URL('../bin/lossaudit.js', import.meta.url).href}');`;
    const flags = ['--reported', '1.234567', '--json', '--time-limit', String(seconds)];
    const started = performance.now();
    const run = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', watched, 'explain', join(folder, 'audit.json'), ...flags],
      { encoding: 'utf8' },
    );
    const took = (performance.now() - started) / 1000;
    const { tried, verdict } = JSON.parse(run.stdout);
    const [, memory, cpu] = /maxRSS (\d+) cpu (\d+)/.exec(run.stderr) ?? [];
    console.log(
      `${rows} x ${CLASSES}: ${verdict}; ${tried.hypotheses} tried, ${tried.pruned} pruned, ` +
        `${tried.not_tried} not tried in ${took.toFixed(1)} s (limit ${seconds}; ${(cpu / 1e6).toFixed(1)} s of ` +
        `one core), ${(memory / 1024).toFixed(0)} MB`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
