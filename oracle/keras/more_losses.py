"""Random specs of the losses that came after the first nine: fixtures/keras/more-losses.json.

python more_losses.py make CASES [COUNT] [SEED]   writes COUNT specs of each loss, in differential.py's format
python more_losses.py metrics CASES [COUNT] [SEED]  the same of keras.metrics: fixtures/keras/metrics.json
python differential.py ROLE OLD CASES             runs them under one version (once for each)
python more_losses.py pack FIXTURE CASES…         puts the runs of several roles together

Ranks that differ, rows that are stretched, weights and masks of other shapes, NaN, infinities, no rows: what a version refuses is
an answer, too.
"""
import json, math, random, sys

BINARY = ['binary_focal_crossentropy', 'dice', 'tversky']
LOSSES = ['mean_absolute_percentage_error', 'mean_squared_logarithmic_error', 'log_cosh', 'poisson', 'squared_hinge', 'categorical_hinge',
          'binary_focal_crossentropy', 'categorical_focal_crossentropy', 'categorical_generalized_cross_entropy', 'dice', 'tversky', 'circle', 'ctc']
INDICES = ['circle', 'categorical_generalized_cross_entropy', 'ctc']
ODD = ['NaN', 'Infinity', '-Infinity', 0.0, -0.0, 1.0, 1e-9, -3.0, 1e6]


def make(count, seed):
    rnd = random.Random(seed)

    def arr(shape, value):
        return value() if not shape else [arr(shape[1:], value) for _ in range(shape[0])]

    def uniform(lo, hi, digits=3): return lambda: round(rnd.uniform(lo, hi), digits)

    def distribution(n):
        v = [rnd.uniform(.02, 1) for _ in range(n)]
        return [round(x / sum(v), 4) for x in v]

    def rows(shape, row):
        return row(shape[-1]) if len(shape) == 1 else [rows(shape[1:], row) for _ in range(shape[0])]

    def one_hot(n):
        k = rnd.randrange(n)
        return [float(i == k) for i in range(n)]

    def spoil(a):
        row = a
        while isinstance(row[0], list): row = rnd.choice(row)
        row[rnd.randrange(len(row))] = rnd.choice(ODD)

    def params(loss):
        p = {}
        some = lambda share=.4: rnd.random() < share
        if 'focal' in loss:
            if some(): p['gamma'] = rnd.choice([0.0, .5, 1.0, 2.0, 3.5, -1.0])
            if some(.35): p['from_logits'] = True
            if some(.3): p['label_smoothing'] = rnd.choice([0.0, .1, .3])
            if some(.2): p['axis'] = rnd.choice([1, -1, -2, 0])
        if loss == 'binary_focal_crossentropy':
            if some(): p['apply_class_balancing'] = True
            if some(): p['alpha'] = rnd.choice([.1, .25, .8, 1.5])
        if loss == 'categorical_focal_crossentropy' and some(): p['alpha'] = rnd.choice([.1, .6, [.2, .5, .3], [1.0, 2.0]])
        if loss == 'categorical_generalized_cross_entropy' and some(.7): p['q'] = rnd.choice([.1, .5, .7, .99, 1.0, 0.0])
        if loss in ('dice', 'tversky') and some(.6): p['axis'] = rnd.choice([None, -1, 0, 1, [0], [1, 2], [0, 1], [-1], [1, 2, 3], [0, -1]])
        if loss == 'tversky':
            if some(): p['alpha'] = rnd.choice([0.0, .3, .7, 2.0])
            if some(): p['beta'] = rnd.choice([0.0, .3, .7, 2.0])
        if loss == 'circle':
            if some(.7): p['gamma'] = rnd.choice([1.0, 5.0, 20.0, 128.0])
            if some(): p['margin'] = rnd.choice([.1, .25, .9, 1.5])
            if some(.3): p['remove_diagonal'] = False
        return p

    def arrays(loss, p):
        n = rnd.choice([1, 2, 2, 3, 4, 5])
        shape = [n] + rnd.choice([[], [1], [3], [3], [2], [4], [17], [2, 3], [3, 1], [1, 3], [2, 2, 3]])
        if loss == 'ctc':
            n, frames, classes = rnd.choice([1, 2, 3]), rnd.choice([1, 3, 4, 6, 7]), rnd.choice([2, 3, 5])
            width = rnd.choice([0, 1, 2, 3, frames, frames + 1])
            # Rows end in zeros; sometimes one stands among the labels.
            own = lambda: [rnd.randrange(1, classes) for _ in range(rnd.randrange(width + 1))]
            labels = [(r + [0] * width)[:width] for r in (own() for _ in range(n))]
            if width > 1 and rnd.random() < .2: labels[0][0] = 0
            return labels, arr([n, frames, classes], uniform(-3, 3, 2))
        if loss == 'circle':
            n = rnd.choice([1, 2, 4, 5, 6])
            d = rnd.choice([1, 2, 3])
            emb = [[rnd.gauss(0, 1) for _ in range(d)] for _ in range(n)]
            emb = [[round(x / math.sqrt(sum(y * y for y in r)), 4) for x in r] for r in emb]
            return arr(rnd.choice([[n], [n], [n, 1], [n, d] if 1 < n != d else [n]]), lambda: rnd.randrange(3)), emb
        if loss == 'categorical_generalized_cross_entropy':
            if len(shape) == 1: shape += [3]
            shape[-1] = max(2, shape[-1])
            t = rnd.choice([shape[:-1], shape[:-1], shape[:-1], shape[:-1] + [1], shape])
            high = shape[-1] if rnd.random() < .8 else shape[-1] + 1
            return arr(t, lambda: rnd.randrange(-1 if rnd.random() < .05 else 0, high)), rows(shape, distribution)
        t = list(shape)
        r = rnd.random()
        if r < .06 and len(shape) > 1: t = shape[:-1]
        elif r < .12: t = shape + [1]
        elif r < .18 and len(shape) > 1: t = shape[:-1] + [1]
        elif r < .22 and len(shape) > 1: t = [1] + shape[1:]
        elif r < .25 and len(shape) > 2: t = shape[:1] + shape[2:]
        logits = p.get('from_logits')
        if loss in BINARY:
            values = uniform(-6, 6) if logits else uniform(0, 1)
            soft = rnd.random() < .3
            return arr(t, uniform(0, 1, 2) if soft else lambda: float(rnd.randrange(2))), arr(shape, values)
        if loss == 'categorical_focal_crossentropy':
            pred = arr(shape, uniform(-5, 5)) if logits else rows(shape, distribution) if rnd.random() < .7 else arr(shape, uniform(.1, 2))
            return rows(t, one_hot), pred
        if loss == 'categorical_hinge': return rows(t, one_hot), arr(shape, uniform(-1.5, 1.5))
        if loss == 'squared_hinge':
            words = rnd.choice([[0., 1.], [-1., 1.], [-1., 0., 1.], [1.]])
            return arr(t, lambda: rnd.choice(words)), arr(shape, uniform(-2, 2))
        if loss == 'log_cosh': return arr(t, uniform(-3, 3)), arr(shape, uniform(-4, 4) if rnd.random() < .8 else uniform(-60, 60))
        wide = uniform(0, 9, 2) if rnd.random() < .7 else uniform(-2, 4, 2)
        return arr(t, (lambda: float(rnd.randrange(4))) if rnd.random() < .3 else wide), arr(shape, wide)

    def shape_of(a):
        s = []
        while isinstance(a, list):
            s.append(len(a))
            if not a: break
            a = a[0]
        return s

    cases = []
    for loss in LOSSES:
        for i in range(count):
            p = params(loss)
            y_true, y_pred = arrays(loss, p)
            fit = rnd.random() < .25
            if fit and len(y_true) != len(y_pred): fit = False
            spec = {'kind': 'fit' if fit else 'call', 'id': '%s/%d' % (loss, i), 'loss': loss, 'params': p, 'y_true': y_true, 'y_pred': y_pred}
            shape = shape_of(y_pred)
            if fit and len(shape) < 2: spec['kind'] = 'call'
            if loss in INDICES and rnd.random() < .8: spec['y_true_dtype'] = 'int32'
            r = rnd.random()
            if r < .1: spoil(y_pred)
            elif r < .15 and loss not in INDICES: spoil(y_true)
            elif r < .2 and spec['kind'] == 'call' and not p.get('axis'):
                empty = [0] + shape[1:]
                spec.update(y_true=[], y_pred=[], empty=[[0, 2] if loss == 'ctc' else [0] if loss in INDICES else empty, empty])
                cases.append({'spec': spec, 'results': {}})
                continue
            elif r < .23 and loss in ('poisson', 'mean_absolute_percentage_error', 'squared_hinge', 'log_cosh', 'dice', 'tversky') and spec['kind'] == 'call':
                whole = lambda a: [whole(x) for x in a] if isinstance(a, list) else int(a) if math.isfinite(float(a)) else 0
                spec.update(y_true=whole(y_true), y_pred=whole(y_pred), y_pred_dtype='int32', y_true_dtype='int32')
            n = shape[0]
            if rnd.random() < .4:
                spec['sample_weight'] = arr(rnd.choice([[n], [n], [n], [n, 1], shape[:-1], shape[:-1] + [1]] + ([] if spec['kind'] == 'fit' else [[]])),
                                            lambda: rnd.choice([0., .5, 1., 2., round(rnd.uniform(-1, 3), 2)]))
            if rnd.random() < .25: spec['mask'] = arr(rnd.choice([shape[:-1], [n]]), lambda: rnd.randrange(2))
            if rnd.random() < .3: spec['reduction'] = rnd.choice(['sum', 'none'] if spec['kind'] == 'call' else ['sum'])
            if rnd.random() < .15 and spec['kind'] == 'call': spec['reduction'] = rnd.choice(['mean', 'mean_with_sample_weight'])
            if spec['kind'] == 'fit':
                if rnd.random() < .3: spec['batch_size'] = 2
                if 'focal' in loss and rnd.random() < .4:
                    spec['activation'] = 'sigmoid' if loss.startswith('binary') else 'softmax'
                    spec['params'].pop('axis', None)
            elif 'empty' not in spec and rnd.random() < .1 and loss not in ('circle', 'ctc'):
                spec['dtype'] = rnd.choice(['float64', 'float16', 'bfloat16'])
            cases.append({'spec': spec, 'results': {}})
    return cases


METRICS = ['mean_squared_error', 'mean_absolute_error', 'mean_absolute_percentage_error', 'mean_squared_logarithmic_error', 'log_cosh', 'cosine_similarity',
           'poisson', 'kl_divergence', 'hinge', 'squared_hinge', 'categorical_hinge', 'binary_crossentropy', 'categorical_crossentropy',
           'sparse_categorical_crossentropy']


def make_metrics(count, seed):
    rnd = random.Random(seed)

    def arr(shape, value): return value() if not shape else [arr(shape[1:], value) for _ in range(shape[0])]

    def uniform(lo, hi): return lambda: round(rnd.uniform(lo, hi), 3)
    cases = []
    for loss in METRICS:
        for i in range(count):
            n = rnd.choice([1, 2, 3, 3, 4, 5])
            shape = [n] + rnd.choice([[3], [2], [1], [2, 3], [3, 2], [2, 2, 3]])
            p = {}
            if 'crossentropy' in loss:
                if rnd.random() < .3: p['from_logits'] = True
                if 'sparse' not in loss and rnd.random() < .3: p['label_smoothing'] = rnd.choice([.1, .3])
                if 'sparse' in loss and rnd.random() < .4: p['ignore_class'] = rnd.choice([0, -1, 1])
                if loss == 'categorical_crossentropy' and len(shape) > 2 and rnd.random() < .4: p['axis'] = 1
                if 'sparse' in loss and rnd.random() < .1: p['axis'] = -1
            if loss == 'cosine_similarity' and len(shape) > 2 and rnd.random() < .5: p['axis'] = 1
            positive = loss in ('poisson', 'kl_divergence') or 'logarithmic' in loss or 'crossentropy' in loss and not p.get('from_logits')
            y_pred = arr(shape, uniform(.02, .98) if positive else uniform(-2, 2))
            t = shape
            if rnd.random() < .12 and shape[-1] == 1: t = shape[:-1]
            if 'sparse' in loss:
                t = shape[:-1]
                classes = shape[-1]
                words = list(range(classes)) + ([p['ignore_class']] if 'ignore_class' in p else [])
                y_true = arr(t, lambda: rnd.choice(words))
            elif loss in ('hinge', 'squared_hinge', 'binary_crossentropy', 'categorical_hinge', 'categorical_crossentropy'): y_true = arr(t, lambda: float(rnd.randrange(2)))
            else: y_true = arr(t, uniform(.02, .98) if positive else uniform(-2, 2))
            spec = {'kind': 'metric', 'id': 'metrics.%s/%d' % (loss, i), 'loss': loss, 'params': p, 'y_true': y_true, 'y_pred': y_pred}
            if 'sparse' in loss: spec['y_true_dtype'] = 'int32'
            if rnd.random() < .65:
                spec['sample_weight'] = arr(rnd.choice([[n], [n], [n, 1], shape[:-1], shape[:-1], shape[:-1] + [1], []]), lambda: rnd.choice([0., .5, 1., 2., 3.]))
            if rnd.random() < .25: spec['mask'] = arr(rnd.choice([shape[:-1], [n]]), lambda: rnd.randrange(2))
            if n > 2 and rnd.random() < .4: spec['batch_size'] = 2
            cases.append({'spec': spec, 'results': {}})
    # Classes on another axis, which only torch takes.
    cases.append({'spec': {'kind': 'metric', 'id': 'metrics.sparse_categorical_crossentropy/axis', 'loss': 'sparse_categorical_crossentropy',
                           'params': {'axis': 1}, 'y_true': arr([3, 2], lambda: rnd.randrange(4)), 'y_pred': arr([3, 4, 2], uniform(.1, .9)),
                           'y_true_dtype': 'int32', 'sample_weight': [[1., 2.], [0., 1.], [.5, 3.]]}, 'results': {}})
    return cases


def write(path, about, cases):
    with open(path, 'w') as f:
        f.write('{"about": %s, "cases": [\n' % json.dumps(about) + ',\n'.join(json.dumps(c) for c in cases) + '\n]}\n')


if sys.argv[1] in ('make', 'metrics'):
    count, seed = [int(x) for x in (sys.argv[3:5] + ['45', '14'][len(sys.argv) - 3:])]
    write(sys.argv[2], 'made by oracle/keras/more_losses.py, seed %d' % seed, (make if sys.argv[1] == 'make' else make_metrics)(count, seed))
else:
    files = [json.load(open(f)) for f in sys.argv[3:]]
    cases = [{'spec': c['spec'], 'results': {r: v for f in files for r, v in f['cases'][i]['results'].items()}} for i, c in enumerate(files[0]['cases'])]
    write(sys.argv[2], files[0]['about'], cases)
