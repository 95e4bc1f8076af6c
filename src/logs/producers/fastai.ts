/** fastai 2.7 (learner.py): its table and its CSV file. */
import type { Producer } from '../lines/producer.js';

export const FASTAI: Producer = {
  counters: 'mostly at 0',
  means: [
    {
      // AvgSmoothLoss: val = lerp(loss, val, 0.98), shown divided by 1 - 0.98^count.
      names: /^train_loss$/,
      rule: 'exponential',
      says: 'an exponential average of the losses of the batches (0.98, debiased), at the end of the epoch',
    },
    { names: /^valid_/, rule: 'evaluation', says: 'the mean over the validation set' },
  ],
};
