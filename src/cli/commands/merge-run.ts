import { AuditRun } from '../../audit/part.js';
import { looked } from '../../audit.js';
import { chooseEngines } from '../../engines/choose.js';
import { LossauditError } from '../../errors.js';
import { readInput } from '../../io/input.js';
import { checkWritable } from '../../io/write.js';
import { auditOfPart, mergedFacts, type PartFile, readPart } from '../../parts.js';
import { VERSION } from '../../version.js';
import type { CliIo } from '../io.js';
import { usageError } from '../options.js';
import { withProgress } from '../progress.js';
import { type ReportFlags, reported, wantedFindings } from '../reported.js';

interface NamedPart extends PartFile {
  readonly file: string;
}

/** @returns exit code 0, or 1 when an expectation failed or a finding is as severe as --fail-on */
export async function runMerge(files: readonly string[], flags: ReportFlags, io: CliIo): Promise<number> {
  const filter = wantedFindings(flags);
  if (flags.output) await checkWritable(flags.output, [...files]);
  const { audit, report } = await withProgress(async (progress) => {
    progress.stage('reading', files);
    const parts: NamedPart[] = [];
    for (const file of files) parts.push(await readNamed(file));
    const all = inOrder(parts);
    const audit = await auditOfPart(all[0]!);
    const engines = await chooseEngines('reference', audit.dtype, VERSION);
    const run = await AuditRun.of(audit, engines, { version: VERSION });
    progress.stage('merging');
    const [first, ...others] = all.map(({ file, state }) => inFile(file, () => run.read(state)));
    for (const state of others) first!.merge(state);
    run.finish(first!);
    if (!run.done)
      throw new LossauditError('not-by-rows', {
        reason: 'its values are so extreme that they are to be gone through again',
      });
    const facts = mergedFacts(audit, all);
    const how = { full: false, version: VERSION, stage: progress.stage };
    const find = { states: facts, mostAgain: 0 };
    return { audit, report: await looked(audit, await run.report(), how, filter, find) };
  });
  return reported(report, audit, flags, io);
}

async function readNamed(file: string): Promise<NamedPart> {
  const { bytes } = await readInput(file);
  return inFile(file, () => {
    let value: unknown;
    try {
      value = JSON.parse(Buffer.from(bytes).toString('utf8'));
    } catch (cause) {
      throw new LossauditError('bad-state', { problem: 'it is no JSON' }, { cause });
    }
    return { ...readPart(value), file };
  });
}

/** Errors of a part name its file. */
function inFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof LossauditError) || !error.is('bad-state')) throw error;
    throw new LossauditError('bad-state', error.data, { where: file, cause: error });
  }
}

/** @throws LossauditError `parts-differ`, `parts-rows` where they do not make one whole */
function inOrder(parts: readonly NamedPart[]): NamedPart[] {
  const [first] = parts;
  if (!first) throw usageError('No parts given', 'lossaudit merge part-*.json');
  for (const other of parts) {
    const differ = (what: string) =>
      new LossauditError('parts-differ', { first: first.file, other: other.file, what });
    if (other.tool.version !== first.tool.version)
      throw differ(`version ${other.tool.version} wrote it, the first one ${first.tool.version}`);
    if (other.total !== first.total) throw differ(`it is of ${other.total} rows, not of ${first.total}`);
    if (other.digest !== first.digest) throw differ('their audits differ');
  }
  if (first.tool.version !== VERSION) {
    const what = `version ${first.tool.version} wrote it, this is ${VERSION}`;
    throw new LossauditError('parts-differ', { first: 'this program', other: first.file, what });
  }
  const sorted = [...parts].sort((a, b) => a.rows[0] - b.rows[0]);
  const problem = (text: string) => new LossauditError('parts-rows', { problem: text });
  let [end, before] = [0, ''];
  for (const { file, rows } of sorted) {
    if (rows[0] > end) throw problem(`rows ${end} to ${rows[0] - 1} are in none of them`);
    if (rows[0] < end)
      throw problem(`rows ${rows[0]} to ${Math.min(end, rows[1]) - 1} are in ${before} and ${file}`);
    [end, before] = [rows[1], file];
  }
  if (end < first.total) throw problem(`rows ${end} to ${first.total - 1} are in none of them`);
  return sorted;
}
