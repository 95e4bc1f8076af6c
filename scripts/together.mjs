// A plugin of esbuild, which makes a file of all modules that the same entries reach: dozens, of which each
// takes half a millisecond to load. Modules that are needed together become one file when all entries that
// may need one of them reach them all.
import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';

/** What the commands load of an audit. */
const COMPUTE = ['cli/commands/compute-run.js', 'findings/index.js', 'report/audit/text.js'];
const CHECK = ['cli/commands/check-run.js', 'report/check/text.js'];

/**
 * @param root folder of the package
 * @param inputs what esbuild says of the modules (`metafile.inputs`) when it is not told to do this
 */
export function together(root, inputs) {
  const imported = (kind, { imports }) => imports.filter((i) => i.kind === kind && i.path in inputs);
  const reachedFrom = (...starts) => {
    const files = new Set(starts);
    for (const file of files)
      for (const { path } of imported('import-statement', inputs[file])) files.add(path);
    return files;
  };
  const reached = (...names) => reachedFrom(...names.map((name) => `build/${name}`));
  const own = (file) => file.startsWith('build/');
  const lazy = Object.values(inputs).flatMap((input) => imported('dynamic-import', input).map((i) => i.path));
  const workers = ['build/cli/check/check-worker.js', 'build/cli/compute/compute-worker.js'];
  const entries = new Set([...lazy.filter(own), 'build/index.js', ...workers]);

  const main = reached('cli/main.js');
  const apart = (file) => own(file) && !file.startsWith('build/cli/') && !main.has(file);
  const compute = reached(...COMPUTE);
  const frameworks = [...entries].filter((file) => /^build\/frameworks\/[^/]+\/index\.js$/.test(file));
  const sets = [compute, ...frameworks.map((file) => reachedFrom(file))];
  const shared = [...new Set(sets.flatMap((files) => [...files]))].filter(
    (file) => sets.filter((files) => files.has(file)).length > 1,
  );
  const check = [...reached(...CHECK)].filter((file) => compute.has(file));
  // Every audit, whatever its command and framework; and one of which all is told.
  const core = new Set([...check, ...shared].filter(apart));
  const told = new Set([...compute].filter((file) => apart(file) && !core.has(file)));
  const groups = {
    core: { files: core, entries },
    told: {
      files: told,
      entries: new Set([...entries].filter((e) => [...reachedFrom(e)].some((file) => told.has(file)))),
    },
  };
  return {
    name: 'together',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^together:/ }, ({ path }) => ({ path, namespace: 'together' }));
      onLoad({ filter: /.*/, namespace: 'together' }, ({ path }) => ({
        contents: importsOf([...groups[path.slice('together:'.length)].files].map((file) => `./${file}`)),
        resolveDir: root,
      }));
      onLoad({ filter: /[\\/]build[\\/].*\.js$/ }, ({ path }) => {
        const file = relative(root, path).split(sep).join('/');
        const names = Object.keys(groups).filter((name) => groups[name].entries.has(file));
        if (names.length === 0) return undefined;
        return { contents: `${readFileSync(path, 'utf8')}\n${importsOf(names.map((n) => `together:${n}`))}` };
      });
    },
  };
}

function importsOf(names) {
  return names.map((name) => `import '${name}';\n`).join('');
}
