"""What each version refuses and what it computes: fixtures/keras/refusals.json.

python refusals.py make CASES                      writes the specs of all rules' cases, in differential.py's format
python differential.py ROLE OLD CASES              runs them under one version (once for each; see ROLES)
python refusals.py pack FIXTURE CASES…             puts the runs of several roles together and keeps a sample that a test can run

Arrays are given by their shapes and filled by a formula that test/support/refusal-cases.ts repeats, so that the fixture stays small: element
i of y_pred is ((7 i + 3) mod 11 + 1) / 13, of targets (5 i + 1) mod 2, of class indices (2 i + 1) mod classes, of weights
1 + (i mod 3) / 2, of masks (i + 1) mod 2 after a first 1.
"""
import itertools, json, math, os, sys

LOSSES = ['mean_squared_error', 'mean_absolute_error', 'binary_crossentropy', 'categorical_crossentropy',
          'sparse_categorical_crossentropy', 'huber', 'hinge', 'kl_divergence', 'cosine_similarity']
SPARSE = 'sparse_categorical_crossentropy'
LOGITS = ['binary_crossentropy', 'categorical_crossentropy', SPARSE]


def fill(shape, f):
    n = [0]

    def build(axis):
        if axis == len(shape):
            n[0] += 1
            return f(n[0] - 1)
        return [build(axis + 1) for _ in range(shape[axis])]
    return build(0)


def pred(shape): return fill(shape, lambda i: ((7 * i + 3) % 11 + 1) / 13)
def target(shape): return fill(shape, lambda i: (5 * i + 1) % 2)
def labels(shape, classes): return fill(shape, lambda i: (2 * i + 1) % classes)
def weights(shape): return fill(shape, lambda i: 1 + (i % 3) / 2)
def mask(shape): return fill(shape, lambda i: 1 if i == 0 else (i + 1) % 2)


def preds(n):
    return [[n], [n, 1], [n, 3], [n, 2, 1], [n, 1, 3], [n, 2, 3], [n, 2, 1, 3], [n, 1, 2, 1]]


def trues(p):
    """Shapes of targets that lie near those of predictions."""
    n = p[0]
    made = [p, p + [1], [n], [n, 1], p[:-1] + [1], p[:-1], p[:-1] + [1, 1], [n, 1] + p[1:], p[:1] + [1] * (len(p) - 1)]
    return [list(t) for t in dict.fromkeys(tuple(t) for t in made) if t and t[0] == n]


def shape_cases():
    for n, loss in itertools.product([1, 2], LOSSES):
        for p in preds(n):
            for t in trues(p):
                yield dict(kind='call', loss=loss, y_true=t, y_pred=p)
                if loss in LOGITS: yield dict(kind='call', loss=loss, y_true=t, y_pred=p, params={'from_logits': True})


def axis_cases():
    for n, p, axis in itertools.product([1, 2], range(8), [0, 1, 2, -1, -2]):
        p = preds(n)[p]
        at = axis + len(p) if axis < 0 else axis
        if not 0 <= at < len(p):
            yield dict(kind='call', loss=SPARSE, y_true=p[:-1] or [n], y_pred=p, params={'axis': axis})
            continue
        without = p[:at] + p[at + 1:]
        for t in {tuple(without), tuple(p[:at] + [1] + p[at + 1:]), tuple(p[:-1]), tuple(p[:-1] + [1])}:
            if not t: continue
            for logits, ignored in itertools.product([False, True], [None, 0]):
                if logits and ignored is not None: continue
                params = {'axis': axis, **({'from_logits': True} if logits else {}), **({} if ignored is None else {'ignore_class': ignored})}
                yield dict(kind='call', loss=SPARSE, y_true=list(t), y_pred=p, params=params)
        for loss, logits in itertools.product(['binary_crossentropy', 'categorical_crossentropy', 'cosine_similarity'], [False, True]):
            if logits and loss == 'cosine_similarity': continue
            params = {'axis': axis, **({'from_logits': True} if logits else {})}
            yield dict(kind='call', loss=loss, y_true=p, y_pred=p, params=params)


def ignore_cases():
    for n, p, ignored in itertools.product([1, 2], range(8), [0, 1, 9, -1]):
        p = preds(n)[p]
        for t in trues(p): yield dict(kind='call', loss=SPARSE, y_true=t, y_pred=p, params={'ignore_class': ignored})


def weight_cases():
    for n, p, red in itertools.product([1, 2], [[], [3], [2, 3], [2, 2, 3]], [None, 'sum', 'none', 'mean_with_sample_weight']):
        p = [n] + p
        for w, m in itertools.product([None, [], [n], [1], [n, 1], [n, 2], [n, 2, 1], [n, 1, 1], [n, 2, 2], [n, 3], [n, 1, 2]],
                                      [None, [n], [n, 1], [n, 2], [n, 2, 1]]):
            if w is None and m is None: continue
            s = dict(kind='call', loss='mean_squared_error', y_true=p, y_pred=p)
            if w is not None: s['sample_weight'] = w
            if m is not None: s['mask'] = m
            if red: s['reduction'] = red
            yield s


def fit_cases():
    for n, loss in itertools.product([1, 2], ['mean_squared_error', 'binary_crossentropy', 'categorical_crossentropy', SPARSE, 'hinge', 'cosine_similarity']):
        for p in preds(n):
            for t in trues(p)[:6]: yield dict(kind='fit', loss=loss, y_true=t, y_pred=p)
    for n, p in itertools.product([1, 2], [[], [3], [2, 3], [2, 2, 3]]):
        p = [n] + p
        for w in [[n], [n, 1], [n, 2], [n, 2, 1], [n, 2, 2], [n, 3]]:
            yield dict(kind='fit', loss='mean_squared_error', y_true=p, y_pred=p, sample_weight=w)
            yield dict(kind='fit', loss=SPARSE, y_true=p[:-1] + [1], y_pred=p, sample_weight=w)


def value_cases():
    """Values that a version's kernel refuses, with one row and with more."""
    for n, logits in itertools.product([1, 2], [False, True]):
        params = {'from_logits': True} if logits else {}
        for p in [[n, 3], [n, 2, 3], [n, 2, 2, 3]]:
            for bad, ignored in itertools.product([-1, 3, 100, -100], [None, -1, 3]):
                extra = params if ignored is None else {**params, 'ignore_class': ignored}
                yield dict(kind='call', loss=SPARSE, y_true=p[:-1], y_pred=p, params=extra, y_true_at={'0': bad})
                yield dict(kind='call', loss=SPARSE, y_true=p[:-1] + [1], y_pred=p, params=extra, y_true_at={'0': bad})
        for p, at in itertools.product([[n, 1], [n, 3], [n, 2, 3]], [-0.5, 1.5, 2, 'NaN']):
            yield dict(kind='call', loss='binary_crossentropy', y_true=p, y_pred=p, params=params, y_true_at={'0': at})
            yield dict(kind='call', loss='binary_crossentropy', y_true=p, y_pred=p, params=params, y_pred_at={'0': at})
    for n, loss, p in itertools.product([1, 2], LOSSES, [[], [1], [3], [2, 3], [2, 2, 3]]):
        p = [n] + p
        t = p[:-1] if loss == SPARSE else p
        if not t: continue
        for types in [dict(y_true_dtype='int32'), dict(y_pred_dtype='int32'), dict(y_true_dtype='int32', y_pred_dtype='int32')]:
            yield dict(kind='call', loss=loss, y_true=t, y_pred=p, **types)
    for n, p, keys, w in itertools.product([1, 2], [[1], [3], [2, 3]], [{'0': 2, '1': 3}, {'0': 2}, {'1': 2}, {'0': 1, '1': 2, '2': 3}, {'0': 2, '2': 3}], [None, [1]]):
        p = [n] + p
        s = dict(kind='fit', loss='mean_squared_error', y_true=p, y_pred=p, class_weight=keys)
        yield s if w is None else dict(s, sample_weight=[n])


def filled(s):
    """The arrays of a case by the formulas."""
    t, p = s['y_true'], s['y_pred']
    axis = s.get('params', {}).get('axis', -1)
    classes = p[axis] if -len(p) <= axis < len(p) else p[-1]
    out = dict(s, y_true=labels(t, max(1, classes)) if s['loss'] == SPARSE else target(t), y_pred=pred(p))
    if 'sample_weight' in s: out['sample_weight'] = weights(s['sample_weight'])
    if 'mask' in s: out['mask'] = mask(s['mask'])
    if s.get('y_pred_dtype') == 'int32': out['y_pred'] = target(p)
    for name in ('y_true', 'y_pred'):
        for at, value in out.pop(name + '_at', {}).items():
            row = out[name]
            while isinstance(row[0], list): row = row[0]
            row[int(at)] = value
    return out


def make(path):
    seen, cases = set(), []
    for rule in (shape_cases, axis_cases, ignore_cases, weight_cases, fit_cases, value_cases):
        for s in rule():
            key = json.dumps(s, sort_keys=True)
            if key in seen: continue
            seen.add(key)
            name = rule.__name__.split('_')[0]
            cases.append({'spec': dict(filled(s), id='%s/%d' % (name, len(cases))), 'shapes': s, 'results': {}})
    json.dump({'about': '', 'cases': cases}, open(path, 'w'))
    print(len(cases), 'cases')


def rounded(x):
    """A result as the fixture keeps it: six digits of the loss, `!` where it was refused."""
    if 'error' in x: return '!'
    flat = lambda v: [a for w in v for a in flat(w)] if isinstance(v, list) else [v]
    values = [v if isinstance(v, str) else float('%.6g' % v) for v in flat(x['expected'])]
    return values if isinstance(x['expected'], list) else values[0]


def asked(s):
    """What a whole audit can ask: every array has the rows of y_pred, and a model's output has a unit axis."""
    if s['kind'] == 'fit' and len(s['y_pred']) == 1: return False
    axis = s.get('params', {}).get('axis', -1)
    n = s['y_pred'][0]
    first = axis in (0, -len(s['y_pred']))
    return (first or s['y_true'][0] == n) and all(s[k][:1] in ([], [n]) for k in ('sample_weight', 'mask') if k in s)


def pack(fixture, files):
    """One case of each rule, loss, number of rows, rank and pattern of who refuses it."""
    cases, roles = {}, []
    for name in files:
        for c in json.load(open(name))['cases']:
            if not asked(c['shapes']): continue
            known = cases.setdefault(c['spec']['id'], {'shapes': c['shapes'], 'results': {}})
            for role, result in c['results'].items():
                known['results'][role] = rounded(result)
                if role not in roles: roles.append(role)
    roles.sort()
    kept, seen = [], set()
    for name, c in cases.items():
        s, results = c['shapes'], c['results']
        pattern = ''.join('-' if r not in results else '!' if results[r] == '!' else '=' for r in roles)
        key = (name.split('/')[0], s['loss'], s['kind'], json.dumps(s.get('params')), s['y_pred'][0], len(s['y_pred']), pattern)
        if key in seen or pattern.strip('-') == '': continue
        seen.add(key)
        values = []
        for r in roles:
            if r in results and results[r] != '!' and results[r] not in values: values.append(results[r])
        where = ''.join('-' if r not in results else '!' if results[r] == '!' else chr(97 + values.index(results[r])) for r in roles)
        kept.append({**s, 'values': values, 'who': where})
    with open(fixture, 'w') as f:
        f.write('{"about": "Made by oracle/keras/refusals.py", "roles": %s, "cases": [\n' % json.dumps(roles))
        f.write(',\n'.join(json.dumps(c, separators=(',', ':')) for c in kept) + '\n]}\n')
    print(len(cases), 'cases,', len(kept), 'kept,', len(roles), 'roles')


if __name__ == '__main__':
    if sys.argv[1] == 'make': make(sys.argv[2])
    else: pack(sys.argv[2], sys.argv[3:])
