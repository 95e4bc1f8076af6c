/**
 * The axes of the space of hypotheses, in the order in which changes are made: arrays and rules first, what
 * is read off a run last.
 */
import type { Axis } from '../axis.js';
import { activation } from './activation.js';
import { batches, batchSize } from './batches.js';
import { classWeight } from './class-weight.js';
import { clip } from './clip.js';
import { denominator } from './denominator.js';
import { dtype } from './dtype.js';
import { factor } from './factor.js';
import { framework } from './framework.js';
import { ignored } from './ignored.js';
import { inputKind } from './input-kind.js';
import { labelSmoothing } from './label-smoothing.js';
import { labels } from './labels.js';
import { loss } from './loss.js';
import { mask } from './mask.js';
import { outputs } from './outputs.js';
import { params } from './params.js';
import { predictions } from './predictions.js';
import { rawLabels } from './raw-labels.js';
import { reduction } from './reduction.js';
import { regularization } from './regularization.js';
import { sampleWeight } from './sample-weight.js';
import { settings } from './settings.js';
import { shape } from './shape.js';
import { swap } from './swap.js';
import { tokens } from './tokens.js';
import { unsigned } from './unsigned.js';
import { value } from './value.js';

export const AXES: readonly Axis[] = [
  framework,
  settings,
  loss,
  inputKind,
  activation,
  predictions,
  labels,
  rawLabels,
  tokens,
  swap,
  unsigned,
  labelSmoothing,
  clip,
  shape,
  params,
  classWeight,
  ignored,
  mask,
  sampleWeight,
  reduction,
  dtype,
  outputs,
  regularization,
  batchSize,
  batches,
  denominator,
  value,
  factor,
];
