/** The log formats known. The first one in this order that reads a line has it. */
import { boosting } from './boosting.js';
import { caffe } from './caffe.js';
import { darknet } from './darknet.js';
import { hfTable } from './hf-table.js';
import { hfTrainer } from './hf-trainer.js';
import { dict, jsonLine } from './json-line.js';
import { kerasBar } from './keras-bar.js';
import { kerasCsv } from './keras-csv.js';
import { kerasEvent } from './keras-event.js';
import { kerasLine } from './keras-line.js';
import { kerasVerbose2 } from './keras-verbose2.js';
import { keras3Bar } from './keras3-bar.js';
import { lightningBar } from './lightning-bar.js';
import { lightningCsv } from './lightning-csv.js';
import { lightningRich } from './lightning-rich.js';
import type { LogFormat } from './line.js';
import { MEAN_LINES } from './mean-lines.js';
import { meter } from './meter.js';
import { stepLine } from './step-line.js';
import { tfjsNode } from './tfjs-node.js';
import { tqdm } from './tqdm.js';
import { yolo } from './yolo.js';

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

export type { LogFormat } from './line.js';
