/**
 * The parts of the result of `replay`, which schema.ts defines: every number that a training loop makes of
 * its batches.
 */
import type { ReplayReport } from './schema.js';

export type { ReplayReport };
export type PartialBatch = NonNullable<ReplayReport['partial']>;
export type Accumulation = NonNullable<ReplayReport['accumulation']>;
export type WindowReport = Accumulation['windows'][number];
export type MicroReport = WindowReport['micro'][number];
export type NormalizedValues = WindowReport['values'];
export type TrainerResult = NonNullable<ReplayReport['trainer']>[number];
