"""Float32 losses to the last digit, small crossentropies and long rows above all: fixtures/keras/digits.json.

python digits.py ROLE OLD GENERATED                prints the results of one role (ROLES) as a line
python digits.py join FILES… > fixtures/keras/digits.json
GENERATED is the folder of gen_keras_cases.py. All roles get the same arrays (seed 31).
"""
import json, math, os, random, sys

ROLES = ['std', 'tfk215', 'k3:tensorflow', 'k3:torch', 'k3:jax']
CLASS = {'mean_squared_error': 'MeanSquaredError', 'mean_absolute_error': 'MeanAbsoluteError', 'huber': 'Huber', 'hinge': 'Hinge',
         'binary_crossentropy': 'BinaryCrossentropy', 'categorical_crossentropy': 'CategoricalCrossentropy', 'kl_divergence': 'KLDivergence',
         'sparse_categorical_crossentropy': 'SparseCategoricalCrossentropy', 'cosine_similarity': 'CosineSimilarity'}
rnd = random.Random(31)


def values(n, c, low, high): return [[round(rnd.uniform(low, high), 3) for _ in range(c)] for _ in range(n)]
def classes(n, c): return [rnd.randrange(c) for _ in range(n)]
def hot(labels, c): return [[1 if i == k else 0 for i in range(c)] for k in labels]


def probabilities(n, c, k):
    rows = [[math.exp(v) for v in r] for r in values(n, c, -k, k)]
    return [[float('%.6g' % (v / sum(r))) for v in r] for r in rows]


def cases():
    for n, c in [(4, 3), (8, 1), (5, 7), (12, 10), (4, 20), (2, 100)]:
        for loss in ['mean_squared_error', 'mean_absolute_error', 'huber', 'cosine_similarity']:
            yield loss, {}, values(n, c, -2, 2), values(n, c, -2, 2)
        yield 'hinge', {}, [[rnd.choice([-1, 1]) for _ in range(c)] for _ in range(n)], values(n, c, -2, 2)
        yield 'kl_divergence', {}, probabilities(n, c, 2), probabilities(n, c, 2)
        for k in [1, 4, 10]:
            bits = [[rnd.randrange(2) for _ in range(c)] for _ in range(n)]
            logits = values(n, c, -k, k)
            right = [[abs(z) if t else -abs(z) for z, t in zip(r, q)] for r, q in zip(logits, bits)]
            yield 'binary_crossentropy', {'from_logits': True}, bits, logits
            yield 'binary_crossentropy', {'from_logits': True}, bits, right
            yield 'binary_crossentropy', {}, bits, [[float('%.6g' % (1 / (1 + math.exp(-z)))) for z in r] for r in right]
            if c == 1: continue
            labels = classes(n, c)
            sure = [[round(z + (k if i == t else 0), 3) for i, z in enumerate(r)] for r, t in zip(values(n, c, -k, k), labels)]
            probs = probabilities(n, c, k)
            for loss, targets in [('categorical_crossentropy', hot(labels, c)), ('sparse_categorical_crossentropy', labels)]:
                yield loss, {'from_logits': True}, targets, sure
                yield loss, {}, targets, probs


if sys.argv[1] == 'join':
    results = [json.loads(open(name).read()) for name in sys.argv[2:]]
    print('{"about": "Made by oracle/keras/digits.py", "cases": [')
    lines = []
    for i, (loss, params, y_true, y_pred) in enumerate(cases()):
        by_role = {r['framework']: r['results'][i] for r in results if r['results'][i]}
        lines.append(json.dumps({'loss': loss, 'params': params, 'y_true': y_true, 'y_pred': y_pred, 'results': by_role}, separators=(',', ':')))
    print(',\n'.join(lines) + '\n]}')
    sys.exit()

role, old, generated = sys.argv[1:4]
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
backend = role.split(':')[1] if ':' in role else 'tensorflow'
os.environ['KERAS_BACKEND'] = backend
import numpy as np
if role == 'std':
    sys.path.insert(0, generated)
    import gen_keras_cases
    keras = gen_keras_cases.boot_standalone(old, '2.2.4')
    import keras.backend as K
    from keras.engine.training_utils import weighted_masked_objective
    name = 'keras@2.2.4'
elif role == 'tfk215':
    import tensorflow as tf
    keras, name = tf.keras, 'keras@2.15.0'
else:
    import keras
    from keras import ops
    name = 'keras@%s %s' % (keras.__version__, backend)


def standalone(loss, params):
    if not params:
        other = {'cosine_similarity': 'cosine_proximity', 'kl_divergence': 'kullback_leibler_divergence'}
        return getattr(keras.losses, other.get(loss, loss), None)
    function = getattr(K, loss)
    if loss != 'binary_crossentropy': return lambda t, p: function(t, p, from_logits=True)
    return lambda t, p: K.mean(function(t, p, from_logits=True), axis=-1)


def digits(x): return float('%.9g' % x)


def run(loss, params, y_true, y_pred):
    sparse = loss.startswith('sparse')
    t, p = np.array(y_true, 'int32' if sparse and role != 'std' else 'float32'), np.array(y_pred, 'float32')
    if role == 'std':
        function = standalone(loss, params)
        if function is None: return None
        t, p = K.constant(t), K.constant(p)
        each, total = K.eval(function(t, p)), K.eval(weighted_masked_objective(function)(t, p, None, None))
    else:
        make = getattr(keras.losses, CLASS[loss])
        if role == 'tfk215': t, p = tf.constant(t), tf.constant(p)
        numpy = (lambda x: x.numpy()) if role == 'tfk215' else ops.convert_to_numpy
        each, total = numpy(make(reduction='none', **params)(t, p)), numpy(make(**params)(t, p))
    return {'per_sample': [digits(v) for v in each], 'expected': digits(total)}


print(json.dumps({'framework': name, 'results': [run(*c) for c in cases()]}))
