/**
 * How much of a `check` explanations of failures may take: so many audits, each so long. What is left out
 * says how to ask for it.
 */
import { type ExplanationLimit, isMismatch } from '../../audit.js';
import type { AuditResult } from '../../report/check/model.js';

/** Failing audits that are explained. */
const MOST = 20;
const WITHIN_MS = 1000;

/** @param signalOf stops an explanation; by default after a second */
export function explanations(
  signalOf: (late: string) => AbortSignal = after,
): (file: string) => ExplanationLimit {
  let explained = 0;
  return (file) => () => {
    if (explained >= MOST) return { instead: leftOut(file) };
    explained++;
    return signalOf(`Not explained within ${WITHIN_MS / 1000} s: lossaudit explain ${file}`);
  };
}

function leftOut(file: string): string {
  return `Not explained, only the first ${MOST} are: lossaudit explain ${file}`;
}

function after(late: string): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(late), WITHIN_MS).unref();
  return controller.signal;
}

/** Worker threads explain up to so many each: here the first of all are kept, as without workers. */
export function onlyFirst(results: readonly AuditResult[]): AuditResult[] {
  let explained = 0;
  return results.map((result) => {
    if (!result.comparisons.some(isMismatch) || ++explained <= MOST) return result;
    const comparisons = result.comparisons.map((c) =>
      isMismatch(c) ? { ...c, explanation: leftOut(result.file) } : c,
    );
    return { ...result, comparisons };
  });
}
