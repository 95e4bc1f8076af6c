#!/usr/bin/env python3
"""Writes fixtures/logs/corpus/keras-*.log and .csv: what fit() prints in eight Keras versions, and every batch's true loss.

Keras 2.2.4 and 2.3.1 (own TensorFlow backend module, graph mode on TensorFlow 2.15's v1 layer), tf.keras 2.15.0 with TensorFlow
2.15.1, Keras 3.1.1, 3.6.0, 3.10.0, 3.12.0 and 3.15.1 on TensorFlow 2.21.0.

    oracle/keras/setup.sh FOLDER
    python3 oracle/logs/keras_logs.py --py-tf FOLDER/tf215/bin/python --py-k3 FOLDER/k3/bin/python --old FOLDER/old
    … --only 3.10.0.nan        only the logs whose name contains this

Each log is one fit() in a process of its own. The loss of a batch is taken where the framework computes it: 2.2 and 2.3 from the
compiled train function's first result, later versions from compute_loss. Predictions are asked for before the update of each batch.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "keras")]

VERSIONS = ["2.2.4", "2.3.1", "2.15.0", "3.1.1", "3.6.0", "3.10.0", "3.12.0", "3.15.1"]
# On a terminal 2.2.4 redraws its line instead of starting a new one; later versions differ in the line ends and in what standard
# error writes into the bar.
MANY = ("throttle", "metrics", "verbose2", "callbacks", "nan", "stateful", "unknown")
TERMINALS = {"2.2.4": MANY, "2.15.0": MANY, "3.12.0": ("throttle", "verbose2")}
SECONDS = 0.001


# ------------------------------------------------------------------------------------------------ scenarios
def identity(values, batch, **more):
    """One input that is also the prediction; the loss is the mean of the batch's inputs, so any losses can be chosen."""
    return dict(model="identity", x=[[[v] for v in values]], y=[[[0.0] for _ in values]], batch=batch, lr=0.0, loss="signed", **more)


def scenarios():
    """Name to settings. Fixed seed: every version gets the same numbers."""
    import numpy as np

    draw = np.random.RandomState(20261125)
    f32 = lambda a: np.asarray(a, "float32").tolist()
    normal = lambda *shape: f32(draw.normal(size=shape))
    result = {}

    result["throttle"] = identity(
        f32(draw.normal(-2.5, 2.2, 24)), 1, epochs=1, step=16,
        about="24 batches of one sample, 16 ms each: the bar is redrawn at most every 50 ms. Losses of both signs.")

    rows, width = 1260, 4
    x = normal(rows, width)
    labels = f32([[float(v)] for v in (np.array(x) @ draw.normal(size=width) + draw.normal(0, 0.7, rows) > 0.2)])
    result["metrics"] = dict(
        model="logistic", x=[x], y=[labels], batch=32, epochs=3, step=9, lr=0.15, loss="binary_crossentropy",
        metrics=["mae", "accuracy"], held_out=96,
        about="3 epochs of 37 steps: 1164 rows in batches of 32, the last one of 12; mae, accuracy, validation data of 96 rows.")

    n = 30
    a, b = normal(n, 2), normal(n, 2)
    two = dict(
        model="two", x=[a, b], y=[f32(draw.normal(0, 1.5, (n, 1))), f32(draw.normal(1, 2, (n, 1)))], batch=4, epochs=1, step=56,
        loss="mse", loss_weights=[1.0, 0.3], l2=0.0125)
    result["outputs-frozen"] = dict(
        two, lr=0.0, about="Outputs a and b, loss weights 1 and 0.3, L2 penalty, learning rate 0: loss minus weighted outputs stays "
        "constant. 30 rows in batches of 4, the last one of 2; every step is printed.")
    result["outputs-training"] = dict(
        two, lr=0.04, about="As outputs-frozen with learning rate 0.04: the penalty changes with every step.")

    values = f32(draw.normal(-0.4, 1.1, 22))
    result["verbose2"] = dict(
        identity(values, 4, epochs=3, step=4, verbose=2, metrics=["mae"]), y=[[[v] for v in f32(draw.normal(0, 0.3, 22))]], held_out=6,
        about="verbose=2: one line per epoch; negative losses; 16 rows in batches of 4, 6 rows for validation.")

    x = normal(30, 3)
    y = f32([[float(v)] for v in np.array(x) @ [0.7, -1.1, 0.4] + draw.normal(0, 0.2, 30)])
    result["csv"] = dict(
        model="linear", x=[x], y=[y], batch=4, epochs=3, step=20, lr=0.05, loss="mse", metrics=["mae"], held_out=8, csv=True,
        about="CSVLogger beside the bar; 22 rows in batches of 4, the last one of 2; 8 rows for validation.")

    x = f32(draw.uniform(0.6, 1.4, (30, 1)))
    result["callbacks"] = dict(
        model="slope", x=[x], y=[x], batch=4, epochs=8, step=20, lr=0.03, loss="mse", held_out=8, events=True,
        about="ModelCheckpoint, ReduceLROnPlateau and EarlyStopping print between the bars; validation targets are 0, so the validation "
        "loss falls at first and rises later. 22 rows in batches of 4, the last one of 2.")

    values = f32(draw.normal(1.2, 0.5, 12))
    values[6] = float("nan")
    result["nan"] = identity(
        values, 2, epochs=2, step=56, about="The loss is NaN from batch 4 of epoch 1 on: the update makes the weight NaN. Every step is printed.")

    x = normal(90, 3)
    labels = f32([[float(v)] for v in (np.array(x) @ [1.5, -0.5, 0.8] + draw.normal(0, 0.8, 90) > 0)])
    result["stateful"] = dict(
        model="logistic", x=[x], y=[labels], batch=8, epochs=2, step=30, lr=0.3, loss="binary_crossentropy", metrics=["stateful"],
        about="A metric that exists only as state: AUC; in 2.2.4, which has no AUC, a layer that counts true positives. 90 rows in "
        "batches of 8, the last one of 2.")

    x = normal(26, 3)
    y = f32([[float(v)] for v in np.array(x) @ [0.3, 0.9, -0.6] + draw.normal(0, 0.3, 26)])
    result["unknown"] = dict(
        model="linear", x=[x], y=[y], batch=4, epochs=2, step=56, lr=0.05, loss="mse", metrics=["mae"], generator=True,
        about="A data set of unknown length: 26 rows in batches of 4, the last one of 2. 2.2.4 and 2.3.1 cannot do that: a generator with "
        "steps_per_epoch=7.")

    fixed = f32(np.random.RandomState(7).normal(size=(24, 3)))
    result["unknown-fixed"] = dict(
        result["unknown"], x=[fixed], y=[f32([[float(v)] for v in np.array(fixed) @ [0.3, 0.9, -0.6] + 0.5])], fixed=True,
        about="A data set of unknown length whose batch shape is fixed: 24 rows in batches of 4. Keras 3 on TensorFlow counts one batch more "
        "than there is, so its epoch values come out too small.")

    values = f32(draw.gamma(2.0, 0.4, 158))
    result["fast"] = identity(
        values, 4, epochs=2, step=0, about="40 steps without any pause: few lines per epoch. The last batch has 2 rows.")

    values = f32(draw.uniform(-2e-6, 6e-6, 15))
    result["small"] = identity(values, 2, epochs=1, step=56, about="Losses around 1e-6, one of them negative; printed as %.4e.")
    values = f32(draw.uniform(2e3, 9e5, 15) * np.array([1, 1, 1, 1, 1, 1, 300, 1, -1, -1, 1, 1, 1, 1, 4e6]))
    result["large"] = identity(values, 2, epochs=1, step=56, about="Losses from 1e3 to 1e12: %.4f prints more digits than float32 holds.")
    return result


# ------------------------------------------------------------------------------------------------ one run of fit()
def boot(version, old):
    """(keras, what it runs on)"""
    if version in ("2.2.4", "2.3.1"):
        from gen_keras_cases import boot_standalone

        return boot_standalone(old, version), "own TensorFlow backend module over TensorFlow 2.15.1 (v1 graph mode)"
    if version.startswith("2."):
        import tensorflow as tf

        return tf.keras, "tf.keras of TensorFlow " + tf.__version__
    os.environ["KERAS_BACKEND"] = "tensorflow"
    if os.path.isdir(f"{old}/keras-{version}"):
        sys.path[:0] = [f"{old}/keras-{version}", f"{old}/extra"]
    import numpy as np

    np.Inf = np.inf  # Keras 3.1 names it so; NumPy 2 no longer does.
    import keras
    import tensorflow as tf

    return keras, "TensorFlow " + tf.__version__


def true_positives(keras):
    """Keras 2.2 keeps state in metrics only if they are layers."""
    K = keras.backend

    class TruePositives(keras.layers.Layer):
        def __init__(self):
            super().__init__(name="true_positives")
            self.stateful = True
            self.count = K.variable(0, dtype="int32")

        def reset_states(self):
            K.set_value(self.count, 0)

        def __call__(self, y_true, y_pred):
            hits = K.cast(K.sum(y_true * K.round(y_pred)), "int32")
            before = self.count * 1
            self.add_update(K.update_add(self.count, hits), inputs=[y_true, y_pred])
            return before + hits

    return TruePositives()


def build(keras, version, spec, kept):
    """The compiled model. kept["loss"]() gives the loss of the last training batch."""
    old_era = version in ("2.2.4", "2.3.1")
    layers, start = keras.layers, keras.initializers.Constant
    base = keras.models.Model

    if not old_era:
        import tensorflow as tf

        last = tf.Variable(0.0, trainable=False)
        kept["loss"] = lambda: last.numpy()

        class base(keras.Model):  # noqa: F811
            def compute_loss(self, *positional, **named):
                loss = super().compute_loss(*positional, **named)
                last.assign(loss)
                return loss

    dense = lambda units, value, name=None, **more: layers.Dense(units, use_bias=False, kernel_initializer=start(value), name=name, **more)
    inputs = [layers.Input(shape=(len(rows[0]),), name=f"x{i}") for i, rows in enumerate(spec["x"])]
    if spec["model"] == "two":
        outputs = [
            dense(1, value, name, kernel_regularizer=keras.regularizers.l2(spec["l2"]))(x)
            for name, value, x in zip("ab", (1.0, 0.5), inputs)
        ]
    else:
        value = {"identity": 1.0, "linear": 0.1, "slope": -1.0, "logistic": 0.3}[spec["model"]]
        outputs = [dense(1, value, activation="sigmoid" if spec["model"] == "logistic" else None)(inputs[0])]
    model = base(inputs=inputs, outputs=outputs) if len(inputs) > 1 else base(inputs=inputs[0], outputs=outputs[0])

    mean = keras.ops.mean if version[0] == "3" else keras.backend.mean
    signed = lambda y_true, y_pred: mean(y_pred - y_true, axis=-1)
    metrics = list(spec.get("metrics", []))
    if metrics == ["stateful"]:
        metrics = [true_positives(keras) if version == "2.2.4" else keras.metrics.AUC(name="auc")]
    more = {"metrics": metrics} if metrics else {}
    if "loss_weights" in spec:
        more["loss_weights"] = spec["loss_weights"]
    loss = signed if spec["loss"] == "signed" else spec["loss"]
    model.compile(keras.optimizers.SGD(spec["lr"]), loss=[loss] * len(outputs) if len(outputs) > 1 else loss, **more)

    if old_era:
        model._make_train_function()
        train = model.train_function

        def train_and_keep(values):
            results = train(values)
            kept["result"] = results[0] if isinstance(results, (list, tuple)) else results
            return results

        model.train_function = train_and_keep
        kept["loss"] = lambda: kept["result"]
    return model


def parts(spec, x, y, predictions, weights):
    """Loss parts and metrics of one batch, in float32, from the predictions before the update."""
    import numpy as np

    result = {}
    if spec["model"] == "two":
        result["outputs"] = {n: np.mean(np.square(p - t), dtype="float32") for n, p, t in zip("ab", predictions, y)}
        result["penalty"] = np.float32(spec["l2"]) * sum(np.sum(np.square(w), dtype="float32") for w in weights)
    for name in spec.get("metrics", []):
        p, t = predictions[0], y[0]
        if name == "mae":
            result.setdefault("metrics", {})["mae"] = np.mean(np.abs(p - t), dtype="float32")
        if name == "accuracy":
            result.setdefault("metrics", {})["accuracy"] = np.mean((p > 0.5) == (t > 0.5), dtype="float32")
    return result


def worker(version, name, old, truth_path):
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1", TF_ENABLE_ONEDNN_OPTS="0")
    import warnings

    warnings.filterwarnings("ignore")
    import numpy as np
    from capture import double, single

    spec = scenarios()[name]
    keras, backend = boot(version, old)
    kept = {}
    model = build(keras, version, spec, kept)

    x, y = ([np.array(rows, "float32") for rows in spec[side]] for side in "xy")
    validation = None
    if "held_out" in spec:
        k = spec["held_out"]
        validation = ([v[-k:] for v in x], [v[-k:] for v in y])
        if spec.get("events"):
            validation = (validation[0], [v * 0 for v in validation[1]])
        x, y = [v[:-k] for v in x], [v[:-k] for v in y]
    n, batch = len(x[0]), spec["batch"]
    cuts = [slice(i, min(i + batch, n)) for i in range(0, n, batch)]
    alone = lambda values: values[0] if len(values) == 1 else values
    as_list = lambda value: list(value) if isinstance(value, (list, tuple)) else [value]
    predict = lambda cut: [np.asarray(p) for p in as_list(model.predict_on_batch(alone([v[cut] for v in x])))]
    needs_parts = spec["model"] == "two" or any(m in ("mae", "accuracy") for m in spec.get("metrics", []))
    # A learning rate of 0 lets all predictions be made beforehand, which keeps the steps short.
    before = [predict(cut) for cut in cuts] if needs_parts and spec["lr"] == 0 else None
    stateful = {"true_positives", "auc"}

    class Record(keras.callbacks.Callback):
        epochs = []

        def on_epoch_begin(self, epoch, logs=None):
            self.now = {"steps": len(cuts), "batch_sizes": [c.stop - c.start for c in cuts], "loss": []}
            self.epochs.append(self.now)
            self.start = None

        def on_batch_begin(self, batch, logs=None):
            # With an unknown length a batch begins before it is known whether there is one.
            if needs_parts and batch < len(cuts):
                cut = cuts[batch]
                found = parts(spec, [v[cut] for v in x], [v[cut] for v in y], before[batch] if before else predict(cut), model.get_weights())
                for key, value in found.items():
                    if isinstance(value, dict):
                        for inner, one in value.items():
                            self.now.setdefault(key, {}).setdefault(inner, []).append(single(one))
                    else:
                        self.now.setdefault(key, []).append(single(value))

        def on_batch_end(self, batch, logs=None):
            self.now["loss"].append(single(kept["loss"]()))
            for key in stateful & set(logs or {}):
                self.now.setdefault("running", {}).setdefault(key, []).append(double(float(logs[key])))
            if spec["step"]:
                # Pauses end on a fixed grid, so what the step itself takes is part of its 16 ms.
                if self.start is None:
                    self.start = time.time() - spec["step"] * SECONDS
                time.sleep(max(0.0, self.start + (batch + 2) * spec["step"] * SECONDS - time.time()))

    callbacks = [Record()]
    if spec.get("csv"):
        callbacks.append(keras.callbacks.CSVLogger("history.csv"))
    if spec.get("events"):
        file = "best.keras" if version[0] == "3" else "best.h5"
        callbacks += [
            keras.callbacks.ModelCheckpoint(file, monitor="val_loss", save_best_only=True, verbose=1),
            keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=1, verbose=1),
            keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, verbose=1),
        ]
    settings = dict(epochs=spec["epochs"], verbose=spec.get("verbose", 1), callbacks=callbacks)
    if validation:
        settings["validation_data"] = tuple(alone(v) for v in validation)
    if spec.get("generator"):

        def batches():
            while True:
                for cut in cuts:
                    yield x[0][cut], y[0][cut]
                if version not in ("2.2.4", "2.3.1"):
                    return

        if version in ("2.2.4", "2.3.1"):
            # One worker and a queue of one: the order of the batches is the order of the data.
            history = model.fit_generator(batches(), steps_per_epoch=len(cuts), max_queue_size=1, workers=1, **settings)
        else:
            import tensorflow as tf

            rows = batch if spec.get("fixed") else None
            shapes = tuple(tf.TensorSpec((rows, v.shape[1]), tf.float32) for v in (x[0], y[0]))
            history = model.fit(tf.data.Dataset.from_generator(batches, output_signature=shapes), **settings)
    else:
        history = model.fit(alone(x), alone(y), batch_size=batch, shuffle=False, **settings)

    for i, epoch in enumerate(Record.epochs):
        epoch["history"] = {key: double(values[i]) for key, values in history.history.items()}
    truth = {"version": keras.__version__ if version[0] != "2" or version in ("2.2.4", "2.3.1") else version, "backend": backend}
    if "loss_weights" in spec:
        truth["loss_weights"] = dict(zip("ab", spec["loss_weights"]))
    if "l2" in spec:
        truth["l2"] = spec["l2"]
    truth["learning_rate"] = spec["lr"]
    truth["epochs"] = Record.epochs
    with open(truth_path, "w") as file:
        json.dump(truth, file)


# ------------------------------------------------------------------------------------------------ all runs
def main():
    options = argparse.ArgumentParser()
    for flag in ("--py-tf", "--py-k3", "--old"):
        options.add_argument(flag, required=True)
    options.add_argument("--only", default="")
    options.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.worker:
        version, name, truth_path = chosen.worker
        return worker(version, name, chosen.old, truth_path)

    from capture import run, save, save_truth

    names = json.loads(subprocess.run(
        [chosen.py_tf, "-c", "import json, keras_logs; print(json.dumps({k: v['about'] for k, v in keras_logs.scenarios().items()}))"],
        cwd=HERE, check=True, stdout=subprocess.PIPE).stdout)
    failed = []
    for version in VERSIONS:
        for how in ("pipe", "pty"):
            for name, about in names.items():
                if how == "pty" and name not in TERMINALS.get(version, ()):
                    continue
                stem = f"keras-{version}.{name}.{how}"
                # The old versions need steps_per_epoch with a generator; there a fixed shape changes nothing.
                if chosen.only not in stem or (name == "unknown-fixed" and version in ("2.2.4", "2.3.1")):
                    continue
                with tempfile.TemporaryDirectory() as folder:
                    truth_path = os.path.join(folder, "truth.json")
                    python = chosen.py_k3 if version[0] == "3" else chosen.py_tf
                    command = [python, str(HERE / "keras_logs.py"), "--py-tf", "-", "--py-k3", "-", "--old", os.path.abspath(chosen.old),
                               "--worker", version, name, truth_path]
                    try:
                        # A terminal shows standard error too. 2.2.4 over TensorFlow 2.15 would fill it with deprecations.
                        merged = how == "pty" and version != "2.2.4"
                        data = run(command, how, cwd=folder, stderr="merged" if merged else os.path.join(folder, "stderr"))
                    except RuntimeError as error:
                        failed.append(stem)
                        print(stem, error, sep="\n")
                        if not merged:
                            print(pathlib.Path(folder, "stderr").read_text()[-3000:])
                        continue
                    truth = json.loads(pathlib.Path(truth_path).read_text())
                    entry = {"file": f"{stem}.log", "tool": "keras", "version": truth.pop("version"), "backend": truth.pop("backend"),
                             "script": "keras_logs.py", "scenario": name, "capture": how}
                    if merged:
                        entry["stderr"] = "included"
                    save(f"{stem}.log", data)
                    table = pathlib.Path(folder, "history.csv")
                    if table.exists():
                        save(f"{stem}.csv", table.read_bytes())
                        entry["beside"] = [f"{stem}.csv"]
                    save_truth({**entry, **truth}, about)
                    print(stem, len(data), "bytes", flush=True)
    if failed:
        sys.exit("failed: " + " ".join(failed))


if __name__ == "__main__":
    main()
