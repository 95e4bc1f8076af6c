/** Several numbers that lie above the audit's by the same amount: something that depends on no array. */
import type { Cause } from '../report/explain/model.js';
import { shortText } from '../text/sentence.js';
import { halfUnit, lastDigit, spacing } from '../text/written-number.js';
import type { AskedNumber } from './matches.js';

/** The audit's own numbers must differ by so many units of what is printed, or the amount proves nothing. */
const MOVED = 100;

/** @returns undefined where the numbers do not show it */
export function remainder(asked: readonly AskedNumber[]): Cause | undefined {
  if (asked.length < 2 || asked.some(({ own }) => own === undefined)) return undefined;
  const own = asked.map((a) => a.own as number);
  const rooms = asked.map(
    ({ written, start }) => written.half + 8 * spacing(written.value, start.audit.dtype),
  );
  const over = asked.map(({ written }, i) => written.value - own[i]!);
  // As near as the most exact of them tells it.
  const best = rooms.indexOf(Math.min(...rooms));
  const amount = over[best]!;
  const shared = over.every((x, i) => Math.abs(x - amount) <= rooms[i]! + rooms[best]!);
  const spread = Math.max(...own) - Math.min(...own);
  if (!shared || !(amount > 0) || spread < MOVED * Math.max(...rooms)) return undefined;
  const digits = Math.min(...asked.map(({ text }) => lastDigit(text)));
  const rounded = Math.round(amount / (2 * halfUnit(digits))) * 2 * halfUnit(digits);
  const text = shortText(Number.isFinite(rounded) && rounded > 0 ? rounded : amount);
  return {
    id: `regularization=+${text}`,
    changes: [{ what: 'regularization', from: 'none', to: `+ ${text}`, family: 'totals' }],
    sentence:
      `Every number is ${text} above these arrays' loss: a term that depends on no array here is added, ` +
      'as a regulariser is.',
    values: own.map((x) => x + amount),
    matches: asked.length,
    of: asked.length,
    patch: { regularization: amount },
    rank: 1,
    chance: 0,
    ledger: null,
    formula: null,
    same: [],
  };
}
