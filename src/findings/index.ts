/** The registry of findings: one line each. A test proves that no file is missing. */
import type { Audit } from '../audit/audit.js';
import { isHeld } from '../audit/rows.js';
import { type EvaluateOptions, requireGoing } from '../engines/pace.js';
import type { Request } from '../facts/fact.js';
import { statsFor } from '../facts/pass.js';
import type { FindingReport, Report } from '../report/audit/model.js';
import type { AnyArray } from '../tensor/stored.js';
import { allMasked } from './all-masked.js';
import { broadcast } from './broadcast.js';
import { chanceLevel } from './chance-level.js';
import { classWeightWithoutEffect } from './class-weight-without-effect.js';
import { classWeightsDivide } from './class-weights-divide.js';
import { clipReached } from './clip-reached.js';
import { coarseGrid } from './coarse-grid.js';
import { CheckContext, type FindOptions, requestsOf, viewsOf } from './context.js';
import { defaultFramework } from './default-framework.js';
import { dominantSample } from './dominant-sample.js';
import type { Finding } from './finding.js';
import { itemsNotTokens } from './items-not-tokens.js';
import { labelsShifted } from './labels-shifted.js';
import { logSoftmaxAdded } from './log-softmax-added.js';
import { lostLogitsFinding } from './lost-logits.js';
import { maskNotUsed } from './mask-not-used.js';
import { nameOfAnotherVersion } from './name-of-another-version.js';
import type { Needs } from './needs.js';
import { negativeWeights } from './negative-weights.js';
import { noRows } from './no-rows.js';
import { nonFinite } from './non-finite.js';
import { outputWithoutLoss } from './output-without-loss.js';
import { partialBatch } from './partial-batch.js';
import { precision } from './precision.js';
import { predictionsNotLogProbabilities } from './predictions-not-log-probabilities.js';
import { predictionsNotProbabilities } from './predictions-not-probabilities.js';
import { probabilitiesAsLogits } from './probabilities-as-logits.js';
import { reductionFactor } from './reduction-factor.js';
import { reported } from './reported.js';
import { reportedRounding } from './reported-rounding.js';
import { rowMeanForgotten } from './row-mean-forgotten.js';
import { rowsNotNormalized } from './rows-not-normalized.js';
import { smoothedEmptyRows } from './smoothed-empty-rows.js';
import { smoothingAxis } from './smoothing-axis.js';
import { smoothingFloor } from './smoothing-floor.js';
import { withStandIns } from './stand-ins.js';
import { swappedArrays } from './swapped-arrays.js';
import { targetsOutOfRange } from './targets-out-of-range.js';
import { unitAxisOfFit } from './unit-axis-of-fit.js';
import { unsignedDifference } from './unsigned-difference.js';
import { weightsAllZero } from './weights-all-zero.js';
import { weightsCancel } from './weights-cancel.js';
import { weightsCountedOnce } from './weights-counted-once.js';
import { weightsOfOneScore } from './weights-of-one-score.js';
import { weightsOverTimesteps } from './weights-over-timesteps.js';
import { zeroTargets } from './zero-targets.js';
import { zeroWeightsChangeDenominator } from './zero-weights-change-denominator.js';

export const FINDINGS: readonly Finding[] = [
  reported,
  nonFinite,
  noRows,
  outputWithoutLoss,
  allMasked,
  weightsAllZero,
  weightsOverTimesteps,
  targetsOutOfRange,
  zeroTargets,
  swappedArrays,
  labelsShifted,
  predictionsNotProbabilities,
  predictionsNotLogProbabilities,
  logSoftmaxAdded,
  probabilitiesAsLogits,
  rowsNotNormalized,
  maskNotUsed,
  broadcast,
  zeroWeightsChangeDenominator,
  negativeWeights,
  weightsCancel,
  weightsCountedOnce,
  weightsOfOneScore,
  classWeightWithoutEffect,
  classWeightsDivide,
  itemsNotTokens,
  rowMeanForgotten,
  smoothedEmptyRows,
  clipReached,
  lostLogitsFinding,
  unitAxisOfFit,
  unsignedDifference,
  defaultFramework,
  nameOfAnotherVersion,
  partialBatch,
  dominantSample,
  chanceLevel,
  smoothingFloor,
  smoothingAxis,
  reductionFactor,
  precision,
  coarseGrid,
  reportedRounding,
];

/** Which findings to look for: all, only these codes, or all but those. */
export interface FindingFilter {
  readonly only?: readonly string[];
  readonly ignore?: readonly string[];
}

export function isWanted(code: string, { only, ignore }: FindingFilter = {}): boolean {
  return (!only || only.includes(code)) && !ignore?.includes(code);
}

export interface Found {
  /** Errors first. */
  readonly findings: FindingReport[];
  /** Those of large arrays that would take too long. */
  readonly notLookedFor: readonly { readonly code: string; readonly why: string }[];
}

/**
 * What an audit and its report show.
 * @param options `states`: facts that were gathered elsewhere, as `factsAsked` names them; else the arrays
 * are read
 */
export async function lookFor(
  audit: Audit<AnyArray>,
  report: Report,
  filter: FindingFilter = {},
  { progress, ...options }: FindOptions = {},
): Promise<Found> {
  const context = new CheckContext(audit, report, options);
  const found: FindingReport[] = [];
  const wanted = FINDINGS.filter((f) => isWanted(f.code, filter));
  await context.prepare(needsOf(wanted));
  for (const [i, finding] of wanted.entries()) {
    requireGoing(options);
    progress?.(i / wanted.length);
    for await (const one of finding.look(context)) found.push(one);
  }
  const order = ['error', 'warning', 'note'];
  const findings = found.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return { findings, notLookedFor: context.left };
}

/** The findings alone: see `lookFor`. */
export async function findingsOf(
  audit: Audit,
  report: Report,
  filter?: FindingFilter,
  options?: EvaluateOptions,
): Promise<FindingReport[]> {
  return (await lookFor(audit, report, filter, options)).findings;
}

/**
 * The facts that `lookFor` needs of each output's arrays, with the statistics that decide some: the same for
 * the whole as for any of its rows.
 */
export function factsAsked(audit: Audit<AnyArray>, filter?: FindingFilter): Request[][] {
  const wanted = needsOf(FINDINGS.filter((f) => isWanted(f.code, filter)));
  return viewsOf(isHeld(audit) ? audit : withStandIns(audit)).map((view) => {
    const requests = requestsOf(view, wanted);
    return [...statsFor(requests), ...requests];
  });
}

function needsOf(findings: readonly Finding[]): Needs[] {
  return findings.flatMap(({ needs }) => needs ?? []);
}
