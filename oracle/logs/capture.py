"""Shared by the log generators of this folder: run a program, keep the bytes it prints, keep the truth beside them.

Not run by itself. Needs a POSIX system (pseudo-terminals); standard library only.
"""
import argparse
import errno
import fcntl
import json
import math
import os
import pathlib
import pty
import struct
import subprocess
import sys
import termios

FIXTURES = pathlib.Path(__file__).resolve().parent.parent.parent / "fixtures" / "logs" / "corpus"
COLUMNS, ROWS = 100, 30

ABOUT = (
    "Logs printed by the named tools, byte for byte, and the losses that were really computed in those runs. The losses were "
    "read inside the run (return values, callbacks, the script's own variables), never from the log."
)
FIELDS = {
    "scenarios": "what each scenario of each script is for",
    "file": "the log, in this folder",
    "beside": "files that the tool itself wrote in the same run",
    "script, scenario": "what made it: oracle/logs/SCRIPT",
    "capture": "pipe or pty (a pseudo-terminal, so lines end with CR LF); stderr is included only where it says so",
    "epochs[].steps, batch_sizes": "optimizer steps or batches in order; batch_sizes in samples",
    "epochs[].loss": "loss of each single batch, before any averaging; regularization and loss weights included",
    "epochs[].outputs": "per output: loss of each batch, before loss weights",
    "epochs[].penalty": "regularization of each batch",
    "epochs[].metrics": "metric of each single batch, from the predictions before the update",
    "epochs[].step": "optimizer step (from 1) that each batch of the list belongs to; a window may begin in one epoch and end in the next",
    "epochs[].returned": "what Trainer.training_step returned for each batch: the loss as it enters the sum that is logged",
    "epochs[].targets": "number of target tokens of each batch; loss is then the mean over them",
    "epochs[].micro_batch_loss": "losses of the parts of each batch; loss is their mean",
    "epochs[].eval, evaluated": "batches of the evaluation after the epoch; means printed by an evaluation inside it",
    "epochs[].running": "values that exist only as state since the epoch began (AUC and the like), after each batch",
    "epochs[].rounds": "boosting: the metric over the rows of each set after each round, by the column's name in the log",
    "epochs[].history": "what the framework itself holds for the epoch, in full (History, logged metrics)",
    "printed, every": "what a printed number is, and how many batches lie between two prints",
    "numbers": "arrays hold float32 values as the shortest decimal that rounds to the float32, history and the values of plain "
    "Python hold doubles; not-finite values are the strings NaN, Infinity, -Infinity",
}


def arguments(worker):
    """The flags --envs and --only. Called again in an environment with --worker SCENARIO TRUTH, it runs that and does not return."""
    options = argparse.ArgumentParser()
    options.add_argument("--envs")
    options.add_argument("--only", default="")
    options.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.worker:
        worker(*chosen.worker)
        sys.exit()
    if not chosen.envs:
        options.error("--envs is needed")
    return chosen


def run(command, how, cwd, env=None, stderr=None):
    """The bytes that the command writes to standard output, through a pipe or a pseudo-terminal.

    stderr: None drops it, "merged" sends it where stdout goes, as `2>&1` or a terminal does; a path keeps it in that file.
    """
    variables = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR")}
    # The terminal type decides whether tools dare to draw; a login in a container often has none.
    variables.update(TERM="xterm-256color", PYTHONIOENCODING="utf-8", **(env or {}))
    kept = open(stderr, "wb") if stderr not in (None, "merged") else None
    errors = subprocess.STDOUT if stderr == "merged" else kept or subprocess.DEVNULL
    try:
        if how == "pipe":
            done = subprocess.run(command, cwd=cwd, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors)
            data, code = done.stdout, done.returncode
        else:
            reader, writer = pty.openpty()
            fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            child = subprocess.Popen(command, cwd=cwd, env=variables, stdin=writer, stdout=writer, stderr=errors, close_fds=True)
            os.close(writer)
            data = b""
            while True:
                try:
                    piece = os.read(reader, 65536)
                except OSError as error:
                    if error.errno != errno.EIO:
                        raise
                    piece = b""  # Linux says EIO when the last writer of a terminal is gone.
                if not piece:
                    break
                data += piece
            os.close(reader)
            code = child.wait()
    finally:
        if kept:
            kept.close()
    if code != 0:
        raise RuntimeError(f"exit code {code}: {command}\n{data[-2000:].decode('utf-8', 'replace')}")
    return data


def single(value):
    """A float32 value as the shortest decimal that rounds to it; not-finite numbers as their names."""
    import numpy as np

    value = np.float32(value)
    return double(float(str(value)) if np.isfinite(value) else value)


def double(value):
    """A double for JSON; not-finite numbers as their names."""
    if isinstance(value, (bool, int)):
        return int(value)
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def save(name, data, folder=FIXTURES):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def save_truth(entry, about, folder=FIXTURES):
    """Puts the entry into truth.json, in place of an older one of the same file."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two generators may run at the same time
        path = folder / "truth.json"
        old = json.loads(path.read_text()) if path.exists() else {"scenarios": {}, "files": []}
        files = {one["file"]: one for one in [*old["files"], entry] if (folder / one["file"]).exists()}
        scenarios = old["scenarios"]
        scenarios.setdefault(entry["script"], {})[entry["scenario"]] = about
        head = {"about": ABOUT, "fields": FIELDS, "scenarios": {script: scenarios[script] for script in sorted(scenarios)}}
        lines = [json.dumps(files[name], ensure_ascii=False, separators=(",", ":")) for name in sorted(files)]
        text = json.dumps(head, indent=1, ensure_ascii=False)[:-2] + ',\n "files": [\n' + ",\n".join(lines) + "\n]}\n"
        path.write_text(text)
    finally:
        os.close(lock)
