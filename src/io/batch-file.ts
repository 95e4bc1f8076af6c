/** A file whose arrays are those of one audit, under the names that an audit has for them. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { byteSource } from './bytes.js';
import { detectFormat } from './detect.js';
import { HEAD_BYTES } from './format.js';
import type { JsonDocument } from './json-document.js';
import type { JsonValue } from './json-value.js';
import { withArrays } from './opened.js';

/** Keys of an audit that name arrays; the others of the file are further arrays of its loss. */
const OWN: ReadonlySet<string> = new Set(['y_true', 'y_pred', 'input', 'target', 'mask', 'sample_weight']);

interface BatchFile {
  readonly document: JsonDocument;
  readonly baseDir: string;
}

/**
 * The audit that such a file means, without framework and loss; undefined of a text, and of what is no file.
 * @throws LossauditError of a file that holds no arrays, or is damaged
 */
export async function batchFile(file: string): Promise<BatchFile | undefined> {
  if (file === '-' || (await isText(file))) return undefined;
  const [baseDir, name] = [path.dirname(path.resolve(file)), path.basename(file)];
  const keys = await withArrays(
    name,
    { key: '', baseDir, roots: [baseDir] },
    async ({ arrays: open }) => open.keys,
  );
  if (keys === undefined) return undefined;
  const value: { [key: string]: JsonValue } = {};
  const inputs: { [key: string]: JsonValue } = {};
  for (const key of keys) (OWN.has(key) ? value : inputs)[key] = { file: name, key };
  if (Object.keys(inputs).length > 0) value.inputs = inputs;
  return { document: { value, locate: () => undefined, textAt: () => undefined }, baseDir };
}

/** Whoever reads it as an audit says what is wrong with it otherwise. */
async function isText(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  try {
    const stats = await handle?.stat();
    if (!handle || !stats?.isFile()) return true;
    const head = new Uint8Array(Math.min(stats.size, HEAD_BYTES));
    await (await byteSource(handle, file)).read(head, 0);
    const format = detectFormat(head);
    return format.text !== undefined || !format.open;
  } finally {
    await handle?.close();
  }
}
