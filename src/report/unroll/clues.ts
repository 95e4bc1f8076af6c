/** What the clues of a log's versions are, in words. */

export const CLUES: Readonly<Record<string, string>> = {
  'bar-30': 'the bar is made of = and > in brackets, 30 wide',
  'bar-20': 'the bar is 20 wide and the time per step follows it',
  'per-step': 'the last line of an epoch has the time per step',
  'unknown-total': 'the bar counts to an unknown total',
  'elapsed-only': 'the last line of an epoch has no time per step',
  'per-sample': 'the time is given per sample',
  'per-epoch': 'the line ends with the time per epoch',
  'verbose2-keras3': 'the time per step stands before the values',
  'verbose2-plain': 'a line of an epoch has no counter',
  'verbose2-counter': 'a line of an epoch has a counter and no time per step',
  'train-on-validate': 'it says on how many samples it trains',
  'train-on': 'it says on how many samples it trains',
  'train-for': 'it says for how many steps it trains',
  'checkpoint-5-digits': 'callbacks write the epoch with five digits',
  'checkpoint-plain': 'callbacks write the epoch plainly',
  'counts-samples': 'the counters count samples',
  'short-metric-names': 'metrics are named as they were given (mae, accuracy)',
  'checkpoint-none': 'the first checkpoint improved from None',
  'checkpoint-finished': 'the checkpoint says when it has finished saving',
  repr: 'numbers stand without quotes in the dict',
  quoted: 'numbers are quoted, with four significant digits',
  'last-twice': 'the last step is drawn twice',
  once: 'the lines of the last step show running averages',
  twice: 'the bar shows averages of averages',
  repeat: 'the bar shows averages of averages, and the last line averages once more',
  exact: "the bar shows averages of averages, and the last line is the epoch's mean",
};

/** The words of a clue. */
export function clueText(clue: string): string {
  return CLUES[clue] ?? clue;
}
