// Bundles the command line into few files: loading some hundred small modules costs more than running them.
// tsc has written dist/ before; the bundle adds dist/lossaudit.js and its chunks beside it. tfjs stays outside:
// bundling it breaks its backend registry.
import { readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const dist = new URL('../dist/', import.meta.url).pathname;
for (const name of readdirSync(dist)) if (/^(chunk-.*|lossaudit|check-worker)\.js$/.test(name)) rmSync(dist + name);

await build({
  // Worker threads are started from a file of their own.
  entryPoints: { lossaudit: `${dist}cli/main.js`, 'check-worker': `${dist}cli/check/check-worker.js` },
  outdir: dist,
  chunkNames: 'chunk-[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['@tensorflow/*'],
  // commander is CommonJS and asks for Node's own modules with require.
  banner: {
    js: "import { createRequire as lossauditRequire } from 'node:module'; const require = lossauditRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
