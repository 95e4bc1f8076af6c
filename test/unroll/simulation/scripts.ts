/**
 * Loops of people's own: lines and bars with the batch's loss, a running mean, or the mean since the line
 * before.
 */
import { lossesOf, lossKind, sizesOf, stepsOf } from './losses.js';
import { double, fixed, general, python, running } from './numbers.js';
import type { Random } from './random.js';
import { postfixNumber, tqdmBar, tqdmStates } from './tqdm.js';
import type { Column, Options, SimulatedEpoch, SimulatedLog, TrueRule } from './types.js';

interface Training {
  readonly epochs: SimulatedEpoch[];
  readonly steps: number;
  readonly counts: Column['counts'];
}

/** One to three epochs with a column of one name. @param name undefined: `loss` */
export function training(random: Random, { name = 'loss', equal = false, most = 3 } = {}): Training {
  const kind = lossKind(random);
  const steps = stepsOf(random);
  const sizes = equal ? sizesOf(random, steps, true) : sizesOf(random, steps);
  const counts = random.chance(0.5) ? 'rows' : 'batches';
  const count = random.chance(0.4) ? random.int(1, most) : 1;
  const epochs = Array.from({ length: steps > 500 ? 1 : count }, (_, e) => {
    const values = lossesOf(random, kind, steps, 0.7 ** e);
    return { sizes, columns: { [name]: { values, counts } as Column } };
  });
  return { epochs, steps, counts };
}

/** The mean of what came before each step. */
export function runningMean({ sizes }: SimulatedEpoch, { values, counts }: Column): number[] {
  return running(values, counts === 'rows' ? sizes : sizes.map(() => 1), double);
}

function numberText(random: Random): (x: number) => string {
  const digits = random.int(2, 6);
  return random.pick([
    (x: number) => fixed(x, digits),
    (x: number) => fixed(x, 4),
    (x: number) => general(x, digits),
    (x: number) => python(x),
  ]);
}

type Line = (epoch: number, epochs: number, step: number, steps: number, value: string) => string;
const LINES: readonly Line[] = [
  (e, E, k, S, v) => `Epoch [${e}/${E}], Step [${k}/${S}], Loss: ${v}`,
  (e, _, k, __, v) => `[epoch ${e}, step ${k}] loss=${v}`,
  (e, E, k, S, v) => `Epoch ${e}/${E} Batch ${k}/${S} loss: ${v}`,
];

/** A script's lines; what their values are is only known to its author. */
export function scriptLog(random: Random): SimulatedLog {
  const line = random.pick(LINES);
  const name = line === LINES[0] ? 'Loss' : 'loss';
  const { epochs, steps } = training(random, { name });
  const rule = random.pick(['running', 'value'] as const);
  const text = numberText(random);
  const every = random.pick([1, 1, 2, 5, 10]);
  const lines: string[] = [];
  epochs.forEach((epoch, e) => {
    const column = epoch.columns[name];
    const shown = rule === 'running' ? runningMean(epoch, column) : column.values;
    for (let k = every; k <= steps; k += every)
      lines.push(line(e + 1, epochs.length, k, steps, text(shown[k - 1])));
  });
  if (lines.length === 0)
    lines.push(line(1, epochs.length, 1, steps, text(epochs[0].columns[name].values[0])));
  const short = steps < every;
  const said = !short && random.chance(0.6);
  return {
    producer: `script's lines, ${rule}`,
    text: `${lines.join('\n')}\n`,
    options: { ...(said ? { average: rule } : {}), ...sizesSaid(random, epochs) },
    epochs,
    counter: 'steps',
    rule: short ? 'value' : rule,
    lost: false,
  };
}

/** PyTorch's CIFAR tutorial: `[1,  2000] loss: 2.173`, the mean since the line before. */
export function cifarLog(random: Random): SimulatedLog {
  const { epochs, steps } = training(random);
  const every = random.size(1, steps);
  const lines: string[] = [];
  epochs.forEach((epoch, e) => {
    const { values } = epoch.columns.loss;
    for (let k = every; k <= steps; k += every) {
      const window = values.slice(k - every, k);
      const mean = window.reduce((a, b) => a + b, 0) / every;
      lines.push(`[${e + 1}, ${String(k).padStart(5)}] loss: ${fixed(mean, 3)}`);
    }
  });
  const flat = epochs.map((e) => ({
    ...e,
    columns: { loss: { ...e.columns.loss, counts: 'batches' as const } },
  }));
  return {
    producer: 'CIFAR tutorial',
    text: `${lines.join('\n')}\n`,
    options: {},
    epochs: flat,
    counter: 'steps',
    rule: 'window',
    window: every,
    lost: false,
  };
}

/** A tqdm postfix with the batch's loss or a running mean. */
export function tqdmLog(random: Random): SimulatedLog {
  const { epochs, steps } = training(random);
  const rule = random.pick(['running', 'value'] as const);
  const text = random.pick([postfixNumber, (x: number) => fixed(x, 4), (x: number) => fixed(x, 3)]);
  const described = random.chance(0.7);
  let out = '';
  epochs.forEach((epoch, e) => {
    const shown = rule === 'running' ? runningMean(epoch, epoch.columns.loss) : epoch.columns.loss.values;
    const texts = shown.map((x) => `loss=${text(x)}`);
    const description = described ? `Epoch ${e + 1}/${epochs.length}` : '';
    for (const { at, text: postfix } of tqdmStates(random, steps, texts))
      out += `\r${tqdmBar(description, at, steps, postfix)}`;
    out += '\n';
  });
  return {
    producer: `tqdm, ${rule}`,
    text: out,
    options: { ...(random.chance(0.6) ? { average: rule } : {}), ...sizesSaid(random, epochs) },
    epochs,
    counter: 'steps',
    rule: rule as TrueRule,
    lost: false,
  };
}

/** `--batch-size` and `--samples`, sometimes. */
function sizesSaid(random: Random, epochs: readonly SimulatedEpoch[]): Options {
  const { sizes } = epochs[0];
  const options: Options = {};
  if (random.chance(0.2)) options.batchSize = sizes[0];
  if (options.batchSize !== undefined && random.chance(0.7))
    options.samples = sizes.reduce((a, b) => a + b, 0);
  return options;
}
