/** What flags say over what the file says, as one document that knows which is which. */
import { LossauditError } from '../errors.js';
import type { JsonDocument, JsonValue } from '../io/json.js';
import type { Path } from '../io/position.js';
import { isNdArray } from '../tensor/ndarray.js';
import { joined } from '../text/sentence.js';
import type { AuditFile } from './schema.js';

/** Keys of an audit with one output. */
const OF_ONE_OUTPUT = [
  'loss',
  'params',
  'y_true',
  'y_pred',
  'inputs',
  'mask',
  'sample_weight',
  'class_weight',
] as const;
const OF_THE_AUDIT = [
  'framework',
  'backend',
  'mode',
  'activation',
  'batch_size',
  'dtype',
  'reported',
] as const;
/** Those whose members are set one by one. */
const GROUPS: ReadonlySet<string> = new Set(['params', 'inputs', 'expect']);

type Keys = (typeof OF_ONE_OUTPUT)[number] | (typeof OF_THE_AUDIT)[number];

/** Keys that flags set over the file, named as in the file; paths are relative to where we are. */
export interface Overrides extends Readonly<Partial<Pick<AuditFile, Keys>>> {
  /** `loss`, `per_sample`, `outputs.main.loss`, `steps.score`, …: what the file expects otherwise stays. */
  readonly expect?: Readonly<Record<string, unknown>>;
  /** Digits of expected numbers as they were written, by the same keys. */
  readonly written?: Readonly<Record<string, string>>;
  /** Over the tolerances of `expect`. */
  readonly tolerance?: { readonly rtol: number; readonly atol: number };
}

/** A file, flags, or a file with flags over it. */
export interface Overlaid extends JsonDocument {
  readonly value: { [key: string]: JsonValue };
  /** The flag that set it, if any. @param key as errors name it: `y_true`, `params.weight` */
  flagOf(key: string): string | undefined;
}

/**
 * @param document undefined when flags alone make the audit
 * @throws LossauditError where the file is no object, or a flag is of another kind of audit
 */
export function overlaid(document: JsonDocument | undefined, overrides: Overrides, source: string): Overlaid {
  const file = objectOf(document, source);
  const { tolerance: _, written = {}, ...given } = overrides;
  const value = copyOf(file);
  const flagged = new Set<string>();
  for (const [key, set] of Object.entries(given)) {
    if (set === undefined) continue;
    requireOneOutput(key, file.outputs, source);
    if (!GROUPS.has(key) || !isObject(set)) {
      value[key] = set;
      flagged.add(key);
      continue;
    }
    // What is no group in the file is for the schema to refuse.
    const before = value[key];
    const group = copyOf(isObject(before) ? before : {});
    if (before === undefined || isObject(before)) value[key] = group;
    for (const [name, member] of Object.entries(set)) {
      group[name] = member;
      flagged.add(`${key}.${name}`);
    }
    if (key === 'expect') oneTotal(group, set);
  }
  if (value.expect !== undefined) value.expect = undotted(value.expect);
  // Of a group's member, too: `y_true.start`.
  const isFlagged = (path: Path) =>
    flagged.size > 0 && path.some((_, i) => flagged.has(path.slice(0, i + 1).join('.')));
  return {
    value: value as Overlaid['value'],
    flagOf: (key) => (isFlagged(key.split('.')) ? flagNamed(key) : undefined),
    locate: (path) => (isFlagged(path) ? undefined : document?.locate(path)),
    textAt: (path) => (isFlagged(path) ? written[path.slice(1).join('.')] : document?.textAt(path)),
  };
}

/** Without a prototype, as the parser makes objects: no key is special. */
function copyOf(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.assign(Object.create(null), object);
}

function objectOf(document: JsonDocument | undefined, source: string): { [key: string]: JsonValue } {
  if (document === undefined) return {};
  if (isObject(document.value)) return document.value as { [key: string]: JsonValue };
  const data = { problem: 'an audit file holds one JSON object', path: '', near: [] };
  throw new LossauditError('bad-audit', data, { where: source });
}

/** @throws LossauditError `usage` where each output has its own */
function requireOneOutput(key: string, outputs: JsonValue | undefined, source: string): void {
  if (outputs === undefined || !OF_ONE_OUTPUT.some((own) => own === key)) return;
  const flag = key === 'params' ? '--param' : key === 'inputs' ? '--input' : flagNamed(key);
  const names = isObject(outputs) ? Object.keys(outputs).slice(0, 10) : [];
  const which = names.length > 0 ? ` (${joined(names, 'and')})` : '';
  throw new LossauditError('usage', {
    message: `${flag} is of an audit with one output, but ${source} has "outputs"${which}`,
    hint: `Set ${key} in the file, in the output that it is of: "outputs.${names[0] ?? 'main'}.${key}".`,
  });
}

/** The flag that sets it, as a user writes it. @param key as errors name what stands in a file */
function flagNamed(key: string): string {
  const [, group, name] = /^(params|inputs|expect)\.(.+)$/s.exec(key) ?? [];
  if (group === 'expect') return `--expect ${name}`;
  if (group !== undefined) return `${group === 'params' ? '--param' : '--input'} ${name}`;
  return `--${key.replaceAll('_', '-')}`;
}

/** `total` and `loss` are the same: the flag's is over the file's. */
function oneTotal(group: Record<string, unknown>, set: object): void {
  if ('loss' in set) delete group.total;
  if ('total' in set) delete group.loss;
}

/** `"outputs.main.loss": 1` in `expect` means the nested key. */
function undotted(expect: unknown): unknown {
  if (!isObject(expect)) return expect;
  if (Object.keys(expect).every((key) => /^\w+$/.test(key) && key !== '__proto__')) return expect;
  const nested: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(expect)) {
    if (key.includes('__proto__')) throw new LossauditError('json-refused-key', { key }, { where: 'expect' });
    const [, group, name = '', field] = /^(outputs|steps)\.(.+?)(?:\.(loss|per_sample))?$/.exec(key) ?? [];
    if (!group) {
      nested[key] = value;
      continue;
    }
    const members = { ...(nested[group] as Record<string, unknown> | undefined) };
    members[name] =
      group === 'steps' ? value : { ...(members[name] as object | undefined), [field ?? 'loss']: value };
    nested[group] = members;
  }
  return nested;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNdArray(value);
}
