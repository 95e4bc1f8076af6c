// Makes dist/ of what tsc wrote into build/: the command line, its worker and the library in few files,
// because loading some hundred small modules costs more than running them; the types that the library's
// reach; the licences of what is bundled. tfjs stays outside: bundling it breaks its backend registry.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { plainTypes } from './plain-types.mjs';
import { swap } from './swap.mjs';
import { together } from './together.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const from = join(root, 'build');
const dist = join(root, 'dist');
// Made beside it and put into its place at the end: the command works while it is built.
const made = join(root, 'dist.new');
rmSync(made, { recursive: true, force: true });

const options = {
  entryPoints: {
    lossaudit: join(from, 'cli/main.js'),
    // Worker threads are started from a file of their own.
    'check-worker': join(from, 'cli/check/check-worker.js'),
    'compute-worker': join(from, 'cli/compute/compute-worker.js'),
    index: join(from, 'index.js'),
  },
  outdir: made,
  absWorkingDir: root,
  chunkNames: 'chunk-[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['@tensorflow/*'],
  metafile: true,
  // commander is CommonJS and asks for Node's own modules with require.
  banner: {
    js: "import { createRequire as lossauditRequire } from 'node:module'; const require = lossauditRequire(import.meta.url);",
  },
  logLevel: 'warning',
};
/** commander starts programs of others as its commands, which lossaudit has not: 2 ms to load for nothing. */
const withoutChildren = {
  name: 'without children',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /node_modules.commander/.test(importer) ? { path: 'none', namespace: 'children' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'children' }, () => ({ contents: 'module.exports = {};' }));
  },
};
const { inputs } = (await build({ ...options, write: false })).metafile;
const { metafile } = await build({ ...options, plugins: [together(root, inputs), withoutChildren] });
copyTypes('index.d.ts', new Set());
writeFileSync(join(made, 'THIRD-PARTY-LICENSES.txt'), licences(Object.keys(metafile.inputs)));
swap({
  made,
  dist,
  entries: Object.keys(options.entryPoints).map((name) => `${name}.js`),
  list: join(from, 'dist-files.json'),
  alone: process.argv.includes('--alone'),
});

/** A declaration file and those that it imports. */
function copyTypes(file, seen) {
  if (seen.has(file)) return;
  seen.add(file);
  mkdirSync(dirname(join(made, file)), { recursive: true });
  const declared = readFileSync(join(from, file), 'utf8');
  // A type of a package that is bundled would be missing where lossaudit is installed: those that schemas
  // infer are written out.
  const text = declared.includes("from 'zod'")
    ? plainTypes(join(root, 'src', file.replace('.d.ts', '.ts')))
    : declared;
  writeFileSync(join(made, file), text);
  for (const [, name] of text.matchAll(/(?:from |import\()['"]([^'"]+)['"]/g)) {
    if (!name.startsWith('.')) throw new Error(`${file} takes types from ${name}`);
    copyTypes(join(dirname(file), name.replace(/\.js$/, '.d.ts')), seen);
  }
}

/** Name, version and licence text of every package whose code is in the bundle. */
function licences(inputs) {
  const folders = new Set(
    inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? []),
  );
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((f) => /^(licen[cs]e|copying)/i.test(f));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(join(root, folder, file), 'utf8').trim() : ''}\n`;
  });
  return parts.join(`\n${'-'.repeat(80)}\n\n`);
}
