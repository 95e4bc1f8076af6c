/** `--save`: the audit that file and flags made, as a file that gives the same result. */
import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Audit } from '../audit/audit.js';
import { type Overlaid, overlaid } from '../audit/overlay.js';
import { MEANS } from '../audit/read-outputs.js';
import { type Slots, slotNamed } from '../frameworks/slots.js';
import { withFiles } from '../io/array-files.js';
import type { JsonValue } from '../io/json.js';
import { documentJson } from '../io/json-text.js';
import { contains } from '../io/roots.js';
import { checkWritable, requireAbsent, writeFileAtomically, writeNewFile } from '../io/write.js';
import { isNdArray } from '../tensor/ndarray.js';
import type { AnyArray } from '../tensor/stored.js';
import { oneLine } from '../text/printable.js';
import { shellWord } from '../text/shell.js';
import { overridesOf } from './flags/audit.js';
import type { CliIo } from './io.js';
import { filesNamed, type ReadFile } from './load-audit.js';
import { type AuditFlags, usageError } from './options.js';

export interface SaveFlags extends AuditFlags {
  save?: string;
  force?: boolean;
  output?: string;
}

/** Before anything is computed. @throws LossauditError for what cannot be written */
export async function requireSavable(flags: SaveFlags): Promise<void> {
  const { save, force, output } = flags;
  if (save === undefined) {
    if (force) throw usageError('--force belongs to --save', 'It lets --save replace a file.');
    return;
  }
  if (save === '-')
    throw usageError(
      '--save writes a file',
      'Standard output is for the result: name a file, --save audit.json.',
    );
  if (!force) await requireAbsent(save);
  // The audit's own file may be replaced by what flags made of it; arrays may not.
  await checkWritable(save, [output, ...filesNamed(undefined, flags)]);
}

/** @param given the file that was read, unless flags made the audit */
export async function saveAudit(
  save: string,
  audit: Audit<AnyArray>,
  given: ReadFile | undefined,
  flags: SaveFlags,
  io: CliIo,
): Promise<void> {
  const document = overlaid(given?.document, await overridesOf(flags), audit.file);
  const files = new FilesFrom(save, given?.baseDir ?? '.');
  const value = relocated(document, audit, files);
  await checkWritable(save, files.read);
  const text = [...documentJson(value, document.textAt), '\n'];
  if (flags.force) await writeFileAtomically(save, text);
  else await writeNewFile(save, text);
  const roots = files.outside();
  if (roots.length === 0) return;
  const options = roots.map((root) => `--root ${shellWord(root)}`).join(' ');
  const command = `lossaudit compute ${shellWord(save)} ${options}`;
  io.err(`lossaudit: ${oneLine(`${save} names files outside its folder: ${command}`)}\n`);
}

/** Names of files as the saved audit has them: relative to it. */
class FilesFrom {
  readonly #folder: string;
  /** Absolute. */
  readonly read: string[] = [];

  constructor(
    save: string,
    /** Of names in the file that was read. */
    private readonly baseDir: string,
  ) {
    this.#folder = dirname(resolve(save));
  }

  /** @param base the folder that the name is relative to */
  renamed(file: string, base = this.baseDir): string {
    const path = resolve(base, file);
    this.read.push(path);
    return relative(this.#folder, path).split(sep).join('/');
  }

  /** Of a file that is not read. */
  beside(file: string): string {
    return relative(this.#folder, resolve(this.baseDir, file)).split(sep).join('/');
  }

  /** Folders that an audit there may not read without being told. */
  outside(): string[] {
    const roots = [this.#folder, '.'].map(real);
    const out = this.read.map(real).filter((path) => !roots.some((root) => contains(root, path)));
    return [...new Set(out.map((path) => relative('.', dirname(path)).split(sep).join('/')))];
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

type Members = { [key: string]: JsonValue };

/** Keys of arrays, at the top or of an output. */
const ARRAYS = ['y_true', 'y_pred', 'input', 'target', 'mask', 'sample_weight'] as const;

function relocated(document: Overlaid, audit: Audit<AnyArray>, files: FilesFrom): JsonValue {
  const { value, flagOf } = document;
  const array = (spec: JsonValue, key: string) =>
    withFiles(spec, (file) => files.renamed(file, flagOf(key) === undefined ? undefined : '.'));
  const each = (members: JsonValue | undefined, of: (member: JsonValue, name: string) => JsonValue) =>
    isMembers(members)
      ? Object.fromEntries(Object.entries(members).map(([name, member]) => [name, of(member, name)]))
      : members;
  const output = (written: Members, prefix: string, name: string): Members => {
    const own = audit.outputs.find((o) => o.name === name);
    const loaded = own?.params ?? {};
    const spec = own && prefix === '' ? withoutOverridden(written, own.use.slots, flagOf) : written;
    const arrays = Object.fromEntries(
      ARRAYS.flatMap((key) => (spec[key] === undefined ? [] : [[key, array(spec[key], `${prefix}${key}`)]])),
    );
    const inputs = each(spec.inputs, (member, slot) => array(member, `${prefix}inputs.${slot}`));
    // Of a parameter only what was loaded as an array names a file.
    const params = each(spec.params, (member, param) =>
      isNdArray(loaded[param]) ? array(member, `${prefix}params.${param}`) : member,
    );
    return defined({ ...spec, ...arrays, inputs, params });
  };
  const expect = (spec: Members): Members =>
    defined({
      ...spec,
      per_sample: spec.per_sample === undefined ? undefined : array(spec.per_sample, 'expect.per_sample'),
      steps: each(spec.steps, (member, id) => array(member, `expect.steps.${id}`)),
      outputs: each(spec.outputs, (member, name) =>
        isMembers(member) && member.per_sample !== undefined
          ? { ...member, per_sample: array(member.per_sample, `expect.outputs.${name}.per_sample`) }
          : member,
      ),
    });
  return defined({
    ...output(value, '', 'output'),
    $schema: typeof value.$schema === 'string' ? schemaFrom(value.$schema, files) : undefined,
    outputs: each(value.outputs, (member, name) =>
      isMembers(member) ? output(member, `outputs.${name}.`, name) : member,
    ),
    expect: isMembers(value.expect) ? expect(value.expect) : undefined,
  });
}

/** Without what a flag is over under another name of the same array: `input` beside --y-pred. */
function withoutOverridden(spec: Members, slots: Slots, flagOf: Overlaid['flagOf']): Members {
  const inputs = isMembers(spec.inputs) ? Object.keys(spec.inputs) : [];
  const keys = [...ARRAYS.filter((key) => key in spec), ...inputs.map((name) => `inputs.${name}`)];
  const slotOf = (key: string) => {
    const name = key.replace(/^inputs\./, '');
    return slotNamed(slots, MEANS[name] ?? name) ?? slotNamed(slots, name);
  };
  const set = new Set(keys.filter((key) => flagOf(key) !== undefined).map(slotOf));
  const over = new Set(keys.filter((key) => flagOf(key) === undefined && set.has(slotOf(key))));
  const kept = (members: Members, prefix: string): Members =>
    Object.fromEntries(Object.entries(members).filter(([name]) => !over.has(`${prefix}${name}`)));
  return kept(isMembers(spec.inputs) ? { ...spec, inputs: kept(spec.inputs, 'inputs.') } : spec, '');
}

/** What editors read is a path, too, unless it is an address. */
function schemaFrom(schema: string, files: FilesFrom): string {
  const local = !/^[a-z][a-z\d+.-]*:/i.test(schema) && !isAbsolute(schema) && schema !== '';
  return local ? files.beside(schema) : schema;
}

function defined(members: { [key: string]: JsonValue | undefined }): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Members;
}

function isMembers(value: JsonValue | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNdArray(value);
}
