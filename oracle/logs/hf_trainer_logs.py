#!/usr/bin/env python3
"""Writes fixtures/logs/corpus/transformers-*: console output and trainer_state.json of the Hugging Face Trainer, and every true loss.

transformers 4.45.2, 4.46.3, 4.57.6 and 5.24.0 with torch 2.15.0 on the CPU; the models are made here, nothing is downloaded.

    oracle/logs/setup.sh FOLDER
    python3 oracle/logs/hf_trainer_logs.py --envs FOLDER [--only 4.57.6.nan]

Standard output and standard error are kept in one stream, as people paste it: the dicts stand between the redrawn bars.
"""
import json
import os
import pathlib
import tempfile

from capture import arguments, run, save, save_truth

HERE = pathlib.Path(__file__).resolve().parent
VERSIONS = ["4.45.2", "4.46.3", "4.57.6", "5.24.0"]
NAN = float("nan")

# rows: training rows; bad: number of the micro-batch (from 1) whose loss is NaN
SCENARIOS = {
    "every-step": dict(
        model="plain", rows=22, batch=4, accumulate=1, every=1, epochs=2,
        about="logging_steps=1, evaluation each epoch; 22 rows in batches of 4, the last one of 2."),
    "every-5": dict(
        model="plain", rows=46, batch=4, accumulate=1, every=5, epochs=2,
        about="logging_steps=5: the printed loss is the mean of 5 steps; the windows cross the epochs; the last steps are never printed."),
    "accumulate": dict(
        model="plain", rows=34, batch=4, accumulate=2, every=1, epochs=2,
        about="gradient_accumulation_steps=2, a model that does not know num_items_in_batch; 9 micro-batches per epoch, so the last "
        "window has one, of 2 rows."),
    "causal-lm": dict(
        model="llama", rows=28, batch=2, accumulate=2, every=5, epochs=3,
        about="A small LlamaForCausalLM, gradient_accumulation_steps=2, logging_steps=5, rows of unequal length (labels -100)."),
    "nan": dict(
        model="plain", rows=40, batch=4, accumulate=1, every=1, epochs=1, bad=5, breaks=True,
        about="Step 5 gives NaN and its update makes the weights NaN; logging_nan_inf_filter (default) prints 0 from then on."),
    "nan-once": dict(
        model="plain", rows=60, batch=4, accumulate=1, every=5, epochs=1, bad=8, breaks=False,
        about="Step 8 gives NaN but finite gradients: the next steps are fine; the filter hides it in the second printed window."),
}
# The bar on a terminal is as wide as the terminal, in a pipe ten cells.
TERMINALS = [("5.24.0", "every-step")]
# 4.46.3 differs from 4.45.2 only where it counts num_items_in_batch.
LIMITED = {"4.46.3": ("accumulate", "causal-lm")}
STATES = ("every-step", "causal-lm", "nan")


def worker(name, truth_path):
    import logging

    import torch
    import transformers
    from capture import double, single
    from torch.nn import functional as F
    from transformers import LlamaConfig, LlamaForCausalLM, PretrainedConfig, Trainer, TrainerCallback, TrainingArguments

    logging.getLogger("torch").setLevel(logging.ERROR)
    spec = SCENARIOS[name]
    torch.manual_seed(20261125)
    torch.set_num_threads(1)

    class Plain(torch.nn.Module):
        """Linear regression. Its forward has no **kwargs, so Trainer divides by the accumulation steps itself."""

        def __init__(self):
            super().__init__()
            self.line = torch.nn.Linear(3, 1)
            self.config = PretrainedConfig()
            self.calls = 0

        def forward(self, x, labels=None):
            y = self.line(x)
            loss = F.mse_loss(y, labels)
            if self.training:
                self.calls += 1
                if self.calls == spec.get("bad"):
                    loss = loss * NAN if spec["breaks"] else loss + NAN
            return {"loss": loss, "logits": y}

    if spec["model"] == "plain":
        model = Plain()
        x = torch.randn(spec["rows"] + 10, 3)
        y = x @ torch.tensor([[1.0], [-2.0], [0.5]]) + 0.3 * torch.randn(len(x), 1) + 1
        rows = [dict(x=x[i], labels=y[i]) for i in range(len(x))]
    else:
        model = LlamaForCausalLM(LlamaConfig(
            vocab_size=24, hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, max_position_embeddings=32,
            attn_implementation="eager", pad_token_id=0))
        rows = []
        for i in range(spec["rows"] + 10):
            ids = torch.randint(1, 24, (12,))
            ids[1::2] = (ids[::2] * 5 + 1) % 23 + 1  # every second token follows from the one before: something to learn
            labels = ids.clone()
            labels[4 + (i * 7) % 9:] = -100
            rows.append(dict(input_ids=ids, attention_mask=torch.ones_like(ids), labels=labels))

    epochs, now = [], {}

    def targets_and_mean(labels, output):
        """Number of targets and mean loss over them, whatever the model's loss was divided by."""
        if spec["model"] == "plain":
            return labels.numel(), output["loss"].item()
        shifted = F.pad(labels, (0, 1), value=-100)[..., 1:]
        logits = output.logits.float()
        return int((shifted != -100).sum()), F.cross_entropy(logits.reshape(-1, logits.shape[-1]), shifted.reshape(-1)).item()

    def keep(module, positional, named, output):
        count, mean = targets_and_mean(named["labels"], output)
        place = now["train"] if module.training else now["eval"]
        place["batch_sizes"].append(len(named["labels"]))
        place["loss"].append(single(mean))
        if spec["model"] == "llama":
            place.setdefault("targets", []).append(count)

    model.register_forward_hook(keep, with_kwargs=True)

    class Recorded(Trainer):
        def training_step(self, *positional, **named):
            loss = super().training_step(*positional, **named)
            step = self.state.global_step + 1
            now["train"]["step"].append(step)
            now["train"]["returned"].append(single(loss.item()))
            return loss

    class Epochs(TrainerCallback):
        def on_epoch_begin(self, *_, **__):
            now["train"] = {"batch_sizes": [], "loss": [], "step": [], "returned": []}
            now["eval"] = {"batch_sizes": [], "loss": []}
            epochs.append({**now["train"], "eval": now["eval"]})
            now["train"] = epochs[-1]

    arguments = dict(
        output_dir="out", num_train_epochs=spec["epochs"], per_device_train_batch_size=spec["batch"], per_device_eval_batch_size=4,
        gradient_accumulation_steps=spec["accumulate"], logging_steps=spec["every"], learning_rate=0.05 if spec["model"] == "plain" else 0.01,
        eval_strategy="no" if "bad" in spec else "epoch", save_strategy="no", report_to=[], use_cpu=True, dataloader_pin_memory=False,
        remove_unused_columns=False)
    trainer = Recorded(model=model, args=TrainingArguments(**arguments), train_dataset=rows[:-10], eval_dataset=rows[-10:], callbacks=[Epochs()])
    trainer.train()
    trainer.save_state()

    for epoch in epochs:
        epoch["steps"] = len(set(epoch["step"]))
        if not epoch["eval"]["loss"]:
            del epoch["eval"]
    keys = ("num_train_epochs", "per_device_train_batch_size", "gradient_accumulation_steps", "logging_steps", "learning_rate")
    truth = dict(
        version=transformers.__version__, backend="torch " + torch.__version__.split("+")[0], settings={k: double(arguments[k]) for k in keys},
        epochs=epochs)
    pathlib.Path(truth_path).write_text(json.dumps(truth))


def main():
    chosen = arguments(worker)
    for version in VERSIONS:
        for name, spec in SCENARIOS.items():
            for how in ("pipe", "pty") if (version, name) in TERMINALS else ("pipe",):
                stem = f"transformers-{version}.{name}.{how}"
                if chosen.only not in stem or name not in LIMITED.get(version, SCENARIOS):
                    continue
                with tempfile.TemporaryDirectory() as folder:
                    truth_path = os.path.join(folder, "truth.json")
                    python = os.path.join(os.path.abspath(chosen.envs), f"transformers-{version}", "bin", "python")
                    env = dict(HF_HUB_OFFLINE="1", PYTHONWARNINGS="ignore", TRANSFORMERS_NO_ADVISORY_WARNINGS="1", CUDA_VISIBLE_DEVICES="")
                    command = [python, str(HERE / "hf_trainer_logs.py"), "--worker", name, truth_path]
                    data = run(command, how, cwd=folder, env=env, stderr="merged")
                    truth = json.loads(pathlib.Path(truth_path).read_text())
                    entry = {
                        "file": f"{stem}.log", "tool": "transformers.Trainer", "version": truth.pop("version"), "backend": truth.pop("backend"),
                        "script": "hf_trainer_logs.py", "scenario": name, "capture": how, "stderr": "included"}
                    save(f"{stem}.log", data)
                    if how == "pipe" and name in STATES:
                        save(f"{stem}.trainer_state.json", pathlib.Path(folder, "out", "trainer_state.json").read_bytes())
                        entry["beside"] = [f"{stem}.trainer_state.json"]
                    save_truth({**entry, **truth}, spec["about"])
                    print(stem, len(data), "bytes", flush=True)


if __name__ == "__main__":
    main()
