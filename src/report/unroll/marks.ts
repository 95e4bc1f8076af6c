/** What a mark says. */
import type { Mark } from './model.js';

const UNEQUAL = 'another average than assumed here, a reset, or batches of unequal size';

export function markSentence(mark: Mark): string {
  switch (mark.code) {
    case 'not finite':
      return mark.from === mark.to
        ? `the loss of step ${mark.to} is not finite; every average after it stays so`
        : `a step among ${mark.from} – ${mark.to} is not finite; every average after it stays so`;
    case 'finite again':
      return 'an average cannot come back from NaN: it was reset, or a NaN filter left steps out';
    case 'no share':
      return `no mean of ${mark.metric} lies outside 0 … 1: ${UNEQUAL}`;
    case 'below zero':
      return `no mean of ${mark.metric} is below 0: ${UNEQUAL}`;
    case 'negative':
      return `below 0, though every printed average is above: losses below 0 in these steps, ${UNEQUAL}`;
    case 'share above one':
      return `no ${mark.metric} is above 1: a function of that name, or an average with wrong weights`;
    case 'filtered':
      return (
        '0 is what the NaN filter leaves: ' + 'grad_norm shows that the losses of these steps were not finite'
      );
    case 'perhaps filtered':
      return (
        'grad_norm is not finite: where the loss was not finite either, the NaN filter left the step out ' +
        'of this mean'
      );
    case 'filtered or zero':
      return (
        '0: less than the printed digits show, or the NaN filter (logging_nan_inf_filter) left all steps ' +
        'out'
      );
    case 'all zero':
      return 'loss and gradient are exactly 0: no label counted, or all steps were filtered';
  }
}
