// 1,000 small audits in one `check` against reading and parsing them, as whole processes: with lossaudit's
// own reader (schema, arrays), with bare JSON.parse, and with another lossaudit. The audits are Keras', which
// every lossaudit knows, or of all frameworks: node bench/check.mjs [rounds] [folder of the other one] [all]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COUNT = 1000;
const cli = fileURLToPath(new URL('../bin/lossaudit.js', import.meta.url));
const casesOf = (file) =>
  JSON.parse(readFileSync(new URL(`../fixtures/${file}.json`, import.meta.url), 'utf8')).cases;
const folder = mkdtempSync(join(tmpdir(), 'lossaudit-check-'));
const flags = process.argv.slice(2);
const mixed = flags.includes('all');
const [rounds = 5, other] = flags.filter((flag) => flag !== 'all');
const index = new URL('../dist/index.js', import.meta.url).href;
const own = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { readAudit } from '${index}';
  const folder = process.argv[1];
  for (const f of readdirSync(folder)) await readAudit(readFileSync(folder + '/' + f), {}, { source: f, baseDir: folder, roots: [] });`;
const parse = `
  const { readdirSync, readFileSync } = require('fs');
  for (const f of readdirSync(process.argv[1])) JSON.parse(readFileSync(process.argv[1] + '/' + f, 'utf8'));`;

/** Those that the first lossaudit had. */
const FIRST =
  /^(mean_(squared|absolute)_error|(binary|categorical|sparse_categorical)_crossentropy|huber|hinge|kl_divergence|cosine_similarity)$/;

function ofKeras() {
  return casesOf('keras/reference')
    .filter(
      (c) =>
        c.kind === 'loss' && typeof c.expected === 'number' && c.dtype === 'float32' && FIRST.test(c.loss),
    )
    .map(
      ({ id, version, backend, loss, params, y_true, y_pred, mask, sample_weight, reduction, expected }) => ({
        name: id,
        framework: `keras@${version}`,
        backend: ['torch', 'jax'].find((b) => backend.startsWith(b)),
        mode: 'eager',
        loss,
        params: reduction === 'weighted_masked_objective' ? params : { ...params, reduction },
        y_true,
        y_pred,
        mask,
        sample_weight,
        expect: { loss: expected },
      }),
    );
}

const FRAMEWORKS = {
  torch: 'torch',
  'scikit-learn': 'sklearn',
  optax: 'optax',
  'tf.compat.v1': 'tf1',
  'tfjs-core': 'tfjs',
  'tfjs-layers': 'tfjs-layers',
  transformers: 'huggingface',
  trl: 'trl',
  xgboost: 'xgboost',
  lightgbm: 'lightgbm',
};

/** Each framework's cases of finite numbers, in turn. */
function ofAll() {
  const files = ['torch', 'sklearn', 'optax', 'tf1', 'tfjs', 'transformers', 'boosting'];
  const usable = (c) =>
    Number.isFinite(c.expected) &&
    Math.abs(c.expected) > 1e-3 &&
    ['float32', 'float64'].includes(c.dtype) &&
    !c.dtypes &&
    !c.shapes &&
    Array.isArray(c.y_true);
  const audits = files
    .flatMap((f) => casesOf(`${f}/random`))
    .filter(usable)
    .map(auditOf);
  const byName = {};
  for (const audit of [...audits, ...ofKeras()]) {
    const [name] = audit.framework.split('@');
    byName[name] = [...(byName[name] ?? []), audit];
  }
  const groups = Object.values(byName);
  return groups[0].flatMap((_, i) => groups.map((g) => g[i % g.length]));
}

function auditOf({ id, library, version, loss, params, reduction, expected, ...c }) {
  const { y_true, y_pred, inputs, sample_weight, mask, mode, dtype } = c;
  const named = ['default', 'own'].includes(reduction) ? params : { reduction, ...params };
  return {
    name: id,
    framework: `${FRAMEWORKS[library]}@${version}`,
    loss,
    params: named,
    ...{ y_true, y_pred, inputs, sample_weight, mask, mode, dtype },
    expect: { loss: expected, rtol: 1e-4, atol: 1e-6 },
  };
}

/** Wall clock and processor time of a process, in milliseconds. */
function measured({ name, args, wall, cpu }) {
  const timed = ['-c', 'TIMEFORMAT="%R %U %S"; time "$@"', 'bash', process.execPath, ...args];
  const { status, stderr, stdout } = spawnSync('bash', timed, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0)
    throw new Error(`${name}: ${status} ${stderr} ${stdout.match(/(FAIL|ERROR).*/s)?.[0].slice(0, 600)}`);
  const [real, user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  wall.push(1000 * real);
  cpu.push(1000 * (user + system));
}

const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

try {
  const audits = mixed ? ofAll() : ofKeras();
  for (let i = 0; i < COUNT; i++)
    writeFileSync(join(folder, `${i}.json`), JSON.stringify(audits[i % audits.length]));
  const run = (name, ...args) => ({ name, args: [...args, folder], wall: [], cpu: [] });
  const runs = [
    run('JSON.parse', '-e', parse),
    run('own reader', '--input-type=module', '-e', own),
    run('lossaudit check', cli, 'check'),
    ...(other ? [run('the other', join(other, 'bin/lossaudit.js'), 'check')] : []),
  ];
  // In turn, so that all have the same neighbours on the machine.
  for (let i = 0; i < Number(rounds); i++) runs.forEach(measured);
  const check = runs[2];
  for (const what of ['wall', 'cpu']) {
    const ours = median(check[what]);
    const texts = runs.map((r) => {
      const time = median(r[what]);
      return `${r.name} ${time.toFixed(0)} ms${r === check ? '' : ` (×${(ours / time).toFixed(2)})`}`;
    });
    console.log(`${what}: ${texts.join(', ')}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
