#!/usr/bin/env python3
"""Generates keras_cases.json by running the real libraries (nothing in the file is hand-computed).

One controller process builds the input specs (fixed seed) and runs one worker per library in its own
interpreter.  Workers:
  tfk215    tensorflow 2.15.x  tf.keras / Keras 2.15      (eager tensors)
  k3tf k3torch k3jax            newest Keras 3, one per backend
  k224 k231 standalone Keras 2.2.4 / 2.3.1 complete library, own TensorFlow backend module,
            executed in graph mode on the TF 2.15 v1 compatibility layer
  wmo224    only the function weighted_masked_objective of 2.2.4, executed with K = tf.keras.backend
  k2:<v>    keras 2.9.0 .. 2.14.0 wheels over TF 2.15;   k3:<v> older Keras 3 wheels (TensorFlow backend)

usage: gen_keras_cases.py --py-tf PYTHON --py-k3 PYTHON --old DIR [--out FILE] [--check]
  DIR holds unpacked wheels keras-<version>/ and a folder extra/ (Keras-Preprocessing 1.1.2,
  Keras-Applications 1.0.8, scipy, pyyaml, dm-tree installed with pip --no-deps --target).
  --check re-computes the cases with the NumPy float32 formulas written in keras.md and reports mismatches.
"""
import json, math, os, subprocess, sys, tempfile

ROLE_LIB = {'tfk215': 'tf-keras-2.15', 'k3tf': 'keras-3.x', 'k3torch': 'keras-3.x', 'k3jax': 'keras-3.x',
            'k224': 'keras-2.2.4', 'wmo224': 'keras-2.2.4', 'k231': 'keras-2.3.1'}
K3 = ['k3tf', 'k3torch', 'k3jax']
SOBS = 'sum_over_batch_size'


# ----------------------------------------------------------------------------- specs (inputs only)
def build_specs():
    import random
    rnd = random.Random(int(os.environ.get("SEED","20261124")))
    S = []

    def arr(shape, lo, hi, dec=3):
        if not shape:
            return round(rnd.uniform(lo, hi), dec)
        return [arr(shape[1:], lo, hi, dec) for _ in range(shape[0])]

    def ints(shape, n):
        if not shape:
            return rnd.randrange(n)
        return [ints(shape[1:], n) for _ in range(shape[0])]

    def probs(shape, dec=3):
        if len(shape) > 1:
            return [probs(shape[1:], dec) for _ in range(shape[0])]
        v = [rnd.uniform(.05, 1) for _ in range(shape[0])]
        s = sum(v)
        v = [round(x / s, dec) for x in v]
        v[-1] = round(1 - sum(v[:-1]), dec)
        return v

    def onehot(shape):
        if len(shape) > 1:
            return [onehot(shape[1:]) for _ in range(shape[0])]
        k = rnd.randrange(shape[0])
        return [1.0 if i == k else 0.0 for i in range(shape[0])]

    def add(key, loss, yt, yp, roles, params=None, sw=None, mask=None, red=SOBS, **kw):
        s = dict(key=key, kind='loss', loss=loss, params=params or {}, y_true=yt, y_pred=yp,
                 reduction=red, roles=roles)
        if sw is not None: s['sample_weight'] = sw
        if mask is not None: s['mask'] = mask
        s.update(kw)
        S.append(s)

    OLD = ['k224', 'tfk215', 'k3tf']
    ALLB = OLD + ['k3torch', 'k3jax']
    NEW = ['tfk215', 'k3tf']
    # --- regression, plain
    yt, yp = arr([4, 3], -2, 3), arr([4, 3], -2, 3)
    for l in ['mean_squared_error', 'mean_absolute_error', 'log_cosh', 'cosine_similarity']:
        add('plain', l, yt, yp, ALLB + ['k231'])
    add('plain', 'huber', yt, yp, ['k231', 'tfk215', 'k3tf', 'k3torch'])
    add('delta0.4', 'huber', yt, yp, ['k231', 'tfk215', 'k3tf'], {'delta': .4})
    ytp, ypp = arr([4, 3], .2, 9, 2), arr([4, 3], .2, 9, 2)
    for l in ['mean_absolute_percentage_error', 'mean_squared_logarithmic_error', 'poisson']:
        add('plain', l, ytp, ypp, ALLB)
    add('zero-target', 'mean_absolute_percentage_error', [[0., 2., -4.], [1., 0., .5]], [[.5, 1., -3.], [1., 1e-4, .25]], ALLB)
    add('negative-inputs', 'mean_squared_logarithmic_error', [[-3., .5, 2.], [1., -.2, 0.]], [[-1., .25, 4.], [-.5, .2, 1.]], ALLB)
    add('zero-pred', 'poisson', [[0., 2., 1.]], [[0., 0., .5]], ALLB)
    add('negative-pred', 'poisson', [[1., 2.]], [[-1., 1.]], OLD)
    add('plain', 'kl_divergence', probs([3, 4]), probs([3, 4]), ALLB)
    add('zeros-and-over-1', 'kl_divergence', [[0., 1., 0.], [.5, .5, 0.], [2., .3, .1]], [[.2, 0., .8], [1., 0., 0.], [.5, 1.5, .25]], ALLB)
    add('zero-vector', 'cosine_similarity', [[0., 0., 0.], [1., 2., 2.]], [[1., 2., 3.], [2., -1., .5]], ALLB)
    add('tiny-norm', 'cosine_similarity', [[1., 0.], [0., 1.]], [[5e-7, 0.], [3e-8, 3e-8]], OLD)
    add('axis1', 'cosine_similarity', arr([2, 3, 2], -1, 1), arr([2, 3, 2], -1, 1), NEW, {'axis': 1})
    add('large', 'log_cosh', [[0., 0., 0.]], [[50., -60., 100.]], ALLB)
    add('large', 'huber', [[0., 0., 0.]], [[5000.25, -.5, 1.]], NEW)
    add('int-inputs', 'mean_squared_error', [[1, 2, 7]], [[2, 4, 7]], NEW, y_dtype='int32')
    add('float64', 'mean_squared_error', [[.1, .2]], [[.3, .7]], ['tfk215', 'k3tf'], dtype='float64')
    add('float16', 'mean_squared_error', [[.1, .2]], [[.3, .7]], ['tfk215', 'k3tf'], dtype='float16')
    add('ndim3', 'mean_squared_error', arr([2, 3, 2], -1, 1), arr([2, 3, 2], -1, 1), ALLB)
    add('ndim4', 'mean_absolute_error', arr([2, 2, 2, 2], -1, 1), arr([2, 2, 2, 2], -1, 1), OLD)
    add('n1', 'mean_squared_error', arr([5, 1], -1, 1), arr([5, 1], -1, 1), OLD)
    add('rank1', 'mean_squared_error', arr([5], -1, 1), arr([5], -1, 1), NEW)
    # --- hinge
    hp = arr([4, 3], -2, 2)
    h01, hpm = ints([4, 3], 2), [[1 if v else -1 for v in r] for r in ints([4, 3], 2)]
    f = lambda a: [[float(v) for v in r] for r in a]
    for l in ['hinge', 'squared_hinge']:
        add('labels01', l, f(h01), hp, ALLB + ['k231'])
        add('labels-1+1', l, f(hpm), hp, ALLB)
        add('all-ones', l, [[1., 1., 1.]], [[.3, 1.7, -.2]], OLD)
        add('labels-mixed', l, [[1., 0., -1.], [0., 1., 1.]], [[.5, .5, .5], [-1.5, .25, 2.]], OLD)
    add('onehot', 'categorical_hinge', onehot([4, 3]), arr([4, 3], -1, 1), ALLB)
    # --- binary crossentropy
    b01, bp, bl = f(ints([4, 3], 2)), arr([4, 3], .02, .98), arr([4, 3], -4, 4)
    BC = 'binary_crossentropy'
    add('probs', BC, b01, bp, ALLB + ['k231'])
    add('logits', BC, b01, bl, ALLB + ['k231'], {'from_logits': True})
    add('extreme', BC, [[0., 1., 0., 1.]], [[1., 0., 0., 1.]], ALLB + ['k231'])
    add('near-extreme', BC, [[0., 1., 0., 1.]], [[.999999, .000001, 1e-8, .5]], ALLB + ['k231'])
    add('extreme-logits', BC, [[0., 1., 0., 1.]], [[100., -100., -50., 30.]], ALLB, {'from_logits': True})
    add('smooth.1', BC, b01, bp, NEW + ['k231'], {'label_smoothing': .1})
    add('smooth.2-logits', BC, b01, bl, NEW, {'label_smoothing': .2, 'from_logits': True})
    add('out-of-range-pred', BC, [[1., 0.]], [[1.5, -.3]], OLD)
    add('soft-labels', BC, arr([3, 2], 0, 1, 2), arr([3, 2], .1, .9, 2), ALLB)
    add('n1', BC, [[1.], [0.], [1.]], [[.8], [.3], [.4]], OLD)
    add('axis1', BC, f(ints([2, 3], 2)) and [[[1., 0.], [1., 1.], [0., 1.]]], [[[.6, .3], [.2, .9], [.4, .5]]], NEW, {'axis': 1})
    BF = 'binary_focal_crossentropy'
    add('probs', BF, b01, bp, NEW + ['k3torch', 'k3jax'])
    add('logits', BF, b01, bl, NEW + ['k3torch'], {'from_logits': True})
    add('balanced', BF, b01, bp, NEW, {'apply_class_balancing': True, 'alpha': .3, 'gamma': 1.5})
    add('balanced-default-logits', BF, b01, bl, NEW, {'apply_class_balancing': True, 'from_logits': True})
    add('gamma0', BF, b01, bp, NEW, {'gamma': 0.})
    add('smooth', BF, b01, bp, NEW, {'label_smoothing': .1})
    add('extreme', BF, [[0., 1., 0., 1.]], [[1., 0., 0., 1.]], NEW + ['k3torch', 'k3jax'])
    add('extreme-logits', BF, [[0., 1., 0., 1.]], [[40., -40., -5., 5.]], NEW + ['k3torch'], {'from_logits': True})
    # --- categorical
    oh, cp, cl = onehot([4, 3]), probs([4, 3]), arr([4, 3], -3, 3)
    CC = 'categorical_crossentropy'
    add('probs', CC, oh, cp, ALLB + ['k231'])
    add('logits', CC, oh, cl, ALLB + ['k231'], {'from_logits': True})
    add('unnormalised', CC, [[1., 0., 0.], [0., .5, .5]], [[.2, .2, .2], [3., 1., 4.]], ALLB + ['k231'])
    add('extreme', CC, [[1., 0., 0.], [0., 1., 0.]], [[0., 0., 1.], [0., 1., 0.]], ALLB + ['k231'])
    add('smooth.1', CC, oh, cp, NEW + ['k231'], {'label_smoothing': .1})
    add('smooth.1-logits', CC, oh, cl, NEW, {'label_smoothing': .1, 'from_logits': True})
    add('axis1', CC, [[[1., 0.], [0., 0.], [0., 1.]]], [[[.5, .1], [.3, .2], [.2, .7]]], NEW, {'axis': 1})
    add('temporal', CC, onehot([2, 3, 3]), probs([2, 3, 3]), ALLB)
    add('extreme-logits', CC, [[1., 0., 0.]], [[0., 500., -500.]], ALLB, {'from_logits': True})
    CF = 'categorical_focal_crossentropy'
    add('probs', CF, oh, cp, NEW + ['k3torch'])
    add('logits', CF, oh, cl, NEW, {'from_logits': True})
    add('params', CF, oh, cp, NEW, {'alpha': .6, 'gamma': 1.})
    add('smooth', CF, oh, cp, NEW, {'label_smoothing': .1})
    add('extreme', CF, [[1., 0., 0.], [0., 1., 0.]], [[0., 0., 1.], [0., 1., 0.]], NEW)
    SC = 'sparse_categorical_crossentropy'
    add('probs', SC, [0, 2, 1, 2], cp, ALLB, y_dtype_true='int32')
    add('logits', SC, [0, 2, 1, 2], cl, ALLB, {'from_logits': True}, y_dtype_true='int32')
    add('n1-targets', SC, [[0], [2], [1], [2]], cp, ALLB, y_dtype_true='int32')
    add('temporal', SC, ints([2, 3], 3), probs([2, 3, 3]), NEW + ['k3torch', 'k3jax'], y_dtype_true='int32')
    add('unnormalised', SC, [0, 2], [[.2, .2, .2], [3., .5, .25]], ALLB, y_dtype_true='int32')
    add('extreme', SC, [0, 1], [[0., 0., 1.], [0., 1., 0.]], ALLB, y_dtype_true='int32')
    add('ignore-1', SC, [[0, -1, 2], [1, 1, -1]], probs([2, 3, 3]), NEW + ['k3torch', 'k3jax'], {'ignore_class': -1}, y_dtype_true='int32')
    add('ignore0-logits', SC, [[0, 1, 2], [1, 0, 2]], arr([2, 3, 3], -2, 2), NEW + ['k3torch'], {'ignore_class': 0, 'from_logits': True}, y_dtype_true='int32')
    add('ignore-all', SC, [-1, -1], probs([2, 3]), NEW, {'ignore_class': -1}, y_dtype_true='int32')
    add('ignore-1-sum', SC, [0, -1, 2], probs([3, 3]), NEW, {'ignore_class': -1}, red='sum', y_dtype_true='int32')
    add('ignore-1-sw', SC, [0, -1, 2], probs([3, 3]), NEW, {'ignore_class': -1}, sw=[2., 3., .5], y_dtype_true='int32')
    add('float-labels', SC, [0., 2., 1.], probs([3, 3]), ['k3tf', 'tfk215'])
    # --- Keras 3 only
    dt, dp = f(ints([2, 6], 2)), arr([2, 6], 0, 1)
    d4t, d4p = [[[[1.], [0.]], [[1.], [1.]]], [[[0.], [0.]], [[1.], [0.]]]], arr([2, 2, 2, 1], 0, 1)
    add('default', 'dice', dt, dp, K3)
    add('axis', 'dice', d4t, d4p, ['k3tf', 'k3torch'], {'axis': [1, 2, 3]})
    add('empty', 'dice', [[0., 0.]], [[0., 0.]], ['k3tf'])
    add('sw', 'dice', dt, dp, ['k3tf'], sw=[1., 3.])
    add('default', 'tversky', dt, dp, K3)
    add('ab', 'tversky', dt, dp, ['k3tf', 'k3torch'], {'alpha': .3, 'beta': .7})
    add('axis', 'tversky', d4t, d4p, ['k3tf'], {'axis': [1, 2, 3]})
    emb = arr([5, 3], -1, 1)
    emb = [[round(v / math.sqrt(sum(q * q for q in r)), 4) for v in r] for r in emb]
    for nm, p in [('default', {}), ('params', {'gamma': 10., 'margin': .25}), ('keepdiag', {'gamma': 5., 'remove_diagonal': False})]:
        add(nm, 'circle', [0, 1, 0, 1, 2], emb, ['k3tf', 'k3torch'] if nm == 'default' else ['k3tf'], p, y_dtype_true='int32')
    add('default-ranked', 'circle', [[0], [0], [1], [1]], emb[:4], ['k3tf'], {'gamma': 2.}, y_dtype_true='int32')
    add('pad0', 'ctc', [[1, 2, 0], [2, 2, 1]], arr([2, 4, 3], -2, 2, 2), K3, y_dtype_true='int32')
    add('repeat', 'ctc', [[1, 1, 0]], arr([1, 5, 3], -1, 1, 2), K3, y_dtype_true='int32')
    add('ctc', 'ctc_batch_cost', [[0, 1], [1, 1]], probs([2, 4, 3]), ['tfk215'], {'input_length': [4, 3], 'label_length': [2, 1], 'blank': 'last class'}, red='none', y_dtype_true='int32')
    for nm, q in [('default', {}), ('q.7', {'q': .7})]:
        add(nm, 'categorical_generalized_cross_entropy', [0, 2, 1], probs([3, 3]), ['k3tf', 'k3torch'], q, y_dtype_true='int32')
    # --- reductions, weights
    wt, wp = arr([4, 3], -2, 2), arr([4, 3], -2, 2)
    wl = [('pos', [.5, 2., 1., .25]), ('zeros', [0., 2., 0., 1.]), ('allzero', [0., 0., 0., 0.]), ('neg', [1., -1., .5, 2.])]
    for nm, w in wl:
        add('sw-' + nm, 'mean_squared_error', wt, wp, ['k224', 'wmo224', 'k231', 'tfk215', 'k3tf', 'k3torch'], sw=w)
    for red in ['sum', 'none']:
        add('red-' + red, 'mean_absolute_error', wt, wp, NEW, red=red)
        add('red-' + red + '-sw', 'mean_absolute_error', wt, wp, NEW + ['k231'], sw=wl[1][1], red=red)
    for red in ['mean', 'mean_with_sample_weight']:
        for nm, w in wl + [('scalar', 2.), ('N1', [[.5], [2.], [0.], [1.]])]:
            add('red-%s-sw-%s' % (red, nm), 'mean_squared_error', wt, wp, ['k3tf'], sw=w, red=red)
    add('red-mwsw-nosw', 'mean_squared_error', wt, wp, ['k3tf'], red='mean_with_sample_weight')
    add('sw-scalar', 'mean_squared_error', wt, wp, NEW, sw=2.)
    add('sw-N1', 'mean_squared_error', wt, wp, NEW, sw=[[.5], [2.], [0.], [1.]])
    add('sw-N1-none', 'mean_squared_error', wt, wp, NEW, sw=[[.5], [2.], [0.], [1.]], red='none')
    tt, tp = arr([2, 3, 2], -2, 2), arr([2, 3, 2], -2, 2)
    T6 = ['k224', 'wmo224', 'k231', 'tfk215', 'k3tf', 'k3torch']
    add('temporal-sw-N', 'mean_squared_error', tt, tp, T6, sw=[2., .5], expect_error=True)
    add('temporal-sw-N1', 'mean_squared_error', tt, tp, NEW + ['k3torch'], sw=[[2.], [.5]])
    add('temporal-sw-NT', 'mean_squared_error', tt, tp, T6, sw=[[1., 0., 2.], [.5, 0., 1.]])
    add('temporal-sw-NT1', 'mean_squared_error', tt, tp, NEW, sw=[[[1.], [0.], [2.]], [[.5], [0.], [1.]]])
    add('temporal-sw-N1-mwsw', 'mean_squared_error', tt, tp, ['k3tf'], sw=[[2.], [.5]], red='mean_with_sample_weight')
    qt, qp = arr([3, 3, 2], -2, 2), arr([3, 3, 2], -2, 2)
    add('square-N=T-sw-N', 'mean_squared_error', qt, qp, T6, sw=[3., 1., 0.])
    add('square-N=T-sw-N1', 'mean_squared_error', qt, qp, NEW, sw=[[3.], [1.], [0.]])
    add('image-sw-N', 'mean_absolute_error', arr([2, 2, 2, 2], -1, 1), arr([2, 2, 2, 2], -1, 1), ['k224', 'k231', 'tfk215', 'k3tf'], sw=[2., .5], expect_error=True)
    # --- masks
    M = [[1, 1, 0], [1, 0, 0]]
    MR = ['k224', 'wmo224', 'tfk215', 'k3tf', 'k3torch']
    add('mask', 'mean_squared_error', tt, tp, MR + ['k3jax'], mask=M)
    add('mask-1valid', 'mean_squared_error', tt, tp, ['tfk215', 'k3tf', 'k3:3.12.0'], mask=[[0, 0, 0], [0, 1, 0]])
    add('mask-full', 'mean_squared_error', tt, tp, MR, mask=[[1, 1, 1], [1, 1, 1]])
    add('mask-all-masked', 'mean_squared_error', tt, tp, MR + ['k3:3.12.0'], mask=[[0, 0, 0], [0, 0, 0]])
    add('mask+sw-N', 'mean_squared_error', tt, tp, ['k224', 'wmo224', 'tfk215', 'k3tf'], mask=M, sw=[2., .5], expect_error=True)
    add('mask+sw-N-zero', 'mean_squared_error', tt, tp, ['k224', 'wmo224', 'tfk215'], mask=M, sw=[2., 0.])
    add('mask+sw-N1', 'mean_squared_error', tt, tp, NEW + ['k3torch'], mask=M, sw=[[2.], [.5]], expect_error=True)
    add('mask+sw-NT', 'mean_squared_error', tt, tp, MR, mask=M, sw=[[1., 0., 2.], [.5, 3., 1.]])
    for red in ['sum', 'none']:
        add('mask-' + red, 'mean_squared_error', tt, tp, NEW, mask=M, red=red)
        add('mask+sw-NT-' + red, 'mean_squared_error', tt, tp, NEW, mask=M, sw=[[1., 0., 2.], [.5, 3., 1.]], red=red)
    for red in ['mean', 'mean_with_sample_weight']:
        add('mask-' + red, 'mean_squared_error', tt, tp, ['k3tf'], mask=M, red=red)
        add('mask+sw-NT-' + red, 'mean_squared_error', tt, tp, ['k3tf'], mask=M, sw=[[1., 0., 2.], [.5, 3., 1.]], red=red)
    add('mask-N', 'mean_absolute_error', wt, wp, ['k224', 'tfk215', 'k3tf'], mask=[1, 0, 1, 1])
    add('mask-scce', SC, ints([2, 3], 3), probs([2, 3, 3]), NEW, mask=M, y_dtype_true='int32')
    add('mask-scce+ignore', SC, [[0, -1, 2], [1, 1, -1]], probs([2, 3, 3]), NEW, {'ignore_class': -1}, mask=[[1, 1, 0], [1, 1, 1]], y_dtype_true='int32')
    add('mask-bce', BC, [[[1.], [0.], [1.]], [[0.], [1.], [1.]]], [[[.7], [.2], [.1]], [[.4], [.6], [.3]]], MR, mask=M)
    add('nan-under-mask', 'mean_squared_error', tt, [[['NaN', 0.], [1., 1.], [0., 0.]], [[1., 2.], [0., 0.], [1., 1.]]], ['k224', 'tfk215', 'k3tf'], mask=[[0, 1, 1], [1, 1, 0]])
    # --- rank mismatches (direct call, tensors)
    add('yt-N,yp-N1', 'mean_squared_error', [1., 2., 3.], [[1.5], [2.], [2.]], NEW + ['k3:3.0.0', 'k3:3.1.1'], rank_quirk=True)
    add('yt-N1,yp-N', 'mean_squared_error', [[1.], [2.], [3.]], [1.5, 2., 2.], NEW, rank_quirk=True)
    add('yt-N1,yp-NC', 'mean_squared_error', [[1.], [4.]], arr([2, 3], 0, 3), OLD, rank_quirk=True)
    add('yt-NT,yp-NT1', 'mean_absolute_error', arr([2, 3], 0, 3), arr([2, 3, 1], 0, 3), NEW, rank_quirk=True)
    add('yt-N,yp-N1', BC, [1., 0., 1.], [[.5], [.2], [.9]], NEW, rank_quirk=True)
    # --- final activation inside the model: which libraries go back to the logits (evaluate of the whole model)
    AR = ['k224', 'k231', 'tfk215', 'k3tf', 'k3torch', 'k3jax']
    for nm, l, act, y, z in [('sigmoid', BC, 'sigmoid', [[0.], [1.], [1.]], [[30.], [-25.], [2.]]),
                             ('softmax', CC, 'softmax', [[1., 0.], [0., 1.]], [[0., 40.], [.5, -.25]]),
                             ('probabilities-in-graph', BC, 'linear', [[0.], [1.], [0.], [1.]], [[1.], [0.], [.999999], [.5]]),
                             ('softmax', SC, 'softmax', [[0.], [1.]], [[0., 40.], [.5, -.25]])]:
        S.append(dict(key=nm, kind='activation', loss=l, params={'activation': act}, y_true=y, y_pred=z, reduction=SOBS, roles=AR))
    # --- epoch level: identity model, lr 0, no shuffling, partial last batch
    EP = ['k224', 'k231', 'k2:2.9.0', 'k2:2.10.0', 'tfk215', 'k3:3.1.1', 'k3:3.6.0', 'k3:3.10.0', 'k3:3.12.0', 'k3tf', 'k3torch', 'k3jax']

    def epoch(key, loss, yt, yp, bs, roles=EP, **kw):
        S.append(dict(key=key, kind='epoch', loss=loss, params={}, y_true=yt, y_pred=yp, batch_size=bs,
                      reduction=SOBS, roles=roles, **kw))

    et, ep = arr([5, 1], -1, 2, 2), arr([5, 1], -1, 2, 2)
    epoch('partial', 'mean_squared_error', et, ep, 2)
    epoch('partial-sw', 'mean_squared_error', et, ep, 2, sample_weight=[1., .5, 2., 0., 3.])
    epoch('partial-sw-zero-batch', 'mean_squared_error', et, ep, 2, roles=[r for r in EP if r != 'k224'], sample_weight=[1., .5, 0., 0., 3.])
    epoch('full', 'mean_absolute_error', et, ep, 5)
    epoch('bs1', 'mean_squared_error', et, ep, 1)
    ct, cpp = [[1.], [0.], [1.], [1.], [0.]], arr([5, 1], .05, .95, 2)
    epoch('partial-bce', BC, ct, cpp, 3)
    epoch('partial-class-weight', 'mean_squared_error', ct, cpp, 2, class_weight={'0': .5, '1': 3.})
    mt, mp = arr([3, 3, 1], -1, 2, 2), arr([3, 3, 1], .1, 2, 2)
    mm = [[1, 1, 0], [1, 0, 0], [1, 1, 1]]
    MEP = [r for r in EP if r not in ('k3:3.6.0',)]
    epoch('mask-partial', 'mean_squared_error', mt, mp, 2, roles=MEP, mask=mm)
    epoch('mask-full-batch', 'mean_squared_error', mt, mp, 3, roles=MEP, mask=mm)
    epoch('mask-full-batch-swN', 'mean_squared_error', mt, mp, 3, roles=['k224', 'k231', 'k2:2.10.0', 'tfk215', 'k3tf'], mask=mm, sample_weight=[2., .5, 0.])
    epoch('mask-full-batch-swNT', 'mean_squared_error', mt, mp, 3, roles=['k224', 'k231', 'k2:2.10.0', 'tfk215', 'k3tf', 'k3torch'], mask=mm,
          sample_weight=[[1., 0., 3.], [.5, 2., 1.], [0., 1., 4.]], temporal=True)
    epoch('all-masked', 'mean_squared_error', mt[:2], mp[:2], 2, roles=['k224', 'k231', 'k2:2.10.0', 'tfk215', 'k3tf'], mask=[[0, 0, 0], [0, 0, 0]], no_fit=True)
    # --- a layer's ctc_batch_cost, and the loss that models take the mean of: lambda y_true, y_pred: y_pred
    for red in [SOBS, 'sum']:
        add('ctc-' + red, 'ctc_batch_cost', ints([3, 3], 3), probs([3, 7, 4]), ['tfk215'],
            {'input_length': [7, 6, 7], 'label_length': [3, 2, 1], 'blank': 'last class'}, red=red, y_dtype_true='int32')
    return S


# ----------------------------------------------------------------------------- worker side
def num(x, dtype='float32'):
    x = float(x)
    if math.isnan(x): return 'NaN'
    if math.isinf(x): return 'Infinity' if x > 0 else '-Infinity'
    return float('%.9g' % x) if dtype in ('float32', 'float16') else float('%.17g' % x)


def nest(a, dtype='float32'):
    import numpy as np
    a = np.asarray(a)
    if a.ndim == 0: return num(a, dtype)
    return [nest(v, dtype) for v in a]


def boot_standalone(old, ver):
    """Standalone Keras 2.2/2.3 on TF 2.15's v1 layer: only import shims, no library code is changed."""
    import types, warnings, inspect, collections, collections.abc
    warnings.filterwarnings('ignore')
    for n in ('Iterable', 'Mapping', 'Sequence', 'MutableMapping', 'Callable', 'Hashable'):
        if not hasattr(collections, n): setattr(collections, n, getattr(collections.abc, n))
    os.environ['KERAS_BACKEND'] = 'tensorflow'
    os.environ['KERAS_HOME'] = tempfile.mkdtemp()
    import numpy as np
    for n, t in (('bool', bool), ('float', float), ('int', int), ('object', object)):
        if n not in np.__dict__: setattr(np, n, t)
    import tensorflow as tf0
    import tensorflow.python.keras  # noqa
    tf0.keras.backend.epsilon()
    import tensorflow.compat.v1 as tf
    tf.disable_v2_behavior()
    from tensorflow.python.framework import ops
    ops._TensorLike = type('_TensorLike', (), {})
    ops.Tensor, ops.Operation = tf.Tensor, tf.Operation
    ops.is_dense_tensor_like = lambda x: isinstance(x, (tf.Tensor, tf.Variable))
    for m in [m for m in sys.modules if m == 'keras' or m.startswith('keras.')]: del sys.modules[m]
    shim = types.ModuleType('tensorflow')
    shim.__dict__.update({k: getattr(tf, k) for k in dir(tf)})
    shim.__path__, shim.__version__, shim.__spec__ = tf0.__path__, '1.15.0', tf0.__spec__
    shim.python = sys.modules['tensorflow.python']
    sys.modules['tensorflow'] = shim
    sys.path.insert(0, os.path.join(old, 'extra'))
    sys.path.insert(0, os.path.join(old, 'keras-' + ver))
    import keras
    return keras


def boot_k2(old, ver):
    """keras 2.9-2.14 wheel over TF 2.15: module aliases only."""
    import importlib, inspect, collections, types
    os.environ.setdefault('PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION', 'python')
    if not hasattr(inspect, 'ArgSpec'):
        inspect.ArgSpec = collections.namedtuple('ArgSpec', 'args varargs keywords defaults')

    class Block(object):                       # TensorFlow must not import a keras of its own first
        def find_spec(self, name, path=None, target=None):
            if name.startswith('keras.'): raise ImportError(name)
    block = Block()
    sys.meta_path.insert(0, block)
    import tensorflow  # noqa
    import tensorflow.python.util.tf_export as te
    sys.meta_path.remove(block)
    for m in [m for m in sys.modules if m == 'keras' or m.startswith('keras.')]: del sys.modules[m]
    export = te.keras_export
    te.keras_export = lambda *a, **k: export(*a, **{x: v for x, v in k.items() if x != 'metaclass'})
    sys.path.insert(0, os.path.join(old, 'keras-' + ver))
    import tensorflow.python.trackable as tr
    sys.modules['tensorflow.python.training.tracking'] = tr
    for n in ('base', 'data_structures', 'resource', 'autotrackable', 'python_state', 'converter', 'layer_utils', 'base_delegate', 'constants'):
        try: sys.modules['tensorflow.python.training.tracking.' + n] = importlib.import_module('tensorflow.python.trackable.' + n)
        except ImportError: pass
    m = types.ModuleType('tracking')
    m.AutoTrackable = sys.modules['tensorflow.python.training.tracking.autotrackable'].AutoTrackable
    sys.modules['tensorflow.python.training.tracking.tracking'] = m
    tr.tracking = m
    import tensorflow.python.training as T
    T.tracking = tr
    import tensorflow.python.checkpoint.checkpoint as ck
    sys.modules['tensorflow.python.training.tracking.util'] = ck
    import keras
    return keras


CLS = {'mean_squared_error': 'MeanSquaredError', 'mean_absolute_error': 'MeanAbsoluteError',
       'mean_absolute_percentage_error': 'MeanAbsolutePercentageError',
       'mean_squared_logarithmic_error': 'MeanSquaredLogarithmicError', 'cosine_similarity': 'CosineSimilarity',
       'huber': 'Huber', 'log_cosh': 'LogCosh', 'hinge': 'Hinge', 'squared_hinge': 'SquaredHinge',
       'categorical_hinge': 'CategoricalHinge', 'kl_divergence': 'KLDivergence', 'poisson': 'Poisson',
       'binary_crossentropy': 'BinaryCrossentropy', 'binary_focal_crossentropy': 'BinaryFocalCrossentropy',
       'categorical_crossentropy': 'CategoricalCrossentropy',
       'categorical_focal_crossentropy': 'CategoricalFocalCrossentropy',
       'sparse_categorical_crossentropy': 'SparseCategoricalCrossentropy', 'dice': 'Dice', 'tversky': 'Tversky',
       'circle': 'Circle', 'ctc': 'CTC',
       'categorical_generalized_cross_entropy': 'CategoricalGeneralizedCrossEntropy'}
OLDNAME = {'log_cosh': 'logcosh', 'kl_divergence': 'kullback_leibler_divergence', 'cosine_similarity': 'cosine_proximity'}


def worker(role, old, specs):
    import numpy as np
    os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
    import logging
    logging.disable(logging.WARNING)
    out = []
    A = lambda v, d='float32': np.array(_nan(v), dtype=d)
    std = role in ('k224', 'k231')
    if std:
        keras = boot_standalone(old, '2.2.4' if role == 'k224' else '2.3.1')
        ver, backend = keras.__version__, 'tensorflow (own backend module, TF 2.15 v1 graph mode)'
        import keras.backend as K
    elif role in ('tfk215', 'wmo224'):
        import tensorflow as tf
        keras, K = tf.keras, tf.keras.backend
        import keras as _k
        ver, backend = _k.__version__, 'tensorflow ' + tf.__version__
    elif role.startswith('k2:'):
        keras = boot_k2(old, role[3:])
        ver, backend = keras.__version__, 'tensorflow 2.15 (keras wheel %s)' % role[3:]
    else:
        os.environ['KERAS_BACKEND'] = {'k3torch': 'torch', 'k3jax': 'jax'}.get(role, 'tensorflow')
        if role.startswith('k3:'):
            sys.path.insert(0, os.path.join(old, 'extra'))
            sys.path.insert(0, os.path.join(old, 'keras-' + role[3:]))
        import keras
        ver, backend = keras.__version__, keras.backend.backend()
    if role == 'wmo224':
        ver, backend = '2.2.4', 'weighted_masked_objective of 2.2.4 with K = tf.keras.backend ' + ver
        src = open(os.path.join(old, 'keras-2.2.4/keras/engine/training_utils.py')).read()
        import ast
        fn = [n for n in ast.parse(src).body if isinstance(n, ast.FunctionDef) and n.name == 'weighted_masked_objective']
        ns = {'K': K}
        exec(compile(ast.Module(fn, []), 'wmo', 'exec'), ns)
        wmo = ns['weighted_masked_objective']
    elif role == 'k224':
        from keras.engine.training_utils import weighted_masked_objective as wmo

    def oldfn(s):
        p = dict(s['params'])
        if role == 'k224' and p.pop('from_logits', False):
            b = getattr(K, s['loss'])
            return (lambda t, q: K.mean(b(t, q, from_logits=True), axis=-1)) if s['loss'] == 'binary_crossentropy' else (lambda t, q: b(t, q, from_logits=True))
        return getattr(keras.losses, OLDNAME.get(s['loss'], s['loss']) if std else s['loss'])

    def run_loss(s):
        dt = s.get('dtype', 'float32')
        r = {}
        sw = None if 'sample_weight' not in s else A(s['sample_weight'], dt)
        mask = None if 'mask' not in s else np.array(s['mask'], bool)
        if role in ('k224', 'wmo224'):
            ev = K.eval if std else (lambda t: t.numpy())
            fn = oldfn(s)
            t, q = K.constant(A(s['y_true'])), K.constant(A(s['y_pred']))
            w = None if sw is None else K.constant(sw)
            m = None if mask is None else K.constant(mask.astype('float32'))
            r['score'] = nest(ev(fn(t, q)))
            n = len(s['y_true'])
            # inside fit() a weight vector of ones always exists in 2.2.4; it changes nothing numerically
            total = wmo(fn)(t, q, w, m)
            hold = {}
            real_mean = K.mean
            # per-sample array = the argument of the last K.mean call (probe, does not alter the values)
            def probe(x, *a, **k):
                hold['last'] = x
                return real_mean(x, *a, **k)
            g = wmo.__globals__ if role == 'k224' else ns
            class P(object):
                def __getattr__(self, k): return probe if k == 'mean' else getattr(K, k)
            g['K'] = P()
            try: wmo(fn)(t, q, w, m)
            finally: g['K'] = K
            r['expected_per_sample'] = nest(ev(hold['last']))
            r['expected'] = num(ev(total))
            return r
        if role == 'k231':
            L = keras.losses
            t, q = K.constant(A(s['y_true'])), K.constant(A(s['y_pred']))
            w = None if sw is None else K.constant(sw)
            def mk(red):
                c = CLS[s['loss']]
                if hasattr(L, c): return getattr(L, c)(reduction=red, **s['params'])
                return L.LossFunctionWrapper(oldfn(s), reduction=red, name='x')
            r['score'] = nest(K.eval(mk('none').call(t, q)))
            r['expected_per_sample'] = nest(K.eval(mk('none')(t, q, sample_weight=w)))
            r['expected'] = nest(K.eval(mk(s['reduction'])(t, q, sample_weight=w)))
            return r
        ydt = s.get('y_dtype', dt)
        ytd = s.get('y_dtype_true', ydt)
        yt, yp = A(s['y_true'], ytd), A(s['y_pred'], ydt)
        if s['loss'] == 'ctc_batch_cost':
            col = lambda k: tf.constant([[v] for v in s['params'][k]])
            v = K.ctc_batch_cost(tf.constant(yt), tf.constant(yp), col('input_length'), col('label_length')).numpy()
            if s['reduction'] == 'none': return dict(score=nest(v), expected_per_sample=nest(v), expected=nest(v))
            class Layers(keras.losses.Loss):
                def call(self, y_true, y_pred): return y_pred
            return dict(score=nest(v), expected_per_sample=nest(v), expected=nest(Layers(reduction=s['reduction'])(yt, v).numpy()))
        cls = getattr(keras.losses, CLS[s['loss']])
        p = {k: tuple(v) if isinstance(v, list) else v for k, v in s['params'].items()}
        if role == 'tfk215':
            t, q = tf.constant(yt), tf.constant(yp)
            if mask is not None: q._keras_mask = tf.constant(mask)
            w = None if sw is None else tf.constant(sw)
            mk = lambda red: cls(reduction=red, **p)
            res = lambda v: v.numpy()
            r['score'] = nest(mk('none').call(t, q).numpy(), dt)
            per = lambda: res(mk('none')(t, q, sample_weight=w))
            tot = lambda: res(mk(s['reduction'])(t, q, sample_weight=w))
        else:
            from keras import ops
            def pred():
                x = ops.convert_to_tensor(yp)
                if mask is not None:
                    try: keras.src.backend.set_keras_mask(x, ops.convert_to_tensor(mask))
                    except AttributeError: x._keras_mask = ops.convert_to_tensor(mask)
                return x
            if dt != 'float32': p['dtype'] = dt
            mk = lambda red: cls(reduction=red, **p)
            conv = lambda v: ops.convert_to_tensor(v, dtype=dt)
            r['score'] = nest(ops.convert_to_numpy(mk('none').call(conv(yt), conv(yp))), dt)
            per = lambda: ops.convert_to_numpy(mk('none')(yt, pred(), sample_weight=sw))
            tot = lambda: ops.convert_to_numpy(mk(s['reduction'])(yt, pred(), sample_weight=sw))
        try:
            r['expected'] = nest(tot(), dt)
            r['expected_per_sample'] = nest(per(), dt)
            r['dtype_out'] = str(np.asarray(tot()).dtype)
        except Exception as e:
            if not s.get('expect_error'): raise
            r['expected_error'] = type(e).__name__
        return r

    def run_activation(s):
        v2 = ver.startswith('2')
        L = keras.layers
        z = A(s['y_pred'])
        inp = L.Input(z.shape[1:]) if v2 else keras.Input(z.shape[1:])
        m = keras.models.Model(inp, L.Activation(s['params']['activation'])(L.Activation('linear')(inp)))
        kw = {'jit_compile': False} if role in ('k3torch', 'k3jax') else {}
        m.compile(optimizer='sgd', loss=s['loss'], **kw)
        r = {'expected': num(m.evaluate(z, A(s['y_true']), verbose=0)), 'model_output': nest(m.predict(z, verbose=0))}
        r['expected_batches'] = [num(m.test_on_batch(z[i:i + 1], A(s['y_true'][i:i + 1]))) for i in range(len(z))]
        return r

    def run_epoch(s):
        v2 = ver.startswith('2')
        L = keras.layers
        yt, yp = A(s['y_true']), A(s['y_pred'])
        D = yp.shape[-1]
        x = yp.copy()
        if 'mask' in s: x[~np.array(s['mask'], bool)] = -9.
        inp = L.Input(x.shape[1:]) if v2 else keras.Input(x.shape[1:])
        h = L.Masking(-9.)(inp) if 'mask' in s else inp
        dense = lambda: L.Dense(D, use_bias=False, kernel_initializer='identity' if (ver[:3] in ('2.2', '2.3')) else keras.initializers.Identity())
        o = L.TimeDistributed(dense())(h) if yp.ndim > 2 else dense()(h)
        m = keras.models.Model(inp, o)
        oldlr = ver[:3] in ('2.2', '2.3')
        kw = {}
        if s.get('temporal') and v2: kw['sample_weight_mode'] = 'temporal'
        if role == 'k3torch' or role == 'k3jax': kw['jit_compile'] = False
        m.compile(optimizer=keras.optimizers.SGD(lr=0.) if oldlr else keras.optimizers.SGD(learning_rate=0.), loss=s['loss'], **kw)
        sw = A(s['sample_weight']) if 'sample_weight' in s else None
        cw = {int(k): v for k, v in s['class_weight'].items()} if 'class_weight' in s else None
        r = {}
        bs = s['batch_size']
        seen = []
        class C(keras.callbacks.Callback):
            def on_train_batch_end(self, b, logs=None):
                seen.append(num(logs['loss']))
            def on_batch_end(self, b, logs=None):
                if ver.startswith('2.2'): seen.append(num(logs['loss']))
        if not s.get('no_fit'):
            hist = m.fit(x, yt, batch_size=bs, epochs=1, shuffle=False, verbose=0, sample_weight=sw, class_weight=cw, callbacks=[C()])
            r['batch_end_logs'] = seen
            r['expected'] = num(hist.history['loss'][0], 'float64' if oldlr else 'float32')
        if cw is None:
            ev = m.evaluate(x, yt, batch_size=bs, verbose=0, sample_weight=sw)
            r['expected_evaluate'] = num(ev)
            def tob(*a, **k):
                if hasattr(m, 'reset_metrics'): m.reset_metrics()   # Keras 3 before 3.15 keeps the metric state here
                return m.test_on_batch(*a, **k)
            r['expected_batches'] = [num(np.ravel(tob(x[i:i + bs], yt[i:i + bs], sample_weight=None if sw is None else sw[i:i + bs]))[0]) for i in range(0, len(x), bs)]
        if 'expected' not in r: r['expected'] = r['expected_evaluate']
        return r

    for s in specs:
        try:
            r = {'epoch': run_epoch, 'activation': run_activation, 'loss': run_loss}[s['kind']](s)
        except Exception as e:
            r = {'failed': type(e).__name__ + ': ' + str(e).split('\n')[0][:200]}
        r['key'], r['loss'], r['version'], r['backend'] = s['key'], s['loss'], ver, backend
        out.append(r)
    return out


def _nan(v):
    if isinstance(v, list): return [_nan(x) for x in v]
    return {'NaN': float('nan'), 'Infinity': float('inf'), '-Infinity': float('-inf')}.get(v, v) if isinstance(v, str) else v


# ----------------------------------------------------------------------------- controller
def main():
    a = sys.argv[1:]
    opt = {a[i]: a[i + 1] for i in range(len(a) - 1) if a[i].startswith('--')}
    out = opt.get('--out', os.path.join(os.path.dirname(os.path.abspath(__file__)), 'keras_cases.json'))
    if '--worker' in opt:
        specs = json.load(open(opt['--specs']))
        res = worker(opt['--worker'], opt['--old'], specs)
        json.dump(res, open(opt['--result'], 'w'))
        return
    if '--check-only' in a:
        return check(out)
    specs = build_specs()
    roles = []
    for s in specs:
        for r in s['roles']:
            if r not in roles: roles.append(r)
    cases = []
    order = {}
    for role in roles:
        sub = [s for s in specs if role in s['roles']]
        d = tempfile.mkdtemp()
        sp, rp = os.path.join(d, 's.json'), os.path.join(d, 'r.json')
        json.dump(sub, open(sp, 'w'))
        py = opt['--py-k3'] if role in K3 or role.startswith('k3:') else opt['--py-tf']
        env = dict(os.environ, PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION='python') if role.startswith('k2:') else dict(os.environ)
        p = subprocess.run([py, os.path.abspath(__file__), '--worker', role, '--old', opt['--old'], '--specs', sp, '--result', rp],
                           env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if not os.path.exists(rp):
            print(role, 'WORKER FAILED', p.stderr.decode()[-1500:])
            continue
        for s, r in zip(sub, json.load(open(rp))):
            if 'failed' in r:
                print('%-10s %-32s %-28s %s' % (role, s['loss'], s['key'], r['failed']))
                continue
            lib = ROLE_LIB.get(role) or ('keras-3.x' if role.startswith('k3:') else 'keras-2.x')
            c = {'id': '/'.join([role.replace(':', '-'), s['kind'], s['loss'], s['key']]), 'kind': s['kind'], 'library': lib,
                 'version': r['version'], 'backend': r['backend'], 'loss': s['loss'], 'params': s['params'],
                 'y_true': s['y_true'], 'y_pred': s['y_pred']}
            for k in ('sample_weight', 'mask', 'class_weight', 'batch_size'):
                if k in s: c[k] = s[k]
            c['reduction'] = 'weighted_masked_objective' if role in ('k224', 'wmo224') else s['reduction']
            c['y_true_dtype'] = s.get('y_dtype_true', s.get('y_dtype', s.get('dtype', 'float32')))
            c['dtype'] = s.get('dtype', s.get('y_dtype', 'float32'))
            for k in ('score', 'expected_per_sample', 'expected', 'expected_error', 'batch_end_logs', 'expected_batches', 'expected_evaluate', 'model_output', 'dtype_out'):
                if k in r: c[k] = r[k]
            if role == 'k224' and s['params'].get('from_logits'): c['note'] = 'via the keras.backend function; losses.* of 2.2.4 has no from_logits'
            if s.get('rank_quirk'): c['note'] = 'direct call of the Loss object with tensors of different rank'
            cases.append(c)
            order.setdefault((s['kind'], s['loss'], s['key']), len(order))
        print(role, len(sub), 'specs run')
    cases.sort(key=lambda c: ([s['kind'] + s['loss'] + s['key'] for s in specs].index(c['kind'] + c['loss'] + c['id'].split('/', 3)[3]), roles.index(c['id'].split('/')[0].replace('-', ':', 1)) if c['id'].split('/')[0].replace('-', ':', 1) in roles else roles.index(c['id'].split('/')[0])))
    meta = {'about': 'Loss values produced by running the libraries; see keras.md for the semantics.',
            'fields': {'score': 'raw output of the loss function before mask and weights',
                       'expected_per_sample': "result with reduction none (mask and weights applied); for 2.2.4 the array whose mean is the result",
                       'expected': 'scalar with the stated reduction; epoch cases: History loss of fit (learning rate 0, no shuffling)',
                       'expected_batches': 'epoch cases: loss of every batch alone', 'batch_end_logs': "epoch cases: logs['loss'] seen at each batch end",
                       'expected_evaluate': 'epoch cases: loss returned by evaluate()', 'expected_error': 'the library raised this exception type',
                       'activation cases': 'y_pred is fed to the named activation as last layer (logits; probabilities where it is linear), the whole model runs compiled; expected is evaluate() of that model, expected_batches one value per sample',
                       'epoch cases': 'identity model, y_pred is the model output; mask from a Masking layer (masked steps predict 0)'},
            'numbers': "9 significant digits (float32 round trip), 17 for float64; NaN and infinities as strings",
            'count': len(cases)}
    with open(out, 'w') as f:
        f.write('{"meta": ' + json.dumps(meta) + ',\n"cases": [\n' + ',\n'.join(json.dumps(c) for c in cases) + '\n]}\n')
    print(len(cases), 'cases ->', out)
    if '--check' in a: check(out)


# ----------------------------------------------------------------------------- independent formulas
def check(path):
    import numpy as np
    f32 = np.float32
    E = f32(1e-7)
    HI = f32(1) - E                       # 0.99999988

    def clip(p): return np.clip(p, E, HI).astype(f32)
    def lsm(x, ax): 
        m = x.max(axis=ax, keepdims=True)
        return x - m - np.log(np.exp(x - m).sum(axis=ax, keepdims=True))
    softplus = lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    def bce_el(t, p, logits, era):
        if logits: return np.maximum(p, 0) - p * t + np.log1p(np.exp(-np.abs(p)))
        p = clip(p)
        if era == '2.2':
            z = np.log(p / (f32(1) - p))
            return np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))
        e = E if era == '2.3' else f32(0)
        return -(t * np.log(p + e) + (f32(1) - t) * np.log(f32(1) - p + e))
    def hl(t): return 2 * t - 1 if np.all((t == 0) | (t == 1)) else t

    def score(c):
        L, P, era = c['loss'], c['params'], c['era']
        t = np.array(_nan(c['y_true']), f32); p = np.array(_nan(c['y_pred']), f32)
        if c['dtype'] == 'float64': t, p = np.array(c['y_true'], float), np.array(c['y_pred'], float)
        ax = P.get('axis', -1)
        if era in ('2.15', '3') and t.ndim != p.ndim and L != 'sparse_categorical_crossentropy' and L not in ('circle', 'ctc', 'categorical_generalized_cross_entropy'):
            if era == '3' and c['version'] not in ('3.0.0',) and min(t.ndim, p.ndim) == 1:
                if t.ndim == 1: t = t[:, None]
                else: p = p[:, None]
            elif t.ndim > p.ndim: t = t[..., 0]
            else: p = p[..., 0]
        sm = P.get('label_smoothing', 0)
        mean = lambda x: x.mean(axis=-1, dtype=x.dtype)
        if L == 'mean_squared_error':
            if c['dtype'] == 'int32' and era == '2.15': return np.array(((t - p) ** 2).astype(int).sum(-1) // t.shape[-1], f32)
            return mean((t - p) ** 2)
        if L == 'mean_absolute_error': return mean(np.abs(t - p))
        if L == 'mean_absolute_percentage_error': return f32(100) * mean(np.abs((t - p) / np.maximum(np.abs(t), E)))
        if L == 'mean_squared_logarithmic_error': return mean((np.log(np.maximum(p, E) + 1) - np.log(np.maximum(t, E) + 1)) ** 2)
        if L == 'log_cosh':
            x = p - t
            return mean(x + softplus(-2 * x) - np.log(f32(2)))
        if L == 'poisson': return mean(p - t * np.log(p + E))
        if L == 'kl_divergence':
            a, b = np.clip(t, E, 1), np.clip(p, E, 1)
            return (a * np.log(a / b)).sum(-1)
        if L == 'cosine_similarity':
            def nrm(v):
                s2 = (v * v).sum(ax, keepdims=True)
                if era == '3': return v * np.minimum(1 / np.sqrt(np.where(s2 == 0, f32(1e-38), s2)), f32(1e7))
                return v / np.sqrt(np.maximum(s2, f32(1e-12)))
            return -(nrm(t) * nrm(p)).sum(ax)
        if L == 'huber':
            d = f32(P.get('delta', 1.)); e = np.abs(p - t)
            el = np.where(e <= d, f32(.5) * e * e, d * e - f32(.5) * d * d)
            return el if era == '2.3' else mean(el)
        if L in ('hinge', 'squared_hinge'):
            h = np.maximum(1 - (t if era == '2.2' else hl(t)) * p, 0)
            return mean(h * h if L == 'squared_hinge' else h)
        if L == 'categorical_hinge': return np.maximum(((1 - t) * p).max(-1) - (t * p).sum(-1) + 1, 0)
        if L == 'binary_crossentropy':
            if sm: t = t * f32(1 - sm) + f32(.5 * sm)
            return bce_el(t, p, P.get('from_logits'), era).mean(ax)
        if L == 'binary_focal_crossentropy':
            if sm: t = t * f32(1 - sm) + f32(.5 * sm)
            lg = P.get('from_logits'); q = 1 / (1 + np.exp(-p)) if lg else p
            tfb = c['backend'].startswith('tensorflow')          # the sigmoid output carries its logits there
            b = bce_el(t, p, lg, '2.3') if era == '2.15' else bce_el(t, p, True, '3') if lg and tfb else bce_el(t, q.astype(f32), False, '3')
            fo = (1 - (t * q + (1 - t) * (1 - q))) ** P.get('gamma', 2.) * b
            if P.get('apply_class_balancing'):
                al = P.get('alpha', .25); fo = fo * (t * al + (1 - t) * (1 - al))
            return fo.mean(ax)
        if L in ('categorical_crossentropy', 'categorical_focal_crossentropy'):
            if sm: t = t * f32(1 - sm) + f32(sm) / t.shape[-1]
            if P.get('from_logits'):
                if L[12] == 'c': return -(t * lsm(p, ax)).sum(ax)
                p = np.exp(lsm(p, ax))
            q = clip(p / p.sum(ax, keepdims=True))
            if L == 'categorical_crossentropy': return -(t * np.log(q)).sum(ax)
            return (f32(P.get('alpha', .25)) * (1 - q) ** P.get('gamma', 2.) * -t * np.log(q)).sum(ax)
        if L == 'sparse_categorical_crossentropy':
            if t.ndim == p.ndim: t = t[..., 0]
            k = t.astype(int); ig = P.get('ignore_class')
            v = np.ones(k.shape, bool) if ig is None else k != ig
            k = np.where(v, k, 0)
            if P.get('from_logits'): lp = lsm(p, -1)
            elif c['backend'].startswith(('torch', 'jax')): lp = np.log(clip(p / p.sum(-1, keepdims=True)))
            else: lp = lsm(np.log(clip(p)), -1)
            return np.where(v, -np.take_along_axis(lp, k[..., None], -1)[..., 0], 0)
        if L in ('dice', 'tversky'):
            A = tuple(P['axis']) if P.get('axis') else None
            i = (t * p).sum(A)
            if L == 'dice': return 1 - 2 * i / (t.sum(A) + p.sum(A) + E)
            return 1 - i / (i + P.get('alpha', .5) * ((1 - p) * t).sum(A) + P.get('beta', .5) * (p * (1 - t)).sum(A) + E)
        if L == 'categorical_generalized_cross_entropy':
            q = P.get('q', .5)
            return (1 - np.take_along_axis(p, t.astype(int)[:, None], 1)[:, 0] ** q) / q
        if L == 'circle':
            y = t.ravel().astype(int); g, m = P.get('gamma', 80.), P.get('margin', .4)
            d = np.maximum(1 - p @ p.T, 0); pos = y[:, None] == y[None]; neg = ~pos
            if P.get('remove_diagonal', True): pos = pos & ~np.eye(len(y), dtype=bool)
            lse = lambda x: x.max(1) + np.log(np.exp(x - x.max(1, keepdims=True)).sum(1))
            with np.errstate(all='ignore'):
                a = lse(np.where(pos, -g * np.maximum(m + d, 0) * (m - d), -np.inf)); b = lse(np.where(neg, g * np.maximum(1 + m - d, 0) * (1 - m - d), -np.inf))
                return np.nan_to_num(softplus(np.where(pos.any(1), a, -np.inf) + np.where(neg.any(1), b, -np.inf)))
        return None

    def reduce(c, sc):
        era, red = c['era'], c['reduction']
        w = None if 'sample_weight' not in c else np.array(c['sample_weight'], f32)
        m = None if 'mask' not in c else np.array(c['mask'], f32)
        if c['loss'] == 'sparse_categorical_crossentropy' and c['params'].get('ignore_class') is not None:
            k = np.array(c['y_true'])
            v = (k != c['params']['ignore_class']).astype(f32); m = v if m is None else m * v
        if c['loss'] == 'circle': m = (sc > 0).astype(f32)
        with np.errstate(all='ignore'):
            if era == '2.2':
                s = sc
                if m is not None: s = s * m / m.mean()
                if w is not None:
                    s = s.mean(axis=tuple(range(w.ndim, s.ndim))) if s.ndim > w.ndim else s
                    s = s * w / (w != 0).astype(f32).mean()
                return s.mean()
            if m is not None and red in (SOBS, 'mean') and era in ('2.15', '3'):
                n, k = f32(m.size), m.sum()
                if era == '2.15': m = m * (n / k)
                else: m = m * (n / k if k else f32(0))
            def align(x, y):      # Keras 2.x: y -> rank of x; Keras 3: trailing 1 only
                if era == '3':
                    if x.ndim == y.ndim + 1 and x.shape[-1] == 1: 
                        return (x, y[:, None]) if y.ndim == 1 else (x[..., 0], y)
                    if y.ndim == x.ndim + 1 and y.shape[-1] == 1:
                        return (x[:, None], y) if x.ndim == 1 else (x, y[..., 0])
                    return x, y
                if y.ndim == 0: return x, y
                if y.ndim - x.ndim == 1: y = y[..., 0]
                elif x.ndim - y.ndim == 1: y = y[..., None]
                elif era == '2.3': y = y.reshape(y.shape + (1,) * (x.ndim - y.ndim))
                return x, y
            if m is not None:
                if w is None: w = m
                else:
                    m, w = align(m, w); w = w * m
            if w is not None:
                sc, w = align(sc, w); sc = sc * w
            if red in ('none', None) or np.ndim(sc) == 0: return sc
            if red == 'sum': return sc.sum()
            if red == 'mean_with_sample_weight' and w is not None: return sc.sum() / w.sum() if w.sum() else 0
            return sc.sum() / f32(sc.size)

    bad = n = skipped = 0
    close = lambda x, y: np.allclose(np.array(_nan(x), float), np.array(y, float), rtol=3e-5, atol=3e-6, equal_nan=True)

    def epoch_check(c):
        v = c['version']
        era = '2.2' if v[:3] == '2.2' else '2.3' if v[:2] == '2.' and int(v.split('.')[1]) < 11 else '2.15' if v[0] == '2' else '3'
        t, p = np.array(c['y_true'], f32), np.array(c['y_pred'], f32)
        w = np.array(c['sample_weight'], f32) if 'sample_weight' in c else None
        if 'class_weight' in c: w = np.array([c['class_weight'][str(int(k[0]))] for k in t], f32)
        m = np.array(c['mask']) if 'mask' in c else None
        if m is not None: p = p * m[..., None]
        L, n = [], []
        for i in range(0, len(t), c['batch_size']):
            k = slice(i, i + c['batch_size'])
            d = dict(c, era=era, y_true=t[k].tolist(), y_pred=p[k].tolist(), params={}, reduction=SOBS)
            d.pop('sample_weight', None); d.pop('mask', None)
            if w is not None: d['sample_weight'] = w[k].tolist()
            elif era == '2.2': d['sample_weight'] = np.ones(len(t[k])).tolist()
            if m is not None: d['mask'] = m[k].tolist()
            with np.errstate(all='ignore'):
                sc = bce_el(t[k], p[k], False, '2.3' if era == '2.15' else era).mean(-1) if c['loss'] == 'binary_crossentropy' else score(d)
            L.append(float(reduce(d, np.asarray(sc)))); n.append(len(t[k]))
        L, n = np.array(L), np.array(n, float)
        if v.startswith(('3.0', '3.1.')): n[:] = 1               # before 3.2: every batch counts the same
        run = np.cumsum(L * n) / np.cumsum(n)
        res = close(c['expected'], run[-1]) and close(c.get('expected_evaluate', c['expected']), run[-1])
        res = res and close(c.get('expected_batches', L.tolist()), L)
        if 'batch_end_logs' in c: res = res and close(c['batch_end_logs'], L if v[:3] in ('2.2', '2.3') else run)
        return res, L, run

    for c in json.load(open(path))['cases']:
        if c['kind'] == 'epoch':
            n += 1
            res, L, run = epoch_check(c)
            if not res:
                bad += 1
                print('MISMATCH', c['id'], {k: c.get(k) for k in ('expected', 'expected_evaluate', 'expected_batches', 'batch_end_logs')}, L.tolist(), run.tolist())
            continue
        if c['kind'] != 'loss' or 'expected_error' in c or c['dtype'] == 'float16': skipped += 1; continue
        c['era'] = {'keras-2.2.4': '2.2', 'keras-2.3.1': '2.3', 'tf-keras-2.15': '2.15', 'keras-3.x': '3'}[c['library']]
        if 'wmo224' in c['id']: c['era'] = '2.2'
        src = dict(c)
        if c['era'] == '2.15' and c['loss'] == 'binary_crossentropy': src['era'] = '2.3' if not c.get('note') else '2.15'
        if 'wmo224' in c['id']: src['era'] = '2.3'
        with np.errstate(all='ignore'):
            t0 = src
            if c['era'] == '2.15' and c['loss'] == 'binary_crossentropy':
                t0 = dict(src, era='2.15x')
                yt, yp = np.array(c['y_true'], f32), np.array(c['y_pred'], f32)
                if yt.ndim != yp.ndim: yp = yp[..., 0]
                sm = c['params'].get('label_smoothing', 0)
                if sm: yt = yt * f32(1 - sm) + f32(.5 * sm)
                s = bce_el(yt, yp, c['params'].get('from_logits'), '2.3').mean(c['params'].get('axis', -1))
            elif 'wmo224' in c['id'] and c['loss'] == 'binary_crossentropy':
                s = bce_el(np.array(c['y_true'], f32), np.array(c['y_pred'], f32), False, '2.3').mean(-1)
            else:
                s = score(t0 if 'wmo224' in c['id'] else c)
        if s is None: skipped += 1; continue
        n += 1
        ok = lambda x, y: np.allclose(np.array(_nan(x), float), np.array(y, float), rtol=3e-5, atol=3e-6, equal_nan=True)
        e = reduce(c, np.asarray(s))
        if c['dtype'] == 'int32' and c['era'] == '2.15': e = np.floor(e)
        good = np.shape(_nan(c['score'])) == np.shape(s) and ok(c['score'], s) and np.shape(_nan(c['expected'])) == np.shape(e) and ok(c['expected'], e)
        if not good:
            bad += 1
            print('MISMATCH', c['id'], 'score', c['score'], np.asarray(s).tolist(), 'expected', c['expected'], np.asarray(e).tolist())
    print('check:', n, 'recomputed,', bad, 'mismatches,', skipped, 'skipped')


if __name__ == '__main__':
    main()
