// npm run oracle -- FRAMEWORK [FOLDER]: makes the environments of a framework's generator in FOLDER
// (default oracle/.envs, or the variable LOSSAUDIT_ORACLE_ENVS), runs it under each version and
// writes fixtures/FRAMEWORK/random.json. The newest version gives every case; an older one those
// that it answers otherwise than the version after it, and a few of the rest.
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Names of the environments that setup.sh makes, the newest version first; none: the generator is a Node
 * script.
 */
const ENVIRONMENTS = {
  torch: ['2.15.0', '2.0.1'],
  sklearn: ['1.9.1', '1.8.0', '1.7.2', '1.6.1', '1.5.2', '1.4.2', '1.3.2', '1.2.2', '1.1.3'],
  optax: ['0.2.8', '0.2.6', '0.2.3', '0.1.4'],
  tf1: ['2.21.0', '2.15.1'],
  tfjs: [],
  boosting: ['all'],
  transformers: ['5.23.0'],
};
const SEED = '14';
/** Of an older version's cases every so many stay, whatever changed. */
const EVERY = 40;
/** Relative differences that the order of a sum explains. */
const SAME = { float64: 1e-9, float32: 2e-5, float16: 1e-2, bfloat16: 5e-2 };
const root = fileURLToPath(new URL('..', import.meta.url));

const [framework, folder = process.env.LOSSAUDIT_ORACLE_ENVS ?? join(root, 'oracle/.envs')] =
  process.argv.slice(2);
if (!Object.hasOwn(ENVIRONMENTS, framework ?? '')) {
  console.error(`usage: npm run oracle -- ${Object.keys(ENVIRONMENTS).join('|')} [FOLDER]`);
  process.exit(2);
}
const all = parts(framework, resolve(folder, framework));
const [newest, ...older] = all;
const cases = [...newest.cases, ...older.flatMap(({ cases }, i) => worthKeeping(cases, all[i].cases))];
const head = {
  about: `Random cases made by oracle/${framework}/generate with oracle/run.mjs; fields: fixtures/README.md`,
  seed: Number(SEED),
  versions: all.map(({ versions }) => versions),
};
const file = join(root, 'fixtures', framework, 'random.json');
mkdirSync(join(file, '..'), { recursive: true });
const opening = JSON.stringify(head).slice(0, -1);
// The lines are written as they came: parsing them would lose the sign of -0.
writeFileSync(`${file}.tmp`, `${opening},"cases":[\n${cases.map(({ line }) => line).join(',\n')}\n]}\n`);
renameSync(`${file}.tmp`, file);
console.log(
  `${cases.length} cases, of them ${cases.length - newest.cases.length} of older versions: fixtures/${framework}/random.json`,
);

/** The generator's output under each version. */
function parts(name, environments) {
  const here = join(root, 'oracle', name);
  if (!ENVIRONMENTS[name].length) return [run(process.execPath, join(here, 'generate.mjs'))];
  execFileSync('bash', [join(here, 'setup.sh'), environments], { stdio: 'inherit' });
  return ENVIRONMENTS[name].map((version) =>
    run(join(environments, version, 'bin/python'), join(here, 'generate.py')),
  );
}

function run(program, script) {
  // Sums of several threads and words of a set come in another order at every run.
  const env = {
    ...process.env,
    OMP_NUM_THREADS: '1',
    PYTHONHASHSEED: '0',
    CUDA_VISIBLE_DEVICES: '',
    JAX_PLATFORMS: 'cpu',
    TF_CPP_MIN_LOG_LEVEL: '3',
  };
  // jax compiles each operation for each shape: minutes, unless it finds the last run's.
  Object.assign(env, {
    JAX_COMPILATION_CACHE_DIR: join(resolve(folder), 'jax-cache'),
    JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS: '0',
    JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES: '-1',
  });
  const options = { encoding: 'utf8', env, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] };
  const [first, ...lines] = execFileSync(program, [script, SEED], options).trimEnd().split('\n');
  return { ...JSON.parse(first), cases: lines.map((line) => ({ line, case: JSON.parse(line) })) };
}

function worthKeeping(cases, newer) {
  const known = new Map(newer.map((c) => [keyOf(c.case), c.case]));
  return cases.filter((c, i) => i % EVERY === 0 || !agree(c.case, known.get(keyOf(c.case))));
}

/** The number of the spec and its loss: the end of an id. */
function keyOf({ id }) {
  return id.slice(id.search(/\d{4}-/));
}

function agree(a, b) {
  if (!b || (a.expected_error?.type ?? '') !== (b.expected_error?.type ?? '')) return false;
  if (a.expected_error) return true;
  const [x, y] = [a, b].map(({ expected }) => [expected].flat(Number.POSITIVE_INFINITY));
  return x.length === y.length && x.every((v, i) => near(v, y[i], SAME[a.dtype]));
}

function near(a, b, tolerance) {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b), 1e-3);
}
