/** Checks many files: keeps their order, spreads them over worker threads when asked. */
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { type CheckedFile, type CheckOptions, checkFile, expectsNothing, ownError } from '../../check.js';
import type { EngineName } from '../../engines/names.js';
import type { EvaluateOptions } from '../../engines/pace.js';
import type { LossauditError } from '../../errors.js';
import type { AuditResult } from '../../report/check/model.js';
import { oneLine } from '../../text/printable.js';
import { VERSION } from '../../version.js';
import type { CliIo } from '../io.js';
import { explanations, onlyFirst } from './explanations.js';
import type { FoundAudit } from './find.js';
import { readAuditFile } from './read.js';

export interface CheckRun {
  readonly engine: EngineName;
  readonly enginePath?: string;
  readonly rtol?: number;
  readonly atol?: number;
  readonly root: readonly string[];
  readonly update: boolean;
  readonly jobs: number;
}

/** Changes of a file that are told one by one. */
const CHANGES = 50;

/** Results in the order of the files; `skipped` are files of folders that are no audits. */
export async function checkPaths(
  found: readonly FoundAudit[],
  run: CheckRun,
  io: CliIo,
  { progress }: Pick<EvaluateOptions, 'progress'> = {},
): Promise<{ checked: AuditResult[]; skipped: number }> {
  // More than there are processors only take memory.
  const workers = Math.min(run.jobs, found.length, availableParallelism());
  let done = 0;
  const onResult = () => progress?.(++done / found.length);
  const results =
    workers > 1 && !run.update
      ? await inWorkers(found, run, workers, onResult)
      : await inTurn(found, run, io, onResult);
  const checked = results.filter((r) => r !== undefined);
  return { checked: onlyFirst(checked), skipped: found.length - checked.length };
}

/** One result of a worker thread. */
export interface WorkerResult {
  readonly index: number;
  readonly result: AuditResult | undefined;
}

/** One after the other. @param onResult hears of each as it is there */
export async function inTurn(
  found: readonly FoundAudit[],
  run: CheckRun,
  io?: CliIo,
  onResult?: (index: number, result: AuditResult | undefined) => void,
): Promise<(AuditResult | undefined)[]> {
  const options: CheckOptions = {
    engine: run.engine,
    enginePath: run.enginePath,
    rtol: run.rtol,
    atol: run.atol,
    roots: run.root,
    version: VERSION,
    limit: explanations(),
    first: run.update,
  };
  const results: (AuditResult | undefined)[] = [];
  for (const [i, audit] of found.entries()) {
    const result = await one(audit, options, run, io);
    results.push(result);
    onResult?.(i, result);
  }
  return results;
}

async function one(
  audit: FoundAudit,
  options: CheckOptions,
  run: CheckRun,
  io?: CliIo,
): Promise<AuditResult | undefined> {
  try {
    const bytes = readAuditFile(audit);
    if (bytes === undefined) return undefined;
    const checked = await checkFile(bytes, audit.path, dirname(audit.path), options);
    const { error } = checked.result;
    // A folder may hold any JSON.
    if (audit.searched && error?.code === 'no-audit') return undefined;
    const failed = checked.result.status === 'failed';
    return run.update && failed && (checked.report !== undefined || !expectsNothing(error))
      ? await updated(audit.path, bytes, checked, options, io)
      : checked.result;
  } catch (thrown) {
    return errorResult(audit.path, ownError(thrown));
  }
}

function errorResult(file: string, error: LossauditError): AuditResult {
  return { file, name: '', status: 'error', comparisons: [], findings: [], ...error.toJSON() };
}

/** Rewrites the numbers of a file, and checks what it holds then. */
async function updated(
  path: string,
  bytes: Uint8Array,
  checked: CheckedFile,
  options: CheckOptions,
  io?: CliIo,
): Promise<AuditResult> {
  const { updateExpectations } = await import('./update.js');
  const { document, report, result } = checked;
  try {
    const { changes, written } =
      expectsNothing(result.error) && document && report
        ? await (await import('./first-expect.js')).addFirstExpectation(path, bytes, document, report)
        : await updateExpectations(path, bytes, checked);
    for (const change of changes.slice(0, CHANGES)) io?.err(`${oneLine(`${path}: ${change}`)}\n`);
    if (changes.length > CHANGES) io?.err(`${oneLine(path)}: and ${changes.length - CHANGES} more\n`);
    return changes.length > 0
      ? (await checkFile(written, path, dirname(path), options)).result
      : checked.result;
  } catch (thrown) {
    // One file that cannot be rewritten does not keep the others from it.
    return { ...checked.result, status: 'error', ...ownError(thrown).toJSON() };
  }
}

async function inWorkers(
  found: readonly FoundAudit[],
  run: CheckRun,
  workers: number,
  onResult: () => void,
): Promise<(AuditResult | undefined)[]> {
  const results = new Array<AuditResult | undefined>(found.length);
  // Interleaved, so that large files at one end of the list do not meet in one worker.
  const shares = Array.from({ length: workers }, (_, w) =>
    found.map((_, i) => i).filter((i) => i % workers === w),
  );
  await Promise.all(
    shares.map(async (share) => {
      for (let rest = share; rest.length > 0; ) {
        const { done, error } = await inWorker(rest, found, run, results, onResult);
        // What the worker died of is the result of the file that it had; another one goes on behind it.
        if (done < rest.length) results[rest[done]!] = errorResult(found[rest[done]!]!.path, ownError(error));
        rest = rest.slice(done + 1);
      }
    }),
  );
  return results;
}

/** @returns how many of `share` have a result, and what ended the worker before its end */
async function inWorker(
  share: readonly number[],
  found: readonly FoundAudit[],
  run: CheckRun,
  results: (AuditResult | undefined)[],
  onResult: () => void,
): Promise<{ done: number; error?: unknown }> {
  const { Worker } = await import('node:worker_threads');
  return new Promise((resolve) => {
    let done = 0;
    let error: unknown;
    const worker = new Worker(new URL('./check-worker.js', import.meta.url), {
      workerData: { found: share.map((i) => found[i]), run: { ...run, jobs: 1 } },
    });
    worker.on('message', ({ index, result }: WorkerResult) => {
      results[share[index]!] = result;
      done = index + 1;
      onResult();
    });
    worker.on('error', (cause) => {
      error = cause;
    });
    worker.on('exit', () => resolve({ done, error }));
  });
}
