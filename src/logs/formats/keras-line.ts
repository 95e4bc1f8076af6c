/** Keras' values alone, cut out of their line: `loss: 2.0 - a_loss: 0.5 - b_loss: 1.5 - val_loss: 0.3`. */
import { kerasTail } from '../lines/keras-values.js';
import type { LogFormat } from '../lines/line.js';
import { KERAS } from '../producers/keras.js';

const NAME = /^[\w./@-]{1,100}$/;

export const kerasLine: LogFormat = {
  name: 'keras-line',
  title: 'Keras values without their bar',
  producer: KERAS,

  sniff: (line) => line.includes(' - ') && line.includes('loss'),

  parse(line, memory) {
    const text = line.trim();
    const tail = kerasTail(`- ${text.replace(/^- /, '')}`, 0, memory);
    const { values, aside } = tail;
    const all = values.length + (aside?.length ?? 0);
    if (all < 2 || values.length === 0 || !values.every((v) => NAME.test(v.name))) return undefined;
    if (!values.some((v) => v.name.endsWith('loss')) || tail.end < text.replace(/^- /, '').length + 2)
      return undefined;
    return { kind: 'epoch', values, ...(aside ? { aside } : {}) };
  },
};
