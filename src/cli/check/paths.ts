/** Checks many files: keeps their order, spreads them over worker threads when asked. */
import { readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EngineName } from '../../engines/choose.js';
import { LossauditError } from '../../errors.js';
import { fileError } from '../../io/open.js';
import { oneLine } from '../../printable.js';
import type { AuditResult } from '../../report/check-model.js';
import { VERSION } from '../../version.js';
import type { CliIo } from '../io.js';
import { type CheckOptions, checkFile } from './file.js';
import { type FoundAudit, looksLikeAudit } from './find.js';

export interface CheckRun {
  readonly engine: EngineName;
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
): Promise<{ checked: AuditResult[]; skipped: number }> {
  // More than there are processors only take memory.
  const workers = Math.min(run.jobs, found.length, availableParallelism());
  const results = workers > 1 && !run.update ? await inWorkers(found, run, workers) : await inTurn(found, run, io);
  const checked = results.filter((r) => r !== undefined);
  return { checked, skipped: found.length - checked.length };
}

/** One after the other. Read synchronously: for small files that is a tenth of the time. */
export async function inTurn(
  found: readonly FoundAudit[],
  run: CheckRun,
  io?: CliIo,
): Promise<(AuditResult | undefined)[]> {
  const options: CheckOptions = {
    engine: run.engine,
    rtol: run.rtol,
    atol: run.atol,
    roots: run.root,
    version: VERSION,
  };
  const results: (AuditResult | undefined)[] = [];
  for (const audit of found) results.push(await one(audit, read(audit.path), options, run, io));
  return results;
}

function read(path: string): Uint8Array | LossauditError {
  try {
    // A link may lead to a device that never ends, or to a pipe that waits.
    if (!statSync(path).isFile())
      throw new LossauditError('file-unreadable', { file: path, reason: 'it is no regular file' });
    return readFileSync(path);
  } catch (error) {
    const known = fileError(error, path, '');
    if (known instanceof LossauditError) return known;
    throw error;
  }
}

async function one(
  audit: FoundAudit,
  bytes: Uint8Array | LossauditError,
  options: CheckOptions,
  run: CheckRun,
  io?: CliIo,
): Promise<AuditResult | undefined> {
  const { path } = audit;
  if (bytes instanceof LossauditError)
    return { file: path, name: '', status: 'error', comparisons: [], findings: [], ...bytes.toJSON() };
  if (audit.searched && !looksLikeAudit(bytes)) return undefined;
  const checked = await checkFile(bytes, path, dirname(path), options);
  if (run.update && checked.result.status === 'failed') {
    const { updateExpectations } = await import('./update.js');
    const changes = await updateExpectations(path, bytes, checked).catch((error: unknown) => {
      // One file that cannot be rewritten does not keep the others from it.
      if (error instanceof LossauditError) return error;
      throw error;
    });
    if (changes instanceof LossauditError) return { ...checked.result, status: 'error', ...changes.toJSON() };
    for (const change of changes.slice(0, CHANGES)) io?.err(`${oneLine(`${path}: ${change}`)}\n`);
    if (changes.length > CHANGES) io?.err(`${oneLine(path)}: and ${changes.length - CHANGES} more\n`);
    if (changes.length > 0) return (await checkFile(readFileSync(path), path, dirname(path), options)).result;
  }
  return checked.result;
}

function inWorkers(found: readonly FoundAudit[], run: CheckRun, workers: number): Promise<(AuditResult | undefined)[]> {
  // Interleaved, so that large files at one end of the list do not meet in one worker.
  const shares = Array.from({ length: workers }, (_, w) => found.map((_, i) => i).filter((i) => i % workers === w));
  const results = new Array<AuditResult | undefined>(found.length);
  const runs = shares.map(
    (share) =>
      new Promise<void>((done, failed) => {
        const worker = new Worker(new URL('./check-worker.js', import.meta.url), {
          workerData: { found: share.map((i) => found[i]), run: { ...run, jobs: 1 } },
        });
        worker.on('message', (part: (AuditResult | undefined)[]) => {
          share.forEach((i, k) => {
            results[i] = part[k];
          });
          done();
        });
        worker.on('error', failed);
      }),
  );
  return Promise.all(runs).then(() => results);
}
