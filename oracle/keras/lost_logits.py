"""Probabilities that a confident classifier saved, beside what evaluate and fit say of the same model, in tf.keras 2.15.

python lost_logits.py > ../../fixtures/keras/lost-logits.json

Each case holds logits z, targets, the activation's output p as predict gives it, and the loss that evaluate says of a model whose last
layer is that activation: `evaluate`. `from_probabilities` is what the same loss gives for p alone, in a model that passes it through.
Needs tensorflow-cpu 2.15.
"""
import json
import os
import sys
from importlib.metadata import version

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
from tensorflow import keras

CASES = {
    "sigmoid far on the wrong side": dict(
        loss="binary_crossentropy", activation="sigmoid", y_true=[[0], [1], [1], [0]], z=[[30], [-25], [2], [-1]]),
    "sigmoid, weights": dict(
        loss="binary_crossentropy", activation="sigmoid", y_true=[[0], [1], [1], [0]], z=[[30], [-25], [2], [-1]],
        sample_weight=[2, 1, 1, 0.5]),
    "softmax, one-hot": dict(
        loss="categorical_crossentropy", activation="softmax", y_true=[[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        z=[[0, 40, 3], [1, 2, 0], [25, -5, 1]]),
    "softmax, sparse": dict(
        loss="sparse_categorical_crossentropy", activation="softmax", y_true=[0, 1, 2],
        z=[[0, 40, 3], [1, 2, 0], [25, -5, 1]]),
    "softmax under binary_crossentropy": dict(
        loss="binary_crossentropy", activation="softmax", y_true=[[0, 1]], z=[[1.2, -0.3]]),
    "sigmoid under binary_crossentropy, nothing clipped": dict(
        loss="binary_crossentropy", activation="sigmoid", y_true=[[0], [1], [1], [0]], z=[[3], [-2], [2], [-1]]),
    "targets without the last axis: y_pred is squeezed": dict(
        loss="binary_crossentropy", activation="sigmoid", y_true=[0, 1, 1, 0], z=[[30], [-25], [2], [-1]]),
}


def compiled(case, activation):
    width = len(case["z"][0])
    inputs = keras.Input((width,))
    model = keras.Model(inputs, keras.layers.Activation(activation)(inputs) if activation else keras.layers.Lambda(lambda x: x)(inputs))
    model.compile(loss=case["loss"])
    return model


def evaluated(case, x, activation):
    weights = case.get("sample_weight")
    return compiled(case, activation).evaluate(
        x, np.array(case["y_true"], "float32"), sample_weight=None if weights is None else np.array(weights, "float32"), verbose=0)


out = []
for name, case in CASES.items():
    z = np.array(case["z"], "float32")
    p = compiled(case, case["activation"]).predict(z, verbose=0)
    out.append({"name": name, **case, "p": p.tolist(), "evaluate": float(evaluated(case, z, case["activation"])),
                "from_probabilities": float(evaluated(case, p, None))})
json.dump({"framework": f"keras {version('keras')}, tensorflow {tf.__version__}", "script": "oracle/keras/lost_logits.py", "cases": out},
          sys.stdout, indent=1)
print()
