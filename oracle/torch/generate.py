"""Random cases of the losses of torch.nn and torch.nn.functional: generate.py [SEED] > cases (see
../run.mjs).

Slots: y_pred is the input (the anchor of triplets, input1 of pairs, logits [T,N,C] of CTC, hidden
states of linear_cross_entropy), y_true the target. Class weights, `weight` and `pos_weight` are
parameters; a `weight` of single elements stands in sample_weight too.
"""
import os
import sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
import torch
import torch.nn as nn
import torch.nn.functional as F
from common import LARGE, ODD, Random, Skip, emit, nest, number

torch.set_num_threads(1)
VERSION = torch.__version__.split('+')[0]
FUNCTIONS = {
    'L1Loss': 'l1_loss', 'MSELoss': 'mse_loss', 'SmoothL1Loss': 'smooth_l1_loss', 'HuberLoss': 'huber_loss', 'CrossEntropyLoss': 'cross_entropy',
    'NLLLoss': 'nll_loss', 'BCELoss': 'binary_cross_entropy', 'BCEWithLogitsLoss': 'binary_cross_entropy_with_logits', 'KLDivLoss': 'kl_div',
    'PoissonNLLLoss': 'poisson_nll_loss', 'GaussianNLLLoss': 'gaussian_nll_loss', 'HingeEmbeddingLoss': 'hinge_embedding_loss',
    'MultiMarginLoss': 'multi_margin_loss', 'MultiLabelMarginLoss': 'multilabel_margin_loss',
    'MultiLabelSoftMarginLoss': 'multilabel_soft_margin_loss', 'SoftMarginLoss': 'soft_margin_loss',
    'CosineEmbeddingLoss': 'cosine_embedding_loss', 'MarginRankingLoss': 'margin_ranking_loss', 'TripletMarginLoss': 'triplet_margin_loss',
    'TripletMarginWithDistanceLoss': 'triplet_margin_with_distance_loss', 'CTCLoss': 'ctc_loss',
    'LinearCrossEntropyLoss': 'linear_cross_entropy',
}
DISTANCES = {
    'pairwise_distance': None, '1 - cosine_similarity': lambda a, b: 1 - F.cosine_similarity(a, b),
    'l1': lambda a, b: (a - b).abs().sum(-1), 'squared': lambda a, b: ((a - b) ** 2).sum(-1),
}
TENSORS = ('weight', 'pos_weight', 'linear_weight', 'linear_bias')


# ---- running one spec

def tensor(spec, slot, value):
    dtype = spec.get('dtypes', {}).get(slot, spec['dtype'])
    made = torch.tensor(number(value), dtype=torch.float64).to(getattr(torch, dtype))
    return made.reshape(spec['shapes'][slot]) if slot in spec.get('shapes', {}) else made


def answer(spec, reduction):
    """The framework's tensor."""
    params = {k: tensor(spec, k, v) if k in TENSORS and v is not None else number(v) if isinstance(v, str) and v in ODD else v for k, v in spec['params'].items()}
    if 'reduce' not in params and 'size_average' not in params: params['reduction'] = reduction
    if 'distance' in params: params['distance_function'] = DISTANCES[params.pop('distance')]
    loss, inputs = spec['loss'], {k: tensor(spec, k, v) for k, v in spec.get('inputs', {}).items() if isinstance(v, list)}
    p = tensor(spec, 'y_pred', spec['y_pred'])
    t = None if spec['y_true'] is None else tensor(spec, 'y_true', spec['y_true'])
    arguments = {
        'GaussianNLLLoss': lambda: (p, t, inputs['var'] if 'var' in inputs else spec['inputs']['var']),
        'CosineEmbeddingLoss': lambda: (p, inputs['input2'], t), 'MarginRankingLoss': lambda: (p, inputs['input2'], t),
        'TripletMarginLoss': lambda: (p, inputs['positive'], inputs['negative']),
        'TripletMarginWithDistanceLoss': lambda: (p, inputs['positive'], inputs['negative']),
        'CTCLoss': lambda: (F.log_softmax(p, -1), t, inputs['input_lengths'], inputs['target_lengths']),
        'LinearCrossEntropyLoss': lambda: (p, params.pop('linear_weight'), t),
    }.get(loss, lambda: (p, t))()
    if 'functional' in spec['api']: return getattr(F, FUNCTIONS[loss])(*arguments, **params)
    return getattr(nn, loss)(**params)(*arguments)


# torch 2.0 reads past the end of the array here: another number at every run.
UNCHECKED = {('MultiMarginLoss', 'weight'), ('CTCLoss', 'target_lengths')}


def run(spec):
    if VERSION == '2.0.1' and (spec['loss'], spec.get('about')) in UNCHECKED: raise Skip
    out = {}
    result = answer(spec, spec['reduction'])
    legacy = 'reduce' in spec['params'] or 'size_average' in spec['params']
    if spec['reduction'] != 'none' and not legacy:
        each = answer(spec, 'none')
        if each.numel() <= 12 and not each.isnan().all(): out['expected_per_sample'] = literals(each)
    return {**out, 'expected': literals(result), 'expected_dtype': dtype_name(result)}


def dtype_name(t): return str(t.dtype).split('.')[-1]
def literals(t): return nest(t.detach().to(torch.float64), dtype_name(t))


def about(error, spec):
    """Which argument or array the message is about, where it says so; else the spec does."""
    text = str(error)
    rules = [
        ('not implemented for \'', 'dtype'), ('unexpected keyword argument \'', None), ('is out of bounds', 'y_true'), ('all elements of target', 'y_true'),
        ('all elements of input', 'y_pred'), ('label_smoothing must', 'label_smoothing'), ('is not a valid value for reduction', 'reduction'),
        ('weight tensor', 'weight'), ('var is of incorrect size', 'var'), ('var has negative', 'var'), ('does not support negative values for beta', 'beta'),
        ('does not support non-positive values for delta', 'delta'), ('ignore_index is not supported for floating point', 'ignore_index'),
        ('margin', None), ('expected target size', 'y_true'),
    ]
    for words, name in rules:
        if words in text:
            if name: return name
            if 'keyword argument' in words: return text.split("'")[1]
    return None


# ---- making specs

rng = Random(int(sys.argv[1]) if len(sys.argv) > 1 else 14)
specs = []
turn = {}


def reduction_of(loss, more=()):
    turn[loss] = turn.get(loss, 0) + 1
    choices = ['mean', 'sum', 'none', 'mean', *more]
    return choices[turn[loss] % len(choices)]


def dtype_of(): return rng.choice(['float32'] * 5 + ['float64'] * 2 + ['float16', 'bfloat16'])


def add(loss, y_pred, y_true, params=None, **more):
    api = 'torch.nn.' + loss
    if more.pop('functional', False) or rng.sometimes(0.3): api = 'torch.nn.functional.' + FUNCTIONS[loss]
    if loss == 'LinearCrossEntropyLoss': api = 'torch.nn.functional.linear_cross_entropy'
    reduction = more.pop('reduction', None) or reduction_of(loss)
    dtype = more.pop('dtype', None) or dtype_of()
    specs.append(dict(loss=loss, api=api, params=params or {}, y_true=y_true, y_pred=y_pred, reduction=reduction, dtype=dtype, **more))


def elements():
    n, c, d = rng.randint(1, 4), rng.randint(2, 4), rng.randint(2, 3)
    return rng.choice([[n], [n, 1], [n, c], [n, c], [min(n, 2), c, d]])


def some(**params):
    """Each parameter is given in about two of three cases."""
    return {k: v for k, v in params.items() if rng.sometimes(0.65)}


INDEX = {'dtypes': {'y_true': 'int64'}}
BROADCASTS = [([3, 1], [3]), ([2, 3], [3]), ([2, 1], [2, 3]), ([1], [4]), ([3], [3, 1])]
ELEMENTWISE = {
    'L1Loss': dict, 'MSELoss': dict, 'SmoothL1Loss': lambda: some(beta=rng.choice([0, 0.25, 0.5, 1, 2])),
    'HuberLoss': lambda: some(delta=rng.choice([0.25, 0.5, 1, 2])),
}
for loss, params in ELEMENTWISE.items():
    for k in range(13):
        shape = elements()
        p = rng.normal(shape)
        if k % 5 == 4: rng.spoil(p, ODD + LARGE)
        add(loss, p, rng.normal(shape), params())
    for a, b in BROADCASTS[:4]: add(loss, rng.normal(a), rng.normal(b), params(), dtype='float32')
    add(loss, rng.normal([2, 3]), rng.normal([2]), params(), about='y_true')
    for shape in ([0], [0, 3]): add(loss, [], [], params(), shapes={'y_pred': shape, 'y_true': shape})
    for average, reduce in [(True, True), (False, True), (True, False), (False, None)]:
        if loss == 'HuberLoss': continue
        legacy = {k: v for k, v in [('size_average', average), ('reduce', reduce)] if v is not None}
        add(loss, rng.normal([2, 2]), rng.normal([2, 2]), {**params(), **legacy}, reduction='none' if reduce is False else 'mean' if average else 'sum', dtype='float32')
for loss in ('L1Loss', 'MSELoss', 'HuberLoss'):
    for k in range(9):
        shape = elements()
        w = rng.weights(shape)
        if k == 7: w = [[0, 0], [0, 0]]; shape = [2, 2]
        if k == 8: shape, w = [2, 3], [1, 2, 0.5]
        p = ELEMENTWISE[loss]()
        add(loss, rng.normal(shape), rng.normal(shape), {**p, 'weight': w}, sample_weight=w, functional=True, **({'about': 'weight'} if k == 8 else {}))
for value in (-1, -0.5): add('SmoothL1Loss', rng.normal([3]), rng.normal([3]), {'beta': value}, dtype='float32', about='beta')
for value in (0, -1): add('HuberLoss', rng.normal([3]), rng.normal([3]), {'delta': value}, dtype='float32', about='delta')
for loss in ('MSELoss', 'CrossEntropyLoss', 'BCELoss'):
    p, t, more = (rng.normal([2, 3]), [0, 2], INDEX) if loss == 'CrossEntropyLoss' else (rng.unit([2]), rng.bits([2]), {})
    for word in ('batchmean', 'elementwise_mean', 'avg'): add(loss, p, t, {}, reduction=word, dtype='float32', about='reduction', **more)


def classes():
    """Shapes of input and target of a loss over classes."""
    n, c, d = rng.randint(1, 4), rng.randint(2, 4), rng.randint(2, 3)
    return rng.choice([([n, c], [n]), ([n, c], [n]), ([n, c], [n]), ([c], []), ([min(n, 2), c, d], [min(n, 2), d]), ([1, 2, 2, 3], [1, 2, 3])])


def class_count(shape): return shape[0] if len(shape) == 1 else shape[1]


def ignoring(t, value, all_of_them=False):
    if not isinstance(t, list): return value if all_of_them else t
    return [ignoring(v, value, all_of_them) for v in t] if t and isinstance(t[0], list) else [value if all_of_them or rng.sometimes(0.4) else v for v in t]


def class_weights(c): return [rng.choice([0, 0.2, 0.5, 1, 2, 3]) for _ in range(c)]


for loss, smooth in [('CrossEntropyLoss', True), ('NLLLoss', False)]:
    for k in range(30 if smooth else 20):
        p_shape, t_shape = classes()
        c = class_count(p_shape)
        p = rng.normal(p_shape) if smooth or k % 7 == 6 else rng.normal(p_shape, 1)
        if not smooth and k % 7 != 6: p = [[-abs(v) for v in row] for row in p] if len(p_shape) == 2 else p
        t = rng.labels(t_shape, c)
        params = some(weight=class_weights(c))
        if smooth and rng.sometimes(0.5): params['label_smoothing'] = rng.choice([0.1, 0.2, 0.5, 1])
        ignore = rng.choice([None, -100, -100, -1, 0, 1, 7])
        if ignore is not None:
            t = ignoring(t, ignore, all_of_them=k % 8 == 7)
            if ignore != -100 or rng.sometimes(0.5): params['ignore_index'] = ignore
        if k % 6 == 5: rng.spoil(p, ODD + LARGE)
        add(loss, p, t, params, **INDEX)
    for bad in (3, -1, 100, -99): add(loss, rng.normal([2, 3]), [0, bad], {}, about='y_true', dtype='float32', reduction=rng.choice(['mean', 'none']), **INDEX)
    add(loss, rng.normal([2, 3]), [0, 1], {'weight': [1, 2]}, about='weight', dtype='float32', **INDEX)
    add(loss, rng.normal([2, 3]), [[0], [1]], {}, about='y_true', dtype='float32', **INDEX)
    add(loss, rng.normal([2, 3]), [0, 1, 2], {}, about='y_true', dtype='float32', **INDEX)
    add(loss, rng.normal([2, 3]), [0, 1], {}, about='y_true', dtype='float32', dtypes={'y_true': 'float32'})
    add(loss, rng.normal([2, 3]), [0, 1], {}, dtype='float32', about='y_true', dtypes={'y_true': 'int32'})
    add(loss, rng.normal([2, 2, 3]), [0, 1], {}, about='y_true', dtype='float32', **INDEX)
    for r in ('mean', 'sum', 'none'): add(loss, [], [], {}, reduction=r, dtype='float32', shapes={'y_pred': [0, 3], 'y_true': [0]}, **INDEX)
for k in range(16):
    shape = rng.choice([[2, 3], [3, 2], [1, 4], [4, 3], [3], [2, 3, 2]])
    c = class_count(shape)
    t = rng.choice([rng.shares, rng.onehot])(shape) if len(shape) != 3 else rng.unit(shape)
    if k % 5 == 4: t = rng.normal(shape, 1)
    params = some(weight=class_weights(c), label_smoothing=rng.choice([0.1, 0.2, 1]))
    if k == 3: params['ignore_index'] = -1
    p = rng.normal(shape)
    if k % 6 == 5: rng.spoil(p, ODD + LARGE)
    add('CrossEntropyLoss', p, t, params)
add('CrossEntropyLoss', rng.normal([2, 3]), rng.onehot([2, 3]), {'ignore_index': 1}, about='ignore_index', dtype='float32')
add('CrossEntropyLoss', rng.normal([2, 3]), rng.onehot([2, 3]), {}, about='y_true', dtype='float32', dtypes={'y_true': 'int64'})
for value in (-0.1, 1.5): add('CrossEntropyLoss', rng.normal([2, 3]), [0, 1], {'label_smoothing': value}, about='label_smoothing', dtype='float32', **INDEX)
for r in ('mean', 'sum'): add('CrossEntropyLoss', [], [], {}, reduction=r, dtype='float32', shapes={'y_pred': [0, 3], 'y_true': [0, 3]})

for k in range(20):
    shape = elements()
    p, t = rng.unit(shape), rng.choice([rng.bits, rng.unit])(shape)
    if k % 4 == 3: rng.spoil(p, [0, 1, 1e-7, 0.9999999])
    w = rng.weights(rng.choice([shape, shape[-1:]])) if k % 2 else None
    add('BCELoss', p, t, {} if w is None else {'weight': w}, **({} if w is None else {'sample_weight': w}))
for p, t, slot in [([0.5, 1.2], [1, 0], 'y_pred'), ([-0.1, 0.5], [1, 0], 'y_pred'), ([0.5, 'NaN'], [1, 0], 'y_pred'), ([0.5, 0.2], [1, 2], 'y_true'),
                   ([0.5, 0.2], [-1, 1], 'y_true'), ([[0.5], [0.5]], [1, 0], 'y_true'), ([0.5, 0.2], [1, 0, 1], 'y_true'), ([0.5, 0.2], [1, 'NaN'], 'y_true')]:
    add('BCELoss', p, t, {}, about=slot, dtype=rng.choice(['float32', 'float64']))
add('BCELoss', [0.5, 0.2], [1, 0], {}, about='y_true', dtype='float32', dtypes={'y_true': 'int64'})
add('BCELoss', [0.5, 0.2], [1, 0], {'weight': [1, 2, 3]}, sample_weight=[1, 2, 3], about='weight', dtype='float32')
for r in ('mean', 'sum'): add('BCELoss', [], [], {}, reduction=r, shapes={'y_pred': [0, 2], 'y_true': [0, 2]})
for k in range(24):
    shape = elements()
    p, t = rng.normal(shape, 3), rng.choice([rng.bits, rng.bits, rng.unit])(shape)
    if k % 6 == 5: rng.spoil(p, ODD + LARGE)
    if k == 10: t = rng.normal(shape)
    params, more = some(pos_weight=rng.positive(shape[-1:] if k % 3 else [1])), {}
    if k % 2: params['weight'] = more['sample_weight'] = rng.weights(rng.choice([shape, shape[-1:]]))
    add('BCEWithLogitsLoss', p, t, params, **more)
add('BCEWithLogitsLoss', [[0.5], [1]], [1, 0], {}, about='y_true', dtype='float32')
add('BCEWithLogitsLoss', rng.normal([2, 3]), rng.bits([2, 3]), {'pos_weight': [1, 2]}, about='pos_weight', dtype='float32')
add('BCEWithLogitsLoss', rng.normal([2, 3]), rng.bits([2, 3]), {'weight': [1, 2]}, sample_weight=[1, 2], about='weight', dtype='float32')
for r in ('mean', 'sum'): add('BCEWithLogitsLoss', [], [], {}, reduction=r, shapes={'y_pred': [0, 2], 'y_true': [0, 2]})

for k in range(20):
    shape = elements()
    log_target = k % 3 == 0
    t = rng.normal(shape, 1) if log_target else rng.shares(shape) if k % 4 else rng.normal(shape, 1)
    p = [v for v in rng.normal(shape, 1)]
    if k % 6 == 5: rng.spoil(p, ODD)
    if k % 7 == 6: rng.spoil(t, ODD + [0])
    add('KLDivLoss', p, t, {'log_target': True} if log_target else some(log_target=False), reduction=reduction_of('KLDivLoss', ['batchmean', 'batchmean']))
for a, b in BROADCASTS[:3]: add('KLDivLoss', rng.normal(a, 1), rng.unit(b), {}, dtype='float32', reduction=rng.choice(['sum', 'batchmean']))
for r in ('mean', 'batchmean', 'sum'): add('KLDivLoss', [], [], {}, reduction=r, dtype='float32', shapes={'y_pred': [0, 2], 'y_true': [0, 2]})

for k in range(20):
    shape = elements()
    log_input = k % 3 != 0
    params = {**({'log_input': False} if not log_input else some(log_input=True)), **some(full=rng.choice([True, False])), **({'eps': rng.choice([1e-8, 1e-3, 0.5])} if k % 4 == 1 else {})}
    p = rng.normal(shape, 1) if log_input else rng.positive(shape)
    if k % 6 == 5: rng.spoil(p, ODD + [0, -1, 100])
    add('PoissonNLLLoss', p, rng.counts(shape) if k % 4 else rng.normal(shape), params)
for a, b in BROADCASTS[:3]: add('PoissonNLLLoss', rng.normal(a, 1), rng.counts(b), {}, dtype='float32')
add('PoissonNLLLoss', [], [], {}, reduction='mean', dtype='float32', shapes={'y_pred': [0], 'y_true': [0]})

for k in range(22):
    shape = elements()
    kind = k % 4
    v_shape = shape if kind < 2 else shape[:-1] + [1] if kind == 2 else shape[:-1]
    var = rng.positive(v_shape) if v_shape else round(rng.uniform(0.1, 3), 2)
    if k % 6 == 5 and isinstance(var, list): rng.spoil(var, [0, 1e-7, 'Infinity'])
    inputs = {'var': var}
    add('GaussianNLLLoss', rng.normal(shape), rng.normal(shape), some(full=rng.choice([True, False]), eps=rng.choice([1e-6, 0.1, 1])), inputs=inputs)
for var in ([1, -1, 0.5], [[1, 1, 1], [1, 1, -2]], [1, 2, 3, 4]): add('GaussianNLLLoss', rng.normal([2, 3]), rng.normal([2, 3]), {}, inputs={'var': var}, about='var', dtype='float32')
for a, b in BROADCASTS[:3]: add('GaussianNLLLoss', rng.normal(a), rng.normal(b), {}, inputs={'var': rng.positive(a)}, dtype='float32', about='var')
for eps in (0, -1): add('GaussianNLLLoss', rng.normal([2]), rng.normal([2]), {'eps': eps}, inputs={'var': [1, 2]}, dtype='float32', about='eps')

for k in range(18):
    shape = elements()
    p = rng.normal(shape)
    t = rng.signs(shape)
    if k % 4 == 3: rng.spoil(t, [0, 2, 0.5])
    if k % 6 == 5: rng.spoil(p, ODD)
    add('HingeEmbeddingLoss', p, t, some(margin=rng.choice([0, 0.5, 1, 2, -1])))
for a, b in BROADCASTS[:3]: add('HingeEmbeddingLoss', rng.normal(a), rng.signs(b), {}, dtype='float32')
add('HingeEmbeddingLoss', [], [], {}, reduction='mean', dtype='float32', shapes={'y_pred': [0], 'y_true': [0]})

for k in range(18):
    n, c = rng.randint(1, 4), rng.randint(2, 4)
    p_shape, t_shape = ([n, c], [n]) if k % 5 else ([c], [])
    p = rng.normal(p_shape)
    if k % 6 == 5: rng.spoil(p, ODD)
    add('MultiMarginLoss', p, rng.labels(t_shape, c), some(p=rng.choice([1, 2]), margin=rng.choice([0, 0.5, 1, 2]), weight=class_weights(c)), **INDEX)
for p, t, params, slot in [(rng.normal([2, 3]), [0, 3], {}, 'y_true'), (rng.normal([2, 3]), [0, -1], {}, 'y_true'), (rng.normal([2, 3]), [0, 1], {'p': 3}, 'p'),
                           (rng.normal([2, 3]), [0, 1], {'weight': [1, 2]}, 'weight'), (rng.normal([2, 3]), [0, 1, 2], {}, 'y_true'), (rng.normal([2, 3, 2]), [0, 1], {}, 'y_pred')]:
    add('MultiMarginLoss', p, t, params, about=slot, dtype='float32', **INDEX)

for k in range(15):
    n, c = rng.randint(1, 3), rng.randint(2, 5)
    def row():
        chosen = rng.sample(range(c), rng.randint(0, c))
        return (chosen + [-1] * c)[:c] if rng.sometimes(0.7) else (chosen + [-1] + rng.labels([c], c))[:c]
    t = row() if k % 5 == 4 else [row() for _ in range(n)]
    p = rng.normal([c] if k % 5 == 4 else [n, c])
    if k % 6 == 5: rng.spoil(p, ODD)
    add('MultiLabelMarginLoss', p, t, {}, **INDEX)
for t, slot in [([[0, 3, -1]], 'y_true'), ([[0, -2, -1]], 'y_true'), ([[0, 1]], 'y_true')]: add('MultiLabelMarginLoss', rng.normal([1, 3]), t, {}, about=slot, dtype='float32', **INDEX)

for k in range(16):
    shape = elements()
    p = rng.normal(shape, 3)
    if k % 6 == 5: rng.spoil(p, ODD + LARGE)
    add('MultiLabelSoftMarginLoss', p, rng.choice([rng.bits, rng.unit])(shape), some(weight=class_weights(shape[-1])))
add('MultiLabelSoftMarginLoss', rng.normal([3, 1]), rng.bits([3]), {}, dtype='float32')
add('MultiLabelSoftMarginLoss', rng.normal([2, 3]), rng.bits([2, 3]), {'weight': [1, 2]}, dtype='float32', about='weight')
for r in ('mean', 'sum'): add('MultiLabelSoftMarginLoss', [], [], {}, reduction=r, dtype='float32', shapes={'y_pred': [0, 3], 'y_true': [0, 3]})

for k in range(16):
    shape = elements()
    p = rng.normal(shape, 3)
    t = rng.signs(shape)
    if k % 6 == 5: rng.spoil(p, ODD + LARGE)
    if k % 5 == 4: rng.spoil(t, [0, 0.5, 2])
    add('SoftMarginLoss', p, t, {})
add('SoftMarginLoss', rng.normal([3, 1]), rng.signs([3]), {}, dtype='float32', about='y_true')
add('SoftMarginLoss', [], [], {}, reduction='mean', dtype='float32', shapes={'y_pred': [0, 2], 'y_true': [0, 2]})

for k in range(18):
    n, d = rng.randint(1, 4), rng.randint(1, 4)
    a, b, t = rng.normal([n, d]), rng.normal([n, d]), rng.signs([n])
    if k % 5 == 4: a, b, t = a[0], b[0], t[0]
    elif k % 4 == 3: a[0] = [0] * d
    elif k % 6 == 5: rng.spoil(t, [0, 2])
    if k % 9 == 8: rng.spoil(a, ODD)
    add('CosineEmbeddingLoss', a, t, some(margin=rng.choice([0, 0.2, 0.5, -0.5, 1])), inputs={'input2': b})
add('CosineEmbeddingLoss', rng.normal([2, 3]), [1, -1, 1], {}, inputs={'input2': rng.normal([2, 3])}, dtype='float32', about='y_true')
add('CosineEmbeddingLoss', rng.normal([2, 3]), [[1], [-1]], {}, inputs={'input2': rng.normal([2, 3])}, dtype='float32', about='y_true')
add('CosineEmbeddingLoss', rng.normal([2, 3]), [1, -1], {}, inputs={'input2': rng.normal([2, 2])}, dtype='float32', about='input2')
add('CosineEmbeddingLoss', rng.normal([2, 3]), [1, -1], {'margin': 2}, inputs={'input2': rng.normal([2, 3])}, dtype='float32')

for k in range(16):
    shape = elements()
    p, t = rng.normal(shape), rng.signs(shape)
    if k % 5 == 4: rng.spoil(p, ODD)
    if k % 6 == 5: rng.spoil(t, [0, 2, 0.5])
    add('MarginRankingLoss', p, t, some(margin=rng.choice([0, 0.5, 1, -1])), inputs={'input2': rng.normal(shape)})
add('MarginRankingLoss', rng.normal([3, 1]), [1, -1, 1], {}, inputs={'input2': rng.normal([3])}, dtype='float32', about='input2')
add('MarginRankingLoss', rng.normal([3]), [[1], [-1], [1]], {}, inputs={'input2': rng.normal([3])}, dtype='float32', about='y_true')
add('MarginRankingLoss', rng.normal([3]), [1], {}, inputs={'input2': rng.normal([3])}, dtype='float32')
add('MarginRankingLoss', [], [], {}, reduction='mean', inputs={'input2': []}, dtype='float32', shapes={'y_pred': [0], 'y_true': [0], 'input2': [0]})

for k in range(20):
    shape = rng.choice([[1, 2], [2, 3], [3, 2], [4, 1], [2, 2, 2], [3]])
    a, b, c = rng.normal(shape), rng.normal(shape), rng.normal(shape)
    if k % 7 == 6: rng.spoil(a, ODD)
    params = some(margin=rng.choice([0.5, 1, 2, 5]), p=rng.choice([1, 2, 2, 3, 0.5, 'Infinity']), swap=rng.choice([True, False]), eps=rng.choice([1e-6, 0.1]))
    add('TripletMarginLoss', a, None, params, inputs={'positive': b, 'negative': c})
for margin in (0, -1): add('TripletMarginLoss', rng.normal([2, 2]), None, {'margin': margin}, inputs={'positive': rng.normal([2, 2]), 'negative': rng.normal([2, 2])}, about='margin', dtype='float32')
add('TripletMarginLoss', rng.normal([2, 2]), None, {}, inputs={'positive': rng.normal([2, 2]), 'negative': rng.normal([2, 3])}, about='negative', dtype='float32')
add('TripletMarginLoss', rng.normal([2, 2]), None, {}, inputs={'positive': rng.normal([2]), 'negative': rng.normal([2, 2])}, about='positive', dtype='float32')
add('TripletMarginLoss', rng.normal([2, 2]), None, {}, inputs={'positive': rng.normal([1, 2]), 'negative': rng.normal([2, 2])}, dtype='float32')
for k in range(14):
    shape = rng.choice([[1, 2], [2, 3], [3, 2], [4, 2]])
    params = {**some(margin=rng.choice([0.5, 1, 2]), swap=rng.choice([True, False])), 'distance': rng.choice(list(DISTANCES))}
    add('TripletMarginWithDistanceLoss', rng.normal(shape), None, params, inputs={'positive': rng.normal(shape), 'negative': rng.normal(shape)})
for margin in (0, -1): add('TripletMarginWithDistanceLoss', rng.normal([2, 2]), None, {'margin': margin}, inputs={'positive': rng.normal([2, 2]), 'negative': rng.normal([2, 2])}, about='margin', dtype='float32')

LENGTHS = {'y_true': 'int64', 'input_lengths': 'int64', 'target_lengths': 'int64'}
for k in range(24):
    T, N, C = rng.choice([(4, 2, 3), (3, 1, 4), (5, 1, 3), (3, 2, 4), (6, 1, 4)])
    blank = 0 if k % 4 else C - 1
    S = rng.randint(1, 3)
    real = [c for c in range(C) if c != blank]
    t = [[rng.choice(real) for _ in range(S)] for _ in range(N)]
    lengths = [rng.randint(0 if k % 5 == 4 else 1, S) for _ in range(N)]
    ends = [rng.randint(max(1, T - 2), T) for _ in range(N)]
    if k % 6 == 5: t = [v for row, n in zip(t, lengths) for v in row[:n]]
    p = rng.normal([T, N, C])
    if k % 8 == 7: rng.spoil(p, ['-Infinity', 30, -30])
    params = {**({'blank': blank} if blank else some(blank=0)), **some(zero_infinity=rng.choice([True, False]))}
    more = {'shapes': {'y_true': [0]}} if t == [] else {}
    add('CTCLoss', p, t, params, inputs={'input_lengths': ends, 'target_lengths': lengths}, dtype=rng.choice(['float32', 'float64']), dtypes=LENGTHS, **more)
for p, t, ends, lengths, params, slot in [
    (rng.normal([3, 1, 3]), [[1]], [4], [1], {}, 'input_lengths'), (rng.normal([3, 1, 3]), [[1]], [3], [2], {}, 'target_lengths'),
    (rng.normal([3, 1, 3]), [[1]], [3], [1], {'blank': 3}, 'blank'), (rng.normal([3, 1, 3]), [[1]], [3, 3], [1], {}, 'input_lengths'),
    (rng.normal([3, 1, 3]), [[1]], [3], [-1], {}, 'target_lengths'), (rng.normal([3, 1, 3]), [[1, 1, 1]], [3], [3], {}, 'y_true'),
]:
    add('CTCLoss', p, t, params, inputs={'input_lengths': ends, 'target_lengths': lengths}, dtype='float32', dtypes=LENGTHS, about=slot)

for k in range(16):
    n, h, c = rng.randint(1, 3), rng.randint(1, 3), rng.randint(2, 4)
    params = {'linear_weight': rng.normal([c, h], 1), **some(linear_bias=rng.normal([c], 1), weight=class_weights(c), label_smoothing=rng.choice([0.1, 0.3]))}
    t = rng.labels([n], c)
    if k % 3 == 2:
        t = ignoring(t, -100, all_of_them=k == 11)
        params['ignore_index'] = -100
    if k == 13: t[0] = c
    add('LinearCrossEntropyLoss', rng.normal([n, h]), t, params, dtype=rng.choice(['float32', 'float32', 'float64', 'bfloat16']), about='y_true', **INDEX)

# Labels of another ignore_index than the default.
for k, ignored in enumerate((-1, 1)):
    params = {'linear_weight': rng.normal([3, 2], 1), 'ignore_index': ignored, **({'weight': [1, 0.5, 2]} if k else {})}
    add('LinearCrossEntropyLoss', rng.normal([3, 2]), [0, ignored, 2], params, dtype='float32', reduction='mean', **INDEX)
# A smoothed mean of targets without weight; single rows with a target of one axis; distances over axis 1.
add('CrossEntropyLoss', rng.normal([2, 3]), [0, 0], {'weight': [0, 1, 2], 'label_smoothing': 0.1}, dtype='float64', reduction='mean', **INDEX)
add('NLLLoss', [-0.5, -1.25, -2], [1], {'weight': [1, 2, 0.5]}, dtype='float32', reduction='none', about='y_true', **INDEX)
add('TripletMarginWithDistanceLoss', rng.normal([2, 2, 3]), None, {'distance': '1 - cosine_similarity'}, inputs={'positive': rng.normal([2, 2, 3]), 'negative': rng.normal([2, 2, 3])}, dtype='float32', reduction='none')
add('CTCLoss', rng.normal([4, 3]), [1, 2], {}, inputs={'input_lengths': [4], 'target_lengths': [2]}, dtype='float32', dtypes=LENGTHS, reduction='mean')
add('CTCLoss', rng.normal([4, 1, 3]), [1, 2, 1], {}, inputs={'input_lengths': [4], 'target_lengths': [2]}, dtype='float32', dtypes=LENGTHS, about='y_true', reduction='mean')
for scalar in ('pos_weight', 'weight'): add('BCEWithLogitsLoss', rng.normal([2, 2]), rng.bits([2, 2]), {scalar: 0.5}, dtype='float32', reduction='mean')

# Arrays whose dtypes differ.
KINDS = [('float16', 'float32'), ('float32', 'float16'), ('bfloat16', 'float32'), ('float32', 'bfloat16'), ('float16', 'bfloat16'), ('float32', 'float64'), ('float64', 'float16')]
for loss, draw, target, params in [
    ('MSELoss', rng.normal, rng.normal, {}), ('L1Loss', rng.normal, rng.normal, {}), ('SmoothL1Loss', rng.normal, rng.normal, {'beta': 0.6}), ('HuberLoss', rng.normal, rng.normal, {'delta': 0.6}),
    ('BCELoss', rng.unit, rng.unit, {}), ('BCEWithLogitsLoss', rng.normal, rng.unit, {}), ('BCEWithLogitsLoss', rng.normal, rng.unit, {'pos_weight': 1.5}), ('KLDivLoss', rng.normal, rng.unit, {}), ('KLDivLoss', rng.normal, rng.normal, {'log_target': True}),
    ('PoissonNLLLoss', rng.normal, rng.positive, {'full': True}), ('PoissonNLLLoss', rng.positive, rng.positive, {'log_input': False}), ('HingeEmbeddingLoss', rng.normal, rng.signs, {'margin': 0.6}), ('SoftMarginLoss', rng.normal, rng.signs, {}),
    ('MultiLabelSoftMarginLoss', rng.normal, rng.bits, {}), ('CrossEntropyLoss', rng.normal, rng.unit, {}), ('CrossEntropyLoss', rng.normal, rng.unit, {'label_smoothing': 0.1}),
]:
    for k, (p, t) in enumerate(KINDS): add(loss, draw([2, 3]), target([2, 3]), params, dtype=p, dtypes={'y_true': t}, about='y_true', reduction=('mean', 'sum', 'none')[k % 3])
# Infinite parameters.
for loss, params in [('SmoothL1Loss', {'beta': 'Infinity'}), ('HuberLoss', {'delta': 'Infinity'}), ('MarginRankingLoss', {'margin': '-Infinity'})]:
    more = {'inputs': {'input2': rng.normal([3])}} if 'Ranking' in loss else {}
    add(loss, rng.normal([3]), rng.signs([3]), params, dtype='float32', reduction='mean', **more)

# 2.0.1 has kernels of half for one step and none for the next: which, nobody needs to know.
if VERSION == '2.0.1': specs = [s for s in specs if not any('float' in t and t != s['dtype'] and '16' in t + s['dtype'] for t in s.get('dtypes', {}).values())]
if not hasattr(F, 'linear_cross_entropy'): specs = [s for s in specs if s['loss'] != 'LinearCrossEntropyLoss']
emit({'torch': VERSION}, specs, run, 'torch', 'torch' if VERSION == '2.15.0' else 'torch-' + VERSION, about)
