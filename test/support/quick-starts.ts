/**
 * The arrays that the quick starts of docs/frameworks save, and the loss that the framework itself made of
 * them: Keras 3.15.1, PyTorch 2.15.0, scikit-learn 1.9.1, TensorFlow.js 4.22.0, tfjs-layers 4.22.0,
 * TensorFlow 2.21.0, optax 0.2.8, transformers 5.23.0, the formula of TRL 1.16.0's dpo_trainer.py in PyTorch,
 * XGBoost 3.2.0, LightGBM 4.7.0.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Nested = number | readonly Nested[];

interface QuickStart {
  /** Arrays, or the whole audit. */
  readonly files: Readonly<Record<string, Nested | object>>;
  readonly loss: number;
}

const LOGITS = [
  [2, -1, 0.5],
  [0.25, 1.5, -0.75],
  [-0.5, 0.125, 1],
  [1, 1, -2],
];
const PROBABILITIES = [
  [0.75, 0.125, 0.125],
  [0.25, 0.5, 0.25],
  [0.125, 0.25, 0.625],
  [0.5, 0.25, 0.25],
];
const LABELS = [0, 1, 2, 2];
const ONE_HOT = LABELS.map((label) => [0, 1, 2].map((c) => Number(c === label)));
const WEIGHTS = [1, 2, 0, 1];
const SCORES = [-1.5, 0.5, 2, 0.25];
const YES_OR_NO = [0, 1, 1, 0];

export const QUICK_STARTS: Readonly<Record<string, QuickStart>> = {
  keras: {
    files: { 'y_true.npy': LABELS, 'y_pred.npy': PROBABILITIES, 'sample_weight.npy': WEIGHTS },
    loss: 0.7650676965713501,
  },
  torch: {
    files: { 'logits.npy': LOGITS, 'target.npy': [0, 1, -100, 2], 'class_weights.npy': [1, 2, 0.5] },
    loss: 0.7890070080757141,
  },
  sklearn: {
    files: {
      'y_true.npy': YES_OR_NO,
      'y_prob.npy': [
        [0.875, 0.125],
        [0.25, 0.75],
        [0.5, 0.5],
        [0.625, 0.375],
      ],
      'weight.npy': [1, 2, 1, 0.5],
    },
    loss: 0.363787673935755,
  },
  tfjs: {
    files: {
      'audit.json': {
        framework: 'tfjs',
        loss: 'tf.losses.softmaxCrossEntropy',
        y_true: ONE_HOT,
        y_pred: LOGITS,
        sample_weight: WEIGHTS,
      },
    },
    loss: 1.5401307344436646,
  },
  'tfjs-layers': {
    files: {
      'audit.json': {
        framework: 'tfjs-layers',
        loss: 'categoricalCrossentropy',
        y_true: ONE_HOT,
        y_pred: PROBABILITIES,
      },
    },
    loss: 0.7092818021774292,
  },
  tf1: {
    files: { 'labels.npy': LABELS, 'logits.npy': LOGITS, 'weights.npy': WEIGHTS },
    loss: 1.5401307344436646,
  },
  optax: {
    files: { 'logits.npy': LOGITS, 'labels.npy': LABELS, 'mask.npy': [1, 1, 0, 1] },
    loss: 1.4299064874649048,
  },
  huggingface: {
    files: { 'logits.npy': [LOGITS], 'labels.npy': [[2, 0, -100, 1]] },
    loss: 0.805501401424408,
  },
  trl: {
    files: {
      'audit.json': {
        framework: 'trl',
        loss: 'DPO sigmoid',
        y_pred: [
          [-0.5, -1, -0.25],
          [-2, -0.75, -1.5],
        ],
        y_true: [
          [0, 1, 1, 1],
          [0, 1, 1, 0],
        ],
        inputs: { ref_chosen_logps: [-2], ref_rejected_logps: [-2.5] },
      },
    },
    loss: 0.6684596538543701,
  },
  xgboost: { files: { 'label.npy': YES_OR_NO, 'margin.npy': SCORES }, loss: 0.4070894345641136 },
  lightgbm: { files: { 'label.npy': YES_OR_NO, 'raw.npy': SCORES }, loss: 0.4070894232706065 },
};

/** A folder with what a quick start saves. */
export function quickStartFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `lossaudit-${name}-`));
  for (const [file, content] of Object.entries(QUICK_STARTS[name]!.files))
    writeFileSync(
      join(folder, file),
      file.endsWith('.json')
        ? JSON.stringify(content)
        : npy(content as Nested, /label|target|true/.test(file)),
    );
  return folder;
}

/** As numpy.save writes it: float32, or int64 of classes. */
function npy(values: Nested, classes: boolean): Buffer {
  const shape: number[] = [];
  for (let of = values; typeof of !== 'number'; of = of[0]!) shape.push(of.length);
  const flatten = (of: Nested): number[] => (typeof of === 'number' ? [of] : of.flatMap(flatten));
  const flat = flatten(values);
  const data = classes ? BigInt64Array.from(flat, BigInt) : Float32Array.from(flat);
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const descr = classes ? '<i8' : '<f4';
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const header = `${text.padEnd(128 - 10 - 1)}\n`;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(header.length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    size,
    Buffer.from(header, 'latin1'),
    Buffer.from(data.buffer),
  ]);
}
