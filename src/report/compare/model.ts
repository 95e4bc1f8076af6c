/** The parts of a comparison, which schema.ts defines. Numbers may be NaN or infinite here. */
import type { CompareReport } from './schema.js';

export type { CompareReport };
export type Group = CompareReport['groups'][number];
export type Member = Group['members'][number];
export type Parts = NonNullable<Group['parts_at']>;
