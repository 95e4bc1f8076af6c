/** The result of `check`, which schema.ts defines: one entry per audit. */
import type { CheckReport } from './schema.js';

export type { CheckReport };
export type AuditResult = CheckReport['audits'][number];
