import type { Audit, Reported } from '../../audit/audit.js';
import { explainAudit, isAnswered } from '../../explain/explain.js';
import { loadFramework } from '../../frameworks/load.js';
import { checkWritable } from '../../io/write.js';
import type { Explanation } from '../../report/explain/model.js';
import { jsonText } from '../../report/json.js';
import { VERSION } from '../../version.js';
import type { CliIo } from '../io.js';
import { filesNamed, loadAudit } from '../load-audit.js';
import { type AuditFlags, usageError } from '../options.js';
import { deliver } from '../output.js';
import { withProgress } from '../progress.js';

interface ExplainFlags extends AuditFlags {
  depth: number;
  frameworks?: string[];
  timeLimit: number;
  format: 'text' | 'json' | 'markdown';
  json?: boolean;
  output?: string;
}

/** @returns exit code 0 where the number is what the audit gives, or is explained; else 1 */
export async function runExplain(file: string | undefined, flags: ExplainFlags, io: CliIo): Promise<number> {
  const { output, depth, frameworks, timeLimit } = flags;
  if (output) await checkWritable(output, filesNamed(file, flags));
  // A name that there is not is told before arrays are read.
  for (const name of frameworks ?? []) await loadFramework(name);
  const explanation = await withProgress(async (progress) => {
    progress.stage('reading', filesNamed(file, flags));
    const audit = await loadAudit(file, flags);
    const reported = reportedOf(audit);
    if (reported.length === 0)
      throw usageError(
        'There is no number to explain',
        'Say what somebody saw: --reported 0.2, or "reported" (or an expected loss) in the audit file.',
      );
    progress.stage('hypotheses');
    return explainAudit(audit, reported, {
      depth,
      ...(frameworks ? { frameworks } : {}),
      timeLimitMs: 1000 * timeLimit,
      version: VERSION,
      progress: progress.part,
    });
  });
  const data = flags.json || flags.format === 'json';
  await deliver(await render(explanation, flags, io), data ? 'data' : 'text', output, io);
  return isAnswered(explanation) ? 0 : 1;
}

/** What the audit says that somebody saw; else what it expects. */
function reportedOf({ reported, expect }: Audit): readonly Reported[] {
  if (reported.length > 0 || !expect) return reported;
  const seen = (text: string, of: string) => ({ text, of, conditions: {} });
  const outputs = Object.entries(expect.outputs).flatMap(([name, { loss }]) =>
    loss === undefined ? [] : [seen(String(loss), `outputs.${name}.loss`)],
  );
  return expect.lossText === undefined ? outputs : [seen(expect.lossText, 'loss'), ...outputs];
}

async function render(explanation: Explanation, flags: ExplainFlags, io: CliIo): Promise<string> {
  if (flags.json || flags.format === 'json') return `${jsonText(explanation)}\n`;
  if (flags.format === 'markdown')
    return (await import('../../report/explain/markdown.js')).explainMarkdown(explanation);
  const { explainText } = await import('../../report/explain/text.js');
  return [...explainText(explanation, { width: io.width, colour: io.colour && !flags.output })].join('');
}
