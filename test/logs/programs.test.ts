/**
 * Lines of programs whose source says what their values are, as people paste them: what is read of each, and
 * what it is called. The rules come from the programs (named in the formats' heads), the numbers are ours.
 */
import { describe, expect, test } from 'vitest';
import { unrolledText } from '../support/unrolled.js';

/** Of `format kind` each metric: its rule and `from-to=printed` of each value, `@` the line's epoch. */
async function read(log: string) {
  const { report } = await unrolledText(log);
  return Object.fromEntries(
    report.series.map((s) => {
      const metrics: Record<string, string> = {};
      for (const e of s.epochs())
        for (const m of e.metrics) {
          const values = [...m.intervals()].map(({ from, to, printed, epoch }) => {
            const steps = from === to ? `${to}` : `${from}-${to}`;
            return `${steps}${epoch === undefined ? '' : `@${epoch}`}=${printed}`;
          });
          metrics[m.name] = [metrics[m.name] ?? m.rule, ...values].join(' ');
        }
      return [[s.format, s.kind].join(' '), metrics];
    }),
  );
}

/** What the program says of a metric. */
async function meaning(log: string, metric: string): Promise<string | undefined> {
  const { epochs } = await unrolledText(log);
  return epochs.flatMap((e) => e.metrics).find((m) => m.name === metric)?.means;
}

type Case = [name: string, log: string, expected: Record<string, Record<string, string>>];

const BOOSTING: Case[] = [
  [
    'CatBoost',
    '0:\tlearn: 0.65\ttest: 0.66\tbest: 0.66 (0)\ttotal: 70ms\tremaining: 1m\n' +
      '1:\tlearn: 0.60\ttest: 0.62\tbest: 0.62 (1)\ttotal: 90ms\tremaining: 50s\n',
    {
      'catboost progress': {
        learn: 'value 0=0.65 1=0.6',
        test: 'evaluation 0=0.66 1=0.62',
        best: 'best 0=0.66 1=0.62',
      },
    },
  ],
  [
    'CatBoost with several sets behind a time stamp, tabs lost, stopped early',
    '2024-01-01 10:00:00,123 INFO 0:      learn: nan        test: 0.66      test1: 0.7      best: 0.7 (0)      total: 1m 2s    remaining: 1h\n' +
      '2024-01-01 10:00:01,123 INFO 50:     learn: 0.5        test: 0.61      test1: 0.65     best: 0.6 (40)     total: 1m 3s    remaining: 1h\n' +
      'Stopped by overfitting detector  (10 iterations wait)\n\nbestTest = 0.6\nbestIteration = 40\n\n' +
      'Shrink model to first 41 iterations.\n',
    {
      'catboost progress': {
        learn: 'value 0=NaN 50=0.5',
        test: 'evaluation 0=0.66 50=0.61',
        test1: 'evaluation 0=0.7 50=0.65',
        best: 'best 0=0.7 50=0.6',
      },
      'catboost summary': { bestTest: 'best 1=0.6' },
    },
  ],
  [
    'CatBoost, the end of a line lost: what follows is not the same round',
    '0:\tlearn: 0.65\ttotal: 70ms\tremaining: 1m1:\tlearn: 0.6\ttotal: 70ms\tremaining: 1m\n',
    { 'catboost progress': { learn: 'value 0=0.65' } },
  ],
  [
    'XGBoost: names with @ and points',
    '[0]\ttrain-ndcg@5:0.5\ttrain-error@0.7:0.25\n',
    { 'boosting progress': { 'train-ndcg@5': 'value 0=0.5', 'train-error@0.7': 'value 0=0.25' } },
  ],
  [
    'XGBoost, the best round once more',
    "Will train until eval-logloss hasn't improved in 2 rounds.\n" +
      '[0] train-logloss:0.69 eval-logloss:0.7\n[1] train-logloss:0.6 eval-logloss:0.65\n' +
      '[2] train-logloss:0.5 eval-logloss:0.66\nStopping. Best iteration:\n' +
      '[1] train-logloss:0.6 eval-logloss:0.65\n',
    {
      'boosting progress': {
        'train-logloss': 'value 0=0.69 1=0.6 2=0.5',
        'eval-logloss': 'evaluation 0=0.7 1=0.65 2=0.66',
      },
      'boosting summary': { 'train-logloss': 'value 1=0.6', 'eval-logloss': 'evaluation 1=0.65' },
    },
  ],
  [
    'LightGBM of R, best round below',
    "[1]:\ttrain's l2:0.69\tvalid's l2:0.7\n[2]:\ttrain's l2:0.6\tvalid's l2:0.65\n" +
      "Did not meet early stopping. Best iteration is:\n[2]:\ttrain's l2:0.6\tvalid's l2:0.65\n",
    {
      'boosting progress': { "train's l2": 'value 1=0.69 2=0.6', "valid's l2": 'evaluation 1=0.7 2=0.65' },
      'boosting summary': { "train's l2": 'value 2=0.6', "valid's l2": 'evaluation 2=0.65' },
    },
  ],
  [
    'a cross-validation of XGBoost in R',
    '[1]\ttrain-rmse:0.6±0.01\ttest-rmse:0.65±0.02\n[2]\ttrain-rmse:0.5±0.01\ttest-rmse:0.55±0.02\n',
    {
      'boosting progress': {
        'train-rmse': 'value 1=0.6 2=0.5',
        'train-rmse (std)': 'value 1=0.01 2=0.01',
        'test-rmse': 'evaluation 1=0.65 2=0.55',
        'test-rmse (std)': 'evaluation 1=0.02 2=0.02',
      },
    },
  ],
  [
    "LightGBM's command line, a line for each metric",
    '[LightGBM] [Info] Iteration:10, training binary_logloss : 0.6\n' +
      '[LightGBM] [Info] Iteration:10, valid_1 auc : 0.7\n' +
      '[LightGBM] [Info] 0.012345 seconds elapsed, finished iteration 10\n' +
      '[LightGBM] [Info] Iteration:20, training binary_logloss : 0.5\n' +
      '[LightGBM] [Info] Iteration:20, valid_1 auc : 0.75\n',
    {
      'lightgbm-cli progress': {
        'training binary_logloss': 'value 10=0.6 20=0.5',
        'valid_1 auc': 'evaluation 10=0.7 20=0.75',
      },
    },
  ],
  [
    'NGBoost',
    '[iter 0] loss=1.2 val_loss=0.0 scale=1.0 norm=2.5\n[iter 100] loss=0.9 val_loss=0.0 scale=2.0 norm=1.5\n',
    {
      'ngboost progress': {
        loss: 'value 0=1.2 100=0.9',
        val_loss: 'evaluation 0=0 100=0',
        scale: 'value 0=1 100=2',
        norm: 'value 0=2.5 100=1.5',
      },
    },
  ],
  [
    "scikit-learn's HistGradientBoosting",
    '[1/4] 1 tree, 5 leaves, max depth = 3, train loss: 0.63245, val loss: 0.63619, in 0.001s\n' +
      '[2/4] 3 trees, 15 leaves (5 on avg), max depth = 3, train loss: 0.58328, val loss: 0.58801, in 0.000s\n',
    {
      'hist-gradient-boosting progress': {
        'train loss': 'value 1=0.63245 2=0.58328',
        'val loss': 'evaluation 1=0.63619 2=0.58801',
      },
    },
  ],
  [
    'TensorFlow Decision Forests and YDF',
    '[INFO gradient_boosted_trees.cc:1549] \tnum-trees:1 train-loss:1.2 valid-loss:1.3\n' +
      'Train tree 2/5 train-loss:1.1 valid-loss:1.2 [total:0.01s iter:0.00s]\n' +
      '[INFO gradient_boosted_trees.cc:264] Final model num-trees:2 valid-loss:1.2\n',
    {
      'ydf progress': { 'train-loss': 'value 1=1.2 2=1.1', 'valid-loss': 'evaluation 1=1.3 2=1.2' },
      'ydf summary': { 'valid-loss': 'evaluation 1=1.2' },
    },
  ],
];

const PADDLE_LINES: Case[] = [
  [
    'PaddleDetection 0: quoted names and values',
    "2021-01-01 08:00:00,100-INFO: iter: 20, lr: 0.01, 'loss_cls': '0.5', 'loss_bbox': '0.25', 'loss': '0.75', eta: 1:00:00, batch_cost: 0.4 sec\n",
    {
      'paddle-medians progress': {
        loss_cls: 'median 20=0.5',
        loss_bbox: 'median 20=0.25',
        loss: 'median 20=0.75',
      },
    },
  ],
  [
    'PaddleDetection 2',
    '[05/12 10:11:12] ppdet.engine INFO: Epoch: [1] [  0/100] learning_rate: 0.000333 loss: 2.5 loss_cls: 1.5 eta: 0:10:00 batch_cost: 0.5000 data_cost: 0.0001 ips: 4.0000 images/s\n' +
      '[05/12 10:11:22] ppdet.engine INFO: Epoch: [1] [ 20/100] learning_rate: 0.000333 loss: 2.0 loss_cls: 1.2 eta: 0:10:00 batch_cost: 0.5000 data_cost: 0.0001 ips: 4.0000 images/s\n',
    { 'paddledet progress': { loss: 'median 0@1=2.5 20@1=2', loss_cls: 'median 0@1=1.5 20@1=1.2' } },
  ],
  [
    'PaddleSeg, an evaluation below',
    '2021-01-01 10:00:00 [INFO]\t[TRAIN] epoch: 1, iter: 10/1000, loss: 0.9, lr: 0.009, batch_cost: 0.2, reader_cost: 0.01, ips: 10.0 samples/sec | ETA 00:03:00\n' +
      '2021-01-01 10:00:02 [INFO]\t[TRAIN] epoch: 2, iter: 20/1000, loss: 0.8, lr: 0.009, batch_cost: 0.2, reader_cost: 0.01, ips: 10.0 samples/sec | ETA 00:03:00\n' +
      '2021-01-01 10:00:04 [INFO]\t[EVAL] #Images: 500, mIoU: 0.5, Acc: 0.9\n',
    {
      'paddleseg progress': {
        loss: 'window 1-10=0.9 11-20=0.8',
        'EVAL mIoU': 'evaluation 20=0.5',
        'EVAL Acc': 'evaluation 20=0.9',
      },
    },
  ],
  [
    'PaddleClas: running averages, counted from 0',
    '[2021/06/01 10:00:00] root INFO: [Train][Epoch 1/20][Iter: 0/50]lr(PiecewiseDecay): 0.1, top1: 0.1, loss: 4.5, batch_cost: 1.0s, ips: 32.0 images/sec, eta: 0:16:40\n' +
      '[2021/06/01 10:00:00] root INFO: [Train][Epoch 1/20][Iter: 10/50]lr(PiecewiseDecay): 0.1, top1: 0.2, loss: 4.0, batch_cost: 1.0s, ips: 32.0 images/sec, eta: 0:16:40\n' +
      '[2021/06/01 10:00:00] root INFO: [Train][Epoch 1/20][Avg]top1: 0.3, loss: 3.5\n' +
      '[2021/06/01 10:00:00] root INFO: [Eval][Epoch 1][Avg]loss: 3.0, top1: 0.4\n',
    {
      'paddleclas progress': { top1: 'running 1=0.1 2-11=0.2', loss: 'running 1=4.5 2-11=4' },
      'paddleclas epoch': {
        top1: 'value 1@1=0.3',
        loss: 'value 1@1=3.5',
        'Eval loss': 'evaluation 1@1=3',
        'Eval top1': 'evaluation 1@1=0.4',
      },
    },
  ],
  [
    'PaddleOCR',
    '[2021/06/01 10:00:00] ppocr INFO: epoch: [1/500], global_step: 20, lr: 0.001000, loss: 4.5, loss_shrink_maps: 2.0, avg_reader_cost: 0.1 s, avg_samples: 80.0, ips: 26.0 samples/s, eta: 0:10:00\n',
    { 'paddle-medians progress': { loss: 'median 20@1=4.5', loss_shrink_maps: 'median 20@1=2' } },
  ],
  [
    "hapi's Model, the last line with its bar, and an evaluation",
    'Epoch 1/2\nstep 10/20 - loss: 0.4 - acc: 0.8 - 20ms/step\n' +
      'step 20/20 [==============================] - loss: 0.1 - acc: 0.9 - 20ms/step\n' +
      'Eval begin...\nstep 5/5 - loss: [0.05] - acc: 0.95 - 8ms/step\nEval samples: 100\n' +
      'Epoch 2/2\nstep 10/20 - loss: 0.2 - acc: 0.9 - 20ms/step\n',
    {
      // The evaluation's series has the same name and kind: it is the last.
      'paddle-hapi progress': { loss: 'value 5=0.05', acc: 'running 1-5=0.95' },
    },
  ],
];

const DEEP: Case[] = [
  [
    'tflearn',
    'Training Step: 100  | total loss: 0.69 | time: 1.2s\n| Adam | epoch: 001 | loss: 0.69 - acc: 0.5 -- iter: 064/1000\n' +
      'Training Step: 101  | total loss: 0.68 | time: 1.3s\n| Adam | epoch: 001 | loss: 0.68 - acc: 0.52 | val_loss: 0.65 - val_acc: 0.58 -- iter: 1000/1000\n--\n',
    {
      'tflearn progress': {
        'total loss': 'exponential 100@1=0.69 101@1=0.68',
        loss: 'exponential 100@1=0.69 101@1=0.68',
        acc: 'exponential 100@1=0.5 101@1=0.52',
        val_loss: 'evaluation 101@1=0.65',
        val_acc: 'evaluation 101@1=0.58',
      },
    },
  ],
  [
    'tflearn with its colours and cursor moves (TermLogger)',
    'Training Step: 1  | total loss: \u001b[1m\u001b[32m0.69000\u001b[0m\u001b[0m | time: 0.012s\n\u001b[2K\r| SGD | epoch: 001 | loss: 0.69000 -- iter: 064/128\n\u001b[A\u001b[A' +
      'Training Step: 2  | total loss: \u001b[1m\u001b[32m0.68000\u001b[0m\u001b[0m | time: 0.022s\n\u001b[2K\r| SGD | epoch: 001 | loss: 0.68000 -- iter: 128/128\n--\n',
    {
      'tflearn progress': {
        'total loss': 'exponential 1@1=0.69 2@1=0.68',
        loss: 'exponential 1@1=0.69 2@1=0.68',
      },
    },
  ],
  [
    'MXNet with ranges, and its epochs',
    'Epoch[0] Batch [0-20]\tSpeed: 6.3 samples/sec\tLoss=7.5\nEpoch[0] Batch [20-40]\tSpeed: 6.3 samples/sec\tLoss=5.5\n' +
      'Epoch[0] Train-Loss=6.2\nEpoch[0] Time cost=10.5\nEpoch[0] Validation-Loss=6.0\n',
    {
      'mxnet progress': { Loss: 'window 1-20@0=7.5 21-40@0=5.5' },
      'mxnet epoch': { 'Train-Loss': 'value 1@0=6.2', 'Validation-Loss': 'evaluation 1@0=6' },
    },
  ],
  [
    'MXNet, all ranges from 0: running averages',
    'Epoch[0] Batch [0-20]\tSpeed: 6.3 samples/sec\tloss=7.5\nEpoch[0] Batch [0-40]\tSpeed: 6.3 samples/sec\tloss=6.5\n',
    { 'mxnet progress': { loss: 'running 1-20=7.5 21-40=6.5' } },
  ],
  [
    'MXNet without ranges nor losses',
    'INFO:root:Epoch[0] Batch [1]\tSpeed: 20.0 samples/sec\taccuracy=0.500000\n' +
      'INFO:root:Epoch[0] Batch [2]\tSpeed: 20.0 samples/sec\taccuracy=0.666667\n',
    { 'mxnet-batch progress': { accuracy: 'value 1@0=0.5 2@0=0.666667' } },
  ],
  [
    'MXNet, a line for each metric',
    'Epoch[0] Batch [50]\tSpeed: 10.00 samples/sec\tTrain-accuracy=0.5\nEpoch[0] Batch [50]\tSpeed: 10.00 samples/sec\tTrain-cross-entropy=1.5\n',
    {
      'mxnet-batch progress': { 'Train-accuracy': 'value 50@0=0.5', 'Train-cross-entropy': 'value 50@0=1.5' },
    },
  ],
  [
    "MXNet's Estimator, counted from 0",
    '[Epoch 0][Batch 0][Samples 32] time/interval: 0.100s training accuracy: 0.1, training softmaxcrossentropyloss: 2.5\n' +
      '[Epoch 0][Batch 1][Samples 64] time/interval: 0.100s training accuracy: 0.15, training softmaxcrossentropyloss: 2.25\n' +
      '[Epoch 0] Finished in 10.500s, training accuracy: 0.5000, training softmaxcrossentropyloss: 1.3, validation accuracy: 0.6\n',
    {
      'mxnet-estimator progress': {
        'training accuracy': 'running 1=0.1 2=0.15',
        'training softmaxcrossentropyloss': 'running 1=2.5 2=2.25',
      },
      'mxnet-estimator epoch': {
        'training accuracy': 'value 1@0=0.5',
        'training softmaxcrossentropyloss': 'value 1@0=1.3',
        'validation accuracy': 'evaluation 1@0=0.6',
      },
    },
  ],
  [
    'OpenNMT-py, a validation below',
    '[2020-01-01 10:00:00,000 INFO] Step 50/100000; acc:   4.48; ppl: 35.17; xent: 3.56; lr: 1.00000; 3000/3000 tok/s;     10 sec\n' +
      '[2020-01-01 10:00:00,000 INFO] Step 100/100000; acc:   5.48; ppl: 25.17; xent: 3.23; lr: 1.00000; 3000/3000 tok/s;     20 sec\n' +
      '[2020-01-01 10:00:00,000 INFO] Validation perplexity: 30.5\n[2020-01-01 10:00:00,000 INFO] Validation accuracy: 10.5\n',
    {
      'opennmt-py progress': {
        acc: 'window 1-50=4.48 51-100=5.48',
        ppl: 'value 50=35.17 100=25.17',
        xent: 'window 1-50=3.56 51-100=3.23',
        'Validation perplexity': 'evaluation 100=30.5',
        'Validation accuracy': 'evaluation 100=10.5',
      },
    },
  ],
  [
    'OpenNMT-py before 0.4: steps of the epoch',
    'Epoch  1,   50/  725; acc:   4.48; ppl: 35.17; xent:  3.56;   10 s elapsed\n' +
      'Epoch  1,  100/  725; acc:   5.48; ppl: 25.17; xent:  3.23;   20 s elapsed\n',
    {
      'opennmt-py progress': {
        acc: 'window 1-50@1=4.48 51-100@1=5.48',
        ppl: 'value 50@1=35.17 100@1=25.17',
        xent: 'window 1-50@1=3.56 51-100@1=3.23',
      },
    },
  ],
  [
    'OpenNMT-tf',
    'INFO:tensorflow:Step = 100 ; steps/s = 2.10, tokens/s = 5000 (2400 source, 2600 target) ; Learning rate = 0.000012 ; Loss = 5.412345\n',
    { 'opennmt-tf progress': { Loss: 'value 100=5.412345' } },
  ],
  [
    'flair: DEV and TEST are of the epoch before them',
    'EPOCH 1 done: loss 0.9\nDEV : loss 0.8\nTEST : loss 0.7\nEPOCH 2 done: loss 0.6\nDEV : loss 0.5\nTEST : loss 0.4\n',
    {
      'flair epoch': {
        loss: 'value 1@1=0.9 2@2=0.6',
        'DEV loss': 'evaluation 1@1=0.8 2@2=0.5',
        'TEST loss': 'evaluation 1@1=0.7 2@2=0.4',
      },
    },
  ],
  [
    'flair with its scores',
    '2021-01-01 10:00:00,000 epoch 1 - iter 1/2 - loss 1.0 - samples/sec: 10.00\n2021-01-01 10:00:00,000 epoch 1 - iter 2/2 - loss 0.9 - samples/sec: 10.00\n' +
      '2021-01-01 10:00:00,000 EPOCH 1 done: loss 0.9 - lr 0.1\n2021-01-01 10:00:00,000 DEV : loss 0.8 - f1-score (micro avg)  0.5\n',
    {
      'flair progress': { loss: 'running 1=1 2=0.9' },
      'flair epoch': {
        loss: 'value 1@1=0.9',
        'DEV loss': 'evaluation 1@1=0.8',
        'DEV f1-score (micro avg)': 'evaluation 1@1=0.5',
      },
    },
  ],
  [
    'keras-tuner',
    'Trial 5 Complete [00h 00m 10s]\nval_loss: 0.5\n\nBest val_loss So Far: 0.4\nTotal elapsed time: 00h 01m 10s\n' +
      'Trial 6 Complete [00h 00m 11s]\nval_loss: 0.45\n\nBest val_loss So Far: 0.4\nTotal elapsed time: 00h 01m 21s\n',
    { 'keras-tuner epoch': { val_loss: 'evaluation 5=0.5 6=0.45', 'Best val_loss': 'best 5=0.4 6=0.4' } },
  ],
  [
    'optuna',
    "[I 2021-01-01 10:00:00,000] Trial 0 finished with value: 0.5 and parameters: {'x': 1.0}. Best is trial 0 with value: 0.5.\n" +
      "[I 2021-01-01 10:00:01,000] Trial 1 finished with value: 0.75 and parameters: {'x': 2.0}. Best is trial 0 with value: 0.5.\n",
    { 'optuna epoch': { value: 'value 0=0.5 1=0.75', 'Best value': 'best 0=0.5 1=0.5' } },
  ],
  [
    'Marian, a validation below',
    '[2020-01-01 10:00:00] Ep. 1 : Up. 100 : Sen. 5,000 : Cost 9.50000000 * 100,000 @ 5,000 after 100,000 : Time 10.50s : 9000.00 words/s : L.r. 3.0000e-06\n' +
      '[2020-01-01 10:00:10] Ep. 2 : Up. 200 : Sen. 10,000 : Cost 8.50000000 * 100,000 @ 5,000 after 200,000 : Time 10.50s : 9000.00 words/s : L.r. 6.0000e-06\n' +
      '[2020-01-01 10:00:20] [valid] Ep. 2 : Up. 200 : cross-entropy : 120.5 : new best\n',
    {
      'marian progress': {
        Cost: 'window 1-100=9.5 101-200=8.5',
        'valid cross-entropy': 'evaluation 200=120.5',
      },
    },
  ],
  [
    'keras-tuner: the summary of its results',
    'Results summary\nTrial 0 summary\nHyperparameters:\nunits: 32\nlearning_rate: 0.01\nScore: 0.5\nTrial 1 summary\nHyperparameters:\nunits: 64\nScore: 0.6\n',
    { 'keras-tuner epoch': { Score: 'value 0=0.5 1=0.6' } },
  ],
  [
    'AllenNLP',
    'accuracy: 0.5000, batch_loss: 0.7, loss: 0.7 ||:  10%|#         | 1/10 [00:00<00:01,  8.0it/s]\n' +
      'accuracy: 0.5500, batch_loss: 0.5, loss: 0.6 ||:  20%|##        | 2/10 [00:00<00:01,  8.0it/s]\n',
    {
      'allennlp progress': {
        accuracy: 'value 1=0.5 2=0.55',
        batch_loss: 'value 1=0.7 2=0.5',
        loss: 'running 1=0.7 2=0.6',
      },
    },
  ],
  [
    'Kaldi',
    "LOG (nnet3-train[5.5]:PrintStatsForThisPhase():nnet-training.cc:281) Average objective function for 'output' for minibatches 0-99 is -1.5 over 12800 frames.\n" +
      "LOG (nnet3-chain-train[5.2]:PrintStatsForThisPhase():nnet-training.cc:271) Average objective function for 'output' for minibatches 100-199 is -1.0 + -0.25 = -1.25 over 12800 frames.\n" +
      "LOG (nnet3-train[5.5]:PrintTotalStats():nnet-training.cc:349) Overall average objective function for 'output' is -1.25 over 25600 frames.\n",
    {
      'kaldi progress': {
        'output objective': 'window 1-100=-1.5 101-200=-1',
        'output regularization': 'window 101-200=-0.25',
        'output sum': 'window 101-200=-1.25',
      },
      'kaldi summary': { 'output objective': 'value 1=-1.25' },
    },
  ],
  [
    'a pipeline of DeepSpeed',
    'steps: 10 loss: 2.3 iter time (s): 0.5 samples/sec: 32.0\nsteps: 20 loss: 2.1 iter time (s): 0.5 samples/sec: 32.0\n',
    { 'deepspeed-pipe progress': { loss: 'value 10=2.3 20=2.1' } },
  ],
  [
    'llama.cpp',
    'train: [=>    ] data=0000064/0000640 loss=2.30000±0.12345 acc=10.00±1.00% t=00:00:01 ETA=00:00:09\n' +
      'train: [==>   ] data=0000128/0000640 loss=2.20000±0.12345 acc=15.00±1.00% t=00:00:02 ETA=00:00:08\n',
    { 'llama-cpp progress': { loss: 'running 1-64=2.3 65-128=2.2', acc: 'running 1-64=10 65-128=15' } },
  ],
  [
    'torchtune',
    'Step 1 | loss:1.5 lr:2e-05 tokens_per_second_per_gpu:100.5\nStep 2 | loss:1.25 lr:2e-05 tokens_per_second_per_gpu:100.5\n',
    { 'torchtune progress': { loss: 'value 1=1.5 2=1.25' } },
  ],
  [
    "scikit-learn's MLP, which looks like Caffe",
    'Iteration 1, loss = 0.64402221\nValidation score: 0.916667\nIteration 2, loss = 0.63832316\nValidation score: 0.925000\n' +
      'Validation score did not improve more than tol=0.000100 for 10 consecutive epochs. Stopping.\n',
    {
      'sklearn-mlp epoch': {
        loss: 'value 1@1=0.64402221 2@2=0.63832316',
        'Validation score': 'evaluation 1@1=0.916667 2@2=0.925',
      },
    },
  ],
];

const OWN_LINES: Case[] = [
  [
    'step and loss',
    'Step: 100\nLoss: 10.5\nStep: 200\nLoss: 8.25\n',
    { 'value-lines progress': { Loss: 'value 100=10.5 200=8.25' } },
  ],
  [
    'behind a logger',
    '2020-01-20 10:56:56,094 - INFO - Step: 100\n2020-01-20 10:56:56,094 - INFO - Loss: 10.5\n2020-01-20 10:56:56,094 - INFO - Step: 200\n2020-01-20 10:56:56,094 - INFO - Loss: 8.25\n',
    { 'value-lines progress': { Loss: 'value 100=10.5 200=8.25' } },
  ],
  [
    'several values under a counter, a setting among them',
    'Iteration 10/100\ntrain_loss = 0.5\nval_loss = 0.6\nlearning_rate = 0.01\naccuracy = 0.7\nIteration 20/100\ntrain_loss = 0.4\nval_loss = 0.5\nlearning_rate = 0.01\naccuracy = 0.8\n',
    {
      'value-lines progress': {
        train_loss: 'value 10=0.5 20=0.4',
        val_loss: 'evaluation 10=0.6 20=0.5',
        accuracy: 'value 10=0.7 20=0.8',
      },
    },
  ],
  [
    'batches',
    'INFO:root:Batch 1/10\nINFO:root:loss 0.5\nINFO:root:Batch 2/10\nINFO:root:loss 0.4\n',
    { 'value-lines progress': { loss: 'value 1=0.5 2=0.4' } },
  ],
  [
    'a global step',
    'global_step = 100\nloss = 0.5\nglobal_step = 200\nloss = 0.4\n',
    { 'value-lines progress': { loss: 'value 100=0.5 200=0.4' } },
  ],
  [
    'steps under epochs',
    'Epoch: 1\nStep: 100\nLoss: 2.0\nStep: 200\nLoss: 1.5\nEpoch: 2\nStep: 100\nLoss: 1.0\n',
    { 'value-lines progress': { Loss: 'value 100=2 200=1.5 100=1' } },
  ],
  [
    'thousands, and a value that is no number',
    'Global step: 1,000\nLoss: nan\nGlobal step: 12,000\nLoss: 2.25\nAccuracy: None\n',
    { 'value-lines progress': { Loss: 'value 1000=NaN 12000=2.25' } },
  ],
  [
    'lines with counters of their own are not of the one above',
    'Batch: 32\niter 10: loss 2.5, time 12ms\niter 20: loss 2.25, time 12ms\n',
    { 'step-line progress': { loss: 'value 10=2.5 20=2.25' } },
  ],
  [
    'two counters on a line',
    '[Epoch 1/2] [Batch 5/10]\nloss: 0.5\n[Epoch 1] [Batch 10/10]\nloss: 0.4\nEpoch 2, Step 5\nloss: 0.3\n',
    { 'value-lines progress': { loss: 'value 5@1=0.5 10@1=0.4 5@2=0.3' } },
  ],
  [
    'counters that may stand below their values are not taken',
    'Loss: 0.5\nStep: 100\nLoss: 0.4\nStep: 200\nLoss: 0.3\nStep: 300\n',
    { 'value-lines epoch': { Loss: 'value 1=0.4 2=0.3' } },
  ],
  [
    'another value before the first counter',
    'Initial loss: 2.5\nStep: 100\nLoss: 0.4\nStep: 200\nLoss: 0.3\n',
    { 'value-lines progress': { Loss: 'value 100=0.4 200=0.3' } },
  ],
  [
    'a tensor, and names that are known by the loss beside them',
    '---- Step 5 ----\nloss: tensor(0.75, device="cuda:0")\nkl_div: 0.25\n---- Step 6 ----\nloss: tensor(0.5, device="cuda:0")\nkl_div: 0.2\n',
    { 'value-lines progress': { loss: 'value 5=0.75 6=0.5', kl_div: 'value 5=0.25 6=0.2' } },
  ],
];

describe.each([
  ['rounds of boosting', BOOSTING],
  ['PaddlePaddle', PADDLE_LINES],
  ['deep learning', DEEP],
  ['one value a line', OWN_LINES],
])('%s', (_, cases) => {
  test.each(cases)('%s', async (_name, log, expected) => {
    expect(await read(log)).toEqual(expected);
  });
});

/** Formats of programs; those of one value a line. */
const FORMATS = [
  'allennlp',
  'catboost',
  'deepspeed-pipe',
  'flair',
  'hist-gradient-boosting',
  'kaldi',
  'keras-tuner',
  'lightgbm-cli',
  'llama-cpp',
  'marian',
  'mxnet',
  'mxnet-batch',
  'mxnet-estimator',
  'ngboost',
  'opennmt-py',
  'opennmt-tf',
  'optuna',
  'paddle-hapi',
  'paddle-medians',
  'paddleclas',
  'paddledet',
  'paddleseg',
  'sklearn-mlp',
  'tflearn',
  'torchtune',
  'value-lines',
  'ydf',
];

test.each(FORMATS)('%s has a case', (format) => {
  const cases = [...BOOSTING, ...PADDLE_LINES, ...DEEP, ...OWN_LINES];
  expect(cases.some(([, , read]) => Object.keys(read).some((key) => key.startsWith(`${format} `)))).toBe(
    true,
  );
});

test('what values are is said in words', async () => {
  expect(await meaning(BOOSTING[0]![1], 'best')).toBe(
    'the best value so far of the last test set, the smallest or the largest as its metric goes',
  );
  expect(await meaning(BOOSTING[0]![1], 'learn')).toContain('eval_metric');
  expect(await meaning(DEEP[0]![1], 'loss')).toContain('exponential average');
  expect(await meaning(PADDLE_LINES[0]![1], 'loss')).toContain('median');
  expect(
    await meaning(DEEP.find(([name]) => name === 'MXNet without ranges nor losses')![1], 'accuracy'),
  ).toContain('auto_reset');
});

test('what stands beside the counters is counted', async () => {
  const aside = async (name: string) => {
    const [, log] = [...BOOSTING, ...DEEP].find(([n]) => n === name)!;
    const { report } = await unrolledText(log);
    return report.left_aside.flatMap((a) => (a.what === 'setting' ? a.names : []));
  };
  expect(await aside("scikit-learn's HistGradientBoosting")).toContain('max depth');
  expect(await aside('Kaldi')).toEqual(['frames']);
  expect(await aside('CatBoost')).toEqual(['best iteration', 'total', 'remaining']);
});

test('a training of hapi and its evaluation are two series', async () => {
  const { report } = await unrolledText(PADDLE_LINES.at(-1)![1]);
  expect(report.series.map((s) => [s.title.split(', ')[1], s.epoch_count])).toEqual([
    [undefined, 2],
    ['evaluation', 1],
  ]);
});

/** Values in what holds them, as languages print it. */
test.each([
  ["'loss': '0.75', 'acc': '0.5'"],
  ['"loss": "0.75", "acc": "0.5"'],
  ['loss: [0.75] acc: [0.5]'],
  ['loss: [[0.75]], acc: [[0.5]]'],
  ['loss: (0.75), acc: (0.5)'],
  ["loss=tensor(0.75, device='cuda:0') acc=tensor(0.5)"],
  ["loss=tensor(0.75, device='cuda:0', grad_fn=<NllLossBackward0>) acc=tensor([0.5])"],
  ['loss: array([0.75]) acc: array(0.5, dtype=float32)'],
  ['loss: np.float64(0.75) acc: np.float32(0.5)'],
  ['loss: Array(0.75, dtype=float32) acc: DeviceArray(0.5, dtype=float32)'],
  ['loss: tf.Tensor(0.75, shape=(), dtype=float32) acc: <tf.Tensor: shape=(), dtype=float32, numpy=0.5>'],
  ['loss is Tensor(shape=[], dtype=Float32, value= 0.75) acc: [0.5] <NDArray 1 @cpu(0)>'],
])('step 7 %s', async (values) => {
  expect(await read(`step 7 ${values}\n`)).toEqual({
    'step-line progress': { loss: 'value 7=0.75', acc: 'value 7=0.5' },
  });
});

test('dicts with arrays and tensors, also an entry a line', async () => {
  expect(await read("{'loss': array([0.75]), 'acc': array(0.5, dtype=float32)}\n")).toEqual({
    'dict epoch': { loss: 'value 1=0.75', acc: 'value 1=0.5' },
  });
  const lines = "{'Loss/classification_loss': 0.5,\n 'Loss/total_loss': 0.75,\n 'learning_rate': 0.01}\n";
  expect(await read(`I0101 10:00:00.000000 140 model_lib_v2.py:705] ${lines}`)).toEqual({
    'dict epoch': { 'Loss/classification_loss': 'value 1=0.5', 'Loss/total_loss': 'value 1=0.75' },
  });
});

test('the line number of a logger is no value', async () => {
  const prefix = '2022-01-01 10:00:00.000 | INFO     | package.model:do_train:200 - ';
  expect(await read(`${prefix}epoch: 1, iter: 100, ctc_loss: 80.5, loss: 60.5\n`)).toEqual({
    'step-line progress': { ctc_loss: 'value 100@1=80.5', loss: 'value 100@1=60.5' },
  });
});

test('a dict behind a counter', async () => {
  expect(await read("step 7 {'loss': tensor(0.75), 'acc': 0.5}\n")).toEqual({
    'step-line progress': { loss: 'value 7=0.75', acc: 'value 7=0.5' },
  });
});

test('values in brackets of a bar', async () => {
  expect(await read(' 10%|█   | 1/10 [00:01<00:09,  1.00it/s, loss=[0.75], acc=tensor(0.5)]\n')).toEqual({
    'tqdm progress': { loss: 'value 1=0.75', acc: 'value 1=0.5' },
  });
});

test('the numbers of a list have the names of their places', async () => {
  const both = { 'step-line progress': { 'loss.0': 'value 7=0.75', 'loss.1': 'value 7=0.5' } };
  expect(await read('step 7 loss: [0.75, 0.5]\n')).toEqual(both);
  expect(await read('step 7 loss=(tensor(0.75), tensor(0.5))\n')).toEqual(both);
});

test('a value that is no number is no word of the next name', async () => {
  expect(await read('Epoch 2 loss: nan acc: 0.5\n')).toEqual({
    'step-line epoch': { loss: 'value 1@2=NaN', acc: 'value 1@2=0.5' },
  });
});

describe('counters', () => {
  test.each<[string, string]>([
    ['Epoch 1, 50/725, loss: 0.5\n', '50@1=0.5'],
    ['Epoch 1 Batch [20-40] loss: 0.5\n', '40@1=0.5'],
    ['[2021/06/01 10:00:00] iter 50 loss: 0.5\n', '50=0.5'],
  ])('%s', async (log, expected) => {
    expect(await read(log)).toEqual({ 'step-line progress': { loss: `value ${expected}` } });
  });

  test.each([
    '[05/12 10:11:12] Epoch 3 train loss: 0.5\n',
    '[2021/06/01 10:00:00] Epoch 3 train loss: 0.5\n',
  ])('a date is none: %s', async (log) => {
    expect(await read(log)).toEqual({ 'step-line epoch': { 'train loss': 'value 1@3=0.5' } });
  });
});
