"""The scenarios S1 – S10 and the smaller ones of the design, with their published numbers."""
import numpy as np

from corpus import case, number
from maths import a, bce, bce_clipped, ce, mean, softmax

OTHER_COUNT = [['denominator'], ['framework'], ['loss']]
SUM = [['params.reduction'], ['denominator'], ['factor'], ['params.size_average']]
UNKNOWN = {'causes': [], 'verdicts': ['undecidable', 'unexplained', 'chance']}
CASES = []


def add(name, audit, numbers, checked='numpy'): CASES.append(case(name, name.split('-')[0], audit, numbers, checked))


def column(x): return a(x, float)[..., None]


def errors(e, **more):
    """An audit whose score of each sample is what is given: absolute errors from 0."""
    e = a(e, float)
    return {'loss': 'mean_absolute_error', 'y_true': column(np.zeros_like(e)), 'y_pred': column(e), **more}


# S1: weights

y, p, w = a([1., 4, 5]), a([1., 2, 3]), a([.1, 0, .1])
l = (y - p) ** 2
of = {'loss': 'mean_squared_error', 'y_true': column(y), 'y_pred': column(p)}
add('S1-weights', {'framework': 'keras@2.2', **of, 'sample_weight': w}, [
    number('0.2', (w * l).sum() / 2, why='over 2 weights that are not zero'),
    number('0.1333', (w * l).sum() / 3, [['framework=keras'], ['denominator']], 'over 3 elements'),
    number('0.133333', (w * l).sum() / 3, [['framework=keras'], ['denominator']], 'over 3 elements'),
    number('2.0', (w * l).sum() / w.sum(), OTHER_COUNT, 'over the sum of the weights'),
])
v = a([.1, 1e-6, .1])
add('S1-tiny-weight', {'framework': 'keras@2.2', **of, 'sample_weight': v}, [
    number('0.133335', (v * l).sum() / 3, why='three weights are not zero'),
    number('2.00001', (v * l).sum() / v.sum(), OTHER_COUNT, 'over the sum of the weights'),
])
l, w = a([1., 2, 3, 4]), a([3., 0, 1, 1])
add('S1-second', {'framework': 'keras@3', **errors(l), 'sample_weight': w}, [
    number('2.5', (w * l).sum() / 4, why='over 4 samples'),
    number('3.3333', (w * l).sum() / 3, OTHER_COUNT, 'over 3 weights that are not zero'),
    number('2.0', (w * l).sum() / w.sum(), OTHER_COUNT, 'over the sum of the weights'),
])

# S2: masks

l, m = a([[1., 1, 1, 9], [4, 9, 9, 9]]), a([[1., 1, 1, 0], [1, 0, 0, 0]])
BATCHES = [['batches'], ['batch_size'], ['denominator']]
add('S2-masks', {'framework': 'keras@2.2', **errors(l), 'mask': m}, [
    number('1.75', (l * m).sum() / m.sum(), why='over 4 tokens'),
    number('0.875', (l * m).sum() / 8, [['framework=keras'], ['denominator']], 'over all 8'),
    number('2.5', mean((l * m).sum(1) / m.sum(1)), BATCHES, 'mean of the means of the sequences'),
    number('5.375', mean(l), [['mask']], 'the mask left out'),
])
for name, w, found in (
    ('S2-row-weights', a([1., 3]), [
        ('3.7500', lambda s, w: s / 4, None), ('2.5000', lambda s, w: s / (m * w).sum(), OTHER_COUNT),
        ('1.8750', lambda s, w: s / 8, OTHER_COUNT)]),
    ('S2-zero-row', a([0., 3]), [
        ('6.0000', lambda s, w: s / 4 / .5, None), ('3.0000', lambda s, w: s / 4, [*OTHER_COUNT, ['factor']]),
        ('4.0000', lambda s, w: s / (m * w).sum(), OTHER_COUNT), ('1.5000', lambda s, w: s / 8, OTHER_COUNT),
        ('12.0000', lambda s, w: s / 1, [*OTHER_COUNT, *SUM])])):
    s = (l * m * w[:, None]).sum()
    add(name, {'framework': 'keras@2.2', **errors(l), 'mask': m, 'sample_weight': w}, [
        number(text, value(s, w[:, None]), causes, 'numerator 15 or 12 over another count')
        for text, value, causes in found])

# S3: last partial batch

e = [1.2] * 5 + [1.3] * 3
add('S3-partial-batch', {'framework': 'keras@3.10', **errors(e), 'batch_size': 5}, [
    number('1.2375', mean(e), why='over 8 samples'),
    number('1.25', (1.2 + 1.3) / 2, [['batches'], ['framework']], 'mean of the means of 2 batches'),
])
e = [10., 10, 9]
add('S3-two-and-one', {'framework': 'keras@3.10', **errors(e), 'batch_size': 2}, [
    number('9.6667', mean(e), why='over 3 samples'),
    number('9.5', (10 + 9) / 2, [['batches'], ['framework']], 'mean of the means of 2 batches'),
])
e = [.7] * 256 + [.8] * 256 + [.9] * 10
add('S3-lightning', {'framework': 'keras@3.10', **errors(e), 'batch_size': 256}, [
    number('0.75287', mean(e), why='over 522 samples'),
    number('0.80000', (.7 + .8 + .9) / 3, [['batches'], ['framework']], 'mean of the means of 3 batches'),
])

# S4: progress bar

e = np.arange(1, 11.)
running = np.cumsum(e ** 2) / np.arange(1, 11)
add('S4-progress-bar', {'framework': 'keras@2.2', 'loss': 'mse', 'y_true': column(np.zeros(10)),
                        'y_pred': column(e), 'batch_size': 1}, [
    number('38.5', mean(e ** 2), why='mean of all batches'),
    number('4.6667', running[2], [['batches']], 'running mean at step 3'),
    number('15.1667', running[5], [['batches']], 'running mean at step 6'),
    number('31.6667', running[8], [['batches']], 'running mean at step 9'),
    number('17.8182', (running.sum() + running[-1]) / 11, [['batches']], 'mean of running means: bar artefact'),
    number('13.2222', mean(running[:9]), [['batches']], 'mean of running means at step 9: bar artefact'),
])

# S5: accumulation

l = [1.] * 8 + [4.] * 2
add('S5-accumulation', {'framework': 'keras@3.10', **errors(l), 'batch_size': 8}, [
    number('1.6', mean(l), why='mean of 10 tokens'),
    number('2.5', (1 + 4) / 2, [['batches'], ['framework']], 'mean of the means of 2 micro-batches'),
    number('3.2000', 2 * mean(l), [['factor'], ['batches'], ['denominator']], 'token mean times K = 2'),
])
l = [1.] * 4 + [4.] * 4
add('S5-equal-counts', {'framework': 'keras@3.10', **errors(l), 'batch_size': 4}, [
    number('2.5', mean(l), why='both rules give it'),
    number('5.0000', 2 * mean(l), [['factor'], ['batches'], ['denominator']], 'times K = 2'),
])

# S6: ignored labels and perplexity

l = a([[.1, .2, .1, 0, 0], [.3, .5, .1, .4, .2]])
m = a([[1., 1, 1, 0, 0], [1] * 5])
rows = (l * m).sum(1) / m.sum(1)
add('S6-ignored', {'framework': 'keras@2.2', **errors(l), 'mask': m}, [
    number('0.2375', l.sum() / 8, why='over 8 tokens'),
    number('0.19', l.sum() / 10, OTHER_COUNT + [['mask']], 'padding counts'),
    number('0.216667', mean(rows), BATCHES, 'mean of the means of the sequences'),
    number('1.9', l.sum(), SUM, 'sum'),
    number('1.26807', np.exp(l.sum() / 8), [['value']], 'perplexity'),
    number('1.20925', np.exp(l.sum() / 10), [['value', 'framework'], ['value', 'denominator'],
           ['value', 'mask']], 'perplexity with padding'),
    number('1.24193', np.exp(mean(rows)), [['value', 'batches'], ['value', 'batch_size'],
           ['value', 'denominator']], 'perplexity of the mean of means'),
])
z = np.log(np.exp(np.where(m > 0, l, 1)) - 1)
add('S6-ignore-index', {
    'framework': 'torch', 'loss': 'CrossEntropyLoss', 'y_true': np.where(m > 0, 0, -100),
    'y_pred': np.stack([np.zeros_like(z), z], 1).round(12)}, [
    number('0.2375', l.sum() / 8, why='over the 8 labels that are not ignored'),
    number('0.19', l.sum() / 10, [['denominator'], ['framework']], 'over all 10'),
    number('1.9', l.sum(), SUM, 'sum'),
    number('1.26807', np.exp(l.sum() / 8), [['value']], 'perplexity'),
    number('1.20925', np.exp(l.sum() / 10), [['value', 'denominator'], ['value', 'framework']],
           'perplexity with padding'),
])

# S7: class weights

WEIGHTS_OUT = [['params.weight'], ['class_weight'], ['sample_weight']]
for name, p, y, c, texts in (
    ('S7-class-weights', [[3., 4], [6, 9]], [1, 0], [.4, .36], ('1.752907', '0.666105', '1.680925')),
    ('S7-second', [[.3, .7], [.6, .4], [.6, .4]], [1, 0, 0], [1., 3], ('0.547065', '0.911774', '0.569764'))):
    l, w = ce(p, y), a(c)[y]
    add(name, {'framework': 'torch', 'loss': 'CrossEntropyLoss', 'params': {'weight': c}, 'y_true': y,
               'y_pred': p}, [
        number(texts[0], (w * l).sum() / w.sum(), why='over the weights of the targets'),
        number(texts[1], (w * l).sum() / len(y), [['denominator'], ['framework'], ['loss']], 'over the samples'),
        number(texts[2], mean(l), WEIGHTS_OUT, 'without weights'),
    ])

# S8: logits

p = softmax(np.eye(2))
add('S8-double-softmax', {'framework': 'keras@2.15', 'loss': 'categorical_crossentropy', 'y_true': np.eye(2),
                          'y_pred': p}, [
    number('0.313262', mean(-np.log(np.diag(p))), why='of probabilities'),
    number('0.488548', mean(ce(p, [0, 1])), [['params.from_logits'], ['y_pred'], ['loss']], 'softmax twice'),
])
X = a([[30., 10, 10], [-10, 20, 50]])
add('S8-clipped', {'framework': 'keras@2.15', 'loss': 'sparse_categorical_crossentropy',
                   'params': {'from_logits': True}, 'y_true': [0, 1], 'y_pred': X}, [
    number('15.0', mean(ce(X, [0, 1])), why='of logits'),
    number('8.059048', mean(-np.log(np.clip(softmax(X), 1e-7, 1 - 1e-7)[[0, 1], [0, 1]])),
           [['y_pred'], ['params.from_logits']], 'softmax first: clipped at 1e-7'),
    number('1.645245', mean(ce(X / 10, [0, 1])), why='of logits a tenth as large', causes=[['y_pred']],
           verdicts=['explained', 'ambiguous', 'unexplained', 'chance']),
])

# S9: broadcast

for name, y, p, texts in (('S9-broadcast', [1., 2, 3], [1., 2, 3], ('0', '1.33333')),
                          ('S9-second', [1., 2, 3, 4], [1.1, 1.9, 3.2, 3.8], ('0.025', '2.375'))):
    y, p = a(y), a(p)
    matched, pairs = mean((y - p) ** 2), mean((y[None] - p[:, None]) ** 2)
    add(name, {'framework': 'torch', 'loss': 'MSELoss', 'y_true': y, 'y_pred': p}, [
        number(texts[0], matched, why='element by element'),
        number(texts[1], pairs, [['shape']], 'every prediction with every target'),
    ])
    add(name + '-seen', {'framework': 'torch', 'loss': 'MSELoss', 'y_true': y, 'y_pred': p[:, None]}, [
        number(texts[1], pairs, why='every prediction with every target'),
        number(texts[0], matched, [['shape']], 'element by element'),
    ])

# S10: epsilon and single precision

EPSILON = [['framework'], ['params.epsilon']]
for name, y, p, texts in (('S10-wrong-one', 0., .9999999, ('15.333239', '15.942385')),
                          ('S10-wrong-zero', 1., 0., ('15.424949', '16.118095'))):
    numbers = [
        number(texts[0], bce_clipped([y], [p], twice=True)[0], why='epsilon twice, float32'),
        number(texts[1], bce_clipped([y], [p])[0], EPSILON, 'epsilon once, float32')]
    if y: numbers += [
        number('15.424948', bce_clipped([y], [p], 'float64', True)[0], [['dtype']], 'epsilon twice, float64',
               verdicts=['agrees', 'explained', 'ambiguous']),
        number('16.118096', bce_clipped([y], [p], 'float64')[0], [['framework', 'dtype'], ['framework']],
               'epsilon once, float64'),
        number('100', 100, [['framework=torch']], 'torch: the logarithm is not below -100')]
    add(name, {'framework': 'tensorflow@2.4', 'mode': 'eager', 'loss': 'binary_crossentropy',
               'y_true': [[y]], 'y_pred': [[p]]}, numbers, 'numpy in float32 and float64')

# Smaller ones

add('totals-outputs', {'framework': 'keras@2.2', 'outputs': {
    'a': {**errors([.3732]), 'loss_weight': .5}, 'b': {**errors([.2399]), 'loss_weight': .5}}}, [
    number('0.30655', .5 * .3732 + .5 * .2399, why='the weighted outputs'),
    number('0.6131', .3732 + .2399, [['outputs'], ['factor']], 'loss weights left out'),
    number('0.3732', .3732, [['outputs']], 'the first output alone'),
    number('2.2328', 2.2328, why='a regulariser of 1.92625 that the arrays do not hold', **UNKNOWN),
])
add('totals-regularization', {'framework': 'keras@2.2', 'outputs': {
    'a': {**errors([.3732]), 'loss_weight': .5}, 'b': {**errors([.2399]), 'loss_weight': .5}},
    'regularization': 1.92625}, [
    number('2.2328', .5 * .3732 + .5 * .2399 + 1.92625, why='with the regulariser'),
    number('0.30655', .5 * .3732 + .5 * .2399, [['regularization']], 'regulariser left out'),
    number('4.15905', .5 * .3732 + .5 * .2399 + 2 * 1.92625, [['regularization']], 'regulariser twice'),
])
add('totals-6518', {'framework': 'keras@2.2', **errors([.987516968974]),
                    'regularization': {'l2': .5450381993}}, [
    number('1.5325552', .987516968974 + .5450381993, why='with 1e-4 times 5450.38'),
    number('0.98751697', .987516968974, [['regularization']], 'l2 left out'),
])
P, Q = a([[.5, .5], [.9, .1]]), a([[.75, .25], [.6, .4]])
kl = P * np.log(P / Q)
add('kl-torch', {'framework': 'torch', 'loss': 'KLDivLoss', 'params': {'reduction': 'batchmean'}, 'y_true': P,
                 'y_pred': np.log(Q)}, [
    number('0.185065', kl.sum() / 2, why='batchmean'),
    number('0.092533', mean(kl), SUM, 'mean'),
    number('0.370130', kl.sum(), SUM, 'sum'),
])
e = a([.1, .5, 2])
huber = np.where(e <= .5, e ** 2 / 2, .5 * (e - .25))
add('huber', {'framework': 'torch', 'loss': 'HuberLoss', 'params': {'delta': .5}, 'y_true': [0.] * 3, 'y_pred': e}, [
    number('0.3350', mean(huber), why='delta 0.5'),
    number('0.6700', mean(huber) / .5, [['loss=SmoothL1Loss'], ['factor'], ['loss']], 'SmoothL1: over beta'),
])
p = a([[.95, .05]])
add('smoothing-floor', {'framework': 'keras@2.15', 'loss': 'categorical_crossentropy',
                        'params': {'label_smoothing': .1}, 'y_true': [[1., 0]], 'y_pred': p}, [
    number('0.198515', -(p * np.log(p)).sum(), why='the least that smoothing by 0.1 leaves'),
    number('0.0512933', -np.log(.95), [['params.label_smoothing']], 'without smoothing'),
])
one = np.arange(110)
y = np.stack([one < 100, one < 5]).astype(float)
p = np.stack([one >= 10, (one >= 4) & (one < 9)]).astype(float)
add('dice', {'framework': 'keras@3.10', 'loss': 'dice', 'y_true': y, 'y_pred': p}, [
    number('0.133333', 1 - 2 * 91 / 210, why='pooled over the batch'),
    number('0.45', mean([1 - 2 * 90 / 200, 1 - 2 * 1 / 10]),
           [['batches'], ['batch_size'], ['params.axis'], ['framework'], ['loss']], 'mean of two samples'),
])
add('log-loss', {'framework': 'sklearn@1.1', 'loss': 'log_loss', 'y_true': [1], 'y_pred': [[.2, .3]],
                 'params': {'labels': [0, 1]}}, [
    number('0.510826', -np.log(.3 / .5), why='rows made to sum to 1'),
    number('1.203973', -np.log(.3), [['framework'], ['loss'], ['y_pred']], 'rows as they are'),
])
add('bfloat16', {'framework': 'torch', 'loss': 'L1Loss', 'y_true': [0.], 'y_pred': [36.3]}, [
    number('36.3', 36.3, why='float32'),
    number('36.25', 36.25, [['dtype']], 'bfloat16: the grid is 0.25 near 36'),
], 'by hand; torch 2.15 gives 36.25')
