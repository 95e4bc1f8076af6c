/** The result of `check` (formats.md): one entry per audit. */
import type { Comparison, FindingReport } from '../audit/model.js';

export interface AuditResult {
  file: string;
  name: string;
  status: 'passed' | 'failed' | 'error';
  comparisons: Comparison[];
  findings: FindingReport[];
  /** The first step whose expected values differ, in the order of the data's way. */
  first_departure?: string;
  error?: { code: string; message: string; where: string; hint: string };
  /** Line of `expect` in the file, for annotations. */
  line?: number;
}

export interface CheckReport {
  schema: 'lossaudit/check@1';
  passed: number;
  failed: number;
  errors: number;
  audits: AuditResult[];
}
