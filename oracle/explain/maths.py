"""The arithmetic of the losses, written out, in doubles unless a dtype is given."""
import numpy as np

a = np.asarray


def softmax(x, axis=-1):
    e = np.exp(a(x, float) - np.max(x, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(x, axis=-1): return np.log(softmax(x, axis))


def ce(logits, y):
    """Cross entropy of each row from logits and class indices."""
    return -log_softmax(logits)[np.arange(len(y)), y]


def sigmoid(x): return 1 / (1 + np.exp(-a(x, float)))


def bce(y, p):
    y, p = a(y, float), a(p, float)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def bce_clipped(y, p, dtype='float32', twice=False):
    """Keras: p clipped to [1e-7, 1 - 1e-7], and 1e-7 added again inside of the logarithm if `twice`,
    rounded to the dtype after every step."""
    t = np.dtype(dtype).type
    eps = t(1e-7)
    y, p = a(y, dtype), a(p, dtype)
    p = np.clip(p, eps, t(1) - eps)
    more = eps if twice else t(0)
    return -(y * np.log(p + more) + (t(1) - y) * np.log(t(1) - p + more))


def mean(x): return float(np.mean(a(x, float)))
