/** The log formats known. The first one in this order that reads a line has it. */
import { allennlp } from './formats/allennlp.js';
import { boosting } from './formats/boosting.js';
import { caffe } from './formats/caffe.js';
import { catboost } from './formats/catboost.js';
import { csv, fastaiCsv, tensorboardCsv, ultralyticsCsv } from './formats/csv.js';
import { darknet } from './formats/darknet.js';
import { flair } from './formats/flair.js';
import { hfTable } from './formats/hf-table.js';
import { hfTrainer } from './formats/hf-trainer.js';
import { dict, jsonLine } from './formats/json-line.js';
import { kaldi } from './formats/kaldi.js';
import { kerasBar } from './formats/keras-bar.js';
import { kerasCsv } from './formats/keras-csv.js';
import { kerasEvent } from './formats/keras-event.js';
import { kerasLine } from './formats/keras-line.js';
import { kerasTuner } from './formats/keras-tuner.js';
import { kerasVerbose2 } from './formats/keras-verbose2.js';
import { keras3Bar } from './formats/keras3-bar.js';
import { lightningBar } from './formats/lightning-bar.js';
import { lightningCsv } from './formats/lightning-csv.js';
import { lightningRich } from './formats/lightning-rich.js';
import { marian } from './formats/marian.js';
import { MEAN_LINES } from './formats/mean-lines.js';
import { meter } from './formats/meter.js';
import { MXNET } from './formats/mxnet.js';
import { OPENNMT } from './formats/opennmt.js';
import { optuna } from './formats/optuna.js';

import { OTHERS } from './formats/others.js';
import { PADDLE } from './formats/paddle.js';
import { paddleHapi } from './formats/paddle-hapi.js';
import { stableBaselines } from './formats/stable-baselines.js';
import { stepLine } from './formats/step-line.js';
import { TABLES, table } from './formats/tables.js';
import { tfjsNode } from './formats/tfjs-node.js';
import { tflearn } from './formats/tflearn.js';
import { tqdm } from './formats/tqdm.js';
import { TREES } from './formats/trees.js';
import { valueLines } from './formats/value-lines.js';
import { VOWPAL_WABBIT } from './formats/vowpal-wabbit.js';
import { yolo } from './formats/yolo.js';
import type { LogFormat } from './lines/line.js';

export const LOG_FORMATS: readonly LogFormat[] = [
  paddleHapi,
  kerasBar,
  keras3Bar,
  jsonLine,
  hfTrainer,
  yolo,
  allennlp,
  lightningBar,
  tqdm,
  lightningRich,
  kerasVerbose2,
  kerasEvent,
  tfjsNode,
  kerasCsv,
  lightningCsv,
  fastaiCsv,
  ultralyticsCsv,
  tensorboardCsv,
  csv,
  boosting,
  catboost,
  ...TREES,
  ...MXNET,
  ...OPENNMT,
  ...PADDLE,
  ...OTHERS,
  flair,
  kaldi,
  kerasTuner,
  marian,
  optuna,
  tflearn,
  ...TABLES,
  stableBaselines,
  ...VOWPAL_WABBIT,
  hfTable,
  table,
  meter,
  ...MEAN_LINES,
  caffe,
  darknet,
  dict,
  valueLines,
  stepLine,
  kerasLine,
];

export type { LogFormat } from './lines/line.js';
