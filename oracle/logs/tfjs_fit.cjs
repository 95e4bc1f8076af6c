// One fit() with the console of @tensorflow/tfjs-node 4.22.0; run by tfjs_logs.py: node tfjs_fit.cjs SCENARIO TRUTH (NODE_PATH set).
// ProgbarLogger is the package's own file, registered as the package's index.js does it. The numbers come from tfjs's CPU backend:
// the native binding is not needed for what is printed.
const fs = require('node:fs');
const tf = require('@tensorflow/tfjs');
const { ProgbarLogger } = require('@tensorflow/tfjs-node/dist/callbacks.js');

tf.registerCallbackConstructor(1, ProgbarLogger);
const [scenario, truthPath] = process.argv.slice(2);

/** Numbers around 0, the same in every run. */
let state = 20261125;
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state / 2 ** 32) * 2 - 1;
}
const count = 34;
const held = 8;
const rows = Array.from({ length: count }, () => [random() * 1.7, random() * 1.7, random() * 1.7]);
const targets = rows.map(([a, b, c]) => [0.8 * a - 1.2 * b + 0.4 * c + 0.3 * random()]);
const batch = 4;
const sizes = [];
for (let i = 0; i < count - held; i += batch) sizes.push(Math.min(batch, count - held - i));

const epochs = [];
const record = {
  onEpochBegin: async () => {
    epochs.push({ steps: 0, batch_sizes: sizes, loss: [], metrics: { mae: [] } });
  },
  onBatchEnd: async (_, logs) => {
    const epoch = epochs[epochs.length - 1];
    epoch.steps += 1;
    // The values of this batch alone, float32.
    epoch.loss.push(Number(Math.fround(logs.loss).toPrecision(9)));
    epoch.metrics.mae.push(Number(Math.fround(logs.mae).toPrecision(9)));
    await new Promise((resolve) => setTimeout(resolve, 25));
  },
};

async function main() {
  await tf.setBackend('cpu');
  // At its first use under Node the CPU backend prints advice to install tfjs-node; the package itself never prints that.
  tf.env().set('IS_NODE', false);
  tf.zeros([1]).dataSync();
  tf.env().set('IS_NODE', true);
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 1, inputShape: [3], useBias: false, kernelInitializer: 'ones' }));
  model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError', metrics: ['mae'] });
  const x = tf.tensor2d(rows);
  const y = tf.tensor2d(targets);
  const part = (a, b) => [x.slice([a, 0], [b - a, 3]), y.slice([a, 0], [b - a, 1])];
  const validationData = part(count - held, count);
  let history;
  if (scenario === 'fit') {
    const [trainX, trainY] = part(0, count - held);
    history = await model.fit(trainX, trainY, {
      epochs: 3,
      batchSize: batch,
      shuffle: false,
      validationData,
      callbacks: record,
    });
  } else {
    const data = tf.data.generator(function* () {
      for (let i = 0; i < count - held; i += batch) {
        const [xs, ys] = part(i, Math.min(i + batch, count - held));
        yield { xs, ys };
      }
    });
    history = await model.fitDataset(data, { epochs: 2, callbacks: record });
  }
  epochs.forEach((epoch, i) => {
    epoch.history = Object.fromEntries(
      Object.entries(history.history).map(([key, values]) => [key, values[i]]),
    );
  });
  fs.writeFileSync(truthPath, JSON.stringify({ version: tf.version.tfjs, epochs }));
}
main();
