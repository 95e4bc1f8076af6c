import { auditEngines } from '../../audit/engines.js';
import { auditReport } from '../../audit.js';
import { checkWritable } from '../../io/write.js';
import { VERSION } from '../../version.js';
import type { CliIo } from '../io.js';
import { filesNamed, loadAuditOfAnySize, readGiven } from '../load-audit.js';
import type { EngineFlags } from '../options.js';
import { withProgress } from '../progress.js';
import { type ReportFlags, reported, wantedFindings } from '../reported.js';
import type { SaveFlags } from '../save.js';

type ComputeFlags = SaveFlags & EngineFlags & ReportFlags;

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
    };
    return { given, audit, report: await auditReport(audit, engines, how, filter) };
  });
  if (flags.save !== undefined) await saving?.saveAudit(flags.save, audit, given, flags, io);
  return reported(report, audit, flags, io);
}
