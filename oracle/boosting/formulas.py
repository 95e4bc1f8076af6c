"""Holds the formulas of README.md against fixtures/boosting/random.json: formulas.py FIXTURE
(numpy). Prints what disagrees.
"""
import json
import math
import sys
import numpy as np


def sigmoid(s): return 1 / (1 + np.exp(-s))


def softmax(s):
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def single_sigmoid(s):
    """xgboost's, in float32: 1 from s = 16.64 on."""
    return (np.float32(1) / (np.float32(1) + np.exp(-s.astype('float32')))).astype('float64')


PREDICTIONS = {
    'xgboost': {'reg:logistic': single_sigmoid, 'binary:logistic': single_sigmoid, 'count:poisson': np.exp, 'reg:gamma': np.exp, 'reg:tweedie': np.exp,
                'binary:hinge': lambda s: (s > 0) * 1.0, 'multi:softprob': softmax, 'multi:softmax': softmax},
    'lightgbm': {'cross_entropy': sigmoid, 'poisson': np.exp, 'gamma': np.exp, 'tweedie': np.exp, 'multiclass': softmax},
}


def floor(x, least): return np.where(x < least, least, x)
def chosen(p, y): return p[np.arange(len(y)), y.astype(int)]
def log_gamma(y): return np.array([math.lgamma(v + 1) if v != -1 else math.inf for v in y])
def pinball(d, a): return np.where(d >= 0, a * d, (a - 1) * d)
def tweedie(y, p, rho): return -y * p ** (1 - rho) / (1 - rho) + p ** (2 - rho) / (2 - rho)
def deviance(t): return t - np.log(t) - 1
def entropy(y, p, least): return -y * np.log(floor(p, least)) - (1 - y) * np.log(floor(1 - p, least))


def xgboost(metric, q, y, p, w):
    """The elements of the loss; of rmse and rmsle those of the square."""
    name, at = (metric.split('@') + [None])[:2]
    d = q.get('huber_slope', 1)
    return {
        'rmse': lambda: (p - y) ** 2, 'mae': lambda: abs(p - y), 'mape': lambda: abs((p - y) / y), 'rmsle': lambda: (np.log1p(p) - np.log1p(y)) ** 2,
        'mphe': lambda: d * d * (np.sqrt(1 + ((p - y) / d) ** 2) - 1), 'quantile': lambda: pinball(y - p, q['quantile_alpha']),
        # (1 − p) in float32, and no log where its factor is 0.
        'logloss': lambda: np.where(y == 0, 0, -y * np.log(floor(p, 1e-16))) + np.where(y == 1, 0, -(1 - y) * np.log(floor((1 - p.astype('float32')).astype('float64'), 1e-16))),
        'mlogloss': lambda: -np.log(floor(chosen(p, y), 1e-16)), 'merror': lambda: p.argmax(axis=1) != y,
        'error': lambda: np.where(p > float(at or 0.5), 1 - y, y), 'poisson-nloglik': lambda: log_gamma(y) + floor(p, 1e-16) - y * np.log(floor(p, 1e-16)),
        'gamma-nloglik': lambda: y / floor(p, 1e-6) + np.log(floor(p, 1e-6)), 'gamma-deviance': lambda: 2 * deviance((y + 1e-6) / (p + 1e-6)),
        'tweedie-nloglik': lambda: tweedie(y, p, float(at)),
    }[name]()


def lightgbm(metric, q, y, p, w):
    d, a, c = abs(p - y) if p.ndim == 1 else None, q.get('alpha', 0.9), q.get('fair_c', 1)
    return {
        'l2': lambda: d ** 2, 'rmse': lambda: d ** 2, 'l1': lambda: d, 'mape': lambda: d / np.maximum(1, abs(y)), 'huber': lambda: np.where(d <= a, d * d / 2, a * (d - a / 2)),
        'fair': lambda: c * d - c * c * np.log1p(d / c), 'quantile': lambda: pinball(y - p, a), 'poisson': lambda: floor(p, 1e-10) - y * np.log(floor(p, 1e-10)),
        'gamma': lambda: y / p + np.log(p), 'gamma_deviance': lambda: 2 * deviance(y / (p + 1e-9)), 'tweedie': lambda: tweedie(y, floor(p, 1e-10), q.get('tweedie_variance_power', 1.5)),
        'binary_logloss': lambda: np.where(y > 0, -np.log(floor(p, 1e-15)), -np.log(floor(1 - p, 1e-15))), 'binary_error': lambda: (p > 0.5) != (y > 0),
        'cross_entropy': lambda: entropy(y, p, 1e-12), 'kullback_leibler': lambda: entropy(y, p, 1e-12) - entropy(y, y, 1e-12),
        'cross_entropy_lambda': lambda: entropy(y, -np.expm1(-w * np.log1p(np.exp(p))), 1e-12),
        'multi_logloss': lambda: -np.log(floor(chosen(p, y), 1e-15)), 'multi_error': lambda: (p >= chosen(p, y)[:, None]).sum(axis=1) > q.get('multi_error_top_k', 1),
    }[metric]()


METRICS = {'reg:squarederror': 'rmse', 'reg:squaredlogerror': 'rmsle', 'reg:logistic': 'rmse', 'reg:pseudohubererror': 'mphe', 'reg:absoluteerror': 'mae', 'reg:quantileerror': 'quantile', 'binary:logistic': 'logloss',
           'binary:logitraw': 'logloss', 'binary:hinge': 'error', 'count:poisson': 'poisson-nloglik', 'reg:gamma': 'gamma-deviance', 'multi:softprob': 'mlogloss', 'multi:softmax': 'mlogloss',
           'binary': 'binary_logloss', 'multiclass': 'multi_logloss', 'multiclassova': 'multi_logloss'}


def value(case):
    library, metric, q = case['library'], case['loss'], case['params']
    if case['api'].endswith('objective'):
        q = {'objective': metric, **q}
        metric = METRICS.get(metric) or 'tweedie-nloglik@%s' % q.get('tweedie_variance_power', 1.5)
    number = lambda v: np.array([[float(x) for x in r] if isinstance(r, list) else float(r) for r in v])
    y, s, w = number(case['y_true']), number(case['y_pred']), number(case.get('sample_weight', [1] * len(case['y_true'])))
    y, s = y.astype('float32').astype('float64'), s.astype('float32').astype('float64') if library == 'xgboost' else np.nan_to_num(s, nan=0)
    if library == 'lightgbm': y = np.nan_to_num(y, nan=0)
    if q['objective'] in ('binary', 'multiclassova'): p = sigmoid(q.get('sigmoid', 1) * s)
    else: p = PREDICTIONS[library].get(q['objective'], lambda s: s)(s)
    l = globals()[library](metric, q, y, p, w)
    if metric == 'cross_entropy_lambda': return l.mean()
    total, weight = (w * l).sum(), w.sum()
    if metric == 'gamma_deviance': return total
    if library == 'xgboost' and weight == 0: return total
    mean = total / weight
    return math.sqrt(mean) if metric in ('rmse', 'rmsle') else mean


held, wrong = 0, 0
with np.errstate(all='ignore'):
    for case in json.load(open(sys.argv[1]))['cases']:
        if 'expected' not in case: continue
        expected, ours = float(case['expected']), float(value(case))
        same = expected == ours or math.isnan(expected) and math.isnan(ours) or abs(expected - ours) <= 3e-5 * max(abs(expected), abs(ours), 1e-2)
        held, wrong = held + same, wrong + (not same)
        if not same: print(case['id'], case['params'], 'prints', expected, 'formula', ours)
print(held, 'values agree,', wrong, 'do not')
