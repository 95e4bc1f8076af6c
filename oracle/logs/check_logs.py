#!/usr/bin/env python3
"""Compares every number in fixtures/logs/corpus/keras-* with what the recorded losses and the version's averaging rule give.

Any Python 3.8 or later, standard library only; reads the logs and truth.json, writes nothing.

    python3 oracle/logs/check_logs.py

It prints one line per log and the numbers that disagree. The rules are those of the table in check(); a disagreement means that the
rule (or the recorder) is wrong, never that the log is.
"""
import csv
import json
import math
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / "fixtures" / "logs" / "corpus"
VALUES = r"((?: - [^:\s]+: \S+)*)\s*$"
BAR2 = re.compile(r"^\s*(\d+)/(\d+|Unknown)(?: \[[=>.]{30}\])?(?: - ETA: (\S+)| - (\d+)s (\d+)(us|ms|s)/step)?" + VALUES)
BAR3 = re.compile(r"^\s*(\d+)/(\d+|Unknown) (?:[━]{20} )?(\S+) (\d+)(us|ms|s)/step" + VALUES)
VERBOSE2 = re.compile(r"^(?:\d+/\d+)? ?- \d+s(?: - \d+(?:us|ms|s)/step)?((?: - [^:]+: \S+)+?)(?: - \d+(?:us|ms|s)/epoch - \d+(?:us|ms|s)/step)?\s*$")
ALIASES = {"mean_absolute_error": "mae", "acc": "accuracy"}


def number(value):
    return float(value) if not isinstance(value, str) else float(value.replace("Infinity", "inf"))


def lines_of(data):
    text = re.sub(r"\x1b\[[0-9;]*m", "", data.decode("utf-8")).replace("\b", "")
    return [line for line in re.split(r"[\r\n]", text) if line.strip()]


def values_of(text):
    return {m[1]: m[2] for m in re.finditer(r" - ([^:\s]+): (\S+)", text)}


def half_unit(text):
    """Half of the last printed digit."""
    mantissa, _, exponent = text.partition("e")
    return 0.5 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def running(values, weights):
    total = weight = 0.0
    result = []
    for v, w in zip(values, weights):
        total, weight = total + v * w, weight + w
        result.append(total / weight)
    return result


def mean(values):
    return sum(values) / len(values)


class Rule:
    """What a version shows at step k (from 1), in the bar's last line and after the epoch."""

    def __init__(self, entry, epoch):
        self.version = tuple(int(v) for v in entry["version"].split("."))
        self.entry, self.epoch, self.sizes = entry, epoch, epoch["batch_sizes"]
        self.old = self.version < (2, 4)
        self.generator = entry["scenario"] == "unknown" and self.old

    def series(self, key):
        """(values of single batches, weights) or the state after each batch"""
        if key in self.epoch.get("running", {}):
            return [number(v) for v in self.epoch["running"][key]], None
        plain = [1.0] * len(self.sizes)
        if key == "loss":
            values = self.epoch["loss"]
            weights = plain if (3,) <= self.version < (3, 2) else self.sizes
        elif key.endswith("_loss"):
            factor = self.entry["loss_weights"][key[0]] if (3, 5) <= self.version < (3, 7) else 1.0
            values = [number(v) * factor for v in self.epoch["outputs"][key[0]]]
            weights = plain if self.version[0] == 3 or (2, 3) <= self.version < (2, 4) else self.sizes
        else:
            values, weights = self.epoch["metrics"][key], self.sizes
        return [number(v) for v in values], weights

    def state(self, key):
        values, weights = self.series(key)
        return values if weights is None else running(values, weights)

    def at_end(self, key):
        """The state after the epoch. Keras 3 on TensorFlow notices the end of a data set of unknown length only inside one more step.
        That step fails, but what does not depend on its data is carried out: the count of batches, and with a fixed batch shape
        (with 3.0 and 3.1 always, for the loss) the number of samples, is raised once more."""
        state = self.state(key)[-1]
        once_more = self.entry["scenario"] == "unknown-fixed" or self.entry["scenario"] == "unknown" and key == "loss" and self.version < (3, 2)
        return state * len(self.sizes) / (len(self.sizes) + 1) if self.version[0] == 3 and once_more else state

    def step(self, key, k):
        state = self.state(key)
        if self.old:
            own = self.version >= (2, 3) and key != "loss" or key in self.epoch.get("running", {})
            return state[k - 1] if own else self.plain(key)[k - 1] if self.generator else state[k - 1]
        if (3,) <= self.version < (3, 15):
            return mean(state[:k])
        return state[k - 1]

    def plain(self, key):
        values, _ = self.series(key)
        return running(values, [1.0] * len(values))

    def last(self, key):
        state, steps = self.state(key), len(self.sizes)
        if self.old:
            own = self.version >= (2, 3) and key != "loss" or key in self.epoch.get("running", {})
            if self.generator and not own:
                return (sum(self.series(key)[0]) + state[-1]) / (steps + 1)
            return state[-1]
        if (3,) <= self.version < (3, 11):
            return (sum(state) + self.at_end(key)) / (steps + 1)
        return self.at_end(key)


def check(entry):
    path = FOLDER / entry["file"]
    wrong, checked, notes = [], 0, {}
    lines = lines_of(path.read_bytes())
    shape = BAR3 if entry["version"][0] == "3" else BAR2
    index, finals = -1 if any(re.match(r"Epoch 1/", line) for line in lines) else 0, 0

    def compare(what, text, expected):
        nonlocal checked
        checked += 1
        shown = float(text)
        if math.isnan(shown) and math.isnan(expected) or shown == expected:
            return
        if not abs(shown - expected) <= half_unit(text) * 1.001 + 2e-6 * abs(expected):
            wrong.append(f"{what}: printed {text}, expected {expected:.8g}")

    for number_of_line, line in enumerate(lines):
        if re.match(r"Epoch \d+/\d+$", line):
            index += 1
            continue
        bar, verbose2 = shape.match(line), VERBOSE2.match(line)
        if not bar and not verbose2:
            notes.setdefault("other", []).append(line)
            continue
        epoch = entry["epochs"][index]
        rule = Rule(entry, epoch)
        history = {ALIASES.get(k, k): number(v) for k, v in epoch["history"].items()}
        if verbose2 and not bar:
            for key, text in values_of(verbose2[1]).items():
                name = ALIASES.get(key, key)
                compare(f"epoch {index + 1} verbose2 {key}", text, history[name])
                if name in ("loss", "mae"):
                    compare(f"epoch {index + 1} verbose2 {key} from the batches", text, rule.at_end(name))
            continue
        values = values_of(bar[bar.re.groups])
        counter, total = int(bar[1]), bar[2]
        if rule.old and not rule.generator:
            ends = [sum(rule.sizes[: i + 1]) for i in range(len(rule.sizes))]
            k = ends.index(counter) + 1
        else:
            k = counter
        steps = len(rule.sizes)
        # The last line of an epoch is the one that is followed by no more bars of it.
        later = [one for one in lines[number_of_line + 1 :] if re.match(r"Epoch \d+/\d+$", one) or shape.match(one)]
        final = k == steps and (not later or later[0].startswith("Epoch"))
        finals += final
        for key, text in values.items():
            name = ALIASES.get(key, key)
            if name.startswith("val_") or name in ("lr", "learning_rate"):
                compare(f"epoch {index + 1} {key}", text, history[name])
                if not final:
                    wrong.append(f"epoch {index + 1} {key} stands in a line that is not the last")
            else:
                what = f"epoch {index + 1} step {k}{' last line' if final else ''} {key}"
                compare(what, text, rule.last(name) if final else rule.step(name, k))
        if total == "Unknown":
            notes["unknown"] = notes.get("unknown", 0) + 1
    for i, epoch in enumerate(entry["epochs"]):
        rule = Rule(entry, epoch)
        for key, value in epoch["history"].items():
            name = ALIASES.get(key, key)
            if name.startswith("val_") or name in ("lr", "learning_rate"):
                continue
            expected, value = rule.at_end(name), number(value)
            checked += 1
            if not (math.isnan(value) and math.isnan(expected)) and abs(value - expected) > 2e-6 * abs(expected) + 1e-12:
                wrong.append(f"epoch {i + 1} history {key}: {value!r}, expected {expected:.9g}")
    for name in entry.get("beside", []):
        for row, epoch in zip(csv.DictReader((FOLDER / name).read_text().splitlines()), entry["epochs"]):
            for key, text in row.items():
                checked += 1
                if key != "epoch" and not abs(float(text) - number(epoch["history"][key])) <= 6e-8 * abs(float(text)):  # 2.3 writes float32
                    wrong.append(f"{name} {key}: {text}, History {epoch['history'][key]}")
    if finals != len(entry["epochs"]) and entry["scenario"] != "verbose2":
        wrong.append(f"{finals} last lines, {len(entry['epochs'])} epochs")
    return checked, wrong, notes


def main():
    truth = json.loads((FOLDER / "truth.json").read_text())
    bad = total = 0
    for entry in truth["files"]:
        if entry["tool"] != "keras":
            continue
        checked, wrong, notes = check(entry)
        total += checked
        bad += len(wrong)
        print(f"{entry['file']:44} {checked:4} numbers", f"{len(wrong)} wrong" if wrong else "", f"other lines {len(notes['other'])}" if "other" in notes else "")
        for text in wrong[:6]:
            print("    ", text)
    print(total, "numbers,", bad, "wrong")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
