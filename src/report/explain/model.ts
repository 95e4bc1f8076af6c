/** The parts of an explanation, which schema.ts defines. Numbers may be NaN or infinite here. */
import type { Explanation } from './schema.js';

export type { Explanation };
export type Cause = Explanation['causes'][number];

export type ReportedNumber = Explanation['reported'][number];
