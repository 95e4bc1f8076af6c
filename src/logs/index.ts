/** The log formats known. The first one in this order that reads a line has it. */
import { boosting } from './formats/boosting.js';
import { caffe } from './formats/caffe.js';
import { csv, fastaiCsv, tensorboardCsv, ultralyticsCsv } from './formats/csv.js';
import { darknet } from './formats/darknet.js';
import { hfTable } from './formats/hf-table.js';
import { hfTrainer } from './formats/hf-trainer.js';
import { dict, jsonLine } from './formats/json-line.js';
import { kerasBar } from './formats/keras-bar.js';
import { kerasCsv } from './formats/keras-csv.js';
import { kerasEvent } from './formats/keras-event.js';
import { kerasLine } from './formats/keras-line.js';
import { kerasVerbose2 } from './formats/keras-verbose2.js';
import { keras3Bar } from './formats/keras3-bar.js';
import { lightningBar } from './formats/lightning-bar.js';
import { lightningCsv } from './formats/lightning-csv.js';
import { lightningRich } from './formats/lightning-rich.js';
import { MEAN_LINES } from './formats/mean-lines.js';
import { meter } from './formats/meter.js';
import { stepLine } from './formats/step-line.js';
import { tfjsNode } from './formats/tfjs-node.js';
import { tqdm } from './formats/tqdm.js';
import { yolo } from './formats/yolo.js';
import type { LogFormat } from './lines/line.js';

export const LOG_FORMATS: readonly LogFormat[] = [
  kerasBar,
  keras3Bar,
  jsonLine,
  hfTrainer,
  yolo,
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
  hfTable,
  meter,
  ...MEAN_LINES,
  caffe,
  darknet,
  dict,
  stepLine,
  kerasLine,
];

export type { LogFormat } from './lines/line.js';
