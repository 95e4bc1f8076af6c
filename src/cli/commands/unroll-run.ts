import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { readChunks } from '../../io/input.js';
import { checkWritable } from '../../io/write.js';
import type { Feed } from '../../loops/rule.js';
import { epochBatches } from '../../replay/replay.js';
import type { Matches, UnrollReport } from '../../report/unroll/model.js';
import type { PlanOptions } from '../../unroll/averages/plan.js';
import { batchSizeOf, matchLines } from '../../unroll/match/match.js';
import type { LogCollector } from '../../unroll/series/collect.js';
import { unrollLog } from '../../unroll/unroll-log.js';
import { VERSION } from '../../version.js';
import type { CliIo } from '../io.js';
import { type ReplayInput, readReplay } from '../load-replay.js';
import { deliver } from '../output.js';
import { type WorkProgress, withProgress } from '../progress.js';

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
  await withProgress(async (progress) => {
    const report = await unrolled(file, flags, progress);
    progress.stage('writing');
    const pieces = await render(report, flags, io);
    // A bar would stand in the middle of what goes to the same screen.
    if (io.terminal && flags.output === undefined) progress.stop();
    await deliver(pieces, kindOf(flags, io), flags.output, io);
  });
  return 0;
}

async function unrolled(file: string, flags: UnrollFlags, progress: WorkProgress): Promise<UnrollReport> {
  const name = file === '-' ? 'standard input' : file;
  const arrays = flags.audit === undefined ? undefined : await readArrays(flags.audit, flags);
  progress.stage('reading');
  const chunks = boundedYoung(readChunks(file, { progress: progress.part }));
  const { report, collector } = await unrollLog(name, chunks, {
    ...flags,
    lossWeights: flags.lossWeight,
    audited: arrays && (await sizesOf(arrays)),
  });
  if (!arrays) return report;
  progress.stage('arrays');
  return { ...report, matches: await explainedMatches(arrays, await matchesOf(arrays, collector)) };
}

/**
 * Bytes of V8's young generation: a smaller one is swept too often, a larger one costs 50 MB and saves no
 * time.
 */
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

type Arrays = Pick<ReplayInput, 'source' | 'batchSize' | 'audit'>;

/** @param file an audit, or a file of losses */
async function readArrays(file: string, flags: UnrollFlags): Promise<Arrays> {
  // The framework of --framework is the log's; the audit has its own.
  return readReplay(file, { root: flags.root, batchSize: flags.batchSize, engine: 'tfjs' });
}

/** What the arrays say of the epoch's batches, of which all but the last are equal. */
async function sizesOf({ source, batchSize }: Arrays): Promise<PlanOptions['audited']> {
  if (!source.fixed) return { batchSize, samples: source.units };
  const rows = (await epochBatches(source, 1)).map((b) => b.rows);
  const [size = 0] = rows;
  const last = rows.at(-1) ?? size;
  const even = last <= size && rows.slice(0, -1).every((n) => n === size);
  return even ? { batchSize: size, samples: rows.reduce((a, b) => a + b, 0) } : undefined;
}

function matchesOf({ source, batchSize }: Arrays, collector: LogCollector): Promise<Matches> {
  return matchLines(collector, source, batchSize ?? batchSizeOf(collector, source.units) ?? source.units);
}

/** How long a loss that no rule gives may be explained: `lossaudit explain` takes longer. */
const EXPLAIN_MS = 3000;

/** The last loss that no averaging rule gives is explained by other arithmetic: one, which is told once. */
async function explainedMatches({ audit }: Arrays, matches: Matches): Promise<Matches> {
  const missed = matches.lines.findLast(
    (l) => l.metric === 'loss' && l.rules.length === 0 && l.step <= matches.batches,
  );
  if (!audit || !missed) return matches;
  const step = missed.step < matches.batches ? { step: missed.step } : {};
  // One batch is all rows.
  const conditions = matches.batches > 1 ? { batch_size: matches.batch_size, ...step } : {};
  const { explainAudit } = await import('../../explain/explain.js');
  const { explanationText } = await import('../../report/explain/words.js');
  const explanation = await explainAudit(audit, [{ text: String(missed.printed), of: 'loss', conditions }], {
    depth: 2,
    timeLimitMs: EXPLAIN_MS,
    version: VERSION,
  });
  return explanation.verdict === 'agrees'
    ? matches
    : { ...matches, explanation: explanationText(explanation) };
}

/**
 * JSON says nothing to a runner. A CSV file is as the log has its names; on a runner's own screen it is a
 * text like any other.
 */
function kindOf({ json, format, output }: UnrollFlags, io: CliIo): 'text' | 'data' {
  if (json || format === 'json') return 'data';
  return format === 'csv' && (output !== undefined || io.env.GITHUB_ACTIONS !== 'true') ? 'data' : 'text';
}

async function render(report: UnrollReport, flags: UnrollFlags, io: CliIo): Promise<Iterable<string>> {
  if (flags.json || flags.format === 'json')
    return (await import('../../report/unroll/json.js')).unrollJson(report, VERSION);
  if (flags.format === 'csv') return (await import('../../report/unroll/json.js')).unrollCsv(report);
  const { unrollText } = await import('../../report/unroll/text.js');
  return unrollText(report, {
    width: io.width,
    colour: io.colour && !flags.output,
    full: flags.full ?? false,
  });
}
