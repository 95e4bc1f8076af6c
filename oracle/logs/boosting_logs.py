#!/usr/bin/env python3
"""Writes fixtures/logs/corpus/{catboost,xgboost,lightgbm,ngboost}-*: rounds that these print, and the true metrics of each round.

catboost 1.2.10, xgboost 3.2.0, lightgbm 4.7.0, ngboost 0.6.0, scikit-learn 1.6.1. The data are made here. The truth comes from the
predictions of the model cut off after each round, by plain numpy: the log loss over the rows of a set, the area under the ROC curve by
counting pairs.

    oracle/logs/setup.sh FOLDER
    python3 oracle/logs/boosting_logs.py --envs FOLDER [--only catboost]
"""
import json
import os
import pathlib
import tempfile

from capture import arguments, run, save, save_truth

HERE = pathlib.Path(__file__).resolve().parent
SCENARIOS = {
    "catboost.sets": "Logloss on the training rows and two test sets; `best` is that of the last set.",
    "catboost.auc": "eval_metric AUC, which CatBoost does not compute on the training rows: larger is better; every 2nd round; stopped early.",
    "catboost.train": "No test set: no `test`, no `best`.",
    "xgboost.train": "Two metrics on two sets.",
    "lightgbm.early": "Two metrics on two sets; stopped early: the best round is printed once more. Warnings stand between the rounds.",
    "ngboost.sets": "The loss is that before the round's tree, the one of the validation that after it.",
}


def worker(name, truth_path):
    import numpy as np
    from capture import double

    random = np.random.default_rng(20261127)
    x = random.normal(size=(200, 5))
    y = (x[:, 0] + 0.5 * random.normal(size=200) > 0).astype(int)
    sets = {"train": slice(0, 120), "valid": slice(120, 200), "part": slice(120, 160)}
    rows = {of: (x[part], y[part]) for of, part in sets.items()}

    def logloss(p, target):
        return float(-np.mean(np.where(target == 1, np.log(p), np.log1p(-p))))

    def area(p, target):
        pairs = p[target == 1][:, None] - p[target == 0][None, :]
        return float(np.mean(np.where(pairs > 0, 1, np.where(pairs == 0, 0.5, 0))))

    def truth_of(names, rounds, probability, of):
        """By the log's names of its columns: the metric on a set after each round."""
        return {column: [double(metric(probability(rows[part][0], k), rows[part][1])) for k in range(1, rounds + 1)]
                for column, (part, metric) in names.items() if metric in of}

    program, scenario = name.split(".")
    metrics = (logloss, area)
    if program == "catboost":
        import catboost

        version = catboost.__version__
        settings = {"sets": dict(iterations=8, learning_rate=0.5), "train": dict(iterations=4, learning_rate=0.5),
                    "auc": dict(iterations=12, learning_rate=0.3, eval_metric="AUC", od_type="Iter", od_wait=3, use_best_model=False)}[scenario]
        model = catboost.CatBoostClassifier(verbose=2 if scenario == "auc" else 1, allow_writing_files=False, thread_count=1, random_seed=1, **settings)
        test = {"sets": [rows["valid"], rows["part"]], "auc": [rows["valid"]], "train": None}[scenario]
        model.fit(*rows["train"], eval_set=test)
        names = {"sets": {"learn": ("train", logloss), "test": ("valid", logloss), "test1": ("part", logloss)},
                 "train": {"learn": ("train", logloss)}, "auc": {"test": ("valid", area)}}[scenario]
        truth = truth_of(names, model.tree_count_, lambda data, k: model.predict_proba(data, ntree_end=k)[:, 1], metrics)
        best = {"sets": ("test1", np.minimum), "auc": ("test", np.maximum)}.get(scenario)
        if best:
            truth["best"] = [double(v) for v in best[1].accumulate(np.array(truth[best[0]], float))]
    elif program == "xgboost":
        import xgboost

        version = xgboost.__version__
        data = {of: xgboost.DMatrix(*rows[of]) for of in ("train", "valid")}
        model = xgboost.train(dict(objective="binary:logistic", eval_metric=["logloss", "auc"], nthread=1), data["train"], 8,
                              evals=[(data["train"], "train"), (data["valid"], "valid")])
        names = {f"{of}-{metric}": (of, function) for of in data for metric, function in (("logloss", logloss), ("auc", area))}
        truth = truth_of(names, 8, lambda d, k: model.predict(xgboost.DMatrix(d), iteration_range=(0, k)).astype(float), metrics)
    elif program == "lightgbm":
        import lightgbm

        version = lightgbm.__version__
        train = lightgbm.Dataset(*rows["train"])
        valid = train.create_valid(*rows["valid"])
        model = lightgbm.train(dict(objective="binary", metric=["binary_logloss", "auc"], learning_rate=0.5, num_threads=1, deterministic=True),
                               train, 20, valid_sets=[train, valid], valid_names=["training", "valid_1"],
                               keep_training_booster=True, callbacks=[lightgbm.log_evaluation(1), lightgbm.early_stopping(3)])
        names = {f"{said}'s {metric}": (of, function) for said, of in (("training", "train"), ("valid_1", "valid"))
                 for metric, function in (("binary_logloss", logloss), ("auc", area))}
        truth = truth_of(names, model.current_iteration(), lambda d, k: model.predict(d, num_iteration=k), metrics)
    else:
        import ngboost
        from ngboost.distns import Bernoulli

        from importlib.metadata import version as version_of

        version = version_of("ngboost")
        model = ngboost.NGBClassifier(Dist=Bernoulli, n_estimators=6, learning_rate=0.1, verbose=True, verbose_eval=1, random_state=1)
        model.fit(*rows["train"], X_val=rows["valid"][0], Y_val=rows["valid"][1])

        def after(data, k):
            return model.predict_proba(data, max_iter=k)[:, 1]

        prior = np.full(120, rows["train"][1].mean())
        before = [logloss(prior, rows["train"][1])] + [logloss(after(rows["train"][0], k), rows["train"][1]) for k in range(1, 6)]
        truth = {"loss": [double(v) for v in before],
                 "val_loss": [double(logloss(after(rows["valid"][0], k), rows["valid"][1])) for k in range(1, 7)]}
    first = next(iter(truth.values()))
    epoch = {"steps": len(first), "batch_sizes": [], "loss": [], "rounds": truth}
    pathlib.Path(truth_path).write_text(json.dumps({"version": version, "epochs": [epoch]}))


def main():
    chosen = arguments(worker)
    for name, about in SCENARIOS.items():
        if not name.startswith(chosen.only):
            continue
        with tempfile.TemporaryDirectory() as folder:
            truth_path = os.path.join(folder, "truth.json")
            python = os.path.join(os.path.abspath(chosen.envs), "boosting", "bin", "python")
            data = run([python, str(HERE / "boosting_logs.py"), "--worker", name, truth_path], "pipe", cwd=folder, stderr="merged")
            truth = json.loads(pathlib.Path(truth_path).read_text())
            program, scenario = name.split(".")
            stem = f"{program}-{truth['version']}.{scenario}.pipe"
            entry = {"file": f"{stem}.log", "tool": program, "version": truth.pop("version"), "script": "boosting_logs.py", "scenario": name,
                     "capture": "pipe", "stderr": "included", "printed": "metric after the round"}
            save(f"{stem}.log", data)
            save_truth({**entry, **truth}, about)
            print(stem, len(data), "bytes", flush=True)


if __name__ == "__main__":
    main()
