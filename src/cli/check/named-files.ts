/** The files that an audit names, read off its text before anything is loaded. */
import type { JsonValue } from '../../io/json.js';
import { isNdArray } from '../../tensor/ndarray.js';

export interface NamedFile {
  /** As it is written, without `#key`. */
  readonly file: string;
  /** It stands where arrays stand: a file is meant, not the name of a loss. */
  readonly sure: boolean;
}

/** Keys that hold an array, and those whose members do. */
const ARRAYS: ReadonlySet<string> = new Set([
  'y_true',
  'y_pred',
  'input',
  'target',
  'mask',
  'sample_weight',
  'class_weight',
  'per_sample',
]);
const GROUPS: ReadonlySet<string> = new Set(['inputs', 'steps']);

/** Every text of it may name a file: parameters do, and keys that are not known yet. */
export function* filesNamed(value: JsonValue, key = '', group = ''): Iterable<NamedFile> {
  if (typeof value === 'string') {
    if (key === 'file') yield { file: value, sure: true };
    else yield* namedBy(value, GROUPS.has(group) || ARRAYS.has(key));
  } else if (Array.isArray(value)) for (const one of value) yield* filesNamed(one);
  else if (typeof value === 'object' && value !== null && !isNdArray(value))
    // The keys of outputs are names of the user's.
    for (const [name, one] of Object.entries(value))
      yield* key === 'outputs' ? filesNamed(one) : filesNamed(one, name, key);
}

const WORDS: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);
/** No system takes longer paths. */
const LONGEST = 4096;

/** `batch.npz#y_true` is of batch.npz; a name may hold a `#`, too. */
function* namedBy(text: string, sure: boolean): Iterable<NamedFile> {
  if (text === '' || text.length > LONGEST || text.includes('\0') || WORDS.has(text)) return;
  const hash = text.lastIndexOf('#');
  yield { file: hash > 0 ? text.slice(0, hash) : text, sure };
  if (hash > 0) yield { file: text, sure: false };
}
