/** What the name of a metric says of it. */
import type { LoopValue } from '../../loops/rule.js';

/** Metrics that keep counts and are computed anew from them: no mean over batches. */
const STATE =
  /(?:^|_)(?:auc|auroc|precision|recall|sensitivity|specificity|f1|f1_score|fbeta|iou|mean_io_?u|true_positives|true_negatives|false_positives|false_negatives|rmse|root_mean_squared_error|cohen_kappa|r2_?score|matthews\w*)(?:_\d+)?$/i;
const SETTING = /^(?:_timestamp|_runtime|_step|lr|learning_rate|lr-\w+|grad_norm)$/;
const EVALUATION =
  /^(?:val|eval|test|valid|validation|dev|evaluation)[_ ./'-]|^\w+ \((?:val|eval|test|valid|validation|dev)\)$/i;

export function isState(name: string): boolean {
  return STATE.test(name);
}

export function isSetting(name: string): boolean {
  return SETTING.test(name);
}

export function isEvaluation(name: string): boolean {
  return EVALUATION.test(name);
}

/** Keras from 2.3 on prints the string given to compile; before, the function's whole name, and `acc`. */
export function isShortName(name: string): boolean {
  return /^(?:mae|mse|mape|msle|accuracy)$/.test(name);
}

/** Whose number it is to a training loop. */
export function loopValueOf(name: string): LoopValue {
  if (name === 'loss') return 'total';
  return name.endsWith('_loss') ? 'output' : 'metric';
}
