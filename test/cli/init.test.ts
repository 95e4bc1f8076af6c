/** `init` and `schema`: what is written computes at once, what is there stays, and Ctrl-C leaves nothing. */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { SCHEMAS } from '../../src/cli/init/schema-names.js';
import { lossaudit, ROOT } from './run-cli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lossaudit-init-'));
});

const run = (...args: string[]) => lossaudit(args, { cwd: folder });
const written = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));

describe('init', () => {
  test.each([[[]], [['--yes']]])('%j writes an example that computes at once', (flags) => {
    const ran = run('init', ...flags);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).toContain('Next: lossaudit compute audit.json\n');
    const computed = run('compute', 'audit.json', '--json');
    expect(computed.code).toBe(0);
    // (0.1² + 0.2² + 0.3² + 0.4²) / 4.
    expect(JSON.parse(computed.out).total).toBeCloseTo(0.075, 7);
    expect(JSON.parse(computed.out).findings).toEqual([]);
  });

  test('$schema names a file that is there, in which the audit is right', () => {
    mkdirSync(join(folder, 'audits'));
    run('init', 'audits/first.json');
    const audit = written('audits/first.json');
    expect(audit.$schema).toBe('./audit.schema.json');
    const schema = written('audits/audit.schema.json');
    expect(new Ajv2020({ strict: false }).validate(schema, audit)).toBe(true);
    // Folders of audits hold it, and it is none.
    expect(run('check', 'audits', '--reporter', 'json').out).not.toContain('schema.json');
  });

  test('$schema names that of the lossaudit which is installed for the folder', () => {
    mkdirSync(join(folder, 'node_modules'));
    mkdirSync(join(folder, 'audits/new'), { recursive: true });
    symlinkSync(ROOT, join(folder, 'node_modules/lossaudit'), 'junction');
    for (const file of ['audit.json', 'audits/new/a.json']) {
      expect(run('init', file).code).toBe(0);
      const { $schema } = written(file);
      expect($schema).toMatch(/^\.\.?\/(?:\.\.\/)?node_modules\//);
      expect(existsSync(resolve(dirname(join(folder, file)), $schema))).toBe(true);
    }
    expect(readdirSync(folder).sort()).toEqual(['audit.json', 'audits', 'node_modules']);
  });

  test('never overwrites: a file, a link that leads nowhere, a folder', () => {
    writeFileSync(join(folder, 'audit.json'), 'mine');
    symlinkSync('nowhere.json', join(folder, 'link.json'));
    mkdirSync(join(folder, 'folder'));
    for (const file of ['audit.json', 'link.json', 'folder']) {
      const ran = run('init', file);
      expect([ran.code, ran.out]).toEqual([2, '']);
      expect(ran.err).toContain(`${file} is there already`);
    }
    expect(readFileSync(join(folder, 'audit.json'), 'utf8')).toBe('mine');
    expect(readdirSync(folder).sort()).toEqual(['audit.json', 'folder', 'link.json']);
  });

  test.each([
    ['none/audit.json', 'its folder does not exist'],
    ['', 'init writes a file'],
    ['-', 'init writes a file'],
  ])('"%s" is refused', (file, message) => {
    const ran = run('init', file);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(message);
    expect(readdirSync(folder)).toEqual([]);
  });

  // The program makes a terminal for a command.
  const script = spawnSync('script', ['--version']).status === 0 && process.platform === 'linux';
  test.skipIf(!script).each([
    ['Ctrl-C', '\x03'],
    ['the end of its input', '\x04'],
  ])('%s at a question ends with 130 and leaves no file', async (_, key) => {
    const command = `'${process.execPath}' '${ROOT}bin/lossaudit.js' init`;
    const child = spawn('script', ['-qec', command, join(folder, 'typescript')], { cwd: folder });
    let shown = '';
    let told = false;
    child.stdout.on('data', (data) => {
      shown += data;
      if (!told && shown.includes('LightGBM')) {
        told = true;
        child.stdin.write(key);
      }
    });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(shown).toContain('Interrupted; nothing was written');
    expect(code).toBe(130);
    expect(readdirSync(folder)).toEqual(['typescript']);
  });
});

describe('schema', () => {
  test('has a name for every published file', () => {
    const files = readdirSync(join(ROOT, 'schema')).map((file) => file.replace('.schema.json', ''));
    expect([...SCHEMAS].sort()).toEqual(files.sort());
  });

  test.each(SCHEMAS)('%s is the published file', (name) => {
    const published = readFileSync(join(ROOT, `schema/${name}.schema.json`), 'utf8');
    expect(run('schema', name)).toEqual({ code: 0, out: published, err: '' });
  });

  test('is of the audit file by default', () => {
    expect(run('schema').out).toBe(run('schema', 'audit').out);
  });

  test.each([
    ['reprot', 'Did you mean report?'],
    ['../package', 'There are those of audit, losses, '],
  ])('%s is refused', (name, hint) => {
    const ran = run('schema', name);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain(hint);
  });
});
