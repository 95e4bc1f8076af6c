/** Keras: a random training with one of its versions, printed as a bar, with verbose=2 or by CSVLogger. */
import { KERAS, type KerasEra, shownOf } from './keras-loops.js';
import { barLines, type Clock, csvText, type Line, type ShownEpoch, verbose2Line } from './keras-text.js';
import { accuraciesOf, type LossKind, lossesOf, lossKind, sizesOf, stepsOf } from './losses.js';
import { f32 } from './numbers.js';
import type { Random } from './random.js';
import type { Column, Options, SimulatedEpoch, SimulatedLog, TrueRule } from './types.js';

type Outputs = NonNullable<SimulatedLog['outputs']>;

export function kerasLog(random: Random, era: KerasEra = random.pick(KERAS)): SimulatedLog {
  const kind = lossKind(random);
  const outputs = era.outputs && random.chance(0.2) ? outputsOf(random) : undefined;
  const steps = stepsOf(random);
  const stepwise = era.feed === 'generator' || era.form === 'tf 2.2' || era.form === 'keras 3';
  const unknown = (era.form === 'tf 2.2' || era.form === 'keras 3') && random.chance(0.15);
  // A batch's fixed shape is known beforehand: all batches are equal. In 3.0 – 3.1 the loss counts one too
  // many always.
  const fixed = unknown && random.chance(0.5);
  const sizes = fixed ? sizesOf(random, steps, true) : sizesOf(random, steps);
  const counts = steps < 500 && random.chance(0.35) ? random.int(2, 4) : 1;
  const epochs: SimulatedEpoch[] = [];
  for (let e = 0; e < counts; e++) epochs.push(epochOf(random, era, kind, sizes, 0.7 ** e, outputs));
  const extraOf = (name: string) =>
    unknown && era.form === 'keras 3' && (fixed || (name === 'loss' && era.version[1] <= 1));
  const counter = stepwise ? 'steps' : 'samples';
  const validated = random.chance(0.25);
  const accuracy = random.chance(0.3) && !outputs;
  const shown = epochs.map((e, i): ShownEpoch => {
    const names = Object.keys(e.columns).filter((n) => accuracy || !/acc/.test(n));
    const ordered = era.form === 'keras 3' ? names.sort() : names;
    const values = new Map(ordered.map((n) => [n, shownOf(era, kindOf(n), e.columns[n], sizes, extraOf(n))]));
    const validation = new Map(validated ? [['val_loss', f32(1 + random.next())] as const] : []);
    return { sizes, values, counter, unknown: unknown && i === 0, validation };
  });
  const style = random.chance(0.8) ? 'bar' : random.chance(0.5) ? 'verbose2' : 'csv';
  const { text, lost } =
    style === 'bar' ? barText(random, era, shown, sizes) : rowsText(random, era, shown, style, counter);
  const stands: TrueRule = style === 'bar' ? era.bar : 'epoch';
  return {
    producer: `${era.name}, ${style}${unknown ? (fixed ? ', unknown length, fixed batches' : ', unknown length') : ''}`,
    text,
    options: optionsOf(random, era, sizes, outputs, style),
    epochs,
    counter: style === 'bar' ? counter : 'epochs',
    rule: stands,
    version: era.version,
    oldTensorFlow: era.oldTensorFlow,
    lost,
    extra: Object.keys(epochs[0].columns).filter(extraOf),
    feed: era.feed,
    outputs,
  };
}

const kindOf = (name: string) => (name === 'loss' ? 'loss' : name.endsWith('_loss') ? 'output' : 'metric');

function outputsOf(random: Random): Outputs {
  const weight = () => random.pick([1, 1, 0.3, 0.5, 2, 10, 0.01]);
  const penalty = random.pick(['none', 'none', 'constant', 'changing'] as const);
  return {
    weights: { a: random.chance(0.5) ? 1 : weight(), b: weight() },
    penalty,
    value: f32(random.next()),
  };
}

function epochOf(
  random: Random,
  era: KerasEra,
  kind: LossKind,
  sizes: readonly number[],
  level: number,
  outputs: Outputs | undefined,
): SimulatedEpoch {
  const column = (values: readonly number[], counts: Column['counts']): Column => ({ values, counts });
  const metric = era.version[0] === 2 && era.version[1] < 3 && !era.oldTensorFlow ? 'acc' : 'accuracy';
  if (!outputs) {
    const loss = lossesOf(random, kind, sizes.length, level);
    return {
      sizes,
      columns: {
        loss: column(loss, era.counts.loss),
        [metric]: column(accuraciesOf(random, sizes), era.counts.metric),
      },
    };
  }
  const a = lossesOf(random, kind, sizes.length, level);
  const b = lossesOf(random, lossKind(random), sizes.length, level);
  const { weights, penalty, value } = outputs;
  const decay = random.next() * 0.1;
  const penalties = sizes.map((_, i) =>
    penalty === 'none' ? 0 : f32(value * (penalty === 'changing' ? Math.exp(-decay * i) : 1)),
  );
  const loss = a.map((x, i) => f32(f32(f32(weights.a * x) + f32(weights.b * b[i])) + penalties[i]));
  return {
    sizes,
    columns: {
      loss: column(loss, era.counts.loss),
      a_loss: column(a, era.counts.output),
      b_loss: column(b, era.counts.output),
    },
  };
}

function clockOf(random: Random, era: KerasEra, sizes: readonly number[]): Clock {
  const step = random.pick([0.0002, 0.004, 0.013, 0.03, 0.06, 0.06, 0.2, 1.5]);
  const partial = sizes[sizes.length - 1] !== sizes[0];
  return {
    step,
    first: step + random.pick([0, 0, 0.3, 5]),
    recompiles: era.form === 'keras 3' && partial && random.chance(0.4) ? random.pick([0.5, 2]) : 0,
    validation: random.pick([0, 0, 0.1, 2]),
  };
}

function barText(random: Random, era: KerasEra, shown: readonly ShownEpoch[], sizes: readonly number[]) {
  const clock = clockOf(random, era, sizes);
  // With tf.keras a header stands above several epochs only.
  const headed = (era.form === 'keras 2' || era.form === 'tf 2.1' || shown.length > 1) && random.chance(0.85);
  // Without headers nobody could tell the epochs that are left.
  const drop = (headed || shown.length === 1) && random.chance(0.25) ? random.pick([0.1, 0.5, 0.9]) : 0;
  let lost = false;
  const blocks = shown.map((epoch) => {
    const all = barLines(era, epoch, clock, random);
    let lines: Line[] = all;
    if (drop > 0) lines = all.filter((l) => l.ends || !random.chance(drop));
    lost ||= lines.length < all.length;
    return lines;
  });
  if (random.chance(0.1) && blocks[0].length > 2) {
    blocks[0] = blocks[0].slice(random.int(1, blocks[0].length - 1));
    lost = true;
  }
  const end = blocks.length - 1;
  if (random.chance(0.1) && blocks[end].length > 2) {
    blocks[end] = blocks[end].slice(0, random.int(1, blocks[end].length - 1));
    lost = true;
  }
  const redraws = (era.form === 'tf 2.2' || era.form === 'keras 3') && random.chance(0.5);
  let text = '';
  if (era.form === 'tf 2.1') text += `Train on ${sizes.reduce((a, b) => a + b, 0)} samples\n`;
  blocks.forEach((lines, i) => {
    if (headed) text += `Epoch ${i + 1}/${blocks.length}\n`;
    if (redraws) {
      text += lines
        .map((l, j) => `${j === 0 ? '' : '\b'.repeat(lines[j - 1].text.length)}\r${l.text}`)
        .join('');
      text += '\n';
    } else for (const l of lines) text += `${l.text}\n`;
  });
  return { text, lost };
}

function rowsText(
  random: Random,
  era: KerasEra,
  shown: readonly ShownEpoch[],
  style: 'verbose2' | 'csv',
  counter: 'steps' | 'samples',
) {
  const clock: Clock = { step: 0.05, first: 1, recompiles: 0, validation: 0 };
  if (style === 'csv') return { text: csvText(shown), lost: false };
  const header =
    counter === 'samples' && era.form === 'tf 2.1' ? 'Train on 5 samples, validate on 3 samples\n' : '';
  const headed = random.chance(0.8);
  const lines = shown.map(
    (e, i) => `${headed ? `Epoch ${i + 1}/${shown.length}\n` : ''}${verbose2Line(era, e, clock)}\n`,
  );
  return { text: header + lines.join(''), lost: false };
}

/** What a user might say, all of it true. */
function optionsOf(
  random: Random,
  era: KerasEra,
  sizes: readonly number[],
  outputs: Outputs | undefined,
  style: string,
): Options {
  const options: Options = {};
  if (style === 'bar' && random.chance(0.06)) options.average = era.bar;
  if (era.frameworks.length > 0 && random.chance(0.3)) options.framework = random.pick(era.frameworks);
  if (random.chance(0.25)) options.batchSize = sizes[0];
  if (random.chance(options.batchSize === undefined ? 0.05 : 0.7))
    options.samples = sizes.reduce((a, b) => a + b, 0);
  if (era.form === 'keras 2' && random.chance(0.3)) options.feed = era.feed;
  if (era.feed === 'generator' && options.framework && random.chance(0.8)) options.feed = 'generator';
  if (outputs && random.chance(0.3)) options.lossWeights = { ...outputs.weights };
  return options;
}
