"""Keras 3's `dtype` of a loss, compile's `crossentropy`, and class indices along other axes: fixtures/keras/keras3-settings.json.

python keras3_settings.py BACKEND VERSION OLD      prints one case a line: an audit, and what that version gives or raises
VERSION `cur` is the installed one, others lie in OLD (setup.sh). The fixture is the lines of all runs of `RUNS` below, joined by
python keras3_settings.py join FILES… > fixtures/keras/keras3-settings.json
"""
import json, os, sys

RUNS = ['tensorflow cur', 'torch cur', 'jax cur', 'tensorflow 3.0.5', 'tensorflow 3.4.1', 'torch 3.6.0', 'tensorflow 3.10.0',
        'torch 3.10.0', 'jax 3.10.0', 'torch 3.13.2', 'torch 3.14.0']


def kept(line):
    """Each setting under the versions between which it may change, not under all."""
    audit = json.loads(line)['audit']
    params, version = audit.get('params', {}), audit['framework'][6:]
    if 'dtype' in params:
        if params['dtype'] == 'int32' and audit['loss'] != 'mse': return False
        if version == '3.0.5': return audit['loss'] in ('mse', 'hinge', 'sparse_categorical_crossentropy')
        return version in ('3.4.1', '3.6.0', '3.15.1')
    if 'axis' in params: return version not in ('3.0.5', '3.4.1', '3.6.0')
    if audit['loss'] in ('CE', 'CrossEntropy'): return audit['backend'] == 'torch' and version == '3.15.1'
    return version in ('3.0.5', '3.15.1')


if sys.argv[1] == 'join':
    lines = [line.strip() for name in sys.argv[2:] for line in open(name)]
    print('{"about": "Made by oracle/keras/keras3_settings.py", "cases": [\n' + ',\n'.join(filter(kept, lines)) + '\n]}')
    sys.exit()
backend, version, old = sys.argv[1:4]
os.environ['KERAS_BACKEND'] = backend
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
if version != 'cur':
    sys.path.insert(0, old + '/extra'); sys.path.insert(0, old + '/keras-' + version)
import keras
import numpy as np
from keras import ops

P3 = [[.2, .3, .5], [.5, .25, .25], [.125, .75, .125]]
LOGITS = [[1.5, -.5, .25], [-2., .75, 1.], [.1, .2, 3.]]
CLASS = {'mse': 'MeanSquaredError', 'binary_crossentropy': 'BinaryCrossentropy', 'huber': 'Huber', 'mae': 'MeanAbsoluteError',
         'categorical_crossentropy': 'CategoricalCrossentropy', 'sparse_categorical_crossentropy': 'SparseCategoricalCrossentropy',
         'hinge': 'Hinge', 'kl_divergence': 'KLDivergence', 'cosine_similarity': 'CosineSimilarity'}
ARRAYS = {'sparse_categorical_crossentropy': ([0, 2, 1], P3), 'hinge': ([[1, 0, 1]], [[.5, -.25, 2]]),
          'binary_crossentropy': ([[1, 0, 1], [0, 0, 1]], [[.6, .3, .8], [.1, .45, .7]])}


def audits():
    for loss in CLASS:
        y_true, y_pred = ARRAYS.get(loss, ([[0, 0, 1], [.5, .25, .25], [0, 1, 0]], P3))
        for dtype in ['float16', 'bfloat16', 'float64', 'float32', None, 'mixed_float16', 'int32']:
            # torch rounds the clip of float16 away: a case of its own (keras.md).
            if dtype == 'mixed_float16' and loss != 'mse': continue
            yield dict(mode='eager', loss=loss, params={'dtype': dtype}, y_true=y_true, y_pred=y_pred)
    # No first axis but that of the classes can be longer or shorter than the rows.
    tall, cube = [[.2, .3, .5, .4], [.8, .7, .5, .6]], [[[.2, .7], [.3, .1], [.5, .2]], [[.6, .3], [.3, .3], [.1, .4]]]
    sparse = [(0, [0, 1, 1, 0], tall), (0, [[0, 1, 1, 0]], tall), (-2, [0, 1, 1, 0], tall), (1, [3, 1], tall), (-1, [3, 1], tall), (0, [1, 0, 2], P3),
              (0, [1, 0], LOGITS), (0, [1, 0, 0, 1, 1], tall), (0, [[0, 1], [1, 1], [0, 0]], cube), (1, [[0, 2], [1, 1]], cube), (1, [[[0, 2]], [[1, 1]]], cube),
              (2, [[0, 1, 1], [1, 0, 0]], cube), (-2, [[0, 2], [1, 1]], cube), (-3, [[0, 1], [1, 1], [0, 0]], cube), (3, [0, 1], tall)]
    for axis, y_true, y_pred in sparse:
        for more in [{}, {'from_logits': True}, {'ignore_class': 1}]:
            yield dict(mode='eager', loss='sparse_categorical_crossentropy', params={'axis': axis, **more}, y_true=y_true, y_pred=y_pred)
    weights = dict(mode='eager', loss='sparse_categorical_crossentropy', params={'axis': 0}, y_true=[0, 1, 1, 0], y_pred=tall, sample_weight=[1, 0, 2, .5])
    yield weights
    yield dict(weights, params={'axis': 0, 'reduction': 'sum'})
    for loss in ['crossentropy', 'ce', 'CE', 'CrossEntropy']:
        yield dict(loss=loss, y_true=[[1], [0], [1]], y_pred=[[.2], [.3], [.9]])
        yield dict(loss=loss, y_true=[2, 0, 1], y_pred=P3)
        yield dict(loss=loss, y_true=[[2], [0], [1]], y_pred=P3)
        yield dict(loss=loss, y_true=[[0, 1, 0], [1, 0, 0], [.5, .5, 0]], y_pred=P3)
    for y_true, y_pred in [([[1, 2], [0, 1], [2, 2]], [P3[:2], P3[1:], P3[::2]]), ([[[1], [2]], [[0], [1]]], [P3[:2], P3[1:]]),
                           ([[[1], [0]], [[0], [0]]], [[[.25], [.5]], [[.75], [.125]]]), ([1, 0, 1], [[.2], [.3], [.9]]),
                           ([[[0, 1, 0], [1, 0, 0]]], [P3[:2]]), ([[1]], [[1.]]), ([[0, 1]], [[.25, .75]])]:
        yield dict(loss='crossentropy', y_true=y_true, y_pred=y_pred)
        yield dict(loss='crossentropy', y_true=y_true, y_pred=y_pred, sample_weight=[2] * len(y_pred))


def run(a):
    y_true = np.array(a['y_true'], 'int32' if 'sparse' in a['loss'] else 'float32')
    y_pred = np.array(a['y_pred'], 'float32')
    weight = None if 'sample_weight' not in a else np.array(a['sample_weight'], 'float32')
    if a.get('mode') == 'eager':
        loss = getattr(keras.losses, CLASS[a['loss']])(**a['params'])
        value = loss(y_true, y_pred, sample_weight=weight)
        return float(ops.convert_to_numpy(ops.cast(value, 'float64' if backend == 'tensorflow' else 'float32')))
    model_in = keras.Input(y_pred.shape[1:])
    model = keras.Model(model_in, keras.layers.Activation('linear')(model_in))
    model.compile(loss=a['loss'], jit_compile=False)
    return float(model.evaluate(y_pred, y_true, sample_weight=weight, batch_size=len(y_pred), verbose=0))


for audit in audits():
    try: result = {'expected': run(audit)}
    except Exception as e: result = {'error': type(e).__name__}
    print(json.dumps({'audit': {'framework': 'keras@' + keras.__version__, 'backend': backend, **audit}, **result}, separators=(',', ':')))
