/**
 * Prose is read in columns: comments and sentences of code within 110, paragraphs and lists of the docs
 * within 100. Tables, code and links may be wider.
 */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('../', import.meta.url);
const CODE = 110;
const DOCS = 100;

const under = (folder: string, name: RegExp) =>
  readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .map((f) => `${folder}/${f.replaceAll('\\', '/')}`)
    .filter((f) => name.test(f) && !f.includes('node_modules'));
const text = (file: string) => readFileSync(new URL(file, ROOT), 'utf8');

/** Three words at least. */
const SENTENCE = /\S \S+ \S/;
const PROSE: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
]);

/** Lines (from 1) wider than they may be that hold a comment, or a part of a sentence. */
function wideLines(file: string): number[] {
  const source = ts.createSourceFile(file, text(file), ts.ScriptTarget.Latest, true);
  const lines = source.text.split('\n');
  const isWide = (line: number) => [...(lines[line] ?? '')].length > CODE;
  const wide = new Set<number>();
  lines.forEach((line, i) => {
    if (/^\s*(?:\/\/|\/?\*)|\s\/\/ /.test(line) && isWide(i)) wide.add(i + 1);
  });
  const visit = (node: ts.Node) => {
    if (PROSE.has(node.kind) && SENTENCE.test(node.getText())) {
      const last = source.getLineAndCharacterOfPosition(node.end).line;
      if (isWide(last)) wide.add(last + 1);
    }
    ts.forEachChild(node, visit);
  };
  if (file.startsWith('src/')) visit(source);
  return [...wide].sort((a, b) => a - b);
}

/** Pages of frameworks are generated from a mark on. */
function handWritten(page: string): string {
  return page.split('<!-- From here on: npm run generate -->')[0]!;
}

/** Lines of paragraphs and lists that are too wide, and could be broken: a link or a piece of code is not. */
function wideParagraphs(file: string): number[] {
  let fenced = false;
  return handWritten(text(file))
    .split('\n')
    .flatMap((line, i) => {
      if (/^\s*```/.test(line)) fenced = !fenced;
      const breakable = line.replace(/`[^`]*`|\[[^\]]*\]\([^)]*\)/g, (m) => 'x'.repeat(m.length));
      const first = /^\s*(?:[-*>] |\d+\. )?\s*/.exec(line)?.[0].length ?? 0;
      const broken = breakable.slice(first, DOCS + 1).includes(' ');
      return !fenced && !/^\s*\||^#/.test(line) && [...line].length > DOCS && broken ? [i + 1] : [];
    });
}

const CODE_FILES = ['src', 'test', 'bench', 'scripts', 'oracle'].flatMap((folder) =>
  under(folder, /\.(?:ts|mjs)$/),
);
const GENERATED = /^docs\/(?:findings|conformance)\.md$/;
const PAGES = [...under('docs', /\.md$/), 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

describe('prose', () => {
  test.each(CODE_FILES)('%s', (file) => {
    expect(wideLines(file).map((line) => `${file}:${line}`)).toEqual([]);
  });

  test.each(PAGES.filter((p) => !GENERATED.test(p)))('%s', (file) => {
    expect(wideParagraphs(file).map((line) => `${file}:${line}`)).toEqual([]);
  });
});
