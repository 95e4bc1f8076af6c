"""The losses of large.mjs in Python, a whole process each: make FOLDER ROWS CLASSES | LIBRARY LOSS FOLDER"""
import os, sys

import numpy as np

EPSILON = np.float32(1e-7)


def path(folder, name):
    return os.path.join(folder, name + '.npy')


def make(folder, rows, classes):
    """Written in blocks: nothing of the arrays' size is held."""
    rng = np.random.default_rng(1)
    step = max(1, 2**22 // classes)
    uniform, targets, logits = (
        np.lib.format.open_memmap(path(folder, name), 'w+', 'float32', (rows, classes))
        for name in ('y_pred', 'y_true', 'logits')
    )
    for at in range(0, rows, step):
        shape = (min(step, rows - at), classes)
        uniform[at : at + step] = rng.random(shape, dtype='float32') * np.float32(0.98) + np.float32(0.01)
        targets[at : at + step] = rng.random(shape, dtype='float32') < 0.5
        logits[at : at + step] = rng.standard_normal(shape, dtype='float32') * 3
    labels = rng.integers(0, classes, rows)
    np.save(path(folder, 'labels'), labels)
    labels[rng.random(rows) < 0.1] = -100
    np.save(path(folder, 'ignored'), labels)
    np.save(path(folder, 'weight'), rng.uniform(0.5, 2, classes).astype('float32'))


def with_numpy(loss, load):
    if loss == 'mean_squared_error':
        return np.square(load('y_pred') - load('y_true')).mean()
    if loss == 'binary_crossentropy':
        t = load('y_true')
        c = np.clip(load('y_pred'), EPSILON, 1 - EPSILON)
        return -(t * np.log(c) + (1 - t) * np.log(1 - c)).mean()
    x = load('logits')
    m = x.max(-1)
    lse = np.log(np.exp(x - m[:, None]).sum(-1)) + m
    if loss == 'sparse_categorical_crossentropy':
        return (lse - x[np.arange(len(x)), load('labels')]).mean()
    y = load('ignored')
    index = np.where(y == -100, 0, y)
    w = load('weight')[index] * (y != -100)
    return ((lse - x[np.arange(len(x)), index]) * w).sum() / w.sum()


def with_torch(loss, load):
    import torch
    from torch.nn import functional as F

    torch.set_num_threads(2)
    of = lambda name: torch.from_numpy(load(name))
    if loss == 'mean_squared_error':
        return F.mse_loss(of('y_pred'), of('y_true')).item()
    if loss == 'binary_crossentropy':
        return F.binary_cross_entropy(of('y_pred'), of('y_true')).item()
    if loss == 'sparse_categorical_crossentropy':
        return F.cross_entropy(of('logits'), of('labels')).item()
    return F.cross_entropy(of('logits'), of('ignored'), weight=of('weight')).item()


def with_keras(loss, load):
    os.environ['KERAS_BACKEND'] = 'torch'
    import torch

    torch.set_num_threads(2)
    import keras

    of = lambda name: torch.from_numpy(load(name))
    if loss == 'mean_squared_error':
        return float(keras.losses.MeanSquaredError()(of('y_true'), of('y_pred')))
    if loss == 'binary_crossentropy':
        return float(keras.losses.BinaryCrossentropy()(of('y_true'), of('y_pred')))
    if loss == 'sparse_categorical_crossentropy':
        entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        return float(entropy(of('labels'), of('logits')))
    raise SystemExit('Keras has no such loss')


if sys.argv[1] == 'make':
    make(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
else:
    library, loss, folder = sys.argv[1:]
    load = lambda name: np.load(path(folder, name))
    print(float({'numpy': with_numpy, 'torch': with_torch, 'keras': with_keras}[library](loss, load)))
