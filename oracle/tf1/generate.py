"""Random cases of tf.compat.v1.losses, run eagerly but those whose mode is `graph`: generate.py [SEED] > cases (see ../run.mjs).

Slots: y_true (labels, onehot_labels, multi_class_labels), y_pred (predictions, logits; the losses
of compute_weighted_loss), sample_weight the `weights`, a number where it is a scalar. `reduction`
is the name in tf.losses.Reduction. expected_per_sample has no weights.
"""
import os
import sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
import numpy as np
import tensorflow as real_tf
from common import LARGE, ODD, Random, emit, nest, number

tf = real_tf.compat.v1
real_tf.get_logger().setLevel('ERROR')
real_tf.config.threading.set_intra_op_parallelism_threads(1)
VERSION = real_tf.__version__
NAMES = {
    'sigmoid_cross_entropy': ('multi_class_labels', 'logits'), 'softmax_cross_entropy': ('onehot_labels', 'logits'),
    'sparse_softmax_cross_entropy': ('labels', 'logits'), 'hinge_loss': ('labels', 'logits'),
}


# ---- running one spec

def tensor(spec, slot, value):
    made = np.asarray(number(value), dtype='float64')
    if slot in spec.get('shapes', {}): made = made.reshape(spec['shapes'][slot])
    return real_tf.cast(real_tf.constant(made), spec.get('dtypes', {}).get(slot, spec['dtype']))


def answer(spec, weights, reduction):
    if spec.get('mode') == 'graph': return real_tf.function(lambda: called(spec, weights, reduction))()
    return called(spec, weights, reduction)


def called(spec, weights, reduction):
    loss, params = spec['loss'], {k: number(v) if v in ODD else v for k, v in spec['params'].items()}
    more = {} if reduction is None else {'reduction': getattr(tf.losses.Reduction, reduction, reduction)}
    if weights is not None: more['weights'] = weights
    p = tensor(spec, 'y_pred', spec['y_pred'])
    if loss == 'compute_weighted_loss': return tf.losses.compute_weighted_loss(p, **more, **params)
    labels, predictions = NAMES.get(loss, ('labels', 'predictions'))
    t = tensor(spec, 'y_true', spec['y_true'])
    return getattr(tf.losses, loss)(**{labels: t, predictions: p}, **params, **more)


def run(spec):
    w = None
    if 'sample_weight' in spec: w = tensor(spec, 'sample_weight', spec['sample_weight']) if isinstance(spec['sample_weight'], list) else number(spec['sample_weight'])
    reduction = None if spec['reduction'] in ('own', 'default') else spec['reduction']
    result = answer(spec, w, reduction)
    out = {}
    if spec['reduction'] != 'own' and spec['loss'] != 'compute_weighted_loss' and (spec['reduction'] != 'NONE' or w is not None):
        each = answer(spec, None, 'NONE')
        if int(real_tf.size(each)) <= 12: out['expected_per_sample'] = literals(each)
    return {**out, 'expected': literals(result), 'expected_dtype': result.dtype.name}


def literals(t): return nest(real_tf.cast(t, 'float64').numpy(), t.dtype.name)


def about(error, spec):
    text = str(error)
    rules = [('weights can not be broadcast', 'sample_weight'), ('`axis`', 'axis'), ("'axis'", 'axis'), ('Invalid Reduction', 'reduction'), ('label value', 'y_true'), ('Invalid reduction dimension', 'axis')]
    return next((name for words, name in rules if words in text), None)


# ---- making specs

rng = Random(int(sys.argv[1]) if len(sys.argv) > 1 else 14)
specs = []
turn = {}
REDUCTIONS = ['SUM_BY_NONZERO_WEIGHTS', 'MEAN', 'NONE', 'SUM', 'SUM_OVER_BATCH_SIZE', 'SUM_BY_NONZERO_WEIGHTS', 'MEAN']


def add(loss, y_true, y_pred, params=None, reduction=None, dtype=None, **more):
    turn[loss] = turn.get(loss, 0) + 1
    reduction = reduction or REDUCTIONS[turn[loss] % len(REDUCTIONS)]
    dtype = dtype or rng.choice(['float32'] * 5 + ['float64', 'float64', 'float16', 'bfloat16'])
    specs.append(dict(loss=loss, api='tf.compat.v1.losses.' + loss, params=params or {}, y_true=y_true, y_pred=y_pred, reduction=reduction, dtype=dtype, **more))


def weighting(shape, chance=0.7):
    """Weights of a shape that the losses take: a scalar, or each dimension one or equal."""
    if not rng.sometimes(chance): return {}
    kind = rng.randrange(6)
    if kind == 0: return {'sample_weight': rng.choice([0, 0.5, 2, -1])}
    w = rng.weights([1 if rng.sometimes(0.3) and kind > 2 else n for n in shape])
    if kind == 5: rng.spoil(w, [-1, -0.5])
    return {'sample_weight': w}


def elements():
    n, c, d = rng.randint(1, 4), rng.randint(2, 4), rng.randint(2, 3)
    return rng.choice([[n], [n, 1], [n, c], [n, c], [min(n, 2), c, d]])


def some(**params): return {k: v for k, v in params.items() if rng.sometimes(0.6)}


def draws(loss, shape, k):
    """Targets and predictions of a loss over elements."""
    if loss == 'log_loss':
        p = rng.unit(shape)
        if k % 5 == 4: rng.spoil(p, [0, 1, 1.2, -0.1, 'NaN'])
        return rng.choice([rng.bits, rng.bits, rng.unit])(shape), p
    p = rng.normal(shape, 3)
    if k % 6 == 5: rng.spoil(p, ODD + LARGE)
    if loss == 'hinge_loss': return (rng.signs if k % 7 == 6 else rng.bits)(shape), p
    if loss == 'sigmoid_cross_entropy': return rng.choice([rng.bits, rng.unit])(shape), p
    return rng.normal(shape), p


PARAMS = {
    'huber_loss': lambda: some(delta=rng.choice([0.25, 0.5, 1, 2, 0, -1])), 'log_loss': lambda: some(epsilon=rng.choice([1e-7, 1e-3, 0, 1e-15])),
    'sigmoid_cross_entropy': lambda: some(label_smoothing=rng.choice([0, 0.1, 0.3, 1, 1.5])),
}
for loss in ('absolute_difference', 'mean_squared_error', 'huber_loss', 'log_loss', 'hinge_loss', 'sigmoid_cross_entropy'):
    params = PARAMS.get(loss, dict)
    for k in range(36):
        shape = elements()
        t, p = draws(loss, shape, k)
        add(loss, t, p, params(), **weighting(shape))
    for a, b in [([3], [3, 1]), ([3], [2, 3]), ([2], [3])]: add(loss, draws(loss, a, 0)[0], draws(loss, b, 0)[1], params(), dtype='float32', about='y_true')
    for w in ([1, 0, 2], [[1], [2], [0]], [[1, 2], [0, 1]], [[[1]]]): add(loss, *draws(loss, [2, 3], 0), params(), sample_weight=w, dtype='float32', about='sample_weight')
    for r in ('SUM_BY_NONZERO_WEIGHTS', 'MEAN', 'SUM_OVER_BATCH_SIZE', 'SUM'): add(loss, *draws(loss, [2, 2], 0), params(), reduction=r, sample_weight=[[0, 0], [0, 0]], dtype='float32')
    for r in ('SUM_BY_NONZERO_WEIGHTS', 'MEAN', 'SUM_OVER_BATCH_SIZE', 'NONE'): add(loss, [], [], params(), reduction=r, dtype='float32', shapes={'y_true': [0, 2], 'y_pred': [0, 2]})
    add(loss, *draws(loss, [2], 0), params(), reduction='mean', dtype='float32', about='reduction')
    add(loss, *draws(loss, [2], 0), params(), reduction='default', dtype='float32', sample_weight=[2, 0])
add('mean_squared_error', [1, 2], [3, 5], {}, dtype='float32', dtypes={'y_true': 'int32'})
add('mean_squared_error', [1, 2], [3, 5], {}, dtype='float32', dtypes={'y_true': 'int32', 'y_pred': 'int32'})

for k in range(36):
    shape = rng.choice([[2, 3], [3, 2], [1, 4], [4, 3], [2, 2, 3], [3]])
    p = rng.normal(shape, 3)
    if k % 6 == 5: rng.spoil(p, ODD + LARGE)
    t = rng.choice([rng.onehot, rng.shares, rng.unit])(shape)
    if k % 8 == 7: t = t[:-1] + [[0] * shape[-1]] if len(shape) == 2 else t
    add('softmax_cross_entropy', t, p, some(label_smoothing=rng.choice([0, 0.1, 0.3, 1])), **weighting(shape[:-1], 0.7 if shape[:-1] else 0))
for k in range(36):
    shape = rng.choice([[2, 3], [3, 2], [1, 4], [4, 3], [2, 2, 3]])
    p = rng.normal(shape, 3)
    if k % 6 == 5: rng.spoil(p, ODD + LARGE)
    t = rng.labels(shape[:-1], shape[-1])
    more = weighting(shape[:-1])
    column = k % 9 == 8 and len(shape) == 2
    if column: t = [[v] for v in t]
    if k % 10 == 9: rng.spoil(t, [-1, -100, shape[-1]])
    add('sparse_softmax_cross_entropy', t, p, {}, dtypes={'y_true': 'int64' if k % 3 else 'int32'}, about='y_true', **more)
INT = {'dtypes': {'y_true': 'int64'}}
for r in ('NONE', 'SUM_BY_NONZERO_WEIGHTS'):
    add('sparse_softmax_cross_entropy', [0, -1], rng.normal([2, 3]), {}, reduction=r, sample_weight=[1, 0], dtype='float32', about='y_true', **INT)
    add('sparse_softmax_cross_entropy', [], [], {}, reduction=r, dtype='float32', shapes={'y_true': [0], 'y_pred': [0, 3]}, **INT)
    add('softmax_cross_entropy', [], [], {}, reduction=r, dtype='float32', shapes={'y_true': [0, 3], 'y_pred': [0, 3]})
add('sparse_softmax_cross_entropy', [0, 1], rng.normal([2, 3]), {}, dtype='float32', about='y_true')
add('sparse_softmax_cross_entropy', [0, 1, 2], rng.normal([2, 3]), {}, dtype='float32', about='y_true', **INT)
add('sparse_softmax_cross_entropy', [0, 1], rng.normal([2, 3]), {}, sample_weight=[[1], [2]], dtype='float32', about='sample_weight', **INT)
add('sparse_softmax_cross_entropy', [[0], [1]], rng.normal([2, 3]), {}, sample_weight=[[1], [2]], dtype='float32', about='sample_weight', **INT)
add('softmax_cross_entropy', rng.onehot([2, 3]), rng.normal([2, 3]), {}, sample_weight=[[1], [2]], dtype='float32', about='sample_weight')
add('softmax_cross_entropy', rng.onehot([2, 3]), rng.normal([2, 3]), {}, sample_weight=rng.weights([2, 3]), dtype='float32', about='sample_weight')
add('softmax_cross_entropy', rng.onehot([3, 3]), rng.normal([2, 3]), {}, dtype='float32', about='y_true')
add('softmax_cross_entropy', [0, 1], rng.normal([2, 3]), {}, dtype='float32', about='y_true')
add('softmax_cross_entropy', rng.onehot([2, 3]), rng.normal([2, 3]), {}, dtype='float32', dtypes={'y_true': 'int32'})

for k in range(24):
    shape = rng.choice([[2, 2], [3, 2], [2, 3], [2, 2, 3], [1, 4], [3]])
    axis = rng.randrange(-len(shape), len(shape))
    t, p = rng.normal(shape, 1), rng.normal(shape, 1)
    kept = [1 if i == axis % len(shape) else n for i, n in enumerate(shape)]
    add('cosine_distance', t, p, {'dim' if k % 8 == 7 else 'axis': axis}, **weighting(kept))
add('cosine_distance', [[1, 0]], [[0, 1]], {}, dtype='float32', about='axis')
add('cosine_distance', [[1, 0]], [[0, 1]], {'axis': 2}, dtype='float32', about='axis')
add('cosine_distance', [[1, 0]], [0, 1], {'axis': 0}, dtype='float32', about='y_true')
add('cosine_distance', rng.normal([2, 2]), rng.normal([2, 2]), {'axis': 1}, sample_weight=[1, 2], dtype='float32', about='sample_weight')

for k in range(24):
    shape = elements()
    losses = rng.positive(shape)
    if k % 6 == 5: rng.spoil(losses, ODD)
    add('compute_weighted_loss', None, losses, {}, **weighting(shape, 0.8))
for w in ([1, 0, 2], [[1], [2], [0]], [1, 2]): add('compute_weighted_loss', None, rng.positive([2, 3]), {}, sample_weight=w, dtype='float32', about='sample_weight')
for r in REDUCTIONS[:5]: add('compute_weighted_loss', None, rng.positive([3]), {}, reduction=r, sample_weight=[1, -1, 0], dtype='float32')

for k in range(30):
    shape = rng.choice([[1, 2], [2, 3], [3, 2], [4, 1], [2, 2, 2], [3, 4]])
    w = rng.weights([shape[0]] + [1] * (len(shape) - 1))
    more = {} if k % 3 == 0 else {'sample_weight': rng.choice([0, 2, 0.5])} if k % 3 == 1 and k % 2 else {'sample_weight': w}
    add('mean_pairwise_squared_error', rng.normal(shape), rng.normal(shape), {}, reduction='own', **more)
add('mean_pairwise_squared_error', [1, 2, 3], [2, 2, 5], {}, reduction='own', dtype='float32')
add('mean_pairwise_squared_error', rng.normal([2, 3]), rng.normal([2, 2]), {}, reduction='own', dtype='float32', about='y_true')
add('mean_pairwise_squared_error', rng.normal([2, 3]), rng.normal([2, 3]), {}, reduction='own', sample_weight=[1, 2], dtype='float32', about='sample_weight')
add('mean_pairwise_squared_error', rng.normal([2, 3]), rng.normal([2, 3]), {}, reduction='own', sample_weight=rng.weights([2, 3]), dtype='float32', about='sample_weight')

# In a graph (tf.function, as in a session) a single weight counts the elements of each row.
for k in range(16):
    shape = rng.choice([[1, 2], [2, 3], [3, 2], [4, 1], [2, 2, 2], [3, 4], [3]])
    w = rng.weights([shape[0]] + [1] * (len(shape) - 1))
    more = [{}, {'sample_weight': w}, {'sample_weight': rng.choice([0, 2, 0.5])}, {'sample_weight': rng.weights(shape)}][k % 4]
    add('mean_pairwise_squared_error', rng.normal(shape), rng.normal(shape), {}, reduction='own', dtype='float32', mode='graph', **more)
for r in REDUCTIONS[:5]: add('absolute_difference', rng.normal([2, 3]), rng.normal([2, 3]), {}, reduction=r, dtype='float32', mode='graph', sample_weight=rng.weights([2, 1]))

emit({'tf.compat.v1': VERSION}, specs, run, 'tf.compat.v1', 'tf1' if VERSION == '2.21.0' else 'tf1-' + VERSION, about)
