/**
 * Which words in a name say that it is a loss, a metric, or a counter of a training: for tables, exports and
 * lines of scripts alike.
 */
import { remembered } from './line.js';

/** Losses have names of their own, too. */
const LOSS = /loss|xent|cross[-_ ]?entropy|(?:^|_)(?:nll|mse|elbo)$/i;
export const isLoss = remembered((name: string): boolean => LOSS.test(name));

/** Errors that programs train on and print without calling them a loss, and names that tell nothing. */
const OBJECTIVE =
  /(?:^|[_ /.-])(?:rmse|mae|mape|msle|rmsle|err(?:or)?|cost|objective|deviance|hinge|energy|values?|kl|train|valid)$/i;
export const mayBeLoss = remembered((name: string): boolean => LOSS.test(name) || OBJECTIVE.test(name));

export const METRIC_WORDS =
  'loss|acc|accuracy|ppl|xent|nll|elbo|mse|mae|rmse|psnr|ssim|auc|auroc|f1|precision|recall|bleu|wer|cer|iou|' +
  'dice|map|score|reward|perplexity|err|error|kl|bpc|bpb';
const METRIC = new RegExp(`(?:^|[^a-z])(?:${METRIC_WORDS})(?:@?\\d+)?(?=$|[^a-z])`, 'i');
/** Words of programs: SB3 (`ep_rew_mean`), CatBoost (`MultiClass`, `Logloss`), detection, and the like. */
const OTHERS =
  /loss|entropy|accuracy|(?:^|[^a-z])(?:ep_rew_mean|ep_len_mean|top-?[15]|r2|ndcg|mcc|rouge|fid|mrr|ap|auprc|grad_norm|likelihood|elbo|ppl|cider|meteor)(?:[^a-z]|$)|MultiClass|mAP\d/i;
/** Does a word of the name say that it is a loss or a metric? */
export const isMetricWord = remembered(
  (name: string): boolean => METRIC.test(name) || OTHERS.test(name) || LOSS.test(name),
);

const WON = /^(?:wins?|won|w)$/i;
const LOST = /^(?:loss(?:es)?|lost|l)$/i;
/** Who plays when, and what else a table of games counts. */
const PLAYED =
  /^(?:rounds?|match(?:day)?|week|season|year|team|player|club|opponent|side|name|manager|coach|draws?|drawn|ties?|tied|points|pts|gp|played|matches|games)$/i;

/**
 * Are these the columns of games that were won and lost? Self-play has them, too, by `epoch` or
 * `global_step`, or without anybody's name.
 */
export function isGames(names: readonly string[]): boolean {
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  if (!has(WON) || !has(LOST)) return false;
  return has(PLAYED) && names.every((name) => counterName(name)?.rank !== 0);
}

/** A perplexity: `ppl`, `val_ppl`, `eval_perplexity`, `lm loss PPL`. */
export const isPerplexity = remembered((name: string): boolean =>
  /(?:^|[_ /.-])(?:ppl|perplexity)(?: \(avg\))?$/i.test(name),
);

const EPOCH = /^(?:train(?:er)?[/_])?(?:current[_ ])?epoch(?:[_ ](?:num|number|idx|index))?$/i;
/** Those that stand for a training whatever stands beside them, and then those of other things, too. */
const STEPS: readonly RegExp[] = [
  /^(?:train(?:er)?[/_])?global[_ ]?step$|^_step$|^(?:time\/)?total[_ ]timesteps$|^num_updates$|^current_steps$/i,
  /^(?:(?:train(?:er|ing)?[/_ ])?(?:steps?|iter(?:ation)?s?)|time\/iterations|n_updates|train\/n_updates)$/i,
  /^(?:boosting[_ ])?rounds?$|^batch(?:es)?(?:[_ ](?:idx|num|number))?$|^updates?$|^timesteps?$/i,
];

/** What a column or key counts, and how sure it is: 0 is a counter of trainings alone. */
export interface CounterName {
  readonly counts: 'epoch' | 'step';
  readonly rank: number;
}

export const counterName = remembered((name: string): CounterName | undefined => {
  if (EPOCH.test(name)) return { counts: 'epoch', rank: 0 };
  const rank = STEPS.findIndex((pattern) => pattern.test(name));
  return rank < 0 ? undefined : { counts: 'step', rank };
});
