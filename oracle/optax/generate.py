"""Random cases of optax.losses: generate.py [SEED] > cases (see ../run.mjs).

Slots: y_pred is the first argument (anchors of triplets, embeddings of ntxent), y_true the targets.
`mask` is the loss' own `where` if params.where says "mask" (batch shape) or "class mask" (shape of
the logits) and for ranking_softmax_loss; otherwise the caller's. The reduction is what the caller
does with the array that optax gives, as `api` spells it.
"""
import inspect
import os
import sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
import jax
import jax.numpy as jnp
import numpy as np
import optax
from common import LARGE, ODD, Random, Skip, emit, nest, number

L = getattr(optax, 'losses', optax)
enable_x64 = jax.enable_x64 if hasattr(jax, 'enable_x64') else __import__('jax.experimental').experimental.enable_x64
LABELS = ('softmax_cross_entropy_with_integer_labels', 'multiclass_hinge_loss', 'multiclass_perceptron_loss', 'multiclass_sparsemax_loss', 'ntxent', 'ctc_loss')


# ---- running one spec

def array(spec, slot, value):
    dtype = spec.get('dtypes', {}).get(slot, spec['dtype'])
    made = np.asarray(number(value), dtype='float64')
    if slot in spec.get('shapes', {}): made = made.reshape(spec['shapes'][slot])
    return jnp.asarray(made, dtype=dtype)


def each(spec, p, t, mask):
    loss, params = spec['loss'], dict(spec['params'])
    inputs = {k: array(spec, k, v) for k, v in spec.get('inputs', {}).items()}
    if 'where' in params: params['where'] = mask
    if isinstance(params.get('axis'), list): params['axis'] = tuple(params['axis'])
    if 'class_weights' in params: params['class_weights'] = array(spec, 'class_weights', params['class_weights'])
    if 'smooth_labels_alpha' in params: t = L.smooth_labels(t, params.pop('smooth_labels_alpha'))
    if loss == 'triplet_margin_loss': return L.triplet_margin_loss(p, inputs['positive'], inputs['negative'], **params)
    if loss == 'ctc_loss': return L.ctc_loss(p, inputs['logit_paddings'], t, inputs['label_paddings'], **params)
    if loss == 'make_fenchel_young_loss':
        return L.make_fenchel_young_loss({'logsumexp': jax.scipy.special.logsumexp, 'max': jnp.max}[params['max_fun']])(p, t)
    if loss == 'ranking_softmax_loss':
        reduce_fn = {'none': None, 'jnp.mean': jnp.mean, 'jnp.sum': jnp.sum}[params.pop('reduce_fn', 'jnp.mean')]
        w = array(spec, 'sample_weight', spec['sample_weight']) if 'sample_weight' in spec else None
        return L.ranking_softmax_loss(p, t, where=mask, weights=w, reduce_fn=reduce_fn)
    function = getattr(L, loss, None) or getattr(sys.modules['optax.losses._classification'], loss)
    return function(p, *([] if t is None else [t]), **params)


def reduced(api, reduction, l, mask, w):
    if reduction in ('none', 'own'): return l
    if 'bool_mask' in api: return (l * mask).sum() / mask.sum()
    if 'float_mask' in api: return (l * mask.astype(l.dtype)).sum() / mask.astype(l.dtype).sum()
    if reduction == 'mean of means': return jnp.mean(l, axis=1, where=mask).mean()
    if '*mask)' in api: l = l * mask
    elif '*w)' in api: l = l * w
    if reduction == 'jnp.mean(where)': return jnp.mean(l * w, where=w > 0) if w is not None else jnp.mean(l, where=mask)
    if reduction == 'jnp.average': return jnp.average(l, weights=w)
    return {'jnp.mean': jnp.mean, 'jnp.sum': jnp.sum}[reduction](l)


def run(spec):
    known(spec)
    with enable_x64(spec['dtype'] == 'float64'):
        p = array(spec, 'y_pred', spec['y_pred'])
        t = None if spec['y_true'] is None else array(spec, 'y_true', spec['y_true'])
        mask = jnp.asarray(number(spec['mask']), dtype=bool) if 'mask' in spec else None
        l = each(spec, p, t, mask)
        if spec['loss'] == 'ranking_softmax_loss': return {'expected': literals(l), 'expected_dtype': str(l.dtype)}
        w = array(spec, 'sample_weight', spec['sample_weight']) if 'sample_weight' in spec else None
        result = reduced(spec['api'], spec['reduction'], l, mask, w)
        out = {'expected_per_sample': literals(l)} if spec['reduction'] not in ('none', 'own') and l.size <= 12 else {}
        return {**out, 'expected': literals(result), 'expected_dtype': str(result.dtype)}


def known(spec):
    """Skips what this version has not."""
    loss, params = spec['loss'], spec['params']
    function = getattr(L, loss, None) or getattr(sys.modules.get('optax.losses._classification'), loss, None)
    if function is None: raise Skip
    # jax 0.4 cannot take from an array without rows.
    if 'integer' in loss and spec.get('shapes') and jax.__version__ < '0.5': raise Skip
    names = inspect.signature(function).parameters
    asked = set(params) - {'smooth_labels_alpha', 'max_fun', 'reduce_fn'}
    if '*args' not in str(inspect.signature(function)) and asked - set(names): raise Skip


def literals(a): return nest(np.asarray(a.astype('float64') if a.dtype == 'float64' else a.astype('float32'), 'float64'), str(a.dtype))


def about(error, spec):
    text = str(error)
    for words, name in [('reduction', 'reduction'), ('axis', 'axis'), ('weights', 'sample_weight'), ('sum to 1', 'y_pred'), ('leading dimension', 'y_true')]:
        if words in text and (name not in ('axis', 'reduction') or name in spec['params']): return name
    return None


# ---- making specs

rng = Random(int(sys.argv[1]) if len(sys.argv) > 1 else 14)
specs = []
turn = {}


def dtype_of(): return rng.choice(['float32'] * 5 + ['float64'] * 2 + ['float16', 'bfloat16'])


def add(loss, y_pred, y_true, params=None, batch=None, reduction=None, **more):
    """`batch`: the shape of what the loss gives, to draw the caller's mask or weights from."""
    turn[loss] = turn.get(loss, 0) + 1
    api = 'optax.losses.' + loss
    dtype = more.pop('dtype', None) or dtype_of()
    choices = ['none', 'jnp.mean'] + (['jnp.sum', 'jnp.mean(where)', 'none', 'jnp.average', 'jnp.mean', 'w>0', 'bool', 'float'] if batch and 'mask' not in more else ['jnp.sum'])
    reduction = reduction or choices[turn[loss] % len(choices)]
    if reduction == 'jnp.mean(where)': more['mask'], api = rng.mask(batch), 'jnp.mean(loss, where=mask)'
    elif reduction in ('bool', 'float'): more['mask'], api, reduction = rng.mask(batch), '(loss*%s_mask).sum()/mask.sum()' % reduction, 'sum(l*m)/sum(m)'
    elif reduction == 'jnp.average': more['sample_weight'], api = rng.weights(batch), 'jnp.average(loss, weights=w)'
    elif reduction == 'w>0': more['sample_weight'], api, reduction = rng.weights(batch), 'jnp.mean(loss*w, where=w>0)', 'jnp.mean(where)'
    elif reduction not in ('none', 'own'): api = '%s(%s)' % (reduction, api)
    if loss in LABELS: more['dtypes'] = {'y_true': 'int32', **more.get('dtypes', {})}
    specs.append(dict(loss=loss, api=api, params=params or {}, y_true=y_true, y_pred=y_pred, reduction=reduction, dtype=dtype, **more))


def elements():
    n, c, d = rng.randint(1, 4), rng.randint(2, 4), rng.randint(2, 3)
    return rng.choice([[n], [n, 1], [n, c], [n, c], [min(n, 2), c, d]])


def rows():
    n, c = rng.randint(1, 4), rng.randint(2, 4)
    return rng.choice([[n, c], [n, c], [n, c], [c], [min(n, 2), 2, c]])


def some(**params): return {k: v for k, v in params.items() if rng.sometimes(0.6)}


for loss in ('squared_error', 'l2_loss', 'huber_loss', 'log_cosh'):
    for k in range(20):
        shape = elements()
        p = rng.normal(shape, 3)
        if k % 6 == 5: rng.spoil(p, ODD + LARGE)
        t = None if k % 7 == 6 else rng.normal(shape)
        add(loss, p, t, some(delta=rng.choice([0.25, 0.5, 2, 0, -1])) if loss == 'huber_loss' else {}, batch=shape)
    for a, b in [([3, 1], [3]), ([2, 3], [3]), ([1], [3])]: add(loss, rng.normal(a), rng.normal(b), {}, dtype='float32', about='y_true')
    add(loss, rng.normal([2, 3]), rng.normal([2]), {}, dtype='float32', about='y_true')
    for r in ('none', 'jnp.mean'): add(loss, [], [], {}, reduction=r, dtype='float32', shapes={'y_pred': [0], 'y_true': [0]})
for dtypes in ({'y_pred': 'int32'}, {'y_true': 'int32'}): add('squared_error', [1, 2], [2, 4], {}, dtype='float32', dtypes=dtypes, about='y_pred')

for loss in ('sigmoid_binary_cross_entropy', 'sigmoid_focal_loss'):
    for k in range(22):
        shape = elements()
        p = rng.normal(shape, 3)
        if k % 5 == 4: rng.spoil(p, ODD + LARGE)
        params = some(alpha=rng.choice([0.25, 0.5, 0.9, -1]), gamma=rng.choice([0, 1, 2, 0.5, 5])) if loss == 'sigmoid_focal_loss' else {}
        add(loss, p, rng.choice([rng.bits, rng.bits, rng.unit])(shape) if k % 9 else rng.normal(shape), params, batch=shape)
    add(loss, rng.normal([3, 1]), rng.bits([3]), {}, dtype='float32')
    add(loss, rng.normal([2, 3]), rng.bits([2]), {}, dtype='float32', about='y_true')
    add(loss, [1, -2], [1, 0], {}, dtype='float32', dtypes={'y_true': 'int32'})
    add(loss, [1, -2], [1, 0], {}, dtype='float32', dtypes={'y_pred': 'int32'}, about='y_pred')
    add(loss, [], [], {}, reduction='jnp.mean', dtype='float32', shapes={'y_pred': [0, 2], 'y_true': [0, 2]})


def cross_entropy(loss, integer, with_axis=True):
    for k in range(26):
        shape = rows()
        axis = -1
        if with_axis and k % 4 == 3 and len(shape) > 1: axis = rng.choice([0, 1, -2] if len(shape) == 3 else [0, 1])
        at = axis % len(shape)
        batch, classes = shape[:at] + shape[at + 1:], shape[at]
        p = rng.normal(shape, 3)
        if k % 6 == 5: rng.spoil(p, ODD + LARGE)
        t = rng.labels(batch, classes) if integer else rng.choice([rng.onehot, rng.shares, rng.unit])(shape)
        params = {'axis': axis} if with_axis and (axis != -1 or rng.sometimes(0.2)) else {}
        if loss == 'poly_loss_cross_entropy': params.update(some(epsilon=rng.choice([0, 1, 2, -1, 0.5])))
        if loss == 'softmax_cross_entropy' and k % 8 == 2: params['smooth_labels_alpha'] = rng.choice([0.1, 0.3, 1])
        more = {}
        if with_axis and k % 3 == 2 and batch:
            params['where'] = kind = rng.choice(['mask', 'mask', 'class mask'])
            more['mask'], more['about'] = rng.mask(shape if kind == 'class mask' else batch), 'mask'
        if integer and k % 5 == 1 and batch:
            row = t
            while isinstance(row[0], list): row = row[0]
            row[rng.randrange(len(row))] = rng.choice([-1, -2, -100, classes, classes + 3, -classes, -classes - 1])
        add(loss, p, t, params, batch=batch or None, **more)
    add(loss, rng.normal([2, 3]), [0, 1, 2] if integer else rng.onehot([3, 3]), {}, dtype='float32', about='y_true')
    add(loss, rng.normal([2, 3]), [[0], [1]] if integer else [0, 1, 0], {}, dtype='float32', about='y_true')
    if with_axis: add(loss, rng.normal([2, 3]), [0, 1] if integer else rng.onehot([2, 3]), {'axis': 2}, dtype='float32', about='axis')
    if integer: add(loss, rng.normal([2, 3]), [0, 1], {}, dtype='float32', dtypes={'y_true': 'float32'}, about='y_true')
    else: add(loss, rng.normal([2, 3]), rng.onehot([2, 3]), {}, dtype='float32', dtypes={'y_true': 'int32'}, about='y_true')
    for r in ('none', 'jnp.mean'): add(loss, [], [], {}, reduction=r, dtype='float32', shapes={'y_pred': [0, 3], 'y_true': [0] if integer else [0, 3]})


cross_entropy('softmax_cross_entropy', False)
cross_entropy('softmax_cross_entropy_with_integer_labels', True)
cross_entropy('safe_softmax_cross_entropy', False, with_axis=False)
cross_entropy('poly_loss_cross_entropy', False)
for axis in ([0, 1], [-1, -2]):
    add('softmax_cross_entropy', rng.normal([2, 2, 3]), rng.shares([2, 2, 3]), {'axis': axis}, dtype='float32')
    add('softmax_cross_entropy_with_integer_labels', rng.normal([2, 2, 3]), [0, 2, 1] if axis == [0, 1] else [3, 5], {'axis': axis}, dtype='float32')

for loss in ('hinge_loss', 'perceptron_loss', 'sparsemax_loss'):
    for k in range(14):
        shape = elements()
        p = rng.normal(shape)
        if k % 5 == 4: rng.spoil(p, ODD + LARGE)
        binary = loss == 'sparsemax_loss'
        t = rng.bits(shape) if binary or k % 4 == 3 else rng.signs(shape)
        add(loss, p, t, {}, batch=shape, **({'dtypes': {'y_true': 'int32'}} if binary else {}))
    add(loss, rng.normal([2, 3]), rng.bits([2]), {}, dtype='float32', about='y_true')
    add(loss, [], [], {}, reduction='jnp.mean', dtype='float32', shapes={'y_pred': [0], 'y_true': [0]})
for loss in ('multiclass_hinge_loss', 'multiclass_perceptron_loss', 'multiclass_sparsemax_loss'):
    for k in range(14):
        shape = rows()
        p, t = rng.normal(shape), rng.labels(shape[:-1], shape[-1])
        if k % 5 == 4: rng.spoil(p, ODD + LARGE)
        if k % 6 == 5 and shape[:-1]:
            row = t
            while isinstance(row[0], list): row = row[0]
            row[0] = rng.choice([-1, shape[-1], -100])
        add(loss, p, t, {}, batch=shape[:-1] or None, about='y_pred')
    add(loss, rng.normal([2, 3]), [0, 1, 2], {}, dtype='float32', about='y_true')

for loss in ('kl_divergence', 'kl_divergence_with_log_targets', 'generalized_kl_divergence', 'convex_kl_divergence'):
    for k in range(12 if loss == 'convex_kl_divergence' else 16):
        shape = rows()
        p = [v for v in rng.normal(shape, 1)]
        if k % 6 == 5: rng.spoil(p, ODD)
        t = rng.normal(shape, 1) if 'log_targets' in loss else rng.choice([rng.shares, rng.unit, rng.onehot])(shape)
        if k % 8 == 7: rng.spoil(t, ODD + [0, -1])
        axis = rng.choice([None, 0, -2]) if k % 4 == 3 and len(shape) > 1 else -1
        params, more = ({'axis': axis} if axis != -1 else {}), {}
        batch = [] if axis is None else shape[:axis % len(shape)] + shape[axis % len(shape) + 1:]
        if k % 3 == 2: params['where'], more['mask'] = 'class mask', rng.mask(shape)
        add(loss, p, t, params, batch=batch or None, **more)
    add(loss, rng.normal([2, 3]), rng.unit([2]), {}, dtype='float32', about='y_true')
for loss in ('cosine_distance', 'cosine_similarity'):
    for k in range(18):
        shape = rows()
        p = rng.normal(shape)
        if k % 5 == 4: rng.spoil(p, ODD + [0])
        if k % 6 == 3: p = [[0] * shape[-1]] + p[1:] if len(shape) == 2 else [0] * shape[-1] if len(shape) == 1 else p
        axis = rng.choice([0, 1, -2, None]) if k % 4 == 3 and len(shape) > 1 else -1
        params, more = {**({'axis': axis} if axis != -1 else {}), **some(epsilon=rng.choice([1e-6, 0.5, 1e-12]))}, {}
        batch = [] if axis is None else shape[:axis % len(shape)] + shape[axis % len(shape) + 1:]
        if k % 5 == 2: params['where'], more['mask'] = 'class mask', rng.mask(shape)
        add(loss, p, rng.normal(shape), params, batch=batch or None, **more)
    add(loss, rng.normal([2, 3]), rng.normal([3]), {}, dtype='float32', about='y_true')

for k in range(18):
    shape = rng.choice([[1, 2], [2, 3], [3, 2], [4, 1], [3]])
    params = some(margin=rng.choice([0, 0.5, 2, -1]), norm_degree=rng.choice([1, 2, 2, 3, 4]), eps=rng.choice([1e-6, 0.1, 0]))
    if k % 6 == 5 and len(shape) == 2: params['axis'] = 0
    add('triplet_margin_loss', rng.normal(shape), None, params, batch=shape[:-1] if 'axis' not in params else None, inputs={'positive': rng.normal(shape), 'negative': rng.normal(shape)})
add('triplet_margin_loss', rng.normal([2, 3]), None, {}, inputs={'positive': rng.normal([2, 3]), 'negative': rng.normal([2, 2])}, dtype='float32', about='negative')

for k in range(16):
    B, T, K = rng.choice([(1, 4, 3), (2, 3, 3), (2, 4, 3), (1, 5, 4)])
    S = rng.randint(1, 3)
    blank = K - 1 if k % 4 == 3 else 0
    t = full = [[rng.choice([c for c in range(K) if c != blank]) for _ in range(S)] for _ in range(B)]
    label_paddings = [[int(s >= n) for s in range(S)] for n in (rng.randint(0 if k % 5 == 4 else 1, S) for _ in range(B))]
    logit_paddings = [[int(s >= n) for s in range(T)] for n in (rng.randint(T - 1, T) for _ in range(B))]
    params = {**({'blank_id': blank} if blank else {}), **({'log_epsilon': -50} if k % 7 == 6 else {})}
    add('ctc_loss', rng.normal([B, T, K]), t, params, inputs={'logit_paddings': logit_paddings, 'label_paddings': label_paddings}, dtype='float32', batch=[B])
add('ctc_loss', rng.normal([1, 3, 3]), [[1]], {}, inputs={'logit_paddings': [[0, 0]], 'label_paddings': [[0]]}, dtype='float32', about='logit_paddings')
add('ctc_loss', rng.normal([1, 3, 3]), [[1]], {}, inputs={'logit_paddings': [[0, 0, 0]], 'label_paddings': [[0, 0]]}, dtype='float32', about='label_paddings')

for k in range(18):
    shape = rows()
    fn = ['none', 'jnp.mean', 'jnp.sum', 'default'][k % 4]
    more = {}
    if k % 3: more['mask'] = rng.mask(shape)
    if k % 5 == 1: more['sample_weight'] = rng.weights(shape)
    if k == 7: more['mask'] = [[0] * shape[-1] for _ in range(shape[0])] if len(shape) == 2 else more['mask']
    params = {} if fn == 'default' else {'reduce_fn': fn}
    spec = dict(loss='ranking_softmax_loss', api='optax.losses.ranking_softmax_loss', params=params, y_true=rng.choice([rng.counts, rng.onehot])(shape),
                y_pred=rng.normal(shape), reduction={'default': 'jnp.mean'}.get(fn, fn), dtype=dtype_of(), **more)
    specs.append(spec)

for k in range(26):
    loss = ['dice_loss', 'binary_dice_loss', 'multiclass_generalized_dice_loss', 'dice_loss'][k % 4]
    n, d, c = rng.randint(1, 2), rng.randint(2, 3), rng.randint(2, 3)
    shape = [n, d, c]
    if loss == 'binary_dice_loss': shape = rng.choice([[n, d], [n, d, 2]])
    p, t = rng.normal(shape), rng.bits(shape) if loss == 'binary_dice_loss' else rng.onehot(shape)
    params = some(smooth=rng.choice([1, 0, 0.1, 10]))
    if loss == 'dice_loss':
        params.update(some(alpha=rng.choice([0.3, 0.7, 1]), beta=rng.choice([0.3, 0.7, 1]), ignore_background=rng.choice([True, False])))
        if k % 8 == 3: params['class_weights'] = rng.positive([c])
        if k % 8 == 7: params['reduction'] = rng.choice(['sum', 'none', 'mean'])
        if k % 8 == 4: params['axis'] = rng.choice([0, 1, [0, 1]])
        if k % 8 == 0 and k: params['apply_softmax'], p = False, rng.shares(shape)
    if loss == 'binary_dice_loss' and k % 8 == 5: params['apply_sigmoid'], p = False, rng.unit(shape)
    if loss == 'multiclass_generalized_dice_loss':
        params.update(some(ignore_background=rng.choice([True, False])))
        if k % 8 == 6: params['apply_softmax'], p = False, rng.shares(shape)
    add(loss, p, t, params, about='y_pred', **({'reduction': 'own'} if loss == 'multiclass_generalized_dice_loss' else {}))
add('dice_loss', rng.unit([1, 2, 3]), rng.onehot([1, 2, 3]), {'apply_softmax': False}, dtype='float32', about='y_pred')
add('dice_loss', rng.normal([1, 2, 3]), rng.onehot([1, 2, 3]), {'reduction': 'avg'}, dtype='float32', about='reduction')
add('dice_loss', rng.normal([1, 2, 3]), rng.onehot([1, 2, 2]), {}, dtype='float32', about='y_true')
for k in range(10):
    n, d = rng.choice([(2, 3), (4, 2), (3, 2), (4, 3)])
    add('ntxent', rng.normal([n, d]), rng.labels([n], 2), some(temperature=rng.choice([0.5, 0.1, 1])), reduction='own')
add('ntxent', rng.normal([3, 2]), [0, 1], {}, reduction='own', dtype='float32', about='y_true')
for k in range(10):
    shape = rows()
    add('make_fenchel_young_loss', rng.normal(shape), rng.choice([rng.onehot, rng.shares])(shape), {'max_fun': ['logsumexp', 'max'][k % 2]}, batch=shape[:-1] or None)


# ---- what a parameter or a reduction needs to be noticed

def classes_first(loss, **params):
    """Classes on the first axis, so that one mask fits the loss' own `where` and the caller's mean."""
    shape = [3, 2, 2]
    made = {'softmax_cross_entropy': rng.shares, 'poly_loss_cross_entropy': rng.unit, 'kl_divergence': rng.unit, 'generalized_kl_divergence': rng.unit}.get(loss, rng.normal)(shape)
    y_true = rng.labels(shape[1:], 3) if 'integer' in loss else made
    for mask in ([[1, 0], [1, 1]], [[0, 1], [0, 0]]):
        add(loss, rng.normal(shape, 1), y_true, {'axis': 0, 'where': 'mask', **params}, reduction='where', mask=mask, dtype='float32')
        specs[-1].update(reduction='jnp.mean(where)', api='jnp.mean(loss, where=mask)')


for loss in ('softmax_cross_entropy', 'softmax_cross_entropy_with_integer_labels', 'poly_loss_cross_entropy', 'kl_divergence', 'kl_divergence_with_log_targets', 'generalized_kl_divergence', 'cosine_distance', 'cosine_similarity'):
    classes_first(loss)
for loss in ('safe_softmax_cross_entropy', 'poly_loss_cross_entropy'):
    for alpha in (0.1, 1): add(loss, rng.normal([2, 3]), rng.onehot([2, 3]), {'smooth_labels_alpha': alpha}, reduction='jnp.mean')
for loss in ('cosine_similarity', 'cosine_distance'):
    add(loss, [[0.1, 0.2], [0.3, -0.4], [2, 1]], [[0.5, 0.25], [0.5, 0.5], [1, 1]], {'epsilon': 0.5}, reduction='none', dtype='float32')
for loss in ('squared_error', 'hinge_loss', 'softmax_cross_entropy_with_integer_labels'):
    for k in range(3):
        shape = [2, 3] if loss != 'softmax_cross_entropy_with_integer_labels' else [2, 3, 4]
        y_true = rng.labels([2, 3], 4) if loss.startswith('softmax') else rng.signs([2, 3])
        more = {'mask': [[1, 0, 1], [1, 1, 1]]} if k else {}
        if k == 2: more['mask'] = [[1, 0, 1], [0, 0, 0]]
        add(loss, rng.normal(shape), y_true, {}, reduction='mean of means', **more)
        specs[-1]['api'] = 'jnp.mean(loss, axis=1%s).mean()' % (', where=mask' if k else '')
for loss in ('squared_error', 'sigmoid_binary_cross_entropy'):
    for reduction in ('jnp.mean', 'jnp.sum'):
        for k in range(2):
            more = {'sample_weight': rng.weights([2, 3])} if k else {'mask': rng.mask([2, 3]), 'dtypes': {'mask': 'bool'}}
            add(loss, rng.normal([2, 3]), rng.bits([2, 3]), {}, reduction=reduction, **more)
            specs[-1]['api'] = '%s(loss*%s)' % (reduction, 'w' if k else 'mask')
for log_epsilon in (None, -50, -1e4):
    add('ctc_loss', rng.normal([2, 2, 3]), [[1, 1], [2, 1]], {'log_epsilon': log_epsilon} if log_epsilon else {}, reduction='none', dtype='float32',
        inputs={'logit_paddings': [[0, 0], [0, 1]], 'label_paddings': [[0, 0], [0, 0]]})
add('ctc_loss', rng.normal([2, 3, 3]), [[1, 3], [-1, 1]], {}, reduction='none', dtype='float32', inputs={'logit_paddings': [[0, 0, 0], [0, 0, 1]], 'label_paddings': [[0, 0], [0, 0]]})
for dtype in ('float64', 'float16', 'bfloat16'):
    add('ctc_loss', rng.normal([2, 3, 3]), [[1, 2], [2, 0]], {}, reduction='jnp.mean', dtype=dtype, inputs={'logit_paddings': [[0, 0, 0], [0, 0, 1]], 'label_paddings': [[0, 0], [0, 1]]})
for fn in ('jnp.mean', 'jnp.sum', 'none'):
    add('ranking_softmax_loss', rng.normal([3, 3]), rng.counts([3, 3]), {'reduce_fn': fn}, reduction='own', mask=[[1, 1, 1], [1, 0, 1], [0, 0, 0]])
for loss, y_true in (('binary_logistic_loss', rng.bits([2, 3])), ('multiclass_logistic_loss', [0, 2]), ('binary_sparsemax_loss', rng.bits([2, 3]))):
    for reduction in ('none', 'jnp.mean'): add(loss, rng.normal([2, 3]), y_true, {}, reduction=reduction, dtype='float32', dtypes={'y_true': 'float32' if loss == 'binary_logistic_loss' else 'int32'})
for label in (3, 4, -3, -4, -100): add('multiclass_sparsemax_loss', rng.normal([2, 3]), [0, label], {}, reduction='none', dtype='float32')
for t in ([[0, 0.25], [0.5, 0]], [[0, 1], [1, 0]]): add('kl_divergence', rng.normal([2, 2]), t, {}, reduction='none')
for alpha in (-1, 0.3): add('sigmoid_focal_loss', rng.normal([2, 3]), rng.unit([2, 3]), {'alpha': alpha}, reduction='none')

emit({'optax': optax.__version__, 'jax': jax.__version__}, specs, run, 'optax', 'optax' if optax.__version__ == '0.2.8' else 'optax-' + optax.__version__, about)
