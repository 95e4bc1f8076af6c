import { availableParallelism } from 'node:os';
import type { Audit } from '../../audit/audit.js';
import { auditEngines } from '../../audit/engines.js';
import { expectsArrays } from '../../audit/expect.js';
import { predictedValues, rowCount } from '../../audit/rows.js';
import type { RunOptions } from '../../audit/run.js';
import { auditReport } from '../../audit.js';
import type { Engines } from '../../engines/choose.js';
import { checkWritable } from '../../io/write.js';
import type { Report } from '../../report/audit/model.js';
import type { AnyArray } from '../../tensor/stored.js';
import { oneLine } from '../../text/printable.js';
import { VERSION } from '../../version.js';
import type { CliIo } from '../io.js';
import { filesNamed, loadAuditOfAnySize, readGiven } from '../load-audit.js';
import type { EngineFlags } from '../options.js';
import { withProgress } from '../progress.js';
import { type ReportFlags, reported, wantedFindings } from '../reported.js';
import type { SaveFlags } from '../save.js';

interface ComputeFlags extends SaveFlags, EngineFlags, ReportFlags {
  jobs?: number;
}

/** @returns exit code 0, or 1 when an expectation failed or a finding is as severe as --fail-on */
export async function runCompute(file: string | undefined, flags: ComputeFlags, io: CliIo): Promise<number> {
  const filter = wantedFindings(flags);
  const named = filesNamed(file, flags);
  if (flags.output) await checkWritable(flags.output, named);
  // Loaded where it is asked for.
  const saving = flags.save !== undefined || flags.force ? await import('../save.js') : undefined;
  await saving?.requireSavable(flags);
  const { given, audit, report } = await withProgress(async (progress) => {
    progress.stage('reading', named);
    const given = file === undefined ? undefined : await readGiven(file);
    const audit = await loadAuditOfAnySize(given, flags);
    const engines = await auditEngines(audit, flags.engine, VERSION, flags.enginePath);
    progress.stage('computing');
    const how = {
      full: flags.full ?? false,
      version: VERSION,
      progress: progress.part,
      stage: progress.stage,
      compute: await inThreads(file, flags, audit, engines, io),
    };
    return { given, audit, report: await auditReport(audit, engines, how, filter) };
  });
  if (flags.save !== undefined) await saving?.saveAudit(flags.save, audit, given, flags, io);
  return reported(report, audit, flags, io);
}

/** From so many predicted values on threads are worth their start. */
const MANY_VALUES = 2 ** 22;
/** More threads than that are used where they are asked for. */
const USUAL_JOBS = 4;

/** What computes in worker threads; none where one thread does as well, or has to. */
async function inThreads(
  file: string | undefined,
  flags: ComputeFlags,
  audit: Audit<AnyArray>,
  engines: Engines,
  io: CliIo,
): Promise<((options: RunOptions) => Promise<Report>) | undefined> {
  const jobs = flags.jobs ?? Math.min(availableParallelism(), USUAL_JOBS);
  // Standard input is read once.
  if (
    jobs < 2 ||
    predictedValues(audit) < MANY_VALUES ||
    file === '-' ||
    flags.full ||
    expectsArrays(audit.expect)
  )
    return;
  if (!engines.headline.run) return;
  const { AuditRun } = await import('../../audit/part.js');
  if (AuditRun.takenWhole(audit, engines).length > 0) return;
  const run = await AuditRun.of(audit, engines, { version: VERSION });
  const [{ reportByWorkers }, { partThread }] = await Promise.all([
    import('../compute/parts.js'),
    import('../compute/thread.js'),
  ]);
  const start = () => partThread({ file, flags, version: VERSION });
  const warn = (text: string) => io.err(`lossaudit: ${oneLine(text)}\n`);
  const all = { rows: rowCount(audit), border: audit.batchSize ?? 1 };
  return (options) => reportByWorkers(run, all, { jobs, start, warn }, options);
}
