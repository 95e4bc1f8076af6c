/** What the proof tests of `explain` share: one search for many questions about the same audit. */
import type { Audit } from '../../src/audit/audit.js';
import { AXES } from '../../src/explain/axes/index.js';
import { type Change, idOf } from '../../src/explain/axis.js';
import { plain } from '../../src/explain/case.js';
import { explainAudit } from '../../src/explain/explain.js';
import { Runs } from '../../src/explain/numbers.js';
import { type Hypothesis, search } from '../../src/explain/search.js';
import type { Explanation } from '../../src/report/explain/model.js';
import { writtenNumber } from '../../src/text/written-number.js';
import { auditOf } from './explain-corpus.js';

/** `LOSSAUDIT_PROOF=full` runs everything, which takes many minutes; else a seeded sample. */
export const FULL = process.env.LOSSAUDIT_PROOF === 'full';

const OPTIONS = { depth: 2, timeLimitMs: 120_000, version: 'test' };

export class Questions {
  private readonly runs = new Runs();

  private constructor(readonly audit: Audit) {}

  static async about(value: object): Promise<Questions> {
    return new Questions(await auditOf(value));
  }

  /** What the audit itself gives. */
  async own(): Promise<number> {
    return (await this.runs.value(plain(this.audit)))!;
  }

  ask(text: string, conditions: Readonly<Record<string, number>> = {}): Promise<Explanation> {
    return explainAudit(this.audit, [{ text, of: 'loss', conditions }], { ...OPTIONS, runs: this.runs });
  }

  /** Every hypothesis that has a number of its own, by the axes of its changes. */
  async hypotheses(): Promise<Map<string, Hypothesis[]>> {
    const own = await this.own();
    const { hypotheses } = await search(plain(this.audit), writtenNumber(String(own)), this.runs, OPTIONS);
    const byAxes = new Map<string, Hypothesis[]>();
    for (const h of hypotheses) {
      if (!Number.isFinite(h.value) || h.value === 0) continue;
      const key = h.changes.map((c) => this.axisOf(c)).join(' + ');
      byAxes.set(key, [...(byAxes.get(key) ?? []), h]);
    }
    return byAxes;
  }

  private readonly axes = new Map<string, string>();

  private axisOf({ what }: Change): string {
    if (this.axes.size === 0)
      for (const axis of AXES)
        for (const change of axis.changes(plain(this.audit), {}))
          if (!this.axes.has(change.what)) this.axes.set(change.what, axis.name);
    return this.axes.get(what) ?? what;
  }
}

/** Is it among the causes named, or among the other ways to say one? */
export function isNamed({ causes }: Explanation, changes: readonly Change[]): boolean {
  const wanted = inOrder(idOf(changes));
  return causes.some((c) => [c.id, ...c.same.map((s) => s.id)].some((id) => inOrder(id) === wanted));
}

/** Is a part of the changes a cause that is named? */
export function isPartNamed(answer: Explanation, changes: readonly Change[]): boolean {
  return changes.length > 1 && changes.some((c) => isNamed(answer, [c]));
}

function inOrder(id: string): string {
  return id.split(' + ').toSorted().join(' + ');
}

export const DIGITS = ['4', '6', 'all'] as const;

/** Whole numbers would stand for themselves alone: `1402` is written `1.402e+3`. */
export function written(value: number, digits: (typeof DIGITS)[number]): string {
  if (digits === 'all') return String(value);
  const text = value.toPrecision(Number(digits));
  return text.includes('.') ? text : value.toExponential(Number(digits) - 1);
}
