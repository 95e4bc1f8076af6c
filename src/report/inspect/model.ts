/** The parts of what `inspect` tells, which schema.ts defines. Numbers may be infinite here. */
import type { InspectReport } from './schema.js';

export type { InspectReport };
export type InspectedArray = InspectReport['arrays'][number];
