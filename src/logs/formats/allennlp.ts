/**
 * AllenNLP's bar: `accuracy: 0.5500, loss: 0.6831 ||:  20%|##  | 2/10 [00:00<00:01, 8.0it/s]`. `loss` is the
 * mean over the epoch's batches so far, `batch_loss` the batch's own (allennlp 2.10.1, training/util.py,
 * get_metrics); the rest is what the metrics have counted so far.
 */
import type { LogFormat } from '../lines/line.js';
import { tqdm } from './tqdm.js';

export const allennlp: LogFormat = {
  ...tqdm,
  name: 'allennlp',
  title: "AllenNLP's bar",
  producer: {
    ...tqdm.producer,
    counts: 'batches',
    means: [
      { names: /^(?:reg_)?loss$/, rule: 'running', says: "the mean over the epoch's batches so far" },
      { names: /^batch_(?:reg_)?loss$/, rule: 'value', says: 'of that batch alone' },
      { names: /./, rule: 'value', says: 'what the metric has counted over the epoch so far' },
    ],
  },

  sniff: (line, memory) => line.includes(' ||: ') && tqdm.sniff(line, memory),
};
