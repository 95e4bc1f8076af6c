/**
 * One value a line under a counter: `Step: 100`, `Loss: 10.5`, `Accuracy: 0.5`, also behind what a logger
 * writes. Under `Epoch: 3` alone the values are the epoch's, which step-line reads.
 */
import type { LogFormat, LogLine } from '../lines/line.js';
import { isMetricWord } from '../lines/metric-words.js';
import { valuesOf } from '../lines/named-values.js';
import { unwrapped } from '../lines/unwrapped.js';
import { HEADER, messageOf } from './step-line.js';

const COUNTER =
  /^[^\p{L}\d]{0,20}(?:(?:train(?:ing)?|global|current)[_ ]?)?(?:step|iteration|iter|batch|update)\s{0,9}(?:[:=#]\s{0,9})?\[?(\d{1,15})\]?(?:\s{0,9}(?:\/|of)\s{0,9}(\d{1,15})\]?)?[^\p{L}\d]{0,20}$/iu;
/** The whole message is values: a name, a separator and a number, and more of them. */
const VALUE = /^[^\p{L}\d]{0,20}\p{L}[^:=]{0,100}(?:[:=]|\s)\s{0,20}['"[]{0,2}[-+]?(?:\.?\d|nan|inf)/iu;
const LONGEST = 300;

export const valueLines: LogFormat = {
  name: 'value-lines',
  title: 'values on lines of their own',
  producer: { counters: 'at 0 or 1' },

  sniff: (line, memory) =>
    line.length < LONGEST &&
    (memory.above !== undefined || /step|iter|batch|update/i.test(line)) &&
    /\d/.test(line),

  parse(line, memory) {
    const message = unwrapped(messageOf(line));
    if (HEADER.test(message)) memory.above = undefined;
    const counter = COUNTER.exec(message);
    if (counter) {
      const total = counter[2] === undefined ? {} : { total: Number(counter[2]) };
      memory.above = { step: Number(counter[1]), ...total };
      return { kind: 'event', values: [] };
    }
    if (memory.above === undefined || !VALUE.test(message)) return undefined;
    const { values, aside, counted } = valuesOf(message, undefined);
    if (counted !== undefined) return undefined;
    const known = values.some((v) => isMetricWord(v.name));
    // Settings stand among the values.
    if (values.length === 0 && aside && memory.above.begun) return { kind: 'event', values, aside };
    if (!known && !(memory.above.begun && values.length > 0)) return undefined;
    memory.above = { ...memory.above, begun: true };
    const { step, total } = memory.above;
    const result: LogLine = { kind: 'progress', step, values, index: true };
    if (total !== undefined) result.total = total;
    if (aside) result.aside = aside;
    return result;
  },
};
