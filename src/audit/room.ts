/**
 * All arrays of an audit are in memory at once: that there is room for them is known before the first is
 * read.
 */
import type { JsonValue } from '../io/json.js';
import { fileBytes, fileNamed } from '../io/load.js';
import { requireMemory } from '../tensor/memory.js';
import type { ReadContext } from './read.js';
import type { ChosenOutput } from './read-outputs.js';

/** @throws LossauditError `out-of-memory` */
export async function requireRoom(
  chosen: readonly ChosenOutput[],
  { baseDir, flagOf }: ReadContext,
): Promise<void> {
  // Several arrays may stand in one file.
  const sizes = new Map<string, number>();
  for (const { sources } of chosen)
    for (const { key, spec } of sources.values()) {
      const file = fileNamed(spec as JsonValue);
      if (file === undefined) continue;
      const folder = flagOf?.(key) === undefined ? baseDir : '.';
      const bytes = await fileBytes(file, folder);
      if (bytes > 0) sizes.set(`${folder}/${file}`, bytes);
    }
  const all = [...sizes.values()].reduce((a, b) => a + b, 0);
  // One alone is judged when it is loaded, with a hint of its own.
  if (sizes.size > 1) requireMemory(all, undefined, sizes.size);
}
