import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import type { Feed } from '../../frameworks/loop-rule.js';
import { readChunks } from '../../io/input.js';
import { checkWritable, writeFileAtomically } from '../../io/write.js';
import type { LogCollector } from '../../loop/collect.js';
import { batchSizeOf, matchLines } from '../../loop/match.js';
import type { PlanOptions } from '../../loop/plan.js';
import { epochBatches } from '../../loop/replay.js';
import { unrollLog } from '../../loop/unroll-log.js';
import type { Matches, UnrollReport } from '../../report/unroll-model.js';
import { VERSION } from '../../version.js';
import type { CliIo } from '../io.js';
import { type ReplayInput, readReplay } from '../load-replay.js';

interface UnrollFlags {
  format: 'text' | 'json' | 'csv';
  json?: boolean;
  output?: string;
  full?: boolean;
  framework?: string;
  feed?: Feed;
  average?: 'running' | 'double' | 'window' | 'value';
  batchSize?: number;
  samples?: number;
  lossWeight?: Record<string, number>;
  audit?: string;
  root?: string[];
}

/** @returns exit code 0 */
export async function runUnroll(file: string, flags: UnrollFlags, io: CliIo): Promise<number> {
  if (flags.output) await checkWritable(flags.output, [file, flags.audit]);
  const name = file === '-' ? 'standard input' : file;
  const arrays = flags.audit === undefined ? undefined : await readArrays(flags.audit, flags);
  const { report, collector } = await unrollLog(name, boundedYoung(readChunks(file)), {
    ...flags,
    lossWeights: flags.lossWeight,
    audited: arrays && sizesOf(arrays),
  });
  if (arrays) report.matches = matchesOf(arrays, collector);
  const pieces = await render(report, flags, io);
  if (flags.output) await writeFileAtomically(flags.output, pieces);
  else await io.outAll(pieces);
  return 0;
}

/** Bytes of V8's young generation: a smaller one is swept too often, a larger one costs 50 MB and saves no time. */
const YOUNG = 4e6;

/** Lines live for a moment only: once the young generation has grown to this size, it grows no more. */
async function* boundedYoung(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let bounded = false;
  for await (const chunk of chunks) {
    if (!bounded) {
      const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
      bounded = (young?.space_size ?? YOUNG) >= YOUNG;
      if (bounded) setFlagsFromString('--semi-space-growth-factor=1');
    }
    yield chunk;
  }
}

type Arrays = Pick<ReplayInput, 'source' | 'batchSize'>;

/** @param file an audit, or a file of losses */
async function readArrays(file: string, flags: UnrollFlags): Promise<Arrays> {
  // The framework of --framework is the log's; the audit has its own.
  return readReplay(file, { root: flags.root, batchSize: flags.batchSize, engine: 'tfjs' });
}

/** What the arrays say of the epoch's batches, of which all but the last are equal. */
function sizesOf({ source, batchSize }: Arrays): PlanOptions['audited'] {
  if (!source.fixed) return { batchSize, samples: source.units };
  const rows = epochBatches(source, 1).map((b) => b.rows);
  const [size] = rows;
  const last = rows.at(-1) ?? size;
  const even = last <= size && rows.slice(0, -1).every((n) => n === size);
  return even ? { batchSize: size, samples: rows.reduce((a, b) => a + b, 0) } : undefined;
}

function matchesOf({ source, batchSize }: Arrays, collector: LogCollector): Matches {
  return matchLines(collector, source, batchSize ?? batchSizeOf(collector, source.units) ?? source.units);
}

async function render(report: UnrollReport, flags: UnrollFlags, io: CliIo): Promise<Iterable<string>> {
  if (flags.json || flags.format === 'json')
    return (await import('../../report/unroll-json.js')).unrollJson(report, VERSION);
  if (flags.format === 'csv') return (await import('../../report/unroll-json.js')).unrollCsv(report);
  const { unrollText } = await import('../../report/unroll-text.js');
  return unrollText(report, { width: io.width, colour: io.colour && !flags.output, full: flags.full ?? false });
}
