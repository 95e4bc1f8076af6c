/** Hugging Face's Trainer and TFTrainer, Lightning, tfjs-node. */
import { lossesOf, lossKind, sizesOf, stepsOf } from './losses.js';
import { f32, fixed, general, python, rounded, running } from './numbers.js';
import type { Random } from './random.js';
import { training } from './scripts.js';
import { tqdmBar } from './tqdm.js';
import type { SimulatedLog } from './types.js';

/** The mean of the steps since the line before: a float32 sum, divided in float64. */
export function hfTrainerLog(random: Random): SimulatedLog {
  const steps = stepsOf(random);
  const every = random.size(1, Math.max(1, steps));
  const drawn = lossKind(random);
  // Not the whole log shall be left out.
  const kind = drawn === 'nan' && every > 1 ? 'plain' : drawn;
  const values = lossesOf(random, kind, steps);
  const sizes = sizesOf(random, steps, true);
  const form = random.pick(['4.57', '5.0', 'state 4.57', 'state 5.0'] as const);
  const spans: [number, number][] = [];
  const entries: string[] = [];
  let filtered = false;
  for (let k = every; k <= steps; k += every) {
    // logging_nan_inf_filter leaves such steps out; here windows of one step only have such.
    const window = values.slice(k - every, k);
    const finite = window.filter((x) => Number.isFinite(x));
    if (finite.length === 0) filtered = true;
    let sum = 0;
    for (const x of finite) sum = f32(sum + x);
    const norm = finite.length === 0 ? 'nan' : '1.5';
    entries.push(entryText(form, sum / every, norm, k, k / steps));
    spans.push([k - every, k]);
  }
  const state = form.startsWith('state');
  return {
    producer: `transformers ${form}`,
    text: state
      ? `{"best_metric": null, "log_history": [\n${entries.join(',\n')}\n], "max_steps": ${steps}}\n`
      : `${entries.join('\n')}\n`,
    options: {},
    epochs: [{ sizes, columns: { loss: { values, counts: 'batches' } }, spans: state ? undefined : spans }],
    counter: state ? 'steps' : 'lines',
    rule: 'window',
    window: every,
    lost: false,
    filtered,
  };
}

function entryText(form: string, mean: number, norm: string, step: number, epoch: number): string {
  const loss = form.endsWith('5.0') ? python(mean) : rounded(mean, 4);
  if (form.startsWith('state'))
    return `{"epoch": ${python(epoch)}, "grad_norm": ${norm === 'nan' ? 'NaN' : norm}, "learning_rate": 2.4e-05, "loss": ${loss.replace('nan', 'NaN')}, "step": ${step}}`;
  if (form === '5.0')
    return `{'loss': '${general(mean, 4)}', 'grad_norm': '${norm}', 'learning_rate': '2.4e-05', 'epoch': '${general(epoch, 4)}'}`;
  return `{'loss': ${loss}, 'grad_norm': ${norm}, 'learning_rate': 2.4e-05, 'epoch': ${rounded(epoch, 2)}}`;
}

/** TFTrainer: the sum of the epoch's losses so far over its steps, as a float32 written by NumPy. */
export function tfTrainerLog(random: Random): SimulatedLog {
  const { epochs, steps } = training(random, { equal: true, most: 2 });
  const every = random.size(1, steps);
  // Of few digits, rounded to four places, the lines would be those of Trainer.
  const told = epochs.some((e) =>
    running(
      e.columns.loss.values,
      e.sizes.map(() => 1),
      f32,
    ).some((x, i) => (i + 1) % every === 0 && /^-?\d{1,3}\.\d{5,}$/.test(float32Text(x))),
  );
  const named = !told || random.chance(0.6);
  const lines: string[] = [];
  epochs.forEach((epoch, e) => {
    const shown = running(
      epoch.columns.loss.values,
      epoch.sizes.map(() => 1),
      f32,
    );
    for (let k = every; k <= steps; k += every) {
      const prefix = named ? '[INFO|trainer_tf.py:398] 2021-01-01 10:00:00,000 >> ' : '';
      lines.push(
        `${prefix}{'loss': ${float32Text(shown[k - 1])}, 'learning_rate': 5e-05, 'epoch': ${python(e + k / steps)}, 'step': ${e * steps + k}}`,
      );
    }
  });
  const columns = {
    loss: { values: epochs.flatMap((e) => e.columns.loss.values), counts: 'batches' as const },
  };
  const sizes = epochs.flatMap((e) => e.sizes);
  return {
    producer: `TFTrainer${named ? '' : ', no prefix'}`,
    text: `${lines.join('\n')}\n`,
    options: {},
    epochs: [{ sizes, columns }],
    counter: 'steps',
    rule: 'running',
    lost: false,
  };
}

/** The shortest digits that read back as the same float32. */
function float32Text(x: number): string {
  if (!Number.isFinite(x)) return python(x);
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(x.toPrecision(digits));
    if (f32(short) === x) return python(short);
  }
  return python(x);
}

/** Lightning: the last step's loss, and before 2.0 the mean of the last 20. */
export function lightningLog(random: Random): SimulatedLog {
  const kind = lossKind(random);
  const steps = stepsOf(random);
  const sizes = sizesOf(random, steps);
  const epochs = random.int(1, 2);
  const old = random.chance(0.5);
  const columns = Array.from({ length: epochs }, () => lossesOf(random, kind, steps));
  const all: number[] = [];
  const every = random.pick([1, 1, 2, 20]);
  let text = '';
  columns.forEach((values, e) => {
    for (let k = 1; k <= steps; k++) {
      all.push(values[k - 1]);
      if (k % every !== 0 && k !== steps) continue;
      const last = all.slice(-20);
      const mean = f32(last.reduce((a, b) => f32(a + b), 0) / last.length);
      const step = padded(general(values[k - 1], 3));
      const postfix = old ? `loss=${general(mean, 3)}, v_num=0` : `v_num=0, train_loss_step=${step}`;
      text += `\r${tqdmBar(`Epoch ${e}`, k, steps, postfix)}`;
    }
    text += '\n';
  });
  const name = old ? 'loss' : 'train_loss_step';
  return {
    producer: `Lightning ${old ? '1.9' : '2'}`,
    text,
    options: {},
    epochs: columns.map((values) => ({ sizes, columns: { [name]: { values, counts: 'batches' } } })),
    counter: 'steps',
    rule: old ? 'moving' : 'value',
    lost: false,
  };
}

/** Lightning fills up with zeros to five characters. */
function padded(text: string): string {
  return /e/.test(text) || text.length >= 5 || Number.isNaN(Number(text))
    ? text
    : `${text.includes('.') ? text : `${text}.`}`.padEnd(5, '0');
}

/** tfjs-node: the epoch's mean by rows. */
export function tfjsLog(random: Random): SimulatedLog {
  const { epochs, steps } = training(random);
  let text = '';
  epochs.forEach((epoch, e) => {
    const { values } = epoch.columns.loss;
    const shown = running(values, epoch.sizes, f32)[steps - 1];
    const decimals = shown === 0 || Math.abs(shown) > 1 ? 2 : 2 - Math.floor(Math.log10(Math.abs(shown)));
    const digits = decimals > 4 ? shown.toExponential(2) : fixed(shown, decimals);
    text += `Epoch ${e + 1} / ${epochs.length}\n123ms 456us/step - loss=${Number.isNaN(shown) ? 'NaN' : digits} \n`;
  });
  return { producer: 'tfjs-node', text, options: {}, epochs, counter: 'epochs', rule: 'epoch', lost: false };
}
