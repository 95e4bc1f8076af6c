"""What a new user would try: one change of an audit of 12 rows, reported with 7 digits."""
import numpy as np

from corpus import case, number
from maths import a, bce, ce, log_softmax, mean, sigmoid, softmax

rng = np.random.default_rng(15)
CASES = []


def add(name, audit, own, found, checked='numpy'):
    """`found`: rows of name, value, causes."""
    numbers = [number(digits(own), own, why='as it stands')]
    numbers += [number(digits(value), value, causes, why) for why, value, causes in found]
    CASES.append(case(name, 'a new user', audit, numbers, checked))


def digits(x): return f'{x:.7g}' if '.' in f'{x:.7g}' and 'e' not in f'{x:.7g}' else f'{x:.7f}'


SUM = [['params.reduction'], ['denominator'], ['factor']]
TIMES = [['factor'], ['value']]

# Softmax classification

n, c = 12, 4
z = rng.normal(size=(n, c)).round(3)
y = rng.integers(0, c, n)
y[:4] = [0, 1, 2, 3]
hot = np.eye(c)[y]
p = softmax(z).round(6)
p[:, -1] = (1 - p[:, :-1].sum(1)).round(6)
l = -np.log(p[range(n), y])
cce = {'framework': 'keras@3.10', 'loss': 'categorical_crossentropy', 'y_true': hot, 'y_pred': p}
smooth = hot * .9 + .1 / c
kept = y != 0
shifted = np.roll(y, -1)
w = rng.uniform(.5, 2, n).round(2)
add('classes', cce, mean(l), [
    ('from_logits=True on probabilities', mean(ce(p, y)), [['params.from_logits'], ['y_pred'], ['loss']]),
    ('label_smoothing=0.1', mean(-(smooth * np.log(p)).sum(1)), [['params.label_smoothing']]),
    ('binary_crossentropy', mean(bce(hot, p)), [['loss']]),
    ('mean squared error', mean((hot - p) ** 2), [['loss']]),
    ('half', mean(l) / 2, TIMES),
    ('bits', mean(l) / np.log(2), [['value'], ['factor']]),
    ('negative', -mean(l), [['value']]),
    ('perplexity', np.exp(mean(l)), [['value']]),
    ('sum', l.sum(), SUM),
    ('exchanged', mean(-(p * np.log(np.clip(hot, 1e-7, 1))).sum(1)), [['y_true, y_pred']]),
])
sparse = {**cce, 'loss': 'sparse_categorical_crossentropy', 'y_true': y}
add('indices', sparse, mean(l), [
    ('ignore_class=0', mean(l[kept]), [['params.ignore_class'], ['ignored labels']]),
    ('last batch dropped', mean(l[:10]), [['batches'], ['batch_size']]),
    ('labels off by one', mean(-np.log(p[range(n), (y + 1) % c])), [['y_true']]),
])
CASES[-1][1]['numbers'][2]['conditions'] = {'batch_size': 5}
CASES[-1][1]['numbers'].pop()  # Off by one wraps around: no rule of anybody.
batched = {**sparse, 'batch_size': 5}
means = [mean(l[:5]), mean(l[5:10]), mean(l[10:])]
add('batched', batched, mean(l), [
    ('last batch dropped', mean(means[:2]), [['batches']]),
    ('mean of batch means', mean(means), [['batches'], ['framework']]),
    ('last batch only', means[2], [['batches']]),
    ('first batch only', means[0], [['batches']]),
])
weighted = {**sparse, 'sample_weight': w}
add('weighted', weighted, mean(w * l), [
    ('weights left out', mean(l), [['sample_weight']]),
    ('weights twice', mean(w * w * l), [['sample_weight']]),
    ('over the sum of the weights', (w * l).sum() / w.sum(), [['denominator'], ['framework'], ['loss'],
     ['sample_weight'], ['params.reduction']]),
    ('weights left out, and half', mean(l) / 2, [['sample_weight', 'factor'], ['sample_weight', 'value']]),
])
l2 = .0123
add('regularised', {**sparse, 'regularization': {'l2': l2}}, mean(l) + l2, [
    ('l2 left out', mean(l), [['regularization']]),
    ('l2 twice', mean(l) + 2 * l2, [['regularization']]),
])

# Tokens

tokens = rng.integers(0, 5, (3, 6))
logits = rng.normal(size=(3, 6, 5)).round(3)
flat = -log_softmax(logits)


def nll(score, labels): return mean(score.reshape(-1, 5)[range(labels.size), labels.reshape(-1)])


add('tokens', {'framework': 'huggingface@5', 'loss': 'ForCausalLMLoss', 'y_true': tokens, 'y_pred': logits},
    nll(flat[:, :-1], tokens[:, 1:]), [
    ('not shifted', nll(flat, tokens), [['y_true'], ['params.shift_labels'], ['loss']]),
    ('shifted twice', nll(flat[:, :-2], tokens[:, 2:]), [['y_true'], ['params.shift_labels']]),
])

# Regression

t, q = rng.normal(2, 1, n).round(2), rng.normal(2, 1, n).round(2)
d = q - t
mse = {'framework': 'torch', 'loss': 'MSELoss', 'y_true': t, 'y_pred': q}
huber = np.where(abs(d) <= 1, d ** 2 / 2, abs(d) - .5)
add('regression', mse, mean(d ** 2), [
    ('[N] and [N, 1]', mean((q[:, None] - t[None]) ** 2), [['shape']]),
    ('mean absolute error', mean(abs(d)), [['loss']]),
    ('Huber', mean(huber), [['loss']]),
    ('root', np.sqrt(mean(d ** 2)), [['value'], ['loss'], ['framework']]),
    ('half', mean(d ** 2) / 2, [['factor'], ['value'], ['loss'], ['framework']]),
    ('sum', (d ** 2).sum(), SUM),
])

# Binary

x = rng.normal(size=n).round(3)
b = (rng.uniform(size=n) < .5).astype(float)
s = sigmoid(x).round(6)
from_logits = mean(bce(b, sigmoid(x)))
add('logits', {'framework': 'torch', 'loss': 'BCEWithLogitsLoss', 'y_true': b, 'y_pred': x}, from_logits, [
    ('sigmoid first', mean(bce(b, sigmoid(sigmoid(x)))), [['y_pred'], ['loss']]),
    ('pos_weight=2', mean(np.where(b > 0, 2, 1) * bce(b, sigmoid(x))), [['params.pos_weight']]),
    ('base 10', from_logits / np.log(10), [['value'], ['factor']]),
    # The negative logits give the same.
    ('labels complemented', mean(bce(1 - b, sigmoid(x))), [['y_true'], ['y_pred']]),
])
e = a([[.5, 1, 0], [2, .25, 1]])
m = a([[1., 1, 0], [1, 0, 0]])
add('masked', {'framework': 'keras@3.10', 'loss': 'mean_absolute_error', 'y_true': np.zeros((2, 3, 1)),
               'y_pred': e[..., None], 'mask': m}, (e * m).sum() / 3, [
    ('mask left out', mean(e), [['mask']]),
    ('over all', (e * m).sum() / 6, [['denominator'], ['framework'], ['factor']]),
    ('mask inverted', (e * (1 - m)).sum() / 3, [['mask']]),
])

# What families of threads ask, on arrays of their size

B, T, C = 3, 4, 5
teacher, student = softmax(rng.normal(size=(B, T, C))).round(6), softmax(rng.normal(size=(B, T, C)))
logs = np.log(student).round(6)
kl = teacher * (np.log(teacher) - logs)
add('distillation', {'framework': 'torch', 'loss': 'KLDivLoss', 'params': {'reduction': 'batchmean'},
                     'y_true': teacher, 'y_pred': logs}, kl.sum() / B, [
    ('mean over the elements', mean(kl), [['params.reduction'], ['denominator'], ['factor']]),
    ('over rows and timesteps', kl.sum() / (B * T), [['denominator'], ['factor']]),
    ('times T squared of temperature 2', 4 * kl.sum() / B, [['factor']]),
])
many = (rng.uniform(size=(4, 6)) < .3).astype(float)
many[0, 0] = 1
scores = rng.normal(size=(4, 6)).round(3)
each = bce(many, sigmoid(scores))
add('multi-label', {'framework': 'torch', 'loss': 'binary_cross_entropy_with_logits', 'y_true': many,
                    'y_pred': scores}, mean(each), [
    ('sum over labels, mean over rows', each.sum() / 4, [['denominator'], ['factor']]),
    ('over the positives', each.sum() / many.sum(), [['denominator']]),
    ('sum', each.sum(), SUM),
    ('times 8 accumulation steps', 8 * mean(each), [['factor']]),
])
eps, K = .1, 4
zs, ys = rng.normal(size=(10, K)).round(3), rng.integers(0, K, 10)
lp = log_softmax(zs)
hots = np.eye(K)[ys]
over_k, over_others = hots * (1 - eps) + eps / K, hots * (1 - eps) + (1 - hots) * eps / (K - 1)
add('smoothing', {'framework': 'torch', 'loss': 'CrossEntropyLoss', 'params': {'label_smoothing': eps},
                  'y_true': ys, 'y_pred': zs}, mean(-(over_k * lp).sum(1)), [
    ('smoothing left out', mean(-lp[range(10), ys]), [['params.label_smoothing']]),
    ('over the K - 1 others', mean(-(over_others * lp).sum(1)), [['y_true'], ['params.label_smoothing']]),
])
ids = ys.copy()
ids[[2, 5, 6]] = -100
valid = ids >= 0
lv = -lp[valid, ids[valid]]
add('ignored', {'framework': 'torch', 'loss': 'CrossEntropyLoss', 'y_true': ids, 'y_pred': zs}, mean(lv), [
    ('over all, the ignored ones included', lv.sum() / 10, [['denominator'], ['framework'], ['factor']]),
    ('perplexity', np.exp(mean(lv)), [['value']]),
    ('bits', mean(lv) / np.log(2), [['value']]),
    ('sum', lv.sum(), SUM),
    ('over all, perplexity', np.exp(lv.sum() / 10), [['denominator', 'value'], ['framework', 'value']]),
])
seq_z, seq_y = rng.normal(size=(3, 4, 4)).round(3), rng.integers(0, 4, (3, 4))
right = -log_softmax(seq_z)
wrong = -log_softmax(np.transpose(seq_z, (0, 2, 1)))


def picked(score): return mean([score[n, t, seq_y[n, t]] for n in range(3) for t in range(4)])


add('class-axis', {'framework': 'torch', 'loss': 'CrossEntropyLoss', 'y_true': seq_y,
                   'y_pred': np.transpose(seq_z, (0, 2, 1))}, picked(right), [
    ('classes on the wrong axis', picked(wrong), [['shape'], ['y_pred']]),
])
u, v = rng.normal(size=(6, 3)).round(3), rng.normal(size=(6, 3)).round(3)
cos = (u * v).sum(1) / np.linalg.norm(u, axis=1) / np.linalg.norm(v, axis=1)
add('cosine', {'framework': 'keras@2.15', 'loss': 'cosine_similarity', 'y_true': u, 'y_pred': v}, mean(-cos), [
    ('positive', mean(cos), [['value']]),
    ('1 - cos', mean(1 - cos), [['value'], ['framework'], ['loss']]),
])
counts, rates = rng.poisson(3, 8).astype(float), rng.uniform(1, 5, 8).round(3)
add('counts', {'framework': 'keras@2.15', 'loss': 'msle', 'y_true': counts[:, None], 'y_pred': rates[:, None]},
    mean((np.log1p(counts) - np.log1p(rates)) ** 2), [
    ('RMSLE', np.sqrt(mean((np.log1p(counts) - np.log1p(rates)) ** 2)), [['value'], ['loss'], ['framework']]),
    ('mse', mean((counts - rates) ** 2), [['loss']]),
    ('poisson', mean(rates - counts * np.log(rates + 1e-7)), [['loss'], ['framework']]),
])
signs = np.where(b > 0, 1., -1)
margin = np.maximum(1 - signs * x, 0)
add('margins', {'framework': 'keras@2.15', 'loss': 'hinge', 'y_true': signs[:, None], 'y_pred': x[:, None]},
    mean(margin), [
    ('squared hinge', mean(margin ** 2), [['loss']]),
    ('labels 0 and 1', mean(np.maximum(1 - b * x, 0)), [['y_true']]),
    ('per cent', 100 * mean(margin), [['value'], ['factor']]),
])
cw = {'0': 1., '1': 3., '2': .5, '3': 2.}
of_row = a([cw[str(k)] for k in y])
add('class-weighted', {**sparse, 'class_weight': cw}, mean(of_row * l), [
    ('as in validation: left out', mean(l), [['class_weight']]),
    ('over their sum, as torch', (of_row * l).sum() / of_row.sum(), [['denominator'], ['framework']]),
    ('twice', mean(of_row ** 2 * l), [['class_weight']]),
])
