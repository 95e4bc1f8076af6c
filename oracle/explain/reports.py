"""Bug reports and questions with arrays and numbers. The name of a case is its thread."""
import numpy as np

from corpus import case, number
from maths import a, bce, bce_clipped, ce, log_softmax, mean, softmax

GITHUB = 'https://github.com/'
KERAS = GITHUB + 'keras-team/keras/'
TF = GITHUB + 'tensorflow/tensorflow/'
TORCH = GITHUB + 'pytorch/pytorch/'
SKLEARN = GITHUB + 'scikit-learn/scikit-learn/'
FORUM = 'https://discuss.pytorch.org/t/'

# Several right words for one and the same arithmetic.
OTHER_COUNT = [['denominator'], ['framework'], ['loss']]
SUM = [['params.reduction'], ['denominator'], ['factor'], ['params.size_average']]
CANNOT = {'causes': [], 'verdicts': ['unexplained', 'chance', 'undecidable']}
# float32 and float64 give the same within the spacing of float32.
EITHER = ['agrees', 'explained', 'ambiguous']
CASES = []


def add(*args, **more): CASES.append(case(*args, **more))


# Weights and their denominators

x, y, w = a([1., 2, 3]), a([1., 4, 5]), a([.1, 0, .1])
l = (x - y) ** 2
of = {'loss': 'mean_squared_error', 'y_true': y[:, None], 'y_pred': x[:, None], 'sample_weight': w}
add('tf-25178', 'tf#25178', {'framework': 'keras@2.2.4', **of}, [
    number('0.2', (w * l).sum() / 2, why='over the 2 weights that are not zero: Keras 2.2'),
    number('0.13333', (w * l).sum() / 3, [['framework=keras'], ['denominator']], 'over all 3: tf.keras'),
    number('2.0', (w * l).sum() / w.sum(), OTHER_COUNT, 'over the sum of the weights'),
], url=TF + 'issues/25178')
add('keras-12176', 'keras#12176', {'framework': 'keras@2.15', **of}, [
    number('0.13333', (w * l).sum() / 3, why='over all 3: tf.keras'),
    number('0.2', (w * l).sum() / 2, OTHER_COUNT, 'over the 2 weights that are not zero: Keras 2.2'),
], url=KERAS + 'issues/12176')

w = a([1.] * 5 + [0.] * 5)
add('tf-29965', 'tf#29965', {
    'framework': 'keras@2.3', 'loss': 'mean_squared_error', 'y_true': np.ones((10, 1)),
    'y_pred': np.zeros((10, 1)), 'sample_weight': w}, [
    number('0.5000', w.sum() / 10, why='loss="mean_squared_error": over all 10'),
    number('1.0000', w.sum() / 5, [*OTHER_COUNT, ['sample_weight']],
           'loss=mean_squared_error, the function: over the weights. All errors are 1, so a loss without '
           'weights is 1, too'),
], url=TF + 'issues/29965')

add('keras-19740', 'keras#19740', {
    'framework': 'keras@3.3', 'loss': 'MeanAbsoluteError', 'y_true': [[1.], [2.]], 'y_pred': [[2.], [3.]],
    'sample_weight': [[0.], [1.]]}, [
    number('0.5', (0 + 1) / 2, why='keras.losses: over 2 samples'),
    number('1.0', (0 + 1) / 1, [*OTHER_COUNT, ['sample_weight']], 'keras.metrics: over the sum of weights'),
], url=KERAS + 'issues/19740')

l, w = a([1., 2, 4]), a([4., 2, 1])
add('lossfunctions-160', 'LossFunctions.jl#160', {
    'framework': 'keras@3', 'loss': 'mean_absolute_error', 'y_true': [[2.], [3.], [5.]],
    'y_pred': [[1.], [1.], [1.]], 'sample_weight': w}, [
    number('4.0', (w * l).sum() / 3, why='normalize=false: over 3'),
    number('1.7142857', (w * l).sum() / w.sum(), OTHER_COUNT, 'expected: 12/7', unpublished='as 12/7'),
    number('0.5714285714285714', (w * l).sum() / w.sum() / 3,
           [['sample_weight'], ['denominator'], ['factor', 'loss'], ['factor', 'framework']],
           'normalize=true: weights that sum to 1, and over 3 once more'),
], url=GITHUB + 'JuliaML/LossFunctions.jl/issues/160')

l, w = a([[0, 0, 1.], [1, 0, 0], [0, 1, 0]]), a([[.1, .2, .3]])
add('tfjs-466', 'tfjs#466', {
    'framework': 'tfjs', 'loss': 'computeWeightedLoss', 'y_pred': l,
    'sample_weight': np.broadcast_to(w, (3, 3))}, [
    number('0.06666667014360428', (w * l).sum() / 9, why='should be: over the 9 weights of the elements',
           spacing='float32'),
    number('0.20000001788139343', (w * l).sum() / 3, [['denominator'], ['factor'], ['framework'],
           ['params.reduction']], 'over the 3 weights before they are broadcast', spacing='float32'),
], url=GITHUB + 'tensorflow/tfjs/issues/466')

x, y, w = a([1., 1, 1, 10]), a([1., 1, 1, 0]), a([.1, .1, .1, .7])
l = (x - y) ** 2
add('keras-13641', 'keras#13641', {
    'framework': 'keras@2.3.1', 'loss': 'mse', 'y_true': y[:, None], 'y_pred': x[:, None], 'sample_weight': w}, [
    number('17.5', (w * l).sum() / 4, why='over 4', unpublished='as code'),
    number('70.0', (w * l).sum(), [*OTHER_COUNT, *SUM], 'weighted_metrics: over the weights, which sum to 1',
           unpublished='as code'),
    number('25.0', mean(l), [['sample_weight']], 'without weights', unpublished='as code'),
], url=KERAS + 'issues/13641')

# Class weights of torch

p, y, c = [[.2, .3, .5], [.5, .2, .3]], [2, 1], a([2., 4, 6])
l, w = ce(p, y), c[y]
add('pytorch-25571', 'pytorch#25571', {
    'framework': 'torch@1.2', 'loss': 'CrossEntropyLoss', 'params': {'weight': c}, 'y_true': y, 'y_pred': p}, [
    number('1.0598', (w * l).sum() / w.sum(), why='mean: over the weights of the targets'),
    number('10.5983', (w * l).sum(), SUM, 'sum'),
    number('5.2992', (w * l).sum() / 2, [['denominator'], ['framework']], 'expected: mean of the two',
           unpublished='as mean((5.6390, 4.9593)) = 5.29915'),
], url=TORCH + 'issues/25571')

p, y, c = [[.3, .7], [.6, .4], [.6, .4]], [1, 0, 0], a([1., 3])
l, w = ce(p, y), c[y]
WEIGHTS_OUT = [['params.weight'], ['class_weight'], ['sample_weight']]
add('pytorch-54843', 'pytorch#54843', {
    'framework': 'torch', 'loss': 'CrossEntropyLoss', 'params': {'weight': c}, 'y_true': y, 'y_pred': p}, [
    number('0.5471', (w * l).sum() / w.sum(), why='over the weights of the targets'),
    number('0.9118', (w * l).sum() / 3, [['denominator'], ['framework'], ['loss']], 'BCEWithLogits: over 3'),
    number('0.5698', mean(l), WEIGHTS_OUT, 'without weights'),
], url=TORCH + 'issues/54843')
s = [0.40005136065843544, -0.19986264725851363, -0.19986264725851363]
add('pytorch-54843-bce', 'pytorch#54843', {
    'framework': 'torch', 'loss': 'BCEWithLogitsLoss', 'params': {'weight': w}, 'y_true': [1., 0, 0],
    'y_pred': s}, [
    number('0.9118', mean(w * bce([1, 0, 0], 1 / (1 + np.exp(-a(s))))), why='over 3'),
    number('0.5471', (w * bce([1, 0, 0], 1 / (1 + np.exp(-a(s))))).sum() / 5,
           [['denominator'], ['framework']], 'expected as of CrossEntropyLoss: over the weights'),
    number('0.5698', mean(bce([1, 0, 0], 1 / (1 + np.exp(-a(s))))), WEIGHTS_OUT, 'without weights'),
], url=TORCH + 'issues/54843')

p, y, c = [[-100., 100], [-100, 100]], [0, 1], a([20., 10])
l, w = ce(p, y), c[y]
add('pytorch-8062', 'pytorch#8062', {
    'framework': 'torch', 'loss': 'CrossEntropyLoss', 'params': {'weight': c}, 'y_true': y, 'y_pred': p}, [
    number('133.3333', (w * l).sum() / w.sum(), why='4000 over the weights 30'),
    number('2000.', (w * l).sum() / 2, [['denominator'], ['framework'], ['loss']], 'loss1.mean()'),
], url=TORCH + 'issues/8062')

p, y, c = [[3., 4], [6, 9]], [1, 0], a([.4, .36])
l, w = ce(p, y), c[y]
add('forum-78256', 'discuss.pytorch.org 78256', {
    'framework': 'torch@1.5', 'loss': 'CrossEntropyLoss', 'params': {'weight': c}, 'y_true': y, 'y_pred': p}, [
    number('1.7529', (w * l).sum() / w.sum(), why='over the weights of the targets'),
    number('0.6662', (w * l).sum() / 2, misprinted='from probabilities rounded to 4 digits; exact 0.6661',
           why='by hand: over 2', **CANNOT),
], url=FORUM + 'weight-in-cross-entropy-loss/78256')

p, y, c = [[-5., -6], [3, 2], [3, 2]], [1, 0, 1], a([3., 2])
l, w = ce(p, y), c[y]
add('pytorch-15258', 'pytorch#15258', {
    'framework': 'torch@1.0', 'loss': 'CrossEntropyLoss', 'params': {'weight': c}, 'y_true': y, 'y_pred': p}, [
    number('0.8847', (w * l).sum() / w.sum(), why='over the weights 7'),
    number('2.0643', (w * l).sum() / 3, [['denominator'], ['framework'], ['loss']],
           'expected: the mean of weight[class] * loss', unpublished='as a formula'),
], url=TORCH + 'issues/15258')

l = ce([[1., 1]], [0])
add('torch-nn-702', 'torch/nn#702', {
    'framework': 'torch', 'loss': 'CrossEntropyLoss', 'params': {'weight': [.1, .9]}, 'y_true': [0],
    'y_pred': [[1., 1]], 'dtype': 'float64'}, [
    number('0.69314718055995', l[0] * .1 / .1, why='the weight of one sample cancels'),
    number('0.0693147', l[0] * .1, [['denominator'], *SUM, ['framework'], ['loss']],
           'expected: the weight makes it smaller', unpublished='as words'),
], url=GITHUB + 'torch/nn/issues/702')

p, y, c = [[1., 2, 3], [2, 1, 3]], [1, 1], a([1., 10, 1])
l, w = ce(p, y), c[y]
add('forum-cross-entropy-weight', 'discuss.pytorch.org, 2018-05-09', {
    'framework': 'torch@1.0', 'loss': 'CrossEntropyLoss', 'params': {'weight': c}, 'y_true': y, 'y_pred': p}, [
    number('1.9076', (w * l).sum() / w.sum(), why='weights that are all 10 cancel'),
    number('38.1521', (w * l).sum(), SUM, 'size_average=False'),
    number('3.8152', l.sum(), [['params.reduction'], ['denominator'], ['factor'], ['params.size_average']],
           'size_average=False with weights 1'),
])
add('forum-cross-entropy-weight-one', 'discuss.pytorch.org, 2018-05-09', {
    'framework': 'torch@1.0', 'loss': 'CrossEntropyLoss', 'params': {'weight': c}, 'y_true': [1],
    'y_pred': [[1., 2, 3]]}, [
    number('1.4076', l[0], why='always 1.4076, whatever the weight'),
])

# Masks

e, m = a([1., 1, 0]), a([1., 0, 1])
add('tf-34158', 'tf#34158', {
    'framework': 'keras@2.4', 'loss': 'mae', 'y_true': [[[0.], [1.], [1.]]], 'y_pred': [[[1.], [0.], [1.]]],
    'mask': m[None]}, [
    number('0.3333', (e * m).sum() / 3, why='over 3, the masked one included'),
    number('0.5000', (e * m).sum() / m.sum(), OTHER_COUNT, 'metric and expectation: over 2'),
], url=TF + 'issues/34158')

# Sums, means and axes

e = (a([[1., 2, 3], [1, 2, 3]]) - a([[2., 4, 6], [3, 4, 7]])) ** 2
add('pytorch-3924', 'pytorch#3924', {
    'framework': 'torch', 'loss': 'MSELoss', 'y_true': [[2., 4, 6], [3, 4, 7]],
    'y_pred': [[1., 2, 3], [1, 2, 3]]}, [
    number('6.3333', mean(e), why='over 6 elements'),
    number('38', e.sum(), SUM, 'size_average=False'),
    number('19', e.sum() / 2, [['denominator'], ['factor'], ['framework']], 'expected: over 2 rows',
           verdicts=['explained', 'ambiguous', 'chance'], unpublished='as "divided by 2"'),
], url=TORCH + 'issues/3924')

e = (a([[0., 1], [0, 0]]) - a([[1., 1], [1, 0]])) ** 2
add('keras-core-8', 'keras-core#8', {
    'framework': 'keras@3', 'loss': 'MeanSquaredError', 'y_true': [[0., 1], [0, 0]], 'y_pred': [[1., 1], [1, 0]]}, [
    number('0.5', mean(e), why='should return: over 4 elements'),
    number('1.0', e.sum() / 2, [['denominator'], ['factor'], ['framework'], ['loss']],
           'returns: no mean over the last axis, so over 2 rows'),
], url=GITHUB + 'keras-team/keras-core/issues/8')

e = bce([1, 0], [.5401, .4482])
add('forum-112463', 'discuss.pytorch.org 112463', {
    'framework': 'torch', 'loss': 'binary_cross_entropy', 'y_true': [[1.], [0.]], 'y_pred': [[.5401], [.4482]]}, [
    number('0.6053', mean(e), why='mean'),
    number('1.21', e.sum(), SUM, 'by hand: the sum'),
], url=FORUM + 'understanding-pytorch-binary-cross-entropy-loss-output/112463')

i, o = log_softmax([.1, .2, .4, .3]), softmax([.7, .1, .1, .1])
kl = o * (np.log(o) - i)
add('forum-166206', 'discuss.pytorch.org 166206', {
    'framework': 'torch', 'loss': 'KLDivLoss', 'params': {'reduction': 'batchmean'}, 'y_true': o, 'y_pred': i}, [
    number('0.0179', kl.sum() / 4, why='batchmean of an array without a batch axis: over 4'),
    number('0.0716', kl.sum(), [*SUM, ['shape']], 'cross entropy less entropy: the sum over the classes'),
], url=FORUM + 'kl-divergence-loss-pytorch-implementation/166206')

i, o = log_softmax([[1., 2], [3, 4]]), softmax([[.1, .2], [.3, .4]])
kl = o * (np.log(o) - i)
add('codetd-14560256', 'codetd.com 14560256', {
    'framework': 'torch', 'loss': 'KLDivLoss', 'y_true': o, 'y_pred': i}, [
    number('0.0482', mean(kl), why='mean over the elements'),
    number('0.1928', kl.sum(), SUM, 'sum'),
], url='https://codetd.com/article/14560256')

d = (a([[1., 2], [3, 4]]) - a([[2., 1], [0, 4]])) ** 2
add('sklearn-21864', 'sklearn#21864', {
    'framework': 'sklearn@1.1', 'loss': 'mean_squared_error', 'params': {'squared': False},
    'y_true': [[1, 2], [3, 4]], 'y_pred': [[2, 1], [0, 4]]}, [
    number('1.4715873793431686', mean(np.sqrt(d.mean(0))), why='mean over the outputs of their roots'),
    number('1.6583123951777', np.sqrt(mean(d)), [['value'], ['loss'], ['framework'], ['params.multioutput'],
           ['params.squared', 'value'], ['shape']], 'expected: the root of the mean'),
], url=SKLEARN + 'issues/21864')

# Input kinds

X = a([[1., 0], [0, 1]])
p = softmax(X)
add('keras-6143', 'keras#6143', {
    'framework': 'keras@2.15', 'loss': 'categorical_crossentropy', 'y_true': X, 'y_pred': p}, [
    number('0.313262', mean(-np.log(p[[0, 1], [0, 1]])), why='expected: from probabilities'),
    number('0.488548', mean(ce(p, [0, 1])), [['params.from_logits'], ['y_pred'], ['loss'], ['framework']],
           'from_logits=True on probabilities: softmax twice'),
], url=KERAS + 'issues/6143')

p = np.transpose(a([[[[.1, .3], [.4, .5]], [[.2, .3], [.4, .5]], [[.7, .4], [.2, 0.]]]]), (0, 2, 3, 1))
y = a([[[2, 2], [0, 1]]])
flat, yf = p.reshape(-1, 3), y.reshape(-1)
l = -np.log(flat[range(4), yf])
add('forum-79749', 'discuss.pytorch.org 79749', {
    'framework': 'torch', 'loss': 'CrossEntropyLoss', 'y_true': y, 'y_pred': np.transpose(p, (0, 3, 1, 2))}, [
    number('0.9488', mean(ce(flat, yf)), why='softmax of probabilities, mean'),
    number('2.8824', l.sum(), [['y_pred', 'params.reduction'], ['loss', 'params.reduction'],
           ['y_pred', 'denominator'], ['y_pred', 'factor'], ['loss', 'denominator'], ['loss', 'factor'],
           ['framework', 'denominator'], ['framework', 'factor'], ['framework', 'params.reduction']],
           'probabilities as they are, and the sum'),
], url=FORUM + 'cross-entropy-loss-math-under-the-hood/79749')

p = a([[.9, .1]])
add('pytorch-10033', 'pytorch#10033', {
    'framework': 'torch@1.0', 'loss': 'nll_loss', 'y_true': [0], 'y_pred': p}, [
    number('-0.9000', -p[0, 0], why='probabilities where log-probabilities belong'),
    number('0.1054', -np.log(p[0, 0]), [['y_pred'], ['loss'], ['framework']], 'expected: -log(0.9)',
           unpublished='as "negative log likelihood"'),
], url=TORCH + 'issues/10033')

for name, p, y in (('kezhi-e295e676-1', [[.4, .6]], [0]), ('kezhi-e295e676-2', [[.7, .3]], [1])):
    seen, hand = ce(p, y)[0], -np.log(p[0][y[0]])
    add(name, 'kezhi.tech e295e676', {
        'framework': 'torch', 'loss': 'cross_entropy', 'y_true': y, 'y_pred': p}, [
        number(f'{seen:.4f}', seen, why='softmax of probabilities', unpublished='as code'),
        number(f'{hand:.4f}', hand, [['y_pred'], ['loss'], ['framework']], 'by hand: -log(p)',
               unpublished='as code'),
    ], url='https://kezhi.tech/en/e295e676.html')

add('forum-cross-entropy-calculated', 'discuss.pytorch.org, 2021-05-22', {
    'framework': 'torch', 'loss': 'CrossEntropyLoss', 'y_true': [1], 'y_pred': [[-.0820, .0076, -.0952, .0285]]}, [
    number('1.3449', ce([[-.0820, .0076, -.0952, .0285]], [1])[0], why='log_softmax, not the log of 0.0076'),
])

e = -np.log10(.4770)
add('so-bceloss', 'stackoverflow, How is BCELoss counted in PyTorch?', {
    'framework': 'torch', 'loss': 'BCELoss', 'y_true': [1.], 'y_pred': [.4770]}, [
    number('0.3215', e, [['value']], 'by hand with log10'),
    number('0.7403', -np.log(.4770), misprinted='p is printed with 4 digits; of 0.4770 exactly it is 0.7402',
           why='the natural logarithm', agrees=None, **CANNOT),
])

z = a([[-2.99181128, -1.29089355, -0.49017018, 1.25062561, -3.17891693, -4.10819149, -12.85970783,
        11.72850990, -4.76343298, 1.11044443],
       [1.47004175, 2.04185462, 7.62971449, 1.82590401, -8.92507839, -2.46311164, 0.17321450,
        -8.56867886, -0.19891697, -8.65551376]])
y = [7, 2]
twice = mean(ce(softmax(z), y))
add('paddle-31610', 'Paddle#31610', {
    'framework': 'torch', 'loss': 'CrossEntropyLoss', 'y_true': y, 'y_pred': z}, [
    number('0.00495084', mean(ce(z, y)), why='softmax_with_cross_entropy', **CANNOT,
           misprinted='a float32 kernel is off by 7e-6 of it'),
    number(f'{twice:.6f}', twice, [['y_pred']], 'cross_entropy of the softmax: softmax twice',
           unpublished='as words'),
], url=GITHUB + 'PaddlePaddle/Paddle/issues/31610')

# Epsilon, clipping and precision

for name, y, seen, once in (('keras-15249', 0., '15.333239', '15.942385'),
                            ('keras-15249-right', 1., None, '1.1920930e-07')):
    p = .9999999
    numbers = [] if seen is None else [
        number(seen, bce_clipped([y], [p], twice=True)[0], why='epsilon by clipping and in the logarithm')]
    add(name, 'keras#15249', {
        'framework': 'keras@2.6', 'mode': 'eager', 'loss': 'binary_crossentropy', 'y_true': [[y]], 'y_pred': [[p]]}, [
        *numbers, number(once, bce_clipped([y], [p])[0], [['framework'], ['params.epsilon']],
                         'Theano: epsilon once', spacing='float32')],
        checked='numpy in float32', url=KERAS + 'issues/15249')

add('tf-41595', 'tf#41595', {
    'framework': 'tensorflow@2.2', 'mode': 'eager', 'loss': 'BinaryCrossentropy', 'y_true': [[1.]],
    'y_pred': [[0.]]}, [
    number('15.424948470398375', bce_clipped([1], [0], 'float64', True)[0], [['dtype']],
           'epsilon twice; numpy arrays of doubles', verdicts=EITHER),
    number('16.11809539794922', bce_clipped([1], [0])[0], [['framework'], ['params.epsilon']],
           'earlier versions: epsilon once, float32', spacing='float32'),
], checked='numpy in float32 and float64', url=TF + 'pull/41595')

y, p = a([1, 1, 1, 0, 1, 0, 0, 1, 1, 0.])[:, None], a([0, 0, 0, 1, 1, 0, 0, 1, 0, 1.])[:, None]
add('tf-30040', 'tf#30040', {
    'framework': 'tensorflow@2.2', 'mode': 'eager', 'loss': 'BinaryCrossentropy', 'y_true': y, 'y_pred': p}, [
    number('9.23662', mean(bce_clipped(y, p, twice=True)), misprinted='a digit cut off: 9.236627',
           why='[10, 1] and [10, 1]', causes=[], verdicts=['agrees', *CANNOT['verdicts']]),
    number('8.006299', mean(bce_clipped(np.broadcast_to(y.T, (10, 10)), np.broadcast_to(p, (10, 10)),
                                        twice=True)), [['shape']], '[10] and [10, 1]: 100 pairs',
           spacing='float32'),
], checked='numpy in float32', url=TF + 'issues/30040')

add('so-67615051', 'stackoverflow 67615051', {
    'framework': 'tensorflow@2.4', 'mode': 'eager', 'loss': 'BinaryCrossentropy', 'y_true': [[1., 1, 1]],
    'y_pred': [[1., 1, 0]]}, [
    number('5.1416497230529785', mean(bce_clipped([1, 1, 1], [1, 1, 0], twice=True)), why='epsilon twice',
           spacing='float32'),
], checked='numpy in float32',
    url='https://stackoverflow.com/questions/67615051')

X, Y = a([[30., 10, 10], [-10, 20, 50]]), a([[1., 0, 0], [0, 1, 0]])
clipped = np.clip(softmax(X), 1e-7, 1 - 1e-7)
add('so-76495702', 'stackoverflow 76495702', {
    'framework': 'tensorflow@2.12', 'loss': 'CategoricalCrossentropy', 'params': {'from_logits': True},
    'y_true': Y, 'y_pred': X}, [
    number('15.0000000020612', mean(ce(X, [0, 1])), why='softmax_cross_entropy_with_logits'),
    number('8.059047748974614', mean(-np.log(clipped[[0, 1], [0, 1]])), [['y_pred'], ['params.from_logits']],
           'softmax first, then from_logits=False: clipped at 1e-7', spacing='float32'),
], url='https://stackoverflow.com/questions/76495702')
X = X * 10
clipped = np.clip(softmax(X), 1e-7, 1 - 1e-7)
add('keras-7563', 'keras#7563', {
    'framework': 'keras@2.15', 'loss': 'categorical_crossentropy', 'params': {'from_logits': True},
    'y_true': Y, 'y_pred': X}, [
    number('150.0', mean(300. - 300 + np.array([0, 300.])), why='softmax_cross_entropy_with_logits'),
    number('8.05904786964', mean(-np.log(clipped[[0, 1], [0, 1]])), [['y_pred'], ['params.from_logits']],
           'softmax first: clipped at 1e-7', spacing='float32'),
], url=KERAS + 'issues/7563')

p = np.clip(a([[0., 1], [0, 1]]), 1e-7, 1 - 1e-7)
add('so-65131391', 'stackoverflow 65131391', {
    'framework': 'keras@2.15', 'loss': 'categorical_crossentropy', 'y_true': [[0., 1], [1, 0]],
    'y_pred': [[0., 1], [0, 1]]}, [
    number('8.05904769897461', mean(-np.log(p[[0, 1], [1, 0]])), spacing='float32',
           why='clipped at 1e-7, where the formula gives NaN'),
], url='https://stackoverflow.com/questions/65131391')

p = np.clip(a([[0, 1.], [0, 1], [1, 0], [1, 0]]), 1e-15, 1 - 1e-15)
q = np.clip(p, .01, .99)
y = [1, 0, 0, 0]
add('sklearn-17399', 'sklearn#17399', {
    'framework': 'sklearn@1.1', 'loss': 'log_loss', 'y_true': y, 'y_pred': [[0., 1], [0, 1], [1, 0], [1, 0]],
    'params': {'eps': 1e-15}}, [
    number('8.634694098727671', mean(-np.log(p[range(4), y])), why='clipped at 1e-15', spacing='float32'),
    number('1.1588302983871486', mean(-np.log(q[range(4), y])), [['params.eps']], 'eps=0.01'),
], url=SKLEARN + 'issues/17399')

y, p = a([1, 1, 1, 0, 0]), a([0., .7, .6, .2, .3])
add('sklearn-17971', 'sklearn#17971', {
    'framework': 'sklearn@1.1', 'loss': 'log_loss', 'params': {'eps': 1e-15}, 'y_true': y, 'y_pred': p}, [
    number('7.197', mean(bce(y, np.clip(p, 1e-15, 1))), why='clipped at 1e-15'),
    number('1.671', mean(bce(y, np.clip(p, 1e-3, 1))), [['params.eps']],
           '0 as 0.001'),
], url=SKLEARN + 'pull/17971')

add('sklearn-24515', 'sklearn#24515', {
    'framework': 'sklearn@1.1', 'loss': 'log_loss', 'y_true': [[0, 1]], 'y_pred': [[.2, .3]]}, [
    number('0.5108256237659907', -np.log(.3 / .5), why='rows made to sum to 1'),
    number('1.2039728', -np.log(.3), [['framework'], ['loss'], ['y_pred'], ['params.normalize']],
           'expected: -log(0.3)'),
], url=SKLEARN + 'issues/24515')

add('sklearn-10157', 'sklearn#10157', {
    'framework': 'sklearn@1.1', 'loss': 'log_loss', 'y_true': [[1, 1, 1]], 'y_pred': [[.5, .5, .5]]}, [
    number('3.295836866', -3 * np.log(1 / 3), why='three labels, rows made to sum to 1, summed'),
    number('0.69314718056', np.log(2), [['framework'], ['loss'], ['factor'], ['denominator']],
           'expected: the mean of the three binary ones'),
], url=SKLEARN + 'issues/10157')

eye, p = np.eye(3), a([[.9, .05, .05], [.5, .89, .6], [.05, .01, .94]])
plain, scaled = mean(-np.log(np.diag(p))), mean(-np.log(np.diag(p / p.sum(1, keepdims=True))))
add('so-68427532', 'stackoverflow 68427532', {
    'framework': 'keras@2.15', 'loss': 'categorical_crossentropy', 'y_true': eye, 'y_pred': p}, [
    number(f'{scaled:.6f}', scaled, why='rows made to sum to 1', unpublished='as one number for each row'),
    number(f'{plain:.6f}', plain, [['framework'], ['loss'], ['y_pred']], 'plain formula',
           unpublished='as one number for each row'),
], url='https://stackoverflow.com/questions/68427532')
add('tf-34927', 'tf#34927', {
    'framework': 'keras@2.15', 'loss': 'sparse_categorical_crossentropy', 'y_true': [0, 1, 2], 'y_pred': p}, [
    number('0.3239', scaled, misprinted='digits cut off: it rounds to 0.3240', why='rows sum to 1', **CANNOT),
], url=TF + 'issues/34927')

add('tf-keras-400', 'tf-keras#400', {
    'framework': 'keras@2.11', 'loss': 'CosineSimilarity', 'y_true': [[0., 2, 3]], 'y_pred': [[0., 2, 3]]}, [
    number('-1.', -1, why='documented least value; -1.0000001 was printed', unpublished='as [-1, 1]',
           verdicts=EITHER, causes=[['dtype']]),
], url=GITHUB + 'keras-team/tf-keras/issues/400')

# Labels, shapes and exchanged arguments

y, p = a([[0., 1], [0, 0]]), a([[.6, .4], [.4, .6]])
add('keras-15665', 'keras#15665', {
    'framework': 'keras@2.7', 'loss': 'Hinge', 'y_true': y, 'y_pred': p}, [
    number('1.3', mean(np.maximum(1 - (2 * y - 1) * p, 0)), why='labels 0 and 1 as -1 and 1'),
    number('0.9', mean(np.maximum(1 - y * p, 0)), [['y_true'], ['framework'], ['loss']], 'labels as they are'),
], url=KERAS + 'issues/15665')

o, t = a([1., 2]).reshape(2, 1), a([0., 1]).reshape(2, 1, 1, 1)
add('pytorch-4938', 'pytorch#4938', {
    'framework': 'torch', 'loss': 'mse_loss', 'y_true': t, 'y_pred': o}, [
    number('1.5', mean((o - t) ** 2), why='[2, 1] and [2, 1, 1, 1]: 4 pairs'),
    number('1', mean((o.ravel() - t.ravel()) ** 2), [['shape']], 'element by element'),
], url=TORCH + 'issues/4938')

p = a([[.3, .6, .1], [.1, .2, .7]])
hot = a([[0, 1., 0], [0, 0, 1]])
swapped = mean(-(p * np.log(np.clip(hot, 1e-7, 1))).sum(1))
for name, y, loss in (('keras-7524', [1, 2], 'sparse_categorical_crossentropy'),
                      ('keras-7524-one-hot', hot, 'categorical_crossentropy')):
    add(name, 'keras#7524', {'framework': 'keras@2.2', 'loss': loss, 'y_true': y, 'y_pred': p}, [
        number('0.43375028385236158', mean(-np.log([.6, .7])), why='expected_loss'),
        number('5.6413336', swapped, [['y_true, y_pred']], 'CNTK: targets and predictions exchanged',
               spacing='float32'),
    ], url=KERAS + 'pull/7524')

# Lost logits: nothing in the arrays decides

add('aidev-27333', 'discuss.ai.google.dev 27333', {
    'framework': 'tensorflow@2.4', 'mode': 'eager', 'loss': 'binary_crossentropy', 'y_true': [[0.]],
    'y_pred': [[1.]]}, [
    number('15.333239', bce_clipped([0], [1], twice=True)[0], why='of the predictions'),
    number('909.5416870117188', 909.5416870117188, why='evaluate() uses the logits, which are lost', **CANNOT),
], checked='numpy in float32', url='https://discuss.ai.google.dev/t/27333')
add('tfdiscuss-11073', 'discuss.tensorflow.org 11073', {
    'framework': 'keras@2.8', 'loss': 'BinaryCrossentropy', 'y_true': [[0., 1]],
    'y_pred': [[.5152152, .48478484]]}, [
    number('0.72405', mean(bce([0, 1], [.5152152, .48478484])), why='of the predictions'),
    number('0.7084982991218567', 0.7084982991218567, why='evaluate() uses the logits of the softmax, one by one',
           **CANNOT),
], url='https://discuss.tensorflow.org/t/11073')

# Unsigned pixels, dice

u8 = lambda *x: {'values': list(x), 'dtype': 'uint8'}
add('sklearn-28827', 'sklearn#28827', {
    'framework': 'sklearn@1.4', 'loss': 'mean_squared_error', 'y_true': u8(0), 'y_pred': u8(16)}, [
    number('256', (0 - 16) ** 2, why='expected: cast to float first'),
    number('0', float(np.mean((np.uint8([0]) - np.uint8([16])) ** 2)), [['y_true, y_pred'], ['dtype']],
           'uint8 wraps around', verdicts=['explained', 'ambiguous', 'chance']),
], url=SKLEARN + 'issues/28827')

y = a([[[[1.], [1]], [[0], [0]]], [[[1], [1]], [[0], [0]]]])
p = a([[[[0.], [1]], [[0], [1]]], [[[.4], [0]], [[0], [.9]]]])


def dice(y, p): return 1 - (2 * (y * p).sum() + 1e-7) / (y.sum() + p.sum() + 1e-7)


add('keras-19637', 'keras#19637', {'framework': 'keras@3.3', 'loss': 'Dice', 'y_true': y, 'y_pred': p}, [
    number('0.6164384', dice(y, p), why='of all values', spacing='float32'),
    number('0.6287879', (dice(y[0], p[0]) + dice(y[1], p[1])) / 2, [['batches'], ['batch_size'], ['params.axis'],
           ['framework'], ['loss']], 'expected [0.5, 0.7575755] for each image, here their mean',
           spacing='float32', unpublished='as one number for each image'),
], url=KERAS + 'issues/19637')
