import { frameworkItems, lossEntry, lossItems, lossReport } from '../../catalogue/index.js';
import { FINDINGS } from '../../findings/index.js';
import { findFramework } from '../../frameworks/index.js';
import { jsonText } from '../../report/json.js';
import { VERSION } from '../../version.js';
import type { CliIo } from '../io.js';
import { usageError } from '../options.js';
import { deliver } from '../output.js';

interface ListFlags {
  readonly framework?: string;
  readonly format: 'text' | 'json' | 'markdown';
  readonly json?: boolean;
}

type What = 'losses' | 'frameworks' | 'checks';

/** A list, or one loss in detail. @returns exit code 0 */
export async function runList(
  what: What,
  name: string | undefined,
  flags: ListFlags,
  io: CliIo,
): Promise<number> {
  if (what !== 'losses' && (name !== undefined || flags.framework !== undefined))
    throw usageError(
      `list ${what} takes ${name === undefined ? 'no --framework' : 'no name'}`,
      'Only losses are listed by name and framework: list losses huber --framework torch.',
    );
  const format = flags.json ? 'json' : flags.format;
  if (format === 'markdown' && name === undefined)
    throw usageError('--format markdown is of one loss', 'Name it: list losses huber --format markdown.');
  const pieces = name === undefined ? listed(what, format, flags, io) : detail(name, format, flags, io);
  await deliver(await pieces, format === 'json' ? 'data' : 'text', undefined, io);
  return 0;
}

type Pieces = string | Iterable<string>;

async function listed(what: What, format: string, flags: ListFlags, io: CliIo): Promise<Pieces> {
  const items = { losses: () => lossItems(flags.framework), frameworks: frameworkItems, checks };
  const json = (of: unknown) => `${jsonText(of)}\n`;
  if (format === 'json') return json(items[what]());
  if (what === 'checks') return table(checks());
  const { frameworksText, lossesText } = await import('../../report/catalogue/text.js');
  const note = flags.framework === undefined ? undefined : findFramework(flags.framework).note;
  if (note !== undefined) io.err(`lossaudit: ${note}\n`);
  return what === 'losses' ? lossesText(items.losses(), io) : frameworksText(frameworkItems(), io);
}

async function detail(name: string, format: string, flags: ListFlags, io: CliIo): Promise<Pieces> {
  const { rules, entry } = await lossEntry(name, flags.framework);
  const report = await lossReport(rules, entry, VERSION);
  if (format === 'json') return `${jsonText(report)}\n`;
  if (format === 'markdown') {
    const { lossMarkdown } = await import('../../report/catalogue/markdown.js');
    return lossMarkdown(report);
  }
  const { lossText } = await import('../../report/catalogue/text.js');
  return lossText(report, io);
}

type Row = Readonly<Record<string, string>>;

function checks(): Row[] {
  return FINDINGS.map((f) => ({ code: f.code, severity: f.severity, symptom: f.symptom }));
}

function table(rows: readonly Row[]): string {
  const keys = Object.keys(rows[0] ?? {});
  const widths = keys.map((k) => Math.max(...rows.map((r) => r[k]!.length)));
  return rows
    .map(
      (r) => `${keys.map((k, i) => (i === keys.length - 1 ? r[k] : r[k]!.padEnd(widths[i]!))).join('  ')}\n`,
    )
    .join('');
}
