/** Every command in README and docs is run; every link leads somewhere. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FRAMEWORKS } from '../src/index.js';
import { lossaudit, ROOT } from './cli/run-cli.js';
import { QUICK_STARTS, quickStartFolder } from './support/quick-starts.js';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((f) => f.endsWith('.md'))
    .map((f) => `docs/${f}`),
  ...readdirSync(join(ROOT, 'docs/frameworks')).map((f) => `docs/frameworks/${f}`),
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lossaudit-docs-'));
  for (const name of ['examples', 'fixtures'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
});

/** Where the commands of a page run: those of a framework beside what its quick start saves. */
function folderOf(page: string): string {
  const name = basename(page, '.md');
  return Object.hasOwn(QUICK_STARTS, name) ? quickStartFolder(name) : folder;
}

/** Lines of shell blocks; `# exit 1` says that a command ends with that code. */
function commands(page: string): { line: string; code: number }[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block]) => block.split('\n'))
    .filter((line) => line.startsWith('npx lossaudit '))
    .map((line) => ({ line: line.replace(/\s*#.*$/, ''), code: Number(/# exit (\d)/.exec(line)?.[1] ?? 0) }));
}

describe.each(pages)('%s', (page) => {
  const found = commands(page);
  if (found.length > 0) {
    test.each(found.map((c) => [c.line, c.code] as const))('%s', (line, code) => {
      const ran = lossaudit(words(line).slice(2), { cwd: folderOf(page) });
      expect(ran.err).toBe('');
      expect(ran.code).toBe(code);
      if (!line.includes(' --output ')) expect(ran.out).not.toBe('');
    });
  }

  test('links lead somewhere', () => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, to]) => to)
      .filter((to) => !to.startsWith('http'));
    expect(links.filter((to) => !existsSync(join(ROOT, dirname(page), to)))).toEqual([]);
  });
});

describe('each framework', () => {
  test.each(FRAMEWORKS.map((f) => f.name))(
    '%s has a page with a quick start that gives its number',
    (name) => {
      const page = `docs/frameworks/${name}.md`;
      const text = readFileSync(join(ROOT, page), 'utf8');
      const { files, loss } = QUICK_STARTS[name]!;
      // Five lines: what saves the arrays, and the command.
      const [, snippet = ''] = /```(?:python|js)\n([\s\S]*?)```/.exec(text) ?? [];
      expect(snippet.trimEnd().split('\n').length).toBeLessThanOrEqual(5);
      for (const file of Object.keys(files)) expect(snippet).toContain(file);
      const [first] = commands(page);
      const ran = lossaudit([...words(first!.line).slice(2), '--json'], { cwd: quickStartFolder(name) });
      expect(Math.abs(JSON.parse(ran.out).total - loss)).toBeLessThan(1e-6);
    },
  );

  test('no page is of another', () => {
    const names = readdirSync(join(ROOT, 'docs/frameworks')).map((f) => basename(f, '.md'));
    expect(names.sort()).toEqual(FRAMEWORKS.map((f) => f.name).sort());
  });
});

test('the README says the two commands', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(readme).toContain('npm ci\nnpx lossaudit compute fixtures/quickstart.json');
  expect(readme).toContain('npm test');
});

/** A shell's words, single quotes taken off. */
function words(line: string): string[] {
  return line.split(/\s+/).map((word) => word.replace(/^'(.*)'$/, '$1'));
}
