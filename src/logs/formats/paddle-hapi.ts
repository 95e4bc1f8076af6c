/**
 * PaddlePaddle's Model.fit: `step 10/468 - loss: 0.4 - acc: 0.8 - 20ms/step`, with verbose=1 `step 10/468
 * [>....] - loss: …`, under `Epoch 1/2`; behind `Eval begin...` the same of an evaluation. It prints "The
 * loss value printed in the log is the current step, and the metric is the average value of previous steps"
 * (paddle, hapi/callbacks.py, ProgBarLogger).
 */
import type { LogFormat, LogLine } from '../lines/line.js';
import { valuesOf } from '../lines/named-values.js';

const STEP = /^\W{0,9}step\s{1,9}(\d{1,9})(?:\/(\d{1,9}))? (?:\[[=>.]{1,60}\] )?- (?=[a-z])/;
/** PaddleSeg's and PaddleX's bar of an evaluation has no metrics. */
const COSTS = /^\d{1,9}\/\d{1,9} \[[=>.]{1,60}\] - .{0,100}\bbatch_cost: .{0,60}\breader[ _]cost: /;
const PHASE = /^\W{0,9}(?:(Eval|Predict) begin\.\.\.|(Eval|Predict) samples: \d{1,15})\s*$/;

export const paddleHapi: LogFormat = {
  name: 'paddle-hapi',
  title: "progress lines of PaddlePaddle's Model",
  producer: {
    repeatsStates: true,
    means: [
      { names: /^loss/, rule: 'value', says: 'of that step alone' },
      { names: /^acc/, rule: 'running', says: 'over the epoch so far' },
      { names: /./, rule: 'value', says: 'what the metric has counted over the epoch so far' },
    ],
  },

  sniff: (line) =>
    line.includes('step ') || line.includes('batch_cost: ') || /begin\.\.\.|samples: /.test(line),

  parse(line, memory) {
    const phase = PHASE.exec(line);
    if (phase) {
      memory.evaluates = phase[1] !== undefined;
      return { kind: 'event', values: [] };
    }
    const step = STEP.exec(line);
    if (!step) {
      const costs = COSTS.test(line) ? valuesOf(line, undefined) : undefined;
      return costs && { kind: 'event', values: [], aside: costs.aside };
    }
    const { values, aside } = valuesOf(line.slice(step[0].length), undefined);
    if (values.length === 0) return undefined;
    const result: LogLine = { kind: 'progress', step: Number(step[1]), values };
    if (step[2] !== undefined) result.total = Number(step[2]);
    if (memory.evaluates) result.track = 'evaluation';
    if (aside) result.aside = aside;
    return result;
  },
};
