/**
 * A file that no registry lists would be a loss, a format or a finding that nobody meets. What a registry
 * imports and does not list is an unused import, which the linter refuses.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const SRC = new URL('../src/', import.meta.url);
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((f) => f.replaceAll('\\', '/'))
  .filter((f) => f.endsWith('.ts'));

/**
 * Folder, the registry of its files (`$1` is the first group of the folder), and the files in it that are no
 * entries.
 */
const REGISTRIES: [folder: RegExp, registry: string, helpers: RegExp | undefined][] = [
  [/^frameworks\/[\w-]+\/index\.ts$/, 'frameworks/index.ts', undefined],
  [/^frameworks\/([\w-]+)\/losses\//, 'frameworks/$1/index.ts', undefined],
  [/^loops\//, 'loops/index.ts', /^loops\/(?:index|rule|progress|simulation|keras\/.*)\.ts$/],
  [
    /^findings\//,
    'findings/index.ts',
    /^findings\/(?:index|finding|context|needs|nothing-left|one-sample|stand-ins|views)\.ts$/,
  ],
  [/^facts\/kinds\//, 'facts/registry.ts', undefined],
  [/^logs\/formats\//, 'logs/index.ts', undefined],
  [/^io\/formats\//, 'io/detect.ts', undefined],
  [/^cli\/commands\//, 'cli/commands/index.ts', /(?:-run|\/index)\.ts$/],
];

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(new URL(file, SRC), 'utf8'), true, true);
  return importedFiles.map((i) => posix.join(posix.dirname(file), i.fileName).replace(/\.js$/, '.ts'));
}

describe.each(REGISTRIES)('%s', (folder, registry, helpers) => {
  const entries = files.filter((f) => folder.test(f) && !helpers?.test(f));

  test('holds something', () => expect(entries.length).toBeGreaterThan(0));

  test.each(entries)('%s is listed', (entry) => {
    const name = registry.replace('$1', folder.exec(entry)?.[1] ?? '');
    expect(importsOf(name)).toContain(entry);
  });
});
