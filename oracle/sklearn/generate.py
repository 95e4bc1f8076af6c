"""Random cases of sklearn.metrics: generate.py [SEED] > cases (see ../run.mjs).

Slots: y_true, and y_pred for the second argument whatever the version calls it (y_pred, y_prob,
y_proba, pred_decision). `reduction` says what `normalize` and `multioutput` make of it; labels are
int64.
"""
import os
import sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
import numpy as np
import sklearn
import sklearn.metrics as M
from common import ODD, Random, Skip, emit, nest, number

VERSION = sklearn.__version__


# ---- running one spec

def array(spec, slot, value):
    made = np.asarray(number(value), dtype=spec.get('dtypes', {}).get(slot, spec['dtype']))
    return made.reshape(spec['shapes'][slot]) if slot in spec.get('shapes', {}) else made


def run(spec):
    if not hasattr(M, spec['loss']): raise Skip
    more = dict(spec['params'])
    if 'sample_weight' in spec: more['sample_weight'] = array(spec, 'sample_weight', spec['sample_weight'])
    result = getattr(M, spec['loss'])(array(spec, 'y_true', spec['y_true']), array(spec, 'y_pred', spec['y_pred']), **more)
    dtype = str(getattr(result, 'dtype', 'float64'))
    return {'expected': nest(result, dtype), 'expected_dtype': dtype}


def about(error, spec):
    text = str(error)
    if 'unexpected keyword argument' in text: return text.split("'")[1]
    rules = [('y_true contains values', 'y_true'), ('multiclass-multioutput', 'y_true'), ('y_prob contains', 'y_pred'), ('y_proba contains', 'y_pred'), ('multioutput', 'multioutput'), ('custom weights', 'multioutput'), ('Sample weights', 'sample_weight'),
             ('sample_weight', 'sample_weight'), ("'alpha' parameter", 'alpha'), ("'power' parameter", 'power'), ("'normalize' parameter", 'normalize'), ("'scale_by_half' parameter", 'scale_by_half'),
             ('pos_label', 'pos_label'), ('y_true contains only one label', 'y_true'), ('Weights sum to zero', 'sample_weight'), ("'eps' parameter", 'eps'),
             ('The number of classes in labels', 'labels'), ('labels array needs', 'labels')]
    return next((name for words, name in rules if words in text), None)


# ---- making specs

rng = Random(int(sys.argv[1]) if len(sys.argv) > 1 else 14)
specs = []


def add(loss, y_true, y_pred, params=None, dtype=None, **more):
    params = params or {}
    multi = params.get('multioutput')
    reduction = 'sum' if params.get('normalize') is False else multi if isinstance(multi, str) else 'mean'
    dtype = dtype or rng.choice(['float64'] * 5 + ['float32', 'float16'])
    specs.append(dict(loss=loss, api='sklearn.metrics.' + loss, params=params, y_true=y_true, y_pred=y_pred, reduction=reduction, dtype=dtype, **more))


def some(**params): return {k: v for k, v in params.items() if rng.sometimes(0.6)}


def weighting(n, chance=0.5):
    return {'sample_weight': rng.weights([n])} if rng.sometimes(chance) else {}


INT = {'dtypes': {'y_true': 'int64'}}
BOTH = {'dtypes': {'y_true': 'int64', 'y_pred': 'int64'}}
REGRESSION = ['mean_squared_error', 'mean_absolute_error', 'root_mean_squared_error', 'mean_pinball_loss', 'mean_absolute_percentage_error',
              'mean_squared_log_error', 'root_mean_squared_log_error', 'median_absolute_error', 'max_error']
for loss in REGRESSION:
    logs = 'log' in loss
    only_one = loss == 'max_error'
    draw = rng.positive if logs else rng.normal
    for k in range(20):
        n, c = rng.randint(1, 5), rng.randint(1, 3)
        shape = [n] if k % 2 or only_one else [n, c]
        t, p = draw(shape), draw(shape)
        if k % 9 == 8 and not logs: t[0] = 0 if len(shape) == 1 else [0] * c
        if k % 9 == 8 and logs: p[0] = -0.5 if len(shape) == 1 else [-0.5] * c  # refused below 1.4
        params = {}
        if not only_one: params = some(multioutput=rng.choice(['uniform_average', 'raw_values'] + ([rng.positive([c])] if len(shape) == 2 and c > 1 else [])))
        if loss == 'mean_pinball_loss': params.update(some(alpha=rng.choice([0, 0.1, 0.5, 0.9, 1])))
        add(loss, t, p, params, about='y_pred', **({} if only_one else weighting(n)))
    t, p = draw([3]), draw([3])
    add(loss, t, [[v] for v in p], dtype='float64')
    add(loss, draw([3, 2]), draw([3]), dtype='float64', about='y_pred')
    add(loss, draw([3]), draw([2]), dtype='float64', about='y_pred')
    add(loss, [], [], dtype='float64', about='y_true')
    for bad, slot in [('NaN', 'y_true'), ('Infinity', 'y_pred')]:
        a, b = draw([3]), draw([3])
        rng.spoil(a if slot == 'y_true' else b, [bad])
        add(loss, a, b, dtype='float64', about=slot)
    if only_one: continue
    add(loss, draw([2]), draw([2]), sample_weight=[0, 0], dtype='float64', about='sample_weight')
    add(loss, draw([2]), draw([2]), sample_weight=[1, 2, 3], dtype='float64', about='sample_weight')
    add(loss, draw([2, 2]), draw([2, 2]), sample_weight=rng.weights([2, 2]), dtype='float64', about='sample_weight')
    add(loss, draw([2]), draw([2]), sample_weight=[1, 'NaN'], dtype='float64', about='sample_weight')
    add(loss, draw([3]), draw([3]), sample_weight=[2, -1, 1], dtype='float64', about='sample_weight')
    add(loss, draw([2, 2]), draw([2, 2]), {'multioutput': 'average'}, dtype='float64', about='multioutput')
    add(loss, draw([2, 2]), draw([2, 2]), {'multioutput': [1, 2, 3]}, dtype='float64', about='multioutput')
    add(loss, draw([3]), draw([3]), {'multioutput': [2]}, dtype='float64', about='multioutput')
for value in (-0.1, 1.5): add('mean_pinball_loss', rng.normal([3]), rng.normal([3]), {'alpha': value}, dtype='float64', about='alpha')
for value in (False, True): add('mean_squared_error', rng.normal([3, 2]), rng.normal([3, 2]), {'squared': value}, dtype='float64', about='squared')
for loss in ('mean_squared_log_error', 'root_mean_squared_log_error'):
    for bad in (-1, -2): add(loss, [1, bad], [1, 2], dtype='float64', about='y_true'); add(loss, [1, 2], [1, bad], dtype='float64', about='y_pred')

for loss in ('mean_poisson_deviance', 'mean_gamma_deviance', 'mean_tweedie_deviance'):
    for k in range(26 if 'tweedie' in loss else 14):
        n = rng.randint(1, 5)
        params = {}
        if 'tweedie' in loss: params = some(power=rng.choice([0, 1, 2, 3, 1.5, 1.1, 2.5, -1, -0.5]))
        power = 1 if 'poisson' in loss else 2 if 'gamma' in loss else params.get('power', 0)
        t = rng.normal([n]) if power <= 0 else rng.counts([n]) if power < 2 else rng.positive([n])
        add(loss, t, rng.positive([n]), params, **weighting(n))
    zero, negative = ([1, 0], [1, -1])
    params = {'power': rng.choice([1.5, 2])} if 'tweedie' in loss else {}
    add(loss, zero, [1, 2], params, dtype='float64', about='y_true')
    add(loss, negative, [1, 2], params, dtype='float64', about='y_true')
    add(loss, [1, 2], zero, params, dtype='float64', about='y_pred')
    add(loss, [1, 2], negative, params, dtype='float64', about='y_pred')
    add(loss, [[1, 2], [1, 1]], [[1, 2], [2, 2]], params, dtype='float64', about='y_true')
    add(loss, [1, 2], [1, 2], params, sample_weight=[0, 0], dtype='float64', about='sample_weight')
for value in (0.5, 0.1): add('mean_tweedie_deviance', [1, 2], [1, 2], {'power': value}, dtype='float64', about='power')
add('mean_tweedie_deviance', [1, 2], [1, -2], {'power': -1}, dtype='float64', about='y_pred')

for k in range(40):
    n, c = rng.randint(2, 5), rng.randint(2, 4)
    kind = k % 4
    if kind == 0:
        t, p = rng.bits([n]), rng.unit([n])
        t[0], t[1] = 0, 1
    elif kind == 1:
        t, p, c = rng.bits([n]), rng.shares([n, 2]), 2
        t[0], t[1] = 0, 1
    else:
        n = max(n, c)
        t = list(range(c)) + rng.labels([n - c], c)
        rng.shuffle(t)
        p = rng.shares([n, c])
    if kind == 3: t = [[-3, 2, 7, 10][v] for v in t]
    params = some(normalize=rng.choice([True, False]))
    if kind == 2 and rng.sometimes(0.5): params['labels'] = list(range(c)) + ([c] if rng.sometimes(0.4) else [])
    if len(params.get('labels', [])) > c: p = rng.shares([n, c + 1])
    if k % 7 == 6: rng.spoil(p, [0, 1] if kind else [0, 1, 1e-20])
    if k % 10 == 9 and kind: rng.spoil(p, [0.4, 0.9])
    add('log_loss', t, p, params, **weighting(n, 0.4), **INT)
for t, p, params, slot in [
    ([1, 1], [0.9, 0.8], {}, 'y_true'), ([1, 1], [0.9, 0.8], {'labels': [0, 1]}, None), ([1, 0], [1.2, 0.5], {}, 'y_pred'), ([1, 0], [-0.1, 0.5], {}, 'y_pred'),
    ([0, 1, 2], [0.5, 0.2, 0.1], {}, 'y_pred'), ([0, 1, 2], [[0.5, 0.5], [0.2, 0.8], [1, 0]], {}, 'y_pred'), ([0, 1], [[0.2, 0.3, 0.5], [0.1, 0.1, 0.8]], {}, 'y_pred'),
    ([1, 0], [0, 0], {}, None), ([1, 0], [1, 1], {}, None), ([1, 0], [0.5, 'NaN'], {}, 'y_pred'), ([1, 0, 1], [0.5, 0.5], {}, 'y_pred'), ([], [], {}, 'y_true'),
    ([0, 0], [[0.2, 0.8], [0.5, 0.5]], {'labels': [0]}, 'labels'), ([1, 0], [0.5, 0.4], {'eps': 1e-3}, 'eps'), ([1, 0], [0, 1], {'eps': 1e-15}, 'eps'), ([1, 0], [0, 1], {'normalize': 'no'}, 'normalize'),
    ([0, 1, 2], [[0.5, 0.2, 0.2], [0.1, 0.6, 0.1], [0.2, 0.2, 0.2]], {}, None), ([0, 1], [[2, 2], [1, 3]], {}, 'y_pred'), ([0, 2], [[0.5, 0.5], [0.5, 0.5]], {'labels': [0, 1]}, 'labels'),
]:
    for dtype in (['float64', 'float32', 'float16'] if p in ([0, 0], [1, 1]) else ['float64']): add('log_loss', t, p, params, dtype=dtype, about=slot, **INT)
for k in range(4):
    n, c = rng.randint(2, 3), rng.randint(2, 3)
    add('log_loss', rng.bits([n, c]), rng.unit([n, c]), {}, about='y_true', **INT, **weighting(n))
add('log_loss', [1, 0], [0.9, 0.2], {}, sample_weight=[0, 0], dtype='float64', about='sample_weight', **INT)
add('log_loss', [1, 0], [0.9, 0.2], {}, sample_weight=[1, 2, 3], dtype='float64', about='sample_weight', **INT)
add('log_loss', [1, 0], [0.9, 0.2], {'normalize': False}, sample_weight=[0, 0], dtype='float64', **INT)

for k in range(24):
    n, c = rng.randint(2, 5), rng.randint(3, 4)
    binary = k % 2 == 0
    if binary:
        low, high = rng.choice([(0, 1), (-1, 1), (1, 2), (3, 5)])
        t = [low, high] + [rng.choice([low, high]) for _ in range(n - 2)]
        p, params = rng.normal([n]), {}
    else:
        n = max(n, c)
        t = list(range(c)) + rng.labels([n - c], c)
        p, params = rng.normal([n, c]), {}
        if k % 4 == 3: t, params = rng.labels([n], c), {'labels': list(range(c))}
    add('hinge_loss', t, p, params, **weighting(n), **INT)
for t, p, params, slot in [
    ([0, 1, 2], [0.5, 1, 2], {}, 'y_pred'), ([0, 1, 1], [[1, 2, 3], [1, 2, 3], [1, 2, 3]], {}, 'y_pred'), ([1, 1], [0.5, -1], {}, None), ([0, 1], [[0.5], [1]], {}, None),
    ([0, 1, 0], [1, 2], {}, 'y_pred'), ([0, 1], ['NaN', 1], {}, 'y_pred'), ([], [], {}, 'y_true'), ([0, 1, 2], [[1, 2], [2, 1], [1, 1]], {}, 'y_pred'),
]: add('hinge_loss', t, p, params, dtype='float64', about=slot, **INT)
add('hinge_loss', [0, 1], [0.5, 1], {}, sample_weight=[0, 0], dtype='float64', about='sample_weight', **INT)

for k in range(26):
    n, c = rng.randint(2, 5), 3
    if k % 2 == 0:
        low, high = rng.choice([(0, 1), (0, 1), (-1, 1), (1, 2)])
        t = [low, high] + [rng.choice([low, high]) for _ in range(n - 2)]
        p, params = rng.unit([n]), some(pos_label=rng.choice([low, high, high]))
        if (low, high) == (1, 2): params['pos_label'] = rng.choice([1, 2])
    else:
        n = max(n, c)
        t = list(range(c)) + rng.labels([n - c], c)
        p, params = rng.shares([n, c]), {}
        if k % 4 == 3: t, params = rng.labels([n], c), {'labels': [0, 1, 2]}
    if k % 3 == 2: params['scale_by_half'] = rng.choice([True, False, 'auto'])
    add('brier_score_loss', t, p, params, about='y_pred', **weighting(n), **INT)
for t, p, params, slot in [
    ([0, 1], [1.2, 0.5], {}, 'y_pred'), ([0, 1], [-0.2, 0.5], {}, 'y_pred'), ([1, 1], [0.9, 0.8], {}, None), ([0, 0], [0.9, 0.8], {}, None), ([1, 2], [0.2, 0.8], {}, 'pos_label'), ([0, 1], [0.2, 0.8], {'pos_label': 2}, 'pos_label'),
    ([0, 1, 2], [0.2, 0.8, 0.1], {}, 'y_pred'), ([0, 1], [[0.2, 0.8], [0.5, 0.5]], {}, 'y_pred'), ([0, 1, 2], [[0.2, 0.8, 0.1]] * 3, {}, 'y_pred'), ([0, 1], [0.2, 'NaN'], {}, 'y_pred'), ([], [], {}, 'y_true'),
    ([0, 1, 0], [0.2, 0.8], {}, 'y_pred'), ([0, 1], [0.2, 0.8], {'scale_by_half': 'half'}, 'scale_by_half'),
]: add('brier_score_loss', t, p, params, dtype='float64', about=slot, **INT)
add('brier_score_loss', [0, 1], [0.5, 1], {}, sample_weight=[0, 0], dtype='float64', about='sample_weight', **INT)

for loss in ('zero_one_loss', 'hamming_loss'):
    for k in range(20):
        n, c = rng.randint(1, 5), rng.randint(2, 4)
        multilabel = k % 3 == 2
        t, p = (rng.bits([n, c]), rng.bits([n, c])) if multilabel else (rng.labels([n], c), rng.labels([n], c))
        params = some(normalize=rng.choice([True, False])) if loss == 'zero_one_loss' else {}
        add(loss, t, p, params, dtype='float64', **weighting(n), **BOTH)
    for t, p, slot in [([0, 1], [0.2, 0.8], 'y_pred'), ([0, 1, 1], [0, 1], 'y_pred'), ([[1, 0], [0, 1]], [1, 0], 'y_pred'), ([[0, 2], [1, 1]], [[0, 1], [1, 1]], 'y_true'), ([0.5, 1], [0, 1], 'y_true')]:
        add(loss, t, p, {}, dtype='float64', about=slot)
    add(loss, [], [], {}, dtype='float64', about='y_true', **BOTH)
    add(loss, [0, 1], [0, 0], {}, sample_weight=[0, 0], dtype='float64', about='sample_weight', **BOTH)
    add(loss, [0, 1], [0, 0], {}, sample_weight=[1], dtype='float64', about='sample_weight', **BOTH)

for value in (False, True): add('mean_squared_log_error', rng.positive([3, 2]), rng.positive([3, 2]), {'squared': value}, dtype='float64', about='squared')

specs = [{k: v for k, v in s.items() if not (k == 'about' and v is None)} for s in specs]
emit({'scikit-learn': VERSION}, specs, run, 'scikit-learn', 'sklearn' if VERSION == '1.9.1' else 'sklearn-' + VERSION, about)
