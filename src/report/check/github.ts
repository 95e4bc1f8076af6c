/** `check` for GitHub Actions: an annotation per failure on the audit file's line, and a Markdown summary. */

import { markdownOf } from '../layout/markdown.js';
import { checkBrief } from './document.js';
import { failureTexts } from './failures.js';
import type { CheckReport } from './model.js';

/** Workflow commands, one a line. */
export function checkGithub(report: CheckReport): string {
  return report.audits
    .filter((a) => a.status !== 'passed')
    .map((a) => {
      const line = a.line === undefined ? '' : `,line=${a.line}`;
      const title = property(`lossaudit: ${a.name || a.file}`);
      return `::error file=${property(a.file)}${line},title=${title}::${data(failureTexts(a).join('\n'))}\n`;
    })
    .join('');
}

/** For $GITHUB_STEP_SUMMARY, a file that others write to, too: it ends with an empty line. */
export function checkSummary(report: CheckReport): string {
  return `${[...markdownOf(checkBrief(report))].join('')}\n`;
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
