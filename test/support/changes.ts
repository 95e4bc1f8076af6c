/** The changes of one axis to an audit given as an object, and the number that each gives. */
import type { Axis, Change } from '../../src/explain/axis.js';
import { plain } from '../../src/explain/case.js';
import { explainAudit } from '../../src/explain/explain.js';
import { Runs } from '../../src/explain/numbers.js';
import { appliedTo } from '../../src/explain/search.js';
import type { Explanation } from '../../src/report/explain/model.js';
import { auditOf } from './explain-corpus.js';

/** By `what=to`; undefined where a change is refused or has nothing to change. */
export async function numbersOf(axis: Axis, file: object): Promise<Map<string, number | undefined>> {
  const audit = await auditOf(file);
  const runs = new Runs();
  const numbers = new Map<string, number | undefined>();
  for (const change of axis.changes(plain(audit), {})) {
    const of = appliedTo(audit, [change]);
    numbers.set(idOf(change), of && (await runs.value(of)));
  }
  return numbers;
}

function idOf({ what, to }: Change): string {
  return `${what}=${to}`;
}

/** What is said of a reported number. */
export async function explanationOf(file: object, ...reported: string[]): Promise<Explanation> {
  return explainAudit(
    await auditOf(file),
    reported.map((text) => ({ text, of: 'loss', conditions: {} })),
    { depth: 2, timeLimitMs: 60_000, version: 'test' },
  );
}

/** The causes that are named, and others that no input tells apart from them. */
export async function causesOf(file: object, reported: string): Promise<string[]> {
  const { verdict, causes } = await explanationOf(file, reported);
  return verdict === 'explained' || verdict === 'ambiguous'
    ? causes.flatMap((c) => [c.id, ...c.same.map((s) => s.id)])
    : [];
}
