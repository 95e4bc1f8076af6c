/** The examples of docs/library.md: they compile under strict settings against the package, and run. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';
import { ROOT } from './cli/run-cli.js';

const page = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
const EXAMPLES = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'lossaudit-library-')));
  cpSync(join(ROOT, 'fixtures/quickstart.json'), join(folder, 'audit.json'));
  cpSync(join(ROOT, 'examples/train.log'), join(folder, 'train.log'));
  // What is packed, away from the tools that are installed here.
  const installed = join(folder, 'node_modules/lossaudit');
  mkdirSync(installed, { recursive: true });
  for (const part of ['dist', 'package.json'])
    cpSync(join(ROOT, part), join(installed, part), { recursive: true });
  cpSync(join(ROOT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'), {
    recursive: true,
  });
  cpSync(join(ROOT, 'node_modules/undici-types'), join(folder, 'node_modules/undici-types'), {
    recursive: true,
  });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  EXAMPLES.forEach((code, i) => {
    writeFileSync(join(folder, `example-${i}.ts`), code);
  });
});

/** What the compiler says of files of the folder. */
function problems(...files: string[]): string[] {
  const program = ts.createProgram(
    files.map((file) => join(folder, file)),
    {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      skipLibCheck: false,
      types: ['node'],
      typeRoots: [join(folder, 'node_modules/@types')],
      noEmit: true,
    },
  );
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}

test('they compile under strict settings', () => {
  expect(EXAMPLES.length).toBeGreaterThan(4);
  expect(problems(...EXAMPLES.map((_, i) => `example-${i}.ts`))).toEqual([]);
});

test('what is no array of numbers does not compile', () => {
  const call = (array: string) =>
    `import { readAudit } from 'lossaudit';\nawait readAudit({ loss: 'mse', y_true: ${array} });\n`;
  const wrong = ["['a', 'b']", 'new Date()', "{ data: 'x' }", '() => 1', "{ data: [1], dtype: 'int7' }"];
  const right = [
    '[[1], [2]]',
    'new Uint8Array(2)',
    '{ data: new Float32Array(2), shape: [2, 1] }',
    "'y.npy'",
    '[new Float32Array(2)]',
  ];
  wrong.forEach((array, i) => {
    writeFileSync(join(folder, `wrong-${i}.ts`), call(array));
  });
  right.forEach((array, i) => {
    writeFileSync(join(folder, `right-${i}.ts`), call(array));
  });
  expect(problems(...right.map((_, i) => `right-${i}.ts`))).toEqual([]);
  const found = problems(...wrong.map((_, i) => `wrong-${i}.ts`)).join('\n');
  for (const i of wrong.keys()) expect(found).toContain(`wrong-${i}.ts`);
});

test('they run as they stand', () => {
  // tfjs is installed beside lossaudit; the reference engine does without.
  const run = (code: string) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8' });
  const [audit, arrays, check, log, replay] = EXAMPLES.map(run);
  expect(audit).toContain('loss  0.2  =  0.4 / 2');
  // −log softmax of each row is ln(1 + e^−d), d = 1.5 and 1.4; torch divides by the weights of the targets.
  const [first, second] = [Math.log1p(Math.exp(-1.5)), Math.log1p(Math.exp(-1.4))];
  expect(Number(arrays)).toBeCloseTo((first + 0.5 * second) / 1.5, 6);
  expect(check).toContain('1 passed');
  // The issue's own numbers, and keras.md section D: the last line of Keras 3.12 is the epoch's mean.
  expect(log).toMatch(/^loss 2 5 -3\.6059\d* 0\.00007[5-9]\d*$/m);
  expect(log).toMatch(/^1\.108/m);
  expect(log).toContain('steps     printed   mean loss of these steps');
  expect(log).toMatch(/^keras-bar,/m);
  expect(replay).toContain("epoch's record");
});
