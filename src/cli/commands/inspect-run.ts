import { LossauditError } from '../../errors.js';
import { withArrays } from '../../io/opened.js';
import type { InspectedArray, InspectReport } from '../../report/inspect/model.js';
import { jsonText } from '../../report/json.js';
import type { NdArray } from '../../tensor/ndarray.js';
import { shortestFloat32 } from '../../tensor/shortest.js';
import { VERSION } from '../../version.js';
import type { CliIo } from '../io.js';
import { deliver } from '../output.js';
import { withProgress } from '../progress.js';

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
        arrays.push(await inspectedArray(key, () => open.read(key ?? '')));
      }
      const tool = { name: 'lossaudit', version: VERSION } as const;
      return { schema: 'lossaudit/inspect@1', tool, file, format: format.id, bytes: size, arrays };
    },
  );
}

async function inspectedArray(key: string | null, read: () => Promise<NdArray>): Promise<InspectedArray> {
  try {
    return { key, ...summary(await read()) };
  } catch (error) {
    if (!(error instanceof LossauditError)) throw error;
    const { code, message, hint } = error;
    return { key, error: { code, message, hint } };
  }
}

function summary({ shape, dtype, data }: NdArray) {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [nan, infinite] = [0, 0];
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
