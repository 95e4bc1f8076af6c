/** Logs of every kind of line that programs write, without end: `KINDS[name](losses)` yields texts. */
const STEPS = 1000;
const fixed = (x) => x.toFixed(4);
const pad = (n, width) => String(n).padStart(width);
const clock = (n) => `2024-03-0${1 + (n % 9)} ${String(n % 24).padStart(2, '0')}:15:42,${100 + (n % 900)}`;

/** A loss that falls and scatters, the same in every run. */
export function* losses() {
  let state = 1;
  for (let i = 0; ; i++) {
    state = (state * 48271) % 2147483647;
    yield 2 / (1 + i / 1e5) + state / 2147483647;
  }
}

/** One line a step. @param line of its number, its loss, the step of its epoch and the epoch */
const lines = (line, header = '') =>
  function* (loss) {
    if (header) yield `${header}\n`;
    for (let n = 0; ; n++) yield `${line(n, loss.next().value, n % STEPS, Math.floor(n / STEPS))}\n`;
  };

/** States drawn over each other, an epoch a line. @param state of the step, the mean so far and the epoch */
const bar = (state, header) =>
  function* (loss) {
    for (let epoch = 1; ; epoch++) {
      let sum = 0;
      if (header) yield `${header(epoch)}\n`;
      for (let k = 1; k <= STEPS; k++) {
        sum += loss.next().value;
        yield state(k, sum / k, epoch);
      }
      yield '\n';
    }
  };

const epochHeader = (epoch) => `Epoch ${epoch}/99999`;

function keras2State(k, mean) {
  const done = Math.floor((30 * k) / STEPS);
  const drawn = `${'='.repeat(Math.max(0, done - 1))}>`.padEnd(30, '.');
  return `\r${pad(k, 4)}/${STEPS} [${drawn}] - ETA: 1s - loss: ${fixed(mean)} - acc: ${fixed(1 / (1 + mean))}`;
}

function keras3State(k, mean) {
  const counter = `\u001b[1m${pad(k, 4)}/${STEPS}\u001b[0m \u001b[32m${'━'.repeat(20)}\u001b[0m`;
  return `${'\b'.repeat(70)}\r${counter} \u001b[1m0s\u001b[0m 16ms/step - loss: ${fixed(mean)}`;
}

function tqdmState(k, loss) {
  const percent = pad(Math.floor((100 * k) / STEPS), 3);
  return `\rtrain: ${percent}%|${'█'.repeat(k / 100)}${' '.repeat(10 - k / 100)}| ${k}/${STEPS} [00:10<00:12, 81.64it/s, acc=${loss.toFixed(3)}, loss=${loss.toFixed(2)}]`;
}

function lightningState(k, loss, epoch) {
  const percent = pad(Math.floor((100 * k) / STEPS), 3);
  return `\rEpoch ${epoch}: ${percent}%|${'█'.repeat(k / 100)}| ${k}/${STEPS} [00:10<00:12, 81.64it/s, v_num=0, loss_step=${loss.toPrecision(3).padEnd(5, '0')}]`;
}

const tfjs = (n, loss) =>
  `Epoch ${n + 1} / 9999999\neta=0.0 ${'='.repeat(30)}> loss=${loss.toPrecision(3)}\n123ms 456us/step - acc=0.500 loss=${loss.toPrecision(3)}`;

const trainerDict = (n, loss) =>
  `{'loss': ${fixed(loss)}, 'grad_norm': ${loss}, 'learning_rate': 5e-05, 'epoch': ${(n / STEPS).toFixed(2)}}`;
const trainerText = (n, loss) =>
  `{'loss': '${loss.toPrecision(4)}', 'grad_norm': '${loss.toPrecision(4)}', 'learning_rate': '5e-05', 'epoch': '${(n / STEPS).toPrecision(4)}'}`;
let sum = 0;
const mean = (loss, k) => {
  sum = k === 0 ? loss : sum + loss;
  return sum / (k + 1);
};
const meters = (_, loss, k, epoch) =>
  `Epoch: [${epoch}][${pad(k, 4)}/${STEPS}]\tTime  0.125 ( 0.150)\tData  0.001 ( 0.010)\tLoss ${loss.toExponential(4)} (${mean(loss, k).toExponential(4)})\tAcc@1  12.50 (  9.77)`;
const detectron = (n, loss, k) =>
  `[03/01 10:15:42 d2.utils.events]: \u001b[0m eta: 1:02:03  iter: ${n}  total_loss: ${loss.toPrecision(4)}  loss_cls: ${(loss / 2).toPrecision(4)}  loss_box_reg: ${(loss / 3).toPrecision(4)}  time: 0.2${100 + (k % 900)}  data_time: 0.0${10 + (k % 90)}  lr: 0.00025  max_mem: 3105M`;
const json = (n, loss) =>
  `{"data_time": 0.0025, "eta_seconds": ${1e6 - (n % 1e6)}, "iteration": ${n}, "loss_cls": ${loss / 2}, "lr": 0.00025, "total_loss": ${loss}}`;
const mmcv = (n, loss, k, epoch) =>
  `${clock(n)} - mmdet - INFO - Epoch [${epoch + 1}][${k + 1}/${STEPS}]\tlr: 1.000e-02, eta: 1:02:03, time: 0.345, data_time: 0.012, memory: 3105, loss_cls: ${fixed(loss / 2)}, loss_bbox: ${fixed(loss / 2)}, loss: ${fixed(loss)}`;
const mmengine = (n, loss, k, epoch) =>
  `${clock(n)} - mmengine - INFO - Epoch(train) [${epoch + 1}][${pad(k + 1, 4)}/${STEPS}]  lr: 1.0000e-02  eta: 1:02:03  time: 0.3450  data_time: 0.0120  memory: 3105  loss: ${fixed(loss)}`;
const fairseq = (n, loss, k, epoch) =>
  `${clock(n)} | INFO | train_inner | epoch ${String(epoch + 1).padStart(3, '0')}: ${pad(k + 1, 6)} / ${STEPS} loss=${loss.toFixed(3)}, nll_loss=${(loss * 0.9).toFixed(3)}, ppl=${(2 ** loss).toFixed(2)}, wps=12345.6, ups=3.21, wpb=3500, bsz=128, num_updates=${n + 1}, lr=0.0005, gnorm=1.234, train_wall=31, wall=100`;
const megatron = (n, loss) =>
  ` iteration ${pad(n + 1, 8)}/ 9999999 | consumed samples: ${pad(8 * n, 12)} | elapsed time per iteration (ms): 512.3 | learning rate: 1.500E-04 | global batch size: 8 | lm loss: ${loss.toExponential(6).toUpperCase()} | grad norm: 1.234 |`;
const logger = (n, loss, k, epoch) =>
  `${clock(n)} - trainer - INFO - Epoch [${epoch + 1}/99999], Step [${k + 1}/${STEPS}], Loss: ${fixed(loss)}, Accuracy: ${(100 / (1 + loss)).toFixed(2)}%`;
const boosting = (n, loss) =>
  `[${n}]\ttrain-logloss:${loss.toFixed(5)}\tvalid-logloss:${(loss * 1.1).toFixed(5)}`;
const lightGbm = (n, loss) =>
  `[${n}]\ttraining's binary_logloss: ${loss.toPrecision(6)}\tvalid_1's binary_logloss: ${(loss * 1.1).toPrecision(6)}`;
const yolo = (_, loss, k, epoch) =>
  `      ${epoch + 1}/99999      4.78G      ${loss.toPrecision(4)}      ${(loss / 2).toPrecision(4)}      1.485         77        640: 100%|██████████| ${k + 1}/${STEPS} [00:19<00:00,  2.30it/s]`;
const caffe = (n, loss) =>
  `I0301 10:15:42.123456  4321 solver.cpp:228] Iteration ${n} (0.17 iter/s, 58.7s/10 iters), loss = ${loss.toPrecision(6)}`;
const darknet = (n, loss) =>
  ` ${n + 1}: ${loss.toFixed(6)}, ${(loss * 0.99).toFixed(6)} avg loss, 0.001000 rate, 4.395000 seconds, ${64 * (n + 1)} images`;

const tensorBoardCsv = (n, loss) => `${1700000000 + n / 10},${n},${loss}`;
const results = (n, loss) =>
  `${pad(n, 19)},${`${loss.toPrecision(5)}`.padStart(24)},${`${(loss / 2).toPrecision(5)}`.padStart(24)},${pad('0.0033', 24)}`;
const wandb = (n, loss) => `"${n}","${loss}","${loss}","${loss}"`;
const vowpalWabbit = (n, loss) =>
  `${loss.toFixed(6)} ${(loss * 0.9).toFixed(6)} ${pad(n + 1, 12)} ${pad(`${n + 1}.0`, 12)}   1.0000   0.4130       12`;
const fastai = (n, loss) =>
  `${String(n).padEnd(11)}${loss.toFixed(6).padEnd(13)}${(loss * 1.1).toFixed(6).padEnd(13)}0.512300  00:12     `;

/** Values of one list on one line, as JSON writers without indentation print them. */
const onOneLine = (opening, item) =>
  function* (loss) {
    yield opening;
    for (let n = 0; ; n++) yield `${n === 0 ? '' : ', '}${item(n, loss.next().value)}`;
  };

const NUMBER = '([-+.\\deE]+)';
/** @param pattern of a plain Python program: the number of each loss in such a log */
const kind = (pieces, pattern, { end = '', whole = false } = {}) => ({ pieces, pattern, end, whole });
/** Of logs that name it, whatever program wrote them: `loss: 2.3`, `'loss': '2.3'`, `total_loss=2.3`. */
const NAMED = `[Ll]oss(?:_step)?['"]? ?[:=]? ?['"]?${NUMBER}`;

/**
 * What writes each kind; the pattern by which a Python program finds the losses, line by line or in the whole
 * text: one for all logs that name them, else one that knows the columns; and what ends a text of one value.
 */
export const KINDS = {
  'step lines': kind(
    lines((n, loss) => `step ${n}: loss ${loss.toFixed(2)}`),
    NAMED,
  ),
  'Keras 2 bar': kind(bar(keras2State, epochHeader), NAMED),
  'Keras 3 bar': kind(bar(keras3State, epochHeader), NAMED),
  'Keras verbose=2': kind(
    lines(
      (n, loss) =>
        `Epoch ${n + 1}/9999999\n1000/1000 - 2s - loss: ${fixed(loss)} - val_loss: ${fixed(loss)} - 2s/epoch - 2ms/step`,
    ),
    NAMED,
  ),
  Trainer: kind(lines(trainerDict), NAMED),
  'Trainer 5': kind(lines(trainerText), NAMED),
  'Trainer table': kind(
    lines(
      (n, loss) => `${n + 1}\t${loss.toFixed(6)}\t${(loss * 1.1).toFixed(6)}`,
      'Step\tTraining Loss\tValidation Loss',
    ),
    `^\\d+\t${NUMBER}`,
  ),
  'JSON lines': kind(lines(json), NAMED),
  CSVLogger: kind(
    lines((n, loss) => `${n},${1 / (1 + loss)},${loss}`, 'epoch,accuracy,loss'),
    `^\\d+,[^,]*,${NUMBER}`,
  ),
  'Lightning CSV': kind(
    lines((n, loss, _, epoch) => `${epoch},${n},${loss},`, 'epoch,step,train_loss_step,val_loss'),
    `^\\d+,\\d+,${NUMBER}`,
  ),
  'TensorBoard CSV': kind(lines(tensorBoardCsv, 'Wall time,Step,Value'), `^[.\\d]+,\\d+,${NUMBER}`),
  'results.csv': kind(
    lines(results, '                  epoch,          train/box_loss,          train/cls_loss,  lr/pg0'),
    `^ *\\d+, *${NUMBER}`,
  ),
  'wandb CSV': kind(
    lines(wandb, '"Step","run - train/loss","run - train/loss__MIN","run - train/loss__MAX"'),
    `^"\\d+","${NUMBER}"`,
  ),
  'JSON list': kind(
    onOneLine('[', (n, loss) => `{"epoch": ${n}, "loss": ${loss}}`),
    NAMED,
    { end: ']', whole: true },
  ),
  'TensorBoard JSON': kind(
    onOneLine('[', (n, loss) => `[${1700000000 + n / 10}, ${n}, ${loss}]`),
    `\\[[.\\d]+, \\d+, ${NUMBER}\\]`,
    { end: ']', whole: true },
  ),
  'Keras history': kind(
    onOneLine('{"loss": [', (_, loss) => String(loss)),
    NUMBER,
    { end: ']}', whole: true },
  ),
  tqdm: kind(bar(tqdmState), NAMED),
  'Lightning bar': kind(bar(lightningState), NAMED),
  'tfjs-node': kind(lines(tfjs), NAMED),
  'lines with a logger': kind(lines(logger), NAMED),
  meters: kind(lines(meters), NAMED),
  Detectron: kind(lines(detectron), NAMED),
  mmcv: kind(lines(mmcv), NAMED),
  mmengine: kind(lines(mmengine), NAMED),
  fairseq: kind(lines(fairseq), NAMED),
  Megatron: kind(lines(megatron), NAMED),
  XGBoost: kind(lines(boosting), NAMED),
  LightGBM: kind(lines(lightGbm), NAMED),
  YOLO: kind(
    lines(yolo, '      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size'),
    `^ *\\d+/\\d+ +\\S+ +${NUMBER}`,
  ),
  Caffe: kind(lines(caffe), NAMED),
  Darknet: kind(lines(darknet), `^ *\\d+: ${NUMBER}`),
  'Vowpal Wabbit': kind(
    lines(
      vowpalWabbit,
      'average  since         example        example        current        current  current\nloss     last          counter         weight          label        predict features',
    ),
    `^${NUMBER} `,
  ),
  fastai: kind(lines(fastai, 'epoch     train_loss  valid_loss  accuracy  time    '), `^\\d+ +${NUMBER}`),
  'mostly others': kind(
    lines((n, loss, k) =>
      k % 100 === 0
        ? `step ${n}: loss ${loss.toFixed(2)}`
        : `[${clock(n)}] worker ${k}: read ${n} records of shard ${k % 7} in ${loss.toFixed(3)} seconds`,
    ),
    NAMED,
  ),
};
