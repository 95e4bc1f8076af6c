/** The parts of an explanation, which schema.ts defines. Numbers may be NaN or infinite here. */
import type { Explanation } from './schema.js';

export type { Explanation };
export type Cause = Explanation['causes'][number];
export type Change = Cause['changes'][number];
/** Where nothing gives the number, what comes near; of a cause, another way to say it. */
export type Hypothesis = Cause['same'][number];
export type ReportedNumber = Explanation['reported'][number];
export type ExplainedLedger = NonNullable<Explanation['ledger']>;
export type Verdict = Explanation['verdict'];
