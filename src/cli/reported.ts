/** A report as commands give it: printed, and told by the exit code. */
import type { Audit } from '../audit/audit.js';
import { LossauditError } from '../errors.js';
import { FINDINGS, type FindingFilter } from '../findings/index.js';
import type { Report } from '../report/audit/model.js';
import { reportJson } from '../report/json.js';
import type { AnyArray } from '../tensor/stored.js';
import { nearest } from '../text/suggest.js';
import type { CliIo } from './io.js';
import { deliver } from './output.js';

export interface ReportFlags {
  format: 'text' | 'json' | 'markdown';
  json?: boolean;
  output?: string;
  digits: number;
  full?: boolean;
  brief?: boolean;
  failOn: 'error' | 'warning' | 'note' | 'never';
  only?: string[];
  ignore?: string[];
}

/** @throws LossauditError `unknown-finding` */
export function wantedFindings({ only, ignore }: ReportFlags): FindingFilter {
  return { only: knownCodes(only), ignore: knownCodes(ignore) };
}

/** @returns exit code 0, or 1 when an expectation failed or a finding is as severe as --fail-on */
export async function reported(
  report: Report,
  audit: Audit<AnyArray>,
  flags: ReportFlags,
  io: CliIo,
): Promise<number> {
  const text = await render(report, flags, io);
  await deliver(text, flags.json || flags.format === 'json' ? 'data' : 'text', flags.output, io);
  return report.check?.passed === false || failsOn(report, flags, audit) ? 1 : 0;
}

async function render(report: Report, flags: ReportFlags, io: CliIo): Promise<string> {
  if (flags.json || flags.format === 'json') return reportJson(report);
  const { digits, full = false, brief = false, output } = flags;
  if (flags.format === 'markdown')
    return (await import('../report/audit/markdown.js')).reportMarkdown(report, digits, brief);
  const { reportText } = await import('../report/audit/text.js');
  const { width, height } = io;
  return reportText(report, { width, height, colour: io.colour && !output, digits, full, brief });
}

/** The gravest first. */
const SEVERITIES = ['error', 'warning', 'note'];

/** A finding that the file expects does not fail it. */
function failsOn(report: Report, flags: ReportFlags, audit: Audit<AnyArray>): boolean {
  if (flags.failOn === 'never') return false;
  const severities = SEVERITIES.slice(0, SEVERITIES.indexOf(flags.failOn) + 1);
  return report.findings.some(
    (f) => severities.includes(f.severity) && !audit.expect?.findings?.includes(f.code),
  );
}

function knownCodes(codes: readonly string[] | undefined): readonly string[] | undefined {
  const known = FINDINGS.map((f) => f.code);
  for (const code of codes ?? []) {
    if (!known.includes(code))
      throw new LossauditError('unknown-finding', { code, near: nearest(code, known) });
  }
  return codes;
}
