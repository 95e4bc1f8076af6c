/**
 * Caffe's solver: `solver.cpp:228] Iteration 100 (0.17 iter/s, 58.7s/10 iters), loss = 0.183` is the mean of
 * the last `average_loss` iterations (1 unless the solver says otherwise); below it `Train net output #0:
 * accuracy = 0.96` is the last batch's, and `Test net output #0: …` the mean over the test batches.
 */
import { type LogFormat, type LogLine, NUMBER, printed } from '../lines/line.js';

const ITERATION = new RegExp(
  `\\bIteration (\\d+)(?: \\([^)]{0,200}\\))?, (?:loss = (-?${NUMBER})|Testing net)`,
);
const OUTPUT = new RegExp(`\\b(Train|Test) net output #\\d+: (\\S+) = (-?${NUMBER})`);

export const caffe: LogFormat = {
  name: 'caffe',
  title: 'Caffe solver log',

  sniff: (line) => line.includes('Iteration ') || line.includes(' net output #'),

  parse(line, memory) {
    const iteration = ITERATION.exec(line);
    if (iteration) {
      memory.iterated = true;
      const step = Number(iteration[1]);
      const loss = iteration[2] === undefined ? undefined : printed('loss', iteration[2]);
      if (!loss) return { kind: 'event', step, values: [] };
      return { kind: 'progress', index: true, step, values: [loss] };
    }
    const output = memory.iterated ? OUTPUT.exec(line) : null;
    const value = output ? printed(`${output[1]!.toLowerCase()} ${output[2]}`, output[3]!) : undefined;
    if (!value) return undefined;
    const result: LogLine = { kind: 'progress', index: true, sameStep: true, values: [value] };
    return result;
  },
};
