"""Random cases of the evaluation metrics of xgboost and lightgbm: generate.py [SEED] > cases (see
../run.mjs).

A case is the metric `loss` that a booster without a tree prints for raw scores: y_pred is
`base_margin` of xgboost, `init_score` of lightgbm, and params.objective says how the metric turns
them into predictions (not at all with reg:squarederror and custom).
"""
import os
import re
import sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
import lightgbm as lgb
import numpy as np
import xgboost as xgb
from common import Random, emit, number, shortest


class Silent:
    def info(self, _): pass
    def warning(self, _): pass


lgb.register_logger(Silent())
IDENTITY = {'xgboost': 'reg:squarederror', 'lightgbm': 'custom'}


# ---- running one spec

def arrays(spec):
    given = {k: np.asarray(number(spec[k]), dtype='float64') for k in ('y_true', 'y_pred', 'sample_weight') if k in spec}
    for k, shape in spec.get('shapes', {}).items(): given[k] = given[k].reshape(shape)
    return given


def metric_of(spec, key):
    own = {'objective': spec['loss']} if spec['api'].endswith('objective') else {key: spec['loss']}
    return {**own, **spec['params']}


def run_xgboost(spec):
    given, params = arrays(spec), {'verbosity': 0, 'nthread': 1, **metric_of(spec, 'eval_metric')}
    try:
        rows = np.arange(len(given['y_true']), dtype='float32').reshape(-1, 1)
        d = xgb.DMatrix(rows, label=given['y_true'].astype('float32'), weight=given.get('sample_weight'), base_margin=given['y_pred'].astype('float32'))
        printed = xgb.Booster(params, [d]).eval_set([(d, 'e')], 0)
    except xgb.core.XGBoostError as error:
        # Before the sentence stand the time and the line of the library's source.
        raise xgb.core.XGBoostError(re.sub(r'^\[[\d:]+\] \S+?:\d+: ', '', str(error).strip())) from None
    return {'expected': literal(float(printed.rsplit(':', 1)[1])), 'expected_dtype': 'float64'}


def run_lightgbm(spec):
    given, plain = arrays(spec), {'verbosity': -1, 'num_threads': 1, 'min_data_in_leaf': 1, 'min_data_in_bin': 1, 'feature_pre_filter': False}
    rows = np.arange(len(given['y_true']), dtype='float64').reshape(-1, 1)
    d = lgb.Dataset(rows, label=given['y_true'], weight=given.get('sample_weight'), init_score=given['y_pred'].ravel(order='F'), params=plain)
    try:
        (result,) = lgb.Booster({**plain, 'boost_from_average': False, **metric_of(spec, 'metric')}, d).eval_train()
    except lgb.basic.LightGBMError as error:
        raise lgb.basic.LightGBMError(re.sub(r' at \S+, line \d+ *\.?\s*$', '', str(error).strip())) from None
    return {'expected': literal(float(result[2]))}


def literal(x): return shortest(x, 'float64')


def run(spec): return run_xgboost(spec) if spec['library'] == 'xgboost' else run_lightgbm(spec)


def about(error, spec):
    text = str(error).lower()
    return next((name for words, name in [('weight', 'sample_weight'), ('label', 'y_true'), ('num_class', 'num_class'), ('outputlength', 'num_class' if 'num_class' in spec['params'] else None)] if words in text), None)


# ---- making specs

rng = Random(int(sys.argv[1]) if len(sys.argv) > 1 else 14)
specs = []


def add(library, metric, y_true, y_pred, params, **more):
    dtypes = {'dtypes': {'y_true': 'float32', 'sample_weight': 'float32'} if 'sample_weight' in more else {'y_true': 'float32'}} if library == 'lightgbm' else {}
    specs.append(dict(library=library, loss=metric, api=library + ' eval metric', params=params, y_true=y_true, y_pred=y_pred, reduction='mean',
                      dtype='float32' if library == 'xgboost' else 'float64', **dtypes, **more))


def weighting(n, chance=0.6, zero=True):
    if not rng.sometimes(chance): return {}
    w = rng.weights([n]) if zero else rng.positive([n])
    return {'sample_weight': w if sum(w) else [1] * n}


def regression(): n = rng.randint(1, 6); return rng.normal([n]), rng.normal([n])
def positive(): n = rng.randint(1, 6); return rng.positive([n]), rng.positive([n])
def counted(): n = rng.randint(1, 6); return rng.counts([n]), rng.positive([n])
def probability(): n = rng.randint(1, 6); return rng.bits([n]), rng.spoil(rng.unit([n]), [0, 1, 1e-9, 1e-20]) if rng.sometimes(0.4) else rng.unit([n])
def scores(): n = rng.randint(1, 6); return rng.bits([n]), rng.spoil(rng.normal([n], 3), [40, -40, 100, -100]) if rng.sometimes(0.3) else rng.normal([n], 3)
def log_counts(): n = rng.randint(1, 6); return rng.counts([n]), rng.normal([n], 1)
def log_positive(): n = rng.randint(1, 6); return rng.positive([n]), rng.normal([n], 1)


PLANS = {
    'xgboost': [
        ('rmse', IDENTITY, regression, {}), ('mae', IDENTITY, regression, {}), ('mape', IDENTITY, regression, {}), ('rmsle', IDENTITY, positive, {}),
        ('rmse', 'reg:logistic', scores, {}), ('mae', 'reg:absoluteerror', regression, {}), ('rmsle', 'reg:squaredlogerror', positive, {}),
        ('mphe', 'reg:pseudohubererror', regression, {'huber_slope': [1, 0.5, 2]}), ('mphe', IDENTITY, regression, {}),
        ('quantile', 'reg:quantileerror', regression, {'quantile_alpha': [0.1, 0.5, 0.9]}),
        ('logloss', IDENTITY, probability, {}), ('logloss', 'binary:logistic', scores, {}), ('logloss', 'binary:logitraw', scores, {}), ('error', 'binary:logistic', scores, {}),
        ('error@0.7', 'binary:logistic', scores, {}), ('error', 'binary:hinge', scores, {}), ('poisson-nloglik', 'count:poisson', log_counts, {}), ('poisson-nloglik', IDENTITY, counted, {}),
        ('gamma-nloglik', 'reg:gamma', log_positive, {}), ('gamma-deviance', 'reg:gamma', log_positive, {}),
        ('gamma-deviance', IDENTITY, positive, {}), ('tweedie-nloglik@1.5', 'reg:tweedie', log_counts, {'tweedie_variance_power': [1.5]}), ('tweedie-nloglik@1.2', 'reg:tweedie', log_counts, {'tweedie_variance_power': [1.2]}),
        ('tweedie-nloglik@1.8', IDENTITY, counted, {}),
    ],
    'lightgbm': [
        ('l2', 'regression', regression, {}), ('rmse', 'regression', regression, {}), ('l1', 'regression_l1', regression, {}), ('mape', 'mape', regression, {}),
        ('huber', 'huber', regression, {'alpha': [0.9, 0.5, 2]}), ('fair', 'fair', regression, {'fair_c': [1, 0.5, 2]}), ('quantile', 'quantile', regression, {'alpha': [0.9, 0.5, 0.1]}),
        ('poisson', 'poisson', log_counts, {}), ('poisson', IDENTITY, counted, {}), ('gamma', 'gamma', log_positive, {}), ('gamma_deviance', 'gamma', log_positive, {}),
        ('tweedie', 'tweedie', log_counts, {'tweedie_variance_power': [1.5, 1.2, 1.8]}), ('binary_logloss', 'binary', scores, {'sigmoid': [1, 0.5, 2]}),
        ('binary_logloss', IDENTITY, probability, {}), ('binary_error', 'binary', scores, {}), ('cross_entropy', 'cross_entropy', scores, {}), ('cross_entropy', IDENTITY, probability, {}),
        ('cross_entropy_lambda', 'cross_entropy_lambda', scores, {}), ('kullback_leibler', 'cross_entropy', scores, {}),
    ],
}
for library, plans in PLANS.items():
    for metric, objective, draw, params in plans:
        for _ in range(8):
            t, p = draw()
            given = {'objective': objective if isinstance(objective, str) else objective[library], **{k: rng.choice(v) for k, v in params.items() if rng.sometimes(0.7) or k == 'quantile_alpha'}}
            add(library, metric, t, p, given, about='y_true', **weighting(len(t), zero=metric != 'cross_entropy_lambda'))
    multi = [('mlogloss', 'multi:softprob'), ('merror', 'multi:softmax')] if library == 'xgboost' else [('multi_logloss', 'multiclass'), ('multi_error', 'multiclass'), ('multi_logloss', 'multiclassova')]
    for metric, objective in multi:
        for k in range(12):
            n, c = rng.randint(1, 5), rng.randint(2, 4) if objective != 'multi:softprob' or k % 3 else 3
            p = rng.normal([n, c])
            if k % 4 == 3: rng.spoil(p, [50, -50, 100, -100])
            add(library, metric, rng.labels([n], c), p, {'objective': objective, 'num_class': c}, about='y_true', **weighting(n))
    identity, square = IDENTITY[library], {'xgboost': 'rmse', 'lightgbm': 'l2'}[library]
    logs = {'xgboost': 'logloss', 'lightgbm': 'binary_logloss'}[library]
    for metric in (square, logs):
        add(library, metric, [1, 0], [0.5, 0.6], {'objective': identity}, sample_weight=[0, 0], about='sample_weight')
        add(library, metric, [1, 0], [0.5, 0.6], {'objective': identity}, sample_weight=[-1, 2], about='sample_weight')
        add(library, metric, [1, 0], [0.5, 0.6], {'objective': identity}, sample_weight=[1, 2, 3], about='sample_weight')
        add(library, metric, ['NaN', 0], [0.5, 0.6], {'objective': identity}, about='y_true')
        add(library, metric, [1, 0], ['NaN', 0.6], {'objective': identity}, about='y_pred')
        add(library, metric, [1, 0], [1.5, -0.5], {'objective': identity})
        add(library, metric, [1, 2], [0.5, 0.6], {'objective': {'xgboost': 'binary:logistic', 'lightgbm': 'binary'}[library]}, about='y_true')
        add(library, metric, [1, 0, 1], [0.5, 0.6], {'objective': identity}, about='y_pred')
    add(library, multi[0][0], [0, 3], rng.normal([2, 3]), {'objective': multi[0][1], 'num_class': 3}, about='y_true')
    add(library, multi[0][0], [0, -1], rng.normal([2, 3]), {'objective': multi[0][1], 'num_class': 3}, about='y_true')
for t, p, metric in [([-1, 2], [1, 2], 'poisson-nloglik'), ([0, 0], [0, 1], 'poisson-nloglik'), ([-2, 1], [1, 1], 'rmsle'), ([0, 1], [1, 1], 'gamma-nloglik')]: add('xgboost', metric, t, p, {'objective': 'reg:squarederror'}, about='y_true')
for t, objective in [([-1, 2], 'poisson'), ([0, 1], 'gamma'), ([-1, 1], 'tweedie'), ([0.5, 2], 'cross_entropy')]: add('lightgbm', objective, t, [0.1, 0.2], {'objective': objective}, about='y_true')

EDGES = {
    'xgboost': [('gamma-nloglik', [0, 1], [1, 1]), ('gamma-nloglik', [0, 1], [0, 1]), ('gamma-deviance', [0, 1], [1, 1]), ('gamma-deviance', [1, 1], [0, 1]), ('poisson-nloglik', [0, -1], [1, 1]),
                ('tweedie-nloglik@1.5', [0, 1], [1, 1]), ('tweedie-nloglik', [1], [1]), ('tweedie-nloglik@2.5', [1], [1]), ('mape', [1, 2], [0, 1]), ('logloss', [1e-17, 0.9999999], [1, 0]), ('error', [0.5, 0.5], [1, 0])],
    'lightgbm': [('gamma', [0, 1], [1, 1]), ('gamma_deviance', [0, 1], [1, 1]), ('gamma_deviance', [1, 1], [2, 2]), ('poisson', [0, -1], [1, 1]), ('tweedie', [0, 1], [1, 1]), ('mape', [1, 1], [0, 0.5]),
                 ('cross_entropy', [0, 1], [1, 0]), ('kullback_leibler', [0.3, 0.6], [0.5, 0.1]), ('binary_logloss', [1e-16, 0.9999999], [1, 0]), ('binary_error', [0.5, 0.5], [1, 0])],
}
for library, edges in EDGES.items():
    for metric, p, t in edges: add(library, metric, t, p, {'objective': IDENTITY[library]}, about='loss' if 'tweedie-nloglik' in metric else 'y_true')
add('xgboost', 'logloss', [1, 0], [-100, 17], {'objective': 'binary:logistic'})
add('xgboost', 'rmse', [], [], {'objective': 'reg:squarederror'}, about='y_true')

# An objective as a loss: the metric that it prints unasked.
OBJECTIVES = {
    'xgboost': [('reg:squarederror', regression, {}), ('reg:squaredlogerror', positive, {}), ('reg:logistic', scores, {}), ('reg:pseudohubererror', regression, {'huber_slope': 0.5}), ('reg:absoluteerror', regression, {}),
                ('reg:quantileerror', regression, {'quantile_alpha': 0.2}), ('binary:logistic', scores, {}), ('binary:logitraw', scores, {}), ('binary:hinge', scores, {}), ('count:poisson', log_counts, {}), ('reg:gamma', log_positive, {}),
                ('reg:tweedie', log_counts, {'tweedie_variance_power': 1.3}), ('multi:softprob', None, {}), ('multi:softmax', None, {})],
    'lightgbm': [('binary', scores, {'sigmoid': 2}), ('multiclass', None, {}), ('multiclassova', None, {'sigmoid': 0.5})],
}
for library, objectives in OBJECTIVES.items():
    for objective, draw, more in objectives:
        for k in range(3):
            params = dict(more) if k or objective == 'reg:quantileerror' else {}
            if draw: t, p = draw()
            else: n, t, p = 3, rng.labels([3], 3), rng.normal([3, 3])
            if not draw: params['num_class'] = 3
            add(library, objective, t, p, params, **weighting(len(t)))
            specs[-1]['api'] = library + ' objective'
    # Scores of another objective.
    for metric, objective, params in {'xgboost': [('mae', 'count:poisson', {}), ('mape', 'reg:gamma', {}), ('rmsle', 'count:poisson', {}), ('mphe', 'reg:gamma', {}), ('quantile', 'reg:gamma', {'quantile_alpha': 0.3})],
                                      'lightgbm': [('l2', 'poisson', {}), ('rmse', 'tweedie', {}), ('l1', 'gamma', {}), ('mape', 'tweedie', {}), ('huber', 'poisson', {}), ('fair', 'gamma', {}), ('quantile', 'tweedie', {})]}[library]:
        t, p = log_positive()
        add(library, metric, t, p, {'objective': objective, **params}, about='y_true', **weighting(len(t)))
for metric in ('mlogloss', 'merror'): add('xgboost', metric, [0, 1], rng.normal([2, 3]), {'objective': 'multi:softprob', 'num_class': 2}, about='num_class')
for objective in ('multi:softprob', 'multi:softmax'): add('xgboost', objective, [0, 1], rng.normal([2, 3]), {'num_class': 2}, about='num_class')
for metric in ('multi_logloss', 'multi_error'): add('lightgbm', metric, [0, 1], rng.normal([2, 3]), {'objective': 'multiclass', 'num_class': 2}, about='num_class')
for objective in ('multiclass', 'multiclassova'): add('lightgbm', objective, [0, 1], rng.normal([2, 3]), {'num_class': 2}, about='num_class')
for k in range(3): add('lightgbm', 'multi_error', [0, 1, 2, 3], rng.normal([4, 4]), {'objective': 'multiclass', 'num_class': 4, 'multi_error_top_k': k + 1})
for k in range(2): add('lightgbm', 'multi_logloss', [0, 1, 2], rng.normal([3, 3]), {'objective': 'multiclassova', 'num_class': 3, 'sigmoid': 0.5})
for k in range(2): add('xgboost', 'error@0.7', [1, 0, 1], [0.6, 0.8, 0.9], {'objective': 'reg:squarederror'})

# Several targets of a row, and a list of quantiles; weights of 0 that an infinite error makes NaN.
for metric, draw in [('rmse', rng.normal), ('mae', rng.normal), ('mape', rng.positive), ('rmsle', rng.positive), ('mphe', rng.normal), ('logloss', rng.unit), ('error', rng.unit), ('poisson-nloglik', rng.positive), ('gamma-nloglik', rng.positive),
                     ('gamma-deviance', rng.positive), ('tweedie-nloglik@1.5', rng.positive), ('quantile', rng.normal)]:
    for w in ({}, {'sample_weight': [1, 0, 2.5]}):
        more = {'quantile_alpha': 0.3} if metric == 'quantile' else {}
        add('xgboost', metric, rng.bits([3, 2]) if draw == rng.unit else draw([3, 2]), draw([3, 2]), {'objective': 'reg:squarederror', **more}, **w)
for objective, draw in [('binary:logistic', rng.bits), ('reg:logistic', rng.bits), ('count:poisson', rng.counts), ('reg:gamma', rng.positive), ('reg:absoluteerror', rng.normal)]:
    add('xgboost', objective, draw([3, 2]), rng.normal([3, 2], 1), {}, sample_weight=[1, 3, 0.5])
    specs[-1]['api'] = 'xgboost objective'
for w in ({}, {'sample_weight': [1, 2, 3]}):
    add('xgboost', 'reg:quantileerror', rng.normal([3]), rng.normal([3, 2]), {'quantile_alpha': [0.1, 0.9]}, **w)
    specs[-1]['api'] = 'xgboost objective'
for t, p, objective, slot in [([3], [3, 3], 'reg:quantileerror', 'y_pred'), ([3, 2], [3, 2], 'reg:quantileerror', 'y_true'), ([3], [3, 2], 'reg:squarederror', 'y_pred'), ([3, 2], [3], 'reg:squarederror', 'y_pred'), ([3, 2], [3, 3], 'reg:squarederror', 'y_pred')]:
    alphas = {'quantile_alpha': [0.1, 0.9]} if objective == 'reg:quantileerror' else {}
    add('xgboost', 'quantile' if alphas else 'rmse', rng.normal(t), rng.normal(p), {'objective': objective, **alphas}, about=slot)
add('xgboost', 'quantile', rng.normal([3]), rng.normal([3]), {'objective': 'reg:squarederror', 'quantile_alpha': [0.9]})
for t, p in [([0, 1], [2, 1]), ([0, 1], [0, 1])]: add('xgboost', 'mape', t, p, {'objective': 'reg:squarederror'}, sample_weight=[0, 0])
add('lightgbm', 'l2', rng.normal([3, 2]), rng.normal([3, 2]), {'objective': 'regression'}, about='y_true')

emit({'xgboost': xgb.__version__, 'lightgbm': lgb.__version__}, specs, run, None, None, about)
