"""Specs of parameters that Keras takes though no document has them, and of losses called on no rows: writes
them in differential.py's format, which runs them under one version after another.

python odd_params.py make RUN          writes the specs; then differential.py ROLE OLD RUN for each role
python odd_params.py pack RUN FIXTURE  keeps what a test holds: of the calls on no rows a sample, and no answer of Keras 3.0 - 3.5 for
                                       cosine_similarity over several axes, where it divides by the norm of a matrix, which lossaudit refuses
"""
import json, sys

T, P = [[1, 0, 0], [0, 1, 0]], [[0.7, 0.2, 0.1], [0.25, 0.5, 0.25]]
BITS, FIT = [[1, 0], [0, 0]], [[0.75, 0.25], [0.5, 0.125]]
ODD = [-1, 1.5, -0.25]
specs = []


def add(loss, y_true, y_pred, **more): specs.append(dict(kind='call', id=f'odd/{loss}/{len(specs)}', loss=loss, y_true=y_true, y_pred=y_pred, **more))


for smoothing in ODD:
    for logits in ({}, {'from_logits': True}):
        params = {'label_smoothing': smoothing, **logits}
        for loss in ('binary_crossentropy', 'binary_focal_crossentropy'): add(loss, BITS, FIT, params=params)
        for loss in ('categorical_crossentropy', 'categorical_focal_crossentropy'): add(loss, T, P, params=params)
    add('binary_focal_crossentropy', BITS, FIT, params={'label_smoothing': smoothing, 'apply_class_balancing': True})
for delta in (-1.0, -0.5, 0.0): add('huber', [[0, 1], [2, 0]], [[0.25, 3], [2, -0.5]], params={'delta': delta})
for axes in ([0, 1], [-1], [1, 2], [0]):
    for w in ({}, {'sample_weight': [1, 2]}):
        if len(axes) < 2 or not w: add('cosine_similarity', [[[1, 2], [0, 1]], [[2, 1], [1, 1]]], [[[1, 0.5], [2, 1]], [[0, 1], [1, -1]]], params={'axis': axes}, **w)
for axis in ([0, 1], [1], None): add('cosine_similarity', [[1, 2, 0], [2, 0, 1]], [[1, 0.5, 1], [0, 1, 2]], params={'axis': axis})
for alpha in ([0.25, 0.5, 1], [[0.25, 0.5, 1]], [[0.25], [0.5]], [0.25]): add('categorical_focal_crossentropy', T, P, params={'alpha': alpha})
for axis in (0, 1):
    for loss in ('binary_crossentropy', 'categorical_crossentropy'): add(loss, T, P, params={'axis': axis})

LOSSES = ['mean_squared_error', 'mean_absolute_error', 'mean_absolute_percentage_error', 'mean_squared_logarithmic_error', 'cosine_similarity', 'huber', 'log_cosh', 'hinge', 'squared_hinge', 'categorical_hinge',
          'kl_divergence', 'poisson', 'binary_crossentropy', 'binary_focal_crossentropy', 'categorical_crossentropy', 'categorical_focal_crossentropy', 'dice', 'tversky']
for loss in LOSSES:
    for shape in ([0], [0, 1], [0, 3]):
        for more in ({}, {'reduction': 'sum'}, {'params': {'from_logits': True}} if 'crossentropy' in loss else None):
            if more is not None: add(loss, [], [], empty=[shape, shape], **more)
for loss in ('sparse_categorical_crossentropy', 'categorical_generalized_cross_entropy'):
    for shapes in ([[0], [0, 3]], [[0, 1], [0, 3]], [[0], [0]], [[0, 2], [0, 2, 3]]): add(loss, [], [], empty=shapes)

for loss in LOSSES + ['sparse_categorical_crossentropy', 'categorical_generalized_cross_entropy']:
    for shape in ([0], [0, 1], [0, 3], [0, 2, 3]):
        targets = shape[:-1] if 'sparse' in loss or 'general' in loss else shape
        for more in ({'sample_weight': []}, {'mask': []}, {'sample_weight': [], 'mask': []}):
            for red in ({}, {'reduction': 'sum'}):
                if targets: add(loss, [], [], empty=[targets, shape], **more, **red)

ABOUT = 'Parameters that Keras takes though no document has them, and losses called on no rows. Made by oracle/keras/odd_params.py and differential.py.'


def write(file, cases):
    with open(file, 'w') as f: f.write('{"about": %s, "cases": [\n' % json.dumps(ABOUT) + ',\n'.join(json.dumps(c) for c in cases) + '\n]}\n')


def of_a_matrix(spec, role):
    axis = spec.get('params', {}).get('axis', 0)
    return spec['loss'] == 'cosine_similarity' and (axis is None or isinstance(axis, list) and len(axis) > 1) and role.split(':')[1:2] and role.split(':')[1] in ('3.0.5', '3.3.3')


def packed(cases):
    for k, c in enumerate(cases):
        if 'empty' in c['spec'] and k % 25 and c['spec']['loss'] != 'categorical_hinge': continue
        results = {role: r for role, r in c['results'].items() if r.get('error') != 'AttributeError' and not of_a_matrix(c['spec'], role)}
        if results: yield {'spec': c['spec'], 'results': results}


if __name__ == '__main__':
    if sys.argv[1] == 'make': write(sys.argv[2], [{'spec': s, 'results': {}} for s in specs])
    else: write(sys.argv[3], list(packed(json.load(open(sys.argv[2]))['cases'])))
