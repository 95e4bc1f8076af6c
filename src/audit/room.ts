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
  const sizes: number[] = [];
  for (const { sources } of chosen)
    for (const { key, spec } of sources.values()) {
      const file = fileNamed(spec as JsonValue);
      const bytes =
        file === undefined ? 0 : await fileBytes(file, flagOf?.(key) === undefined ? baseDir : '.');
      if (bytes > 0) sizes.push(bytes);
    }
  const all = sizes.reduce((a, b) => a + b, 0);
  // One alone is judged when it is loaded, with a hint of its own.
  if (sizes.length > 1) requireMemory(all, undefined, sizes.length);
}
