/** Comparisons for tests: an audit in every framework, on the reference engine. */
import { readAudit } from '../../src/audit/read.js';
import { type CompareOptions, compareAudit } from '../../src/compare/compare.js';
import { FRAMEWORKS, findFramework } from '../../src/frameworks/index.js';
import type { CompareReport, Group } from '../../src/report/compare/model.js';

/** @param frameworks names of those to compare with; all if left out */
export async function comparison(
  file: object,
  options: Partial<CompareOptions> = {},
  frameworks?: readonly string[],
): Promise<CompareReport> {
  const bytes = Buffer.from(JSON.stringify(file));
  const audit = await readAudit(bytes, {}, { source: 'test', baseDir: '.', roots: [] });
  const asked = frameworks?.map((name) =>
    name.includes('@') ? findFramework(name) : findFramework(name).home,
  );
  return compareAudit(audit, asked ?? FRAMEWORKS, { version: 'test', ...options });
}

/** The group that a framework's version is in. */
export function groupOf({ groups }: CompareReport, framework: string, versions?: string): Group | undefined {
  return groups.find(({ members }) =>
    members.some(
      (m) => m.framework === framework && (versions === undefined || m.versions.includes(versions)),
    ),
  );
}
