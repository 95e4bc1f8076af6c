/** What failed in an audit, as plain sentences for reporters of CI systems. */

import { plain } from '../comparison.js';
import { numberText } from '../layout/numbers.js';
import type { AuditResult } from './model.js';

export function failureTexts(audit: AuditResult): string[] {
  const texts = audit.comparisons
    .filter((c) => !c.passed)
    .map((c) => {
      const difference = c.difference === null ? '' : `, difference ${numberText(c.difference, 3)}`;
      const explanation = c.explanation ? ` ${c.explanation}` : '';
      return `${c.what}: expected ${plain(c.expected)}, got ${plain(c.actual)}${difference}.${explanation}`;
    });
  if (audit.first_departure) texts.push(`The first step that departs: ${audit.first_departure}.`);
  if (audit.error) texts.push(`${audit.error.message}. ${audit.error.hint}`);
  if (texts.length === 0) for (const f of audit.findings) texts.push(`${f.code}: ${f.message}`);
  return texts;
}
