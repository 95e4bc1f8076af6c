/**
 * More programs whose lines are known:
 * - DeepSpeed's pipelines: `steps: 10 loss: 2.3 iter time (s): 0.5 samples/sec: 32.0`: the mean over that
 *   step's micro-batches (deepspeed, runtime/pipe/engine.py: agg_train_loss)
 * - torchtune: `Step 1 | loss:1.5 lr:2e-05 tokens_per_second_per_gpu:100.5`: the mean by token over that step
 *   (torchtune 0.6.1, recipes/lora_finetune_single_device.py)
 * - llama.cpp: `train: [=>  ] data=0000064/0000640 loss=2.34567±0.12345 acc=50.00±1.00% t=…`: the mean over
 *   the batches so far, with its uncertainty; the counter is that of the rows (ggml, ggml-opt.cpp,
 *   ggml_opt_epoch_callback_progress_bar)
 * - scikit-learn's MLP: `Iteration 1, loss = 0.64402221`: the epoch's mean over rows, its penalty included
 *   (scikit-learn 1.6.1, neural_network/_multilayer_perceptron.py), and `Validation score: 0.9` below it
 * - its SGD: `Norm: 12.34, NNZs: 4, Bias: 0.1, T: 100, Avg. loss: 0.69` below `-- Epoch 1`
 *   (linear_model/_sgd_fast.pyx.tp)
 */
import type { LogFormat } from '../lines/line.js';
import { programFormat } from '../lines/program.js';

export const OTHERS: readonly LogFormat[] = [
  programFormat({
    name: 'deepspeed-pipe',
    title: 'lines of a DeepSpeed pipeline',
    words: [' iter time (s): '],
    producer: { means: [{ names: /./, rule: 'value', says: "the mean over that step's micro-batches" }] },
    forms: [
      {
        is: /\bsteps?:\s{1,9}(?<step>\d{1,15})(?: \/\s{1,9}(?<total>\d{1,15}))? (?=loss: \S{1,40} .{0,400}iter time \(s\): )/,
      },
    ],
  }),
  programFormat({
    name: 'torchtune',
    title: 'torchtune training log',
    words: ['tokens_per_second'],
    producer: { means: [{ names: /^loss$/, rule: 'value', says: 'the mean by token over that step' }] },
    forms: [{ is: /\bStep (?<step>\d{1,15}) \| (?=loss:)/ }],
  }),
  programFormat({
    name: 'llama-cpp',
    title: "llama.cpp's training bar",
    words: ['] data='],
    producer: {
      counts: 'batches',
      means: [{ names: /./, rule: 'running', says: 'the mean over the batches so far' }],
    },
    forms: [
      {
        is: /\btrain: \[[^\]]{0,200}\] data=(?<step>\d{1,15})\/(?<total>\d{1,15}) (?=loss=)/,
        samples: true,
        traits: ['running-mean'],
      },
      {
        is: /\bval: {1,9}\[[^\]]{0,200}\] data=(?<step>\d{1,15})\/(?<total>\d{1,15}) (?=loss=)/,
        samples: true,
        phase: 'val',
      },
    ],
  }),
  programFormat({
    name: 'sklearn-mlp',
    title: "iterations of scikit-learn's MLP",
    words: ['Iteration ', 'Validation score', 'did not improve'],
    // No line of it goes on.
    rest: /(?!)/,
    producer: {
      means: [{ names: /^loss$/, rule: 'value', says: "the epoch's mean over rows, the penalty included" }],
    },
    forms: [
      { is: /^Iteration (?<epoch>\d{1,9}), (?=loss = (?:\d{1,15}\.\d{8}|nan|inf)\s*$)/, kind: 'epoch' },
      { is: /^(?=Validation score: \d)/, kind: 'epoch', below: true },
      { is: /^(?:Training loss|Validation score) did not improve more than tol=.{0,100}$/ },
    ],
  }),
  programFormat({
    name: 'sklearn-sgd',
    title: "epochs of scikit-learn's SGD",
    words: ['-- Epoch ', 'Norm: '],
    rest: /(?!)/,
    producer: {
      means: [
        {
          names: /^Avg\. loss$/,
          rule: 'value',
          says: "the mean of the epoch's examples, each before its update",
        },
        { names: /^Objective$/, rule: 'value', says: 'that mean with the penalty' },
      ],
    },
    forms: [
      { is: /^-- Epoch (?<epoch>\d{1,9})\s*$/, kind: 'epoch' },
      {
        is: /^Norm: [^,]{1,40}, NNZs: \d{1,15}, Bias: [^,]{1,40}, T: \d{1,15}, (?=Avg\. loss: )/,
        kind: 'epoch',
        below: true,
      },
    ],
  }),
];
