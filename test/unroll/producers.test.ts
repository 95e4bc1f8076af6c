/**
 * What is known of the programs that write logs stands with their formats: `unroll` asks for facts, never for
 * a format's name.
 */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { findFramework } from '../../src/frameworks/index.js';
import { LOG_FORMATS } from '../../src/logs/index.js';
import { CLUES } from '../../src/report/unroll/clues.js';

const SRC = new URL('../../src/', import.meta.url);
const files = ['unroll/', 'report/unroll/'].flatMap((room) =>
  readdirSync(new URL(room, SRC), { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.ts'))
    .map((f) => room + f),
);
const names = LOG_FORMATS.map((f) => f.name);

/**
 * Texts of a source that are the name of a format, or what names are asked to begin with; comparisons of a
 * format.
 */
function named(source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isStringLiteralLike(node) && (names.includes(node.text) || isStem(node))) found.push(node.text);
    if (ts.isBinaryExpression(node) && /^(?:===|!==)$/.test(node.operatorToken.getText()))
      if ([node.left, node.right].some((side) => /\.format$/.test(side.getText())))
        found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('a.ts', source, ts.ScriptTarget.Latest, true));
  return found;
}

/** `x.startsWith('keras')` */
function isStem({ text, parent }: ts.StringLiteralLike): boolean {
  const asks =
    ts.isCallExpression(parent) && /\.(?:startsWith|endsWith|includes)$/.test(parent.expression.getText());
  return asks && text.length > 2 && names.some((name) => name.startsWith(text) || name.endsWith(text));
}

describe('no room of unroll names a format', () => {
  test('in any of its files', () => {
    expect(files.length).toBeGreaterThan(20);
    const found = files.flatMap((f) =>
      named(readFileSync(new URL(f, SRC), 'utf8')).map((text) => `${f}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  test.each(['s.format === other', "s.form === 'tqdm'", "x.startsWith('keras')", "new Set(['hf-trainer'])"])(
    'the test sees %s',
    (source) => expect(named(source)).not.toEqual([]),
  );
});

const versions = [...new Set(LOG_FORMATS.flatMap((f) => f.producer?.versions ?? []))];

describe('versions of producers', () => {
  test('two producers have such', () => expect(versions).toHaveLength(2));

  test('every clue has words, and leaves some of the eras', () => {
    for (const { eras, clues, averaging = {} } of versions) {
      for (const clue of clues) {
        expect(CLUES).toHaveProperty(clue.traits[clue.traits.length - 1]);
        expect(clue.eras.length).toBeGreaterThan(0);
        expect(eras).toEqual(expect.arrayContaining([...clue.eras]));
      }
      for (const code of Object.keys(averaging)) expect(CLUES).toHaveProperty(code);
    }
  });

  test('every era has a version whose loop is known, of that era', () => {
    const known = versions.flatMap((v) => v.eras.map((era) => [era, v.frameworks?.([era])[0]]));
    for (const [, framework] of known.filter(([, f]) => f !== undefined))
      expect(findFramework(framework).loop('total', {}).bar).toBeDefined();
  });
});
