/**
 * keras-tuner: `Trial 5 Complete [00h 00m 10s]`, `val_loss: 0.5`, `Best val_loss So Far: 0.4`, `Total elapsed
 * time: …`, and `Trial 5 summary` … `Score: 0.5` (keras_tuner 1.4.8, engine/oracle.py, Display): the trial's
 * objective, and the best of all trials so far, the smallest or the largest as its direction goes.
 */
import { type FormatMemory, type LogFormat, type LogLine, NUMBER, printed } from '../lines/line.js';
import { TRIALS } from '../producers/trials.js';

const TRIAL = /^\s*Trial (\d{1,15}) (?:Complete \[|(summary)\s*$)/;
const BEST = new RegExp(`^\\s*Best ([\\w./ -]{1,100}) So Far: (${NUMBER}|None)\\s*$`);
const OBJECTIVE = new RegExp(`^\\s*([A-Za-z_][\\w./-]{0,100}): (${NUMBER})\\s*$`);
const NOTICE = /^\s*(?:Total elapsed time: \d|Search: Running Trial #\d)/;

export const kerasTuner: LogFormat = {
  name: 'keras-tuner',
  title: 'trials of keras-tuner',
  producer: TRIALS,

  sniff: (line, memory) =>
    memory.trial?.open !== undefined || /^\s*(?:Trial \d|Best |Total elapsed|Search: )/.test(line),

  parse(line, memory) {
    const trial = TRIAL.exec(line);
    if (trial)
      memory.trial = { number: Number(trial[1]), open: trial[2] === undefined ? 'objective' : 'score' };
    if (trial || NOTICE.test(line)) return { kind: 'event', values: [] };
    const best = BEST.exec(line);
    if (best) return rowOf(`Best ${best[1]}`, best[2]!, memory);
    const open = memory.trial?.open;
    const objective = open === undefined ? null : OBJECTIVE.exec(line);
    if (!objective || (open === 'score' && objective[1] !== 'Score')) return undefined;
    return rowOf(objective[1]!, objective[2]!, memory);
  },
};

function rowOf(name: string, text: string, memory: FormatMemory): LogLine {
  const value = printed(name, text);
  if (memory.trial) memory.trial = { number: memory.trial.number };
  if (!value) return { kind: 'event', values: [] };
  return { kind: 'epoch', step: memory.trial?.number, values: [value] };
}
