import { LossauditError } from '../../errors.js';
import type { ArrayFile, FileRows } from '../../io/format.js';
import { withArrays } from '../../io/opened.js';
import type { InspectedArray, InspectReport } from '../../report/inspect/model.js';
import { jsonText } from '../../report/json.js';
import { type ArrayData, type NdArray, sizeOf } from '../../tensor/ndarray.js';
import { shortestFloat32 } from '../../tensor/shortest.js';
import { VERSION } from '../../version.js';
import type { CliIo } from '../io.js';
import { deliver } from '../output.js';
import { withProgress } from '../progress.js';

/** Bytes of values that are looked at together. */
const BLOCK = 2 ** 23;

interface InspectFlags {
  readonly format: 'text' | 'json';
  readonly json?: boolean;
}

/** What a file holds; an array that is not read is told, and the others are. @returns exit code 0 */
export async function runInspect(file: string, flags: InspectFlags, io: CliIo): Promise<number> {
  const report = await withProgress((progress) => {
    progress.stage('reading', [file]);
    return inspected(file, progress.part);
  });
  const asJson = flags.json || flags.format === 'json';
  if (asJson) await deliver(`${jsonText(report)}\n`, 'data', undefined, io);
  else {
    const { inspectText } = await import('../../report/inspect/text.js');
    await deliver(inspectText(report, io), 'text', undefined, io);
  }
  return 0;
}

async function inspected(file: string, progress: (part: number) => void): Promise<InspectReport> {
  // What the command line names is read wherever it lies.
  return withArrays(
    file,
    { key: '', baseDir: '.', roots: undefined },
    async ({ arrays: open, format, size }) => {
      const arrays: InspectedArray[] = [];
      for (const [i, key] of (open.keys ?? [null]).entries()) {
        progress(i / (open.keys?.length ?? 1));
        arrays.push(await inspectedArray(key, open));
      }
      const tool = { name: 'lossaudit', version: VERSION } as const;
      return { schema: 'lossaudit/inspect@1', tool, file, format: format.id, bytes: size, arrays };
    },
  );
}

async function inspectedArray(key: string | null, open: ArrayFile): Promise<InspectedArray> {
  try {
    const rows = await open.rows?.(key ?? '', undefined, { above: BLOCK });
    return {
      key,
      ...(await summary(rows && !rows.held ? rows : (rows?.held ?? (await open.read(key ?? ''))))),
    };
  } catch (error) {
    if (!(error instanceof LossauditError)) throw error;
    const { code, message, hint } = error;
    return { key, error: { code, message, hint } };
  }
}

/** Of an array that is not held one block of rows at a time. */
async function* blocksOf(array: NdArray | FileRows): AsyncGenerator<ArrayData> {
  if ('data' in array) return yield array.data;
  const [rows = 1, ...rest] = array.shape;
  const step = Math.max(1, Math.floor(BLOCK / (8 * sizeOf(rest) || 1)));
  try {
    for (let from = 0; from < rows; from += step) yield await array.read(from, Math.min(rows, from + step));
  } finally {
    array.end?.();
  }
}

async function summary(array: NdArray | FileRows) {
  const { shape, dtype } = array;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [nan, infinite] = [0, 0];
  for await (const data of blocksOf(array))
    for (let i = 0; i < data.length; i++) {
      const x = data[i]!;
      if (x - x === 0) {
        if (x < min) min = x;
        if (x > max) max = x;
      } else if (Number.isNaN(x)) nan++;
      else infinite++;
    }
  const shown = (x: number) => (dtype === 'float32' ? shortestFloat32(x) : x);
  const range = min <= max ? { min: shown(min), max: shown(max) } : { min: null, max: null };
  return { shape: [...shape], dtype, ...range, nan, infinite };
}
