/**
 * The proof corpus of `explain` (fixtures/explain, oracle/explain/README.md), and what is wrong with an
 * answer.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Audit } from '../../src/audit/audit.js';
import { readAudit } from '../../src/audit/read.js';
import type { Explanation } from '../../src/report/explain/model.js';

export interface CorpusNumber {
  readonly reported: string;
  readonly conditions?: Readonly<Record<string, number>>;
  readonly agrees?: true;
  readonly causes?: readonly (readonly string[])[];
  readonly verdicts?: readonly string[];
  readonly why: string;
}

export interface CorpusCase {
  readonly name: string;
  readonly audit: object;
  readonly numbers: readonly CorpusNumber[];
}

export const FOLDERS = ['reports', 'scenarios', 'users'] as const;

export function readCorpus(folder: (typeof FOLDERS)[number]): CorpusCase[] {
  const dir = new URL(`../../fixtures/explain/${folder}/`, import.meta.url);
  return readdirSync(dir)
    .toSorted()
    .map((file) => ({
      name: file.replace('.json', ''),
      ...(JSON.parse(readFileSync(new URL(file, dir), 'utf8')) as Omit<CorpusCase, 'name'>),
    }));
}

export function auditOf(value: object): Promise<Audit> {
  return readAudit(Buffer.from(JSON.stringify(value)), {}, { source: 'test', baseDir: '.', roots: [] });
}

export interface Judged {
  readonly kind: 'fine' | 'missed' | 'false cause' | 'refused';
  readonly said: string;
}

/** A cause that is not among the accepted ones is false, even beside right ones, where it stands alone. */
export function judged(number: CorpusNumber, answer: Explanation): Judged {
  const named = answer.causes.map((c) => c.id);
  const said = `${answer.verdict}${named.length > 0 ? `: ${named.slice(0, 3).join(' | ')}` : ''}`;
  const accepted = number.verdicts ?? (number.agrees ? ['agrees'] : ['explained', 'ambiguous']);
  const names = answer.verdict === 'explained' || answer.verdict === 'ambiguous';
  const found = answer.causes.some((c) =>
    [c.id, ...c.same.map((s) => s.id)].some((id) => isAccepted(number, id)),
  );
  if (names && !found) return { kind: 'false cause', said };
  if (!accepted.includes(answer.verdict)) return { kind: 'missed', said };
  if (answer.verdict === 'chance' && number.causes!.length > 0 && !found) return { kind: 'missed', said };
  return { kind: 'fine', said };
}

/** Every word of one set of causes is a change of this cause: `denominator`, `framework=keras`. */
function isAccepted({ causes = [] }: CorpusNumber, id: string): boolean {
  const changes = id.split(' + ').map((text) => {
    const at = text.indexOf('=');
    return { what: text.slice(0, at), to: text.slice(at + 1) };
  });
  const made = (word: string) => {
    const [what, to = ''] = word.split('=');
    return changes.some((c) => c.what === what && c.to.includes(to));
  };
  return causes.some((set) => set.every(made));
}
