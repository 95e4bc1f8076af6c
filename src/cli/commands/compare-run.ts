import { compareAudit } from '../../compare/compare.js';
import { frameworksNamed } from '../../frameworks/load.js';
import { checkWritable } from '../../io/write.js';
import type { CompareReport } from '../../report/compare/model.js';
import { jsonText } from '../../report/json.js';
import { VERSION } from '../../version.js';
import type { CliIo } from '../io.js';
import { filesNamed, loadAudit } from '../load-audit.js';
import type { AuditFlags } from '../options.js';
import { deliver } from '../output.js';
import { withProgress } from '../progress.js';

interface CompareFlags extends AuditFlags {
  frameworks?: string[];
  all?: boolean;
  format: 'text' | 'json' | 'markdown';
  json?: boolean;
  output?: string;
}

/** @returns exit code 0: numbers that differ are what was asked for */
export async function runCompare(file: string | undefined, flags: CompareFlags, io: CliIo): Promise<number> {
  const { output } = flags;
  if (output) await checkWritable(output, filesNamed(file, flags));
  // A name that there is not is told before arrays are read.
  const frameworks = await frameworksNamed(flags.frameworks);
  const comparison = await withProgress(async (progress) => {
    progress.stage('reading', filesNamed(file, flags));
    const audit = await loadAudit(file, flags);
    progress.stage('frameworks');
    return compareAudit(audit, frameworks, { all: flags.all, version: VERSION, progress: progress.part });
  });
  const data = flags.json || flags.format === 'json';
  await deliver(await render(comparison, flags, io), data ? 'data' : 'text', output, io);
  return 0;
}

async function render(comparison: CompareReport, flags: CompareFlags, io: CliIo): Promise<string> {
  if (flags.json || flags.format === 'json') return `${jsonText(comparison)}\n`;
  if (flags.format === 'markdown')
    return (await import('../../report/compare/markdown.js')).compareMarkdown(comparison);
  const { compareText } = await import('../../report/compare/text.js');
  return [...compareText(comparison, { width: io.width, colour: io.colour && !flags.output })].join('');
}
