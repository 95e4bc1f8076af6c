/** The files in a value that is an array, under other names. */
import type { JsonValue } from './json.js';
import { isRecord } from './json-value.js';
import { isFileName, splitKey } from './load.js';

/** @param rename a name as the file has it, to another */
export function withFiles(spec: JsonValue, rename: (file: string) => string): JsonValue {
  if (typeof spec === 'string') return isFileName(spec) ? named(spec, rename) : spec;
  if (!isRecord(spec) || 'values' in spec) return spec;
  if (typeof spec.file === 'string') return { ...spec, file: rename(spec.file) };
  // Parts of an array: {"start": …, "end": …}.
  return Object.fromEntries(Object.entries(spec).map(([part, value]) => [part, withFiles(value, rename)]));
}

function named(text: string, rename: (file: string) => string): JsonValue {
  const [file, key] = splitKey(text);
  const name = rename(file);
  if (key !== undefined) return `${name}#${key}`;
  // A # would end the name, and NaN is a number.
  return name.includes('#') || !isFileName(name) ? { file: name } : name;
}
