/** Searches over settings, whose lines are trials: keras-tuner, optuna. */
import type { Producer } from '../lines/producer.js';

export const TRIALS: Producer = {
  rows: 'trial',
  means: [
    {
      names: /^Best /,
      rule: 'best',
      says: 'the best of all trials so far, the smallest or the largest as its direction goes',
    },
    { names: /./, rule: 'value', says: "the trial's objective" },
  ],
};
