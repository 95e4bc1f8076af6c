/**
 * The architecture as one table: which room may import which, and where a package may be used. It is held
 * against every import of `src/`: static, dynamic, of types, and of files by URL.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/**
 * A room, the files in it (the first pattern that fits has a file), and the rooms it may import beside itself
 * and the floor.
 */
const ROOMS: readonly (readonly [room: string, files: RegExp, imports: string])[] = [
  ['floor', /^(?:errors|version)\.ts$|^(?:errors|text)\//, ''],
  ['tensor', /^tensor\//, ''],
  ['expr', /^expr\//, 'tensor'],
  ['schemas', /^report\/(?:\w+\/schema|number-schema)\.ts$|^engines\/status-schema\.ts$/, ''],
  ['engines', /^engines\//, 'tensor expr schemas'],
  ['setup', /^setup\//, 'engines io'],
  ['params', /^frameworks\/(?:param|slots)\.ts$/, 'tensor expr'],
  ['losses', /^frameworks\/[\w-]+\/losses\//, 'tensor expr losses-kit params'],
  [
    'losses-kit',
    /^frameworks\/(?:[\w-]+\/(?:define-loss|numbers|kit\/[\w-]+)|align|boosting|ctc|math|reduce|tf-losses|weighted)\.ts$/,
    'tensor expr params frameworks',
  ],
  ['loops', /^loops\//, ''],
  ['frameworks', /^frameworks\//, 'tensor expr params losses losses-kit loops'],
  ['io', /^io\//, 'tensor'],
  ['lines', /^logs\/lines\//, 'loops'],
  ['producers', /^logs\/producers\//, 'lines loops'],
  ['formats', /^logs\/formats\//, 'lines producers'],
  ['logs', /^logs\//, 'formats lines'],
  ['models', /^report\/(?:\w+\/model|explain\/words)\.ts$/, 'schemas'],
  ['layout', /^report\/layout\//, ''],
  ['report', /^report\//, 'models layout'],
  ['audit', /^audit\//, 'tensor expr engines frameworks params loops io models schemas'],
  ['compare', /^compare\//, 'audit tensor expr engines frameworks params loops models'],
  ['facts', /^facts\//, 'tensor engines'],
  ['explain', /^explain\//, 'facts compare audit tensor expr engines frameworks params loops batches models'],
  ['findings', /^findings\//, 'explain facts audit tensor expr engines frameworks models'],
  ['pipeline', /^audit\.ts$/, 'findings explain audit engines tensor models'],
  ['parts', /^parts\.ts$/, 'findings facts audit engines io tensor'],
  ['check', /^check\.ts$/, 'pipeline audit engines io tensor models'],
  ['catalogue', /^catalogue\//, 'explain audit tensor expr engines frameworks params models'],
  ['batches', /^batches\//, 'audit tensor engines frameworks loops models'],
  ['replay', /^replay\//, 'batches audit engines frameworks loops models'],
  ['unroll', /^unroll\//, 'replay batches audit tensor frameworks loops logs lines models'],
  ['library', /^index\.ts$/, '*'],
  ['cli', /^cli\//, '*'],
];

/** Where a package may be imported. What is not here may be used nowhere. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  zod: /(?:^|[/-])schema\.ts$/,
  chalk: /^report\/layout\/text\.ts$/,
  'fast-string-width': /^report\/layout\/width\.ts$/,
  '@tensorflow/tfjs-core': /^engines\/tfjs\//,
  '@tensorflow/tfjs-backend-cpu': /^engines\/tfjs\//,
  commander: /^cli\//,
  'cli-progress': /^cli\//,
  tinyglobby: /^cli\//,
  '@optique/core': /^cli\/(?:completion\/|commands\/completion-run\.ts$)/,
  '@inquirer/input': /^cli\/init\//,
  '@inquirer/search': /^cli\/init\//,
  '@inquirer/select': /^cli\/init\//,
  hyparquet: /^io\/(?:parquet|columns)\//,
  fzstd: /^io\/columns\//,
  'csv-parse': /^logs\/lines\/csv-cells\.ts$/,
  'csv-stringify': /^report\/unroll\//,
  'junit-report-builder': /^report\/check\/junit\.ts$/,
  'ml-matrix': /^unroll\/averages\/output-weights\.ts$/,
};

interface Import {
  readonly from: string;
  /** A file of `src/` or a package. */
  readonly to: string;
}

const SRC = new URL('../src/', import.meta.url);
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((f) => f.replaceAll('\\', '/'))
  .filter((f) => f.endsWith('.ts'));

function importsOf(file: string): Import[] {
  const text = readFileSync(new URL(file, SRC), 'utf8');
  const named = ts.preProcessFile(text, true, true).importedFiles.map((i) => i.fileName);
  // `new URL('./worker.js', import.meta.url)` starts a file without importing it.
  const started = [...text.matchAll(/new URL\(\s*'(\.[^']*\.js)'/g)].map((m) => m[1]);
  return [...named, ...started].map((name) => ({
    from: file,
    to: name.startsWith('.') ? posix.join(posix.dirname(file), name).replace(/\.js$/, '.ts') : name,
  }));
}

const imports = files.flatMap(importsOf);
const isFile = (to: string) => to.endsWith('.ts');
const roomOf = (file: string) => ROOMS.find(([, pattern]) => pattern.test(file))?.[0];
const packageOf = (name: string) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name;

/** Why an import breaks the table; undefined where it does not. */
function fault({ from, to }: Import): string | undefined {
  if (to.startsWith('node:')) return undefined;
  if (!isFile(to)) {
    const places = PACKAGES[packageOf(to)];
    return places?.test(from) ? undefined : `${from} imports the package ${to}`;
  }
  const [here, there] = [roomOf(from), roomOf(to)];
  if (here === there || there === 'floor') return undefined;
  const allowed = ROOMS.find(([room]) => room === here)?.[2].split(' ') ?? [];
  return allowed.includes('*') || allowed.includes(there ?? '')
    ? undefined
    : `${from} (${here}) imports ${to} (${there})`;
}

describe('the layers', () => {
  test('every file is in a room', () => {
    expect(files.filter((f) => roomOf(f) === undefined)).toEqual([]);
  });

  test('every room and package of the table is used', () => {
    const rooms = new Set(files.map(roomOf));
    expect(ROOMS.map(([room]) => room).filter((room) => !rooms.has(room))).toEqual([]);
    const used = new Set(imports.filter((i) => !isFile(i.to)).map((i) => packageOf(i.to)));
    expect(Object.keys(PACKAGES).filter((name) => !used.has(name))).toEqual([]);
  });

  test('every imported file exists', () => {
    const known = new Set(files);
    expect(imports.filter(({ to }) => isFile(to) && !known.has(to))).toEqual([]);
  });

  test('nothing is imported but what the table allows', () => {
    expect(imports.length).toBeGreaterThan(files.length);
    expect(imports.map(fault).filter((f) => f !== undefined)).toEqual([]);
  });

  // Eleven take longer to load than most audits to run.
  test.each(['compute', 'check', 'replay'])('%s loads the framework that is named alone', (command) => {
    const reached = new Set([`cli/commands/${command}-run.ts`]);
    for (const file of reached)
      if (file !== 'frameworks/load.ts')
        for (const { from, to } of imports) if (from === file && isFile(to)) reached.add(to);
    expect(reached).toContain('frameworks/load.ts');
    expect([...reached].filter((file) => /^frameworks\/(?:index\.ts$|.*\/)/.test(file))).toEqual([]);
  });

  // zod takes longer to load than most commands to run.
  test('schemas of results are imported for their types alone, but by each other', () => {
    const loading = (file: string) =>
      ts
        .createSourceFile(file, readFileSync(new URL(file, SRC), 'utf8'), ts.ScriptTarget.Latest)
        .statements.filter(ts.isImportDeclaration)
        .filter((i) => !i.importClause?.isTypeOnly && ts.isStringLiteral(i.moduleSpecifier))
        .map((i) =>
          posix
            .join(posix.dirname(file), (i.moduleSpecifier as ts.StringLiteral).text)
            .replace(/\.js$/, '.ts'),
        )
        .some((to) => roomOf(to) === 'schemas');
    // The audit file's schema loads zod in any case.
    expect(files.filter((f) => roomOf(f) !== 'schemas' && loading(f))).toEqual(['audit/schema.ts']);
    expect(files.filter((f) => roomOf(f) === 'schemas').some(loading)).toBe(true);
  });

  test.each([
    ['tensor/ndarray.ts', 'expr/node.ts'],
    ['report/audit/text.ts', 'audit/run.ts'],
    ['engines/tfjs/engine.ts', 'audit/audit.ts'],
    ['report/replay/schema.ts', 'logs/lines/line.ts'],
    ['frameworks/keras/losses/huber.ts', 'frameworks/keras/policy.ts'],
    ['audit/run.ts', 'report/audit/text.ts'],
    ['logs/read.ts', 'io/json.ts'],
    ['audit/run.ts', 'zod'],
    ['expr/node.ts', '@tensorflow/tfjs-core'],
    ['audit/run.ts', 'left-pad'],
  ])('%s may not import %s', (from, to) => {
    expect(fault({ from, to })).toBeDefined();
  });
});
