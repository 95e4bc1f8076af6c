"""Every reduction of Keras 3.7 – 3.14 on a few arrays: reductions.py PYTHON OLD > fixtures/keras/reductions.json

PYTHON runs Keras 3 (setup.sh), OLD holds keras-VERSION folders. Made because these ranges had only cases in which a
wrong mean shows nothing (test/mutation.test.ts).
"""

import json
import os
import subprocess
import sys

VERSIONS = ["3.7.0", "3.12.0", "3.13.2", "3.14.0"]
REDUCTIONS = ["sum_over_batch_size", "mean", "mean_with_sample_weight", "sum", "none"]
Y_TRUE = [[1, 0.5], [0, 2], [3, 1]]
Y_PRED = [[0.5, 0.25], [1, 1.5], [2, 4]]
WEIGHTS = [None, [2, 0.5, 1]]

WORKER = """
import json, sys
import numpy as np
import keras
spec = json.load(sys.stdin)
out = []
for reduction in spec["reductions"]:
    for w in spec["weights"]:
        loss = keras.losses.MeanSquaredError(reduction=reduction)
        value = loss(np.array(spec["y_true"], "float32"), np.array(spec["y_pred"], "float32"),
                     sample_weight=None if w is None else np.array(w, "float32"))
        value = np.asarray(value)
        out.append({"reduction": reduction, "sample_weight": w, "expected": json.loads(json.dumps(value.tolist()))})
print(json.dumps(out))
"""


def run(python, old, version):
    spec = {"reductions": REDUCTIONS, "weights": WEIGHTS, "y_true": Y_TRUE, "y_pred": Y_PRED}
    env = {**os.environ, "PYTHONPATH": f"{old}/keras-{version}", "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run([python, "-c", WORKER], input=json.dumps(spec), env=env, capture_output=True, text=True, check=True)
    for i, result in enumerate(json.loads(done.stdout.splitlines()[-1])):
        weight = {} if result["sample_weight"] is None else {"sample_weight": result["sample_weight"]}
        yield {
            "id": f"{version}/mean_squared_error/{result['reduction']}/{i}",
            "kind": "loss",
            "library": "keras-3.x",
            "version": version,
            "backend": "tensorflow",
            "loss": "mean_squared_error",
            "params": {},
            "reduction": result["reduction"],
            "y_true": Y_TRUE,
            "y_pred": Y_PRED,
            **weight,
            "dtype": "float32",
            "y_true_dtype": "float32",
            "expected": result["expected"],
        }


python, old = sys.argv[1:3]
cases = [case for version in VERSIONS for case in run(python, old, version)]
json.dump({"cases": cases}, sys.stdout, indent=1)
