#!/usr/bin/env python3
"""Writes fixtures/logs/corpus/tfjs-node-*: the console of @tensorflow/tfjs-node during fit(), and every batch's true loss.

@tensorflow/tfjs-node 4.22.0 (its own ProgbarLogger) over the CPU backend of @tensorflow/tfjs 4.22.0, Node 20.

    npm install --ignore-scripts --prefix FOLDER @tensorflow/tfjs-node@4.22.0
    python3 oracle/logs/tfjs_logs.py --modules FOLDER/node_modules

The bar is drawn on a terminal only; in a pipe its lines are missing.
"""
import argparse
import json
import os
import pathlib
import tempfile

from capture import run, save, save_truth

HERE = pathlib.Path(__file__).resolve().parent
RUNS = [
    ("fit", "pty", "3 epochs of 26 rows in batches of 4, the last one of 2; mae; 8 rows for validation."),
    ("fit", "pipe", "3 epochs of 26 rows in batches of 4, the last one of 2; mae; 8 rows for validation."),
    ("dataset", "pty", "fitDataset() of unknown length: 26 rows in batches of 4, the last one of 2."),
]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--modules", required=True)
    options.add_argument("--only", default="")
    chosen = options.parse_args()
    for name, how, about in RUNS:
        stem = f"tfjs-node-4.22.0.{name}.{how}"
        if chosen.only not in stem:
            continue
        with tempfile.TemporaryDirectory() as folder:
            truth_path = os.path.join(folder, "truth.json")
            env = dict(NODE_PATH=os.path.abspath(chosen.modules), NODE_NO_WARNINGS="1")
            data = run(["node", str(HERE / "tfjs_fit.cjs"), name, truth_path], how, cwd=folder, env=env, stderr="merged")
            truth = json.loads(pathlib.Path(truth_path).read_text())
            entry = {"file": f"{stem}.log", "tool": "tfjs-node", "version": truth.pop("version"), "backend": "tfjs CPU backend",
                     "script": "tfjs_logs.py", "scenario": name, "capture": how, "stderr": "included"}
            save(f"{stem}.log", data)
            save_truth({**entry, **truth}, about)
            print(stem, len(data), "bytes", flush=True)


if __name__ == "__main__":
    main()
