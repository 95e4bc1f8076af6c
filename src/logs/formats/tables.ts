/** Tables that programs print, by their headers, and those of any program. */
import type { LogFormat } from '../lines/line.js';
import { ownsAny, tableFormat } from '../lines/table.js';
import { FASTAI } from '../producers/fastai.js';

/** The recorder's names, its clock last (fastai 2.7.19 and 1.0, learner.py): six decimals. */
const fastai = tableFormat({
  name: 'fastai',
  title: 'fastai table',
  owns: ([first, second, ...rest]) =>
    first === 'epoch' &&
    second === 'train_loss' &&
    (rest.at(-1) === 'time' || rest[0] === 'valid_loss') &&
    !rest.includes('dur'),
  producer: FASTAI,
});

/**
 * `spacy train` (spaCy 3.7.5): training/loggers.py prints `losses`, which training/loop.py empties after each
 * row (`losses = {}`), and adds to with every batch.
 */
const spacy = tableFormat({
  name: 'spacy',
  title: 'table of spacy train',
  row: 'progress',
  owns: ([first, second, ...rest]) =>
    first === 'E' && second === '#' && rest.some((name) => /^LOSS /.test(name)),
  words: /LOSS \S+|\S+/g,
  roles: { E: 'epoch', '#': 'step' },
  producer: {
    counters: 'mostly at 0',
    means: [
      {
        names: /^LOSS /,
        rule: 'sum',
        says:
          "the sum of the batches' losses since the row before, as the pipe makes them: no mean follows " +
          'without their number',
      },
      { names: /^/, rule: 'evaluation', says: 'a score on the development set at this step' },
    ],
  },
});

/**
 * `spacy train` of spaCy 2 (2.0 with its `Itn.` and `P.Loss`, 2.3; cli/train.py): the losses of the epoch's
 * batches are summed.
 */
const spacy2 = tableFormat({
  name: 'spacy-2',
  title: 'table of spacy train (spaCy 2)',
  owns: ([first, ...rest]) =>
    (first === 'Itn' || first === 'Itn.') && rest.some((name) => /Loss$/.test(name)),
  words: /\S+ Loss|NER [PRF]\.?|\S+ %|[CG]PU WPS|\S+/g,
  roles: { Itn: 'epoch', 'Itn.': 'epoch', 'Token %': 'apart', 'CPU WPS': 'apart', 'GPU WPS': 'apart' },
  producer: {
    means: [
      { names: /Loss$/, rule: 'sum', says: "the sum of the losses of the epoch's batches" },
      { names: /^/, rule: 'evaluation', says: 'a score on the development set after the epoch' },
    ],
  },
});

/** skorch 1.4.0, callbacks/logging.py (PrintLog) and scoring.py: np.average(scores, weights=batch sizes). */
const skorch = tableFormat({
  name: 'skorch',
  title: 'skorch table',
  owns: ([first, ...rest]) => first === 'epoch' && rest.includes('train_loss') && rest.includes('dur'),
  roles: { dur: 'apart', cp: 'apart' },
  producer: {
    means: [
      {
        names: /^train_loss$/,
        rule: 'value',
        says: "the mean of the epoch's batches, weighted by their rows, each before its update",
      },
      { names: /^valid_loss$/, rule: 'evaluation', says: 'the mean over the validation rows' },
    ],
  },
});

/**
 * GradientBoosting's verbose (scikit-learn 1.9.1, ensemble/_gb.py): the loss after the round, over the rows
 * that the tree was fitted to.
 */
const gradientBoosting = tableFormat({
  name: 'gradient-boosting',
  title: "table of scikit-learn's GradientBoosting",
  row: 'progress',
  owns: ([first, second]) => first === 'Iter' && second === 'Train Loss',
  words: /Train Loss|OOB Improve|Remaining Time|\S+/g,
  roles: { Iter: 'step', 'Remaining Time': 'apart' },
  producer: {
    means: [
      {
        names: /^Train Loss$/,
        rule: 'value',
        says:
          'the loss after the round, over the rows that its tree was fitted to (all, unless subsample is ' +
          'below 1)',
      },
      {
        names: /^OOB Improve$/,
        rule: 'value',
        says: 'how much the loss over the other rows fell with this round',
      },
    ],
  },
});

/** A model card's (transformers 4.57.1, modelcard.py): the last `loss` logged before the evaluation. */
const modelCard = tableFormat({
  name: 'hf-model-card',
  title: 'table of a model card (Hugging Face Trainer)',
  row: 'progress',
  owns: ([first, second, third, fourth]) =>
    first === 'Training Loss' && second === 'Epoch' && third === 'Step' && fourth === 'Validation Loss',
  words: /Training Loss|Validation Loss|\S+/g,
  producer: {
    means: [
      {
        names: /^Training Loss$/,
        rule: 'value',
        says:
          'the last one logged before this evaluation: a mean since the log before it, whose step the card ' +
          'does not say',
      },
      { names: /^/, rule: 'evaluation', says: 'of the evaluation at this step' },
    ],
  },
});

export const TABLES: readonly LogFormat[] = [fastai, spacy, spacy2, skorch, gradientBoosting, modelCard];

/** A row's values are those of any program. */
export const table = tableFormat({
  name: 'text-table',
  title: 'table',
  row: 'progress',
  owns: ownsAny,
  roles: { '#': 'step' },
  producer: { unknown: true, counters: 'at 0 or 1' },
});
