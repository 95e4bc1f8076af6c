/**
 * The table of Vowpal Wabbit (9.11.9 was run): a row at examples 1, 2, 4, … (or by -P). `average loss` is the
 * sum of the losses so far by the sum of the examples' weights, each loss that of the prediction before the
 * model learned the example; `since last` the same since the row before. Behind the first pass of several the
 * rows end with `h`: they are of the examples held out.
 */
import { type LogFormat, type LogLine, printed } from '../lines/line.js';

const HEADER = /^\s{0,20}loss\s+last\s+counter\s+weight\s+label\s+predict\s+features\s*$/;
const ABOVE = /^\s{0,20}average\s+since\s+example\s+example\s+current/;
const ROW =
  /^\s{0,20}([-+.\de]{1,20}|-?nan)\s+([-+.\de]{1,20}|-?nan|unknown)\s+(\d{1,15})\s+([-+.\de]{1,20})\s+(\S{1,200})\s+(\S.{0,200}?)\s+(\d{1,12})( h)?\s*$/;

const BEFORE = 'each loss before the model learned from the example';

function format(name: string, title: string, weighted: boolean): LogFormat {
  return {
    name,
    title,
    producer: {
      ...(weighted ? { counts: 'tokens' as const } : { counts: 'batches' as const }),
      means: [
        { names: /^held out /, rule: 'evaluation', says: 'over the examples held out' },
        {
          names: /^average loss$/,
          rule: 'running',
          says: `the mean over the examples so far${weighted ? ', by their weights' : ''}, ${BEFORE}`,
        },
        weighted
          ? {
              names: /^since last$/,
              rule: 'value',
              says: `the mean since the row before by weights, ${BEFORE}`,
            }
          : { names: /^since last$/, rule: 'window', says: `the mean since the row before, ${BEFORE}` },
      ],
    },

    sniff: (line, memory) => memory.wabbit !== undefined || HEADER.test(line) || ABOVE.test(line),

    parse(line, memory) {
      if (HEADER.test(line) || ABOVE.test(line)) {
        memory.wabbit = { counter: 0, weighted: false };
        return { kind: 'event', values: [] };
      }
      const [, average = '', since = '', counted = '', weight = '', , , , heldOut] = ROW.exec(line) ?? [];
      if (memory.wabbit === undefined || counted === '') return undefined;
      const counter = Number(counted);
      if (weighted !== (memory.wabbit.weighted || Math.abs(Number(weight) - counter) > 0.06))
        return undefined;
      const from = counter > memory.wabbit.counter ? memory.wabbit.counter + 1 : undefined;
      memory.wabbit = { counter, weighted };
      const prefix = heldOut ? 'held out ' : '';
      const values = [
        printed(`${prefix}average loss`, average),
        printed(`${prefix}since last`, since),
      ].filter((value) => value !== undefined);
      const result: LogLine = { kind: 'progress', step: counter, values };
      if (from !== undefined) result.from = from;
      if (heldOut) result.track = 'held out';
      return result;
    },
  };
}

/** All examples have the weight 1: their weights add up to their number. */
export const VOWPAL_WABBIT: readonly LogFormat[] = [
  format('vowpal-wabbit', 'table of Vowpal Wabbit', false),
  format('vowpal-wabbit-weighted', 'table of Vowpal Wabbit, weighted examples', true),
];
