/** A worker thread of `compute --jobs`: it makes the audit itself, and computes the rows that it is asked. */
import { parentPort, workerData } from 'node:worker_threads';
import { auditEngines } from '../../audit/engines.js';
import { AuditRun, type AuditState } from '../../audit/part.js';
import { LossauditError } from '../../errors.js';
import { loadAuditOfAnySize } from '../load-audit.js';
import type { PartAnswer, PartTask } from './parts.js';
import type { ThreadData } from './thread.js';

const { file, flags, version } = workerData as ThreadData;

/** Each thread would hold an array of its own. */
const MOST_IN_MEMORY = 2 ** 20;

async function started(): Promise<AuditRun> {
  const audit = await loadAuditOfAnySize(file, flags, MOST_IN_MEMORY);
  return AuditRun.of(audit, await auditEngines(audit, 'reference', version), { version });
}

let run: Promise<AuditRun> | undefined;

async function answerTo({ from, to, earlier }: PartTask): Promise<PartAnswer> {
  let state: AuditState | undefined;
  try {
    run ??= started();
    const own = await run;
    for (const before of earlier) own.finish(own.read(before));
    state = await own.evaluateRows({ from, to });
    return { state: state.write() };
  } catch (error) {
    if (!(error instanceof LossauditError)) throw error;
    const { code, data, where } = error;
    // Errors of the headline run alone are told when a state is written.
    return { refused: { code, data, where, aside: state !== undefined } };
  }
}

parentPort?.on('message', async (task: PartTask) => parentPort?.postMessage(await answerTo(task)));
