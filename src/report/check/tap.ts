/** `check` as TAP 13. */

import { failureTexts } from './failures.js';
import type { CheckReport } from './model.js';

export function checkTap(report: CheckReport): string {
  const lines = ['TAP version 13', `1..${report.audits.length}`];
  report.audits.forEach((a, i) => {
    lines.push(`${a.status === 'passed' ? 'ok' : 'not ok'} ${i + 1} - ${a.file.replace(/[\\#]/g, '\\$&')}`);
    if (a.status === 'passed') return;
    lines.push('  ---', `  status: ${a.status}`, '  messages:');
    for (const text of failureTexts(a)) lines.push(`    - ${JSON.stringify(text)}`);
    lines.push('  ...');
  });
  return `${lines.join('\n')}\n`;
}
