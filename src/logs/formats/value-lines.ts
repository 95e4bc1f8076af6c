/**
 * One value a line under a counter: `Step: 100`, `Loss: 10.5`, `Accuracy: 0.5`, also behind what a logger
 * writes; or under `Epoch 1, Step 100`. Under `Epoch: 3` alone the values are the epoch's, which step-line
 * reads.
 */
import type { FormatMemory, LogFormat, LogLine } from '../lines/line.js';
import { isMetricWord } from '../lines/metric-words.js';
import { valuesOf } from '../lines/named-values.js';
import { unwrapped } from '../lines/unwrapped.js';
import { HEADER, isCounted, messageOf } from './step-line.js';

const DIGITS = '(\\d{1,3}(?:,\\d{3}){1,4}|\\d{1,15})';
const COUNT = `(?:[:=#]\\s{0,9})?\\[?${DIGITS}\\]?(?:\\s{0,9}(?:\\/|of)\\s{0,9}${DIGITS}\\]?)?`;
const AROUND = '[^\\p{L}\\d]{0,20}';
const COUNTER = new RegExp(
  `^${AROUND}(?:epoch\\s{0,9}${COUNT}${AROUND})?` +
    '(?:(?:train(?:ing)?|global|current|total)[_ ]?)?' +
    '(?:step|timesteps|iteration|iter|mini-?batch|batch|update|round|episode)' +
    `\\s{0,9}${COUNT}${AROUND}$`,
  'iu',
);
/** The whole message is values: a name, a separator and a number, and more of them. */
const VALUE = /^[^\p{L}\d]{0,20}\p{L}[^:=]{0,100}(?:[:=]|\s)\s{0,20}['"[]{0,2}[-+]?(?:\.?\d|nan|inf)/iu;
const LONGEST = 300;
/** Values before the first counter that are looked at. */
const FEW = 20;

export const valueLines: LogFormat = {
  name: 'value-lines',
  title: 'values on lines of their own',
  producer: { counters: 'at 0 or 1' },

  sniff: (line, memory) =>
    line.length < LONGEST &&
    (memory.above !== undefined || /step|iter|batch|update|round|episode|loss/i.test(line)) &&
    /\d|nan|inf/i.test(line),

  parse(line, memory) {
    const message = unwrapped(messageOf(line));
    if (memory.above?.step !== undefined && HEADER.test(message)) memory.above = undefined;
    const counter = COUNTER.exec(message);
    // `Epoch 1/9, Batch 16/99` is the start of a line that goes on below.
    const starts = counter?.[1] !== undefined && message === line && /\d\/\d{1,15}\s*$/.test(line);
    if (starts) memory.above = { begun: true };
    if (counter) return starts ? undefined : counted(counter, memory);
    const given = memory.above?.step !== undefined;
    const enough = !given && (memory.above?.begun === true || (memory.above?.before?.length ?? 0) >= FEW);
    if (enough || !VALUE.test(message) || isCounted(message)) return undefined;
    const { values, aside, counted: within } = valuesOf(message, undefined);
    const names = values.map((v) => v.name);
    if (memory.above?.step === undefined) {
      memory.above = { before: [...(memory.above?.before ?? []), ...names] };
      return undefined;
    }
    if (within !== undefined) return undefined;
    const { step, total, epoch, epochs, begun, before } = memory.above;
    // Settings stand among the values.
    if (values.length === 0 && aside && begun) return { kind: 'event', values, aside };
    if (!names.some((name) => isMetricWord(name)) && !(begun && values.length > 0)) return undefined;
    memory.above = { ...memory.above, begun: true };
    // Counters that stand below their values look like those above the next ones.
    const below = !begun && names.some((name) => before?.includes(name));
    if (below) memory.below = true;
    const counters = memory.below ? {} : { step, total, epoch, epochs };
    const result: LogLine = { kind: memory.below ? 'epoch' : 'progress', values, ...counters };
    if (!memory.below) result.index = true;
    if (aside) result.aside = aside;
    return result;
  },
};

function counted(match: RegExpExecArray, memory: FormatMemory): LogLine {
  const [epoch, epochs, step, total] = match
    .slice(1, 5)
    .map((n) => (n === undefined ? undefined : Number(n.replaceAll(',', ''))));
  memory.above = { step, total, epoch, epochs, before: memory.above?.before };
  return { kind: 'event', values: [] };
}
