"""class_weight together with sample_weight, and integer targets of cosine_similarity, in tf.keras 2.15.

python class_and_sample_weight.py > ../../fixtures/keras/class-and-sample-weight.json

Each case is an audit and what fit(batch_size=…) of a model that passes its input through gives as the epoch's loss, or the name of the
exception that it raises. Needs tensorflow-cpu 2.15.
"""
import json
import os
import sys
from importlib.metadata import version

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
from tensorflow import keras

RNG = np.random.RandomState(26)


def arrays(*shape):
    return np.round(RNG.uniform(0.05, 0.95, shape), 3).astype("float32").tolist()


BINARY = dict(loss="binary_crossentropy", y_true=[[1], [0], [1], [1], [0], [1]], y_pred=arrays(6, 1), class_weight={"0": 1, "1": 3})
SEQUENCE = dict(
    loss="sparse_categorical_crossentropy", params={"from_logits": True}, y_true=[[[2], [2]], [[1], [1]], [[2], [0]]],
    y_pred=(4 * np.array(arrays(3, 2, 3))).round(3).tolist(), class_weight={"0": 2, "1": 3, "2": 0.5})
CASES = {
    "one batch": {**BINARY, "batch_size": 6, "sample_weight": [1, 2, 0.5, 0, 1, 1]},
    "batches of one size": {**BINARY, "batch_size": 3, "sample_weight": [1, 2, 0.5, 0, 1, 1]},
    "a smaller last batch": {**BINARY, "batch_size": 4, "sample_weight": [1, 2, 0.5, 0, 1, 1]},
    "a column of weights": {**BINARY, "batch_size": 6, "sample_weight": [[1], [2], [0.5], [0], [1], [1]]},
    "timesteps, a weight per sample": {**SEQUENCE, "batch_size": 3, "sample_weight": [1.5, 2, 0.5]},
    "timesteps, a column of weights": {**SEQUENCE, "batch_size": 3, "sample_weight": [[1.5], [2], [0.5]]},
    "timesteps, a weight each": {**SEQUENCE, "batch_size": 3, "sample_weight": [[1.5, 1], [2, 0], [0.5, 3]]},
    "integer targets": dict(
        loss="cosine_similarity", batch_size=2, y_true={"values": [[1, 0, 1], [0, 2, 1]], "dtype": "int64"}, y_pred=arrays(2, 3)),
}


def array(spec):
    return np.array(spec["values"], spec["dtype"]) if isinstance(spec, dict) else np.array(spec, "float32")


def run(case):
    x, y = array(case["y_pred"]), array(case["y_true"])
    named = {"from_logits": True} if case.get("params") else {}
    names = {"binary_crossentropy": "BinaryCrossentropy", "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
             "cosine_similarity": "CosineSimilarity"}
    loss = getattr(keras.losses, names[case["loss"]])(**named)
    model = keras.Sequential([keras.layers.Activation("linear", input_shape=x.shape[1:])])
    model.compile(loss=loss)
    weights = {k: v for k, v in {
        "sample_weight": case.get("sample_weight") and np.array(case["sample_weight"], "float32"),
        "class_weight": case.get("class_weight") and {int(k): v for k, v in case["class_weight"].items()}}.items() if v is not None}
    try:
        return {"expected": model.fit(x, y, batch_size=case["batch_size"], shuffle=False, verbose=0, **weights).history["loss"][0]}
    except Exception as error:
        return {"raises": type(error).__name__}


json.dump({
    "birthplace": f"tf.keras {version('keras')} of TensorFlow {tf.__version__}, oracle/keras/class_and_sample_weight.py",
    "cases": [{"id": name, "audit": {"framework": "keras@2.15", **case}, **run(case)} for name, case in CASES.items()],
}, sys.stdout, indent=1)
print()
