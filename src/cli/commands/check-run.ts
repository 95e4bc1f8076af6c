import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { checkReport } from '../../check.js';
import { requirePathFits } from '../../engines/choose.js';
import type { EngineName } from '../../engines/names.js';
import { LossauditError } from '../../errors.js';
import { checkWritable, writeError } from '../../io/write.js';
import type { CheckReport } from '../../report/check/model.js';
import { jsonText } from '../../report/json.js';
import { oneLine, printableReport } from '../../text/printable.js';
import { auditsOfChanged, withNamers } from '../check/changed.js';
import { type FoundAudit, findAudits } from '../check/find.js';
import { checkPaths } from '../check/paths.js';
import type { CliIo } from '../io.js';
import { usageError } from '../options.js';
import { deliver } from '../output.js';
import { withProgress } from '../progress.js';

interface CheckFlags {
  reporter?: string[];
  json?: boolean;
  engine: EngineName;
  enginePath?: string;
  rtol?: number;
  atol?: number;
  changed?: boolean;
  update?: boolean;
  force?: boolean;
  jobs: number;
  root?: string[];
}

type Render = (report: CheckReport, io: CliIo, toFile: boolean) => Promise<string>;

export const REPORTERS: Readonly<Record<string, Render>> = {
  text: async (r, io, toFile) =>
    (await import('../../report/check/text.js')).checkText(r, {
      width: io.width,
      colour: io.colour && !toFile,
    }),
  json: async (r) => `${jsonText(r)}\n`,
  junit: async (r) => (await import('../../report/check/junit.js')).checkJunit(r),
  github: async (r) => (await import('../../report/check/github.js')).checkGithub(r),
  tap: async (r) => (await import('../../report/check/tap.js')).checkTap(r),
};

/**
 * V8 optimizes a function after so many bytecodes. Hundreds of small audits run many functions a few hundred
 * times each: with the default, 67584, a third of the processor time goes into compiling them. Loops over
 * large arrays are there at once either way.
 */
const BYTECODES_BEFORE_OPTIMIZING = 1e6;

/** @returns 0 when all pass, 1 when one fails, 2 when one could not be audited */
export async function runCheck(paths: readonly string[], flags: CheckFlags, io: CliIo): Promise<number> {
  const asked = flags.json ? [...(flags.reporter ?? []), 'json'] : (flags.reporter ?? ['text']);
  const reporters = [...new Set(asked)].map(parseReporter);
  const toScreen = reporters.filter((r) => !r.file);
  if (toScreen.length > 1)
    throw new LossauditError('usage', {
      message: 'Several reporters write to standard output',
      hint: 'Send all but one into files: --reporter junit=out.xml.',
    });
  if ((flags.rtol === undefined) !== (flags.atol === undefined))
    throw new LossauditError('usage', {
      message: '--rtol and --atol go together',
      hint: 'Give both, as in --rtol 1e-6 --atol 0.',
    });
  requirePathFits(flags.engine, flags.enginePath);
  if (flags.update && io.env.CI === 'true' && !flags.force) throw new LossauditError('update-in-ci', {});
  setFlagsFromString(`--interrupt-budget=${BYTECODES_BEFORE_OPTIMIZING}`);
  // Before any work: a report that cannot be written is no surprise for the end.
  const { found, left } = await auditsOf(paths, flags);
  for (const link of left)
    io.err(`${oneLine(link)} leads to a folder elsewhere and is not followed: name it\n`);
  const files = reporters.flatMap(({ file }) => file ?? []);
  const inputs = found.map((audit) => audit.path);
  for (const [i, file] of files.entries()) await checkWritable(file, [...inputs, ...files.slice(0, i)]);
  const run = { ...flags, update: flags.update ?? false, root: flags.root ?? [] };
  const { checked, skipped } = await withProgress((progress) => {
    progress.stage('audits');
    // What --update tells stands on the same screen.
    return checkPaths(found, run, io, run.update ? {} : { progress: progress.part });
  });
  if (checked.length === 0 && !flags.changed)
    throw new LossauditError('no-audits', { paths: [...paths], skipped });
  const report = checkReport(checked);
  const shown = printableReport(report);
  for (const { name, file } of reporters) {
    const text = await REPORTERS[name]!(name === 'json' ? report : shown, io, Boolean(file));
    // What the github reporter prints is meant for the runner.
    await deliver(text, name === 'json' || name === 'github' ? 'data' : 'text', file, io);
    if (name === 'github' && io.env.GITHUB_STEP_SUMMARY)
      await appendSummary(shown, io.env.GITHUB_STEP_SUMMARY, io);
  }
  if (checked.some((a) => a.error?.code === 'bug')) return 3;
  return report.errors > 0 ? 2 : report.failed > 0 ? 1 : 0;
}

async function auditsOf(
  paths: readonly string[],
  { changed }: CheckFlags,
): Promise<{ found: FoundAudit[]; left: string[] }> {
  const quoted = changed ? paths.find((path) => /^".*"$/s.test(path) && !existsSync(path)) : undefined;
  if (quoted !== undefined)
    throw usageError(
      `${quoted} is a name as git quotes it`,
      'Ask git for names as they are: git diff --name-only -z | xargs -0 lossaudit check --changed --',
    );
  if (changed) return { found: auditsOfChanged(paths), left: [] };
  if (paths.length === 0)
    throw usageError("Missing required argument 'path'", 'Name audit files, folders or globs.');
  const { audits, left } = await findAudits(paths);
  return { found: withNamers(audits), left };
}

function parseReporter(text: string): { name: string; file?: string } {
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  const file = at < 0 ? undefined : text.slice(at + 1);
  if (!Object.hasOwn(REPORTERS, name) || file === '') {
    throw new LossauditError('usage', {
      message: `${text} is no reporter`,
      hint: `There are ${Object.keys(REPORTERS).join(', ')}; with a file: junit=out.xml.`,
    });
  }
  return { name, file };
}

/** GitHub's summary file is shared with the job's other steps. */
async function appendSummary(report: CheckReport, file: string, io: CliIo): Promise<void> {
  const { checkSummary } = await import('../../report/check/github.js');
  // It is an extra: that it cannot be written is no verdict on the audits.
  await appendFile(file, checkSummary(report)).catch((error: unknown) => {
    const known = writeError(error, file);
    if (!(known instanceof LossauditError)) throw error;
    io.err(`lossaudit: no step summary: ${known.message}\n`);
  });
}
