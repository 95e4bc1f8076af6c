"""numpy and TensorFlow on the arrays of engines.mjs. make FOLDER N | run FOLDER"""
import json, os, sys, time

import numpy as np


def best(f):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        f()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


folder = sys.argv[2]
if sys.argv[1] == 'make':
    n = int(sys.argv[3])
    rng = np.random.default_rng(1)
    np.save(os.path.join(folder, 'y_true.npy'), rng.integers(0, 2, (n, 1)).astype('float32'))
    np.save(os.path.join(folder, 'y_pred.npy'), rng.uniform(0.01, 0.99, (n, 1)).astype('float32'))
    sys.exit()

t, p = (np.load(os.path.join(folder, name)) for name in ('y_true.npy', 'y_pred.npy'))
E = np.float32(1e-7)


def bce():
    c = np.clip(p, E, 1 - E)
    return -(t * np.log(c) + (1 - t) * np.log(1 - c)).mean()


numpy = {'mean_squared_error': lambda: np.square(p - t).mean(), 'binary_crossentropy': bce}
for loss, f in numpy.items():
    print(json.dumps({'engine': 'numpy', 'loss': loss, 'ms': best(f), 'note': 'numpy ' + np.__version__}))
try:
    os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
    import tensorflow as tf
    a, b = tf.constant(t), tf.constant(p)
    losses = {'mean_squared_error': tf.keras.losses.MeanSquaredError(), 'binary_crossentropy': tf.keras.losses.BinaryCrossentropy()}
    for loss, f in losses.items():
        print(json.dumps({'engine': 'tensorflow python', 'loss': loss, 'ms': best(lambda: f(a, b).numpy()), 'note': 'TensorFlow ' + tf.__version__ + ', eager'}))
except ImportError:
    pass
