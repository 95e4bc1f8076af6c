/** `check` as JUnit XML. */
import builder, { type Builder } from 'junit-report-builder';
import { failureTexts } from './failures.js';
import type { CheckReport } from './model.js';

export function checkJunit(report: CheckReport): string {
  // CommonJS whose types promise a nested default that Node does not see.
  const junit = (builder as unknown as Builder).newBuilder();
  const suite = junit.testSuite().name('lossaudit');
  for (const audit of report.audits) {
    const test = suite
      .testCase()
      .className('lossaudit')
      .name(audit.name || audit.file)
      .file(audit.file);
    const text = failureTexts(audit).join('\n');
    if (audit.status === 'failed') test.failure(text);
    if (audit.status === 'error') test.error(text);
  }
  return `${junit.build()}\n`;
}
