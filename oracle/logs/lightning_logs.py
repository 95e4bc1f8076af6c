#!/usr/bin/env python3
"""Writes fixtures/logs/corpus/lightning-*: bars and metrics.csv of Lightning, and every batch's true loss.

lightning 2.6.6 (tqdm bar without rich, Rich bar with rich 15.0.0) with torch 2.15.0; lightning 2.0.9.post0 and pytorch-lightning
1.9.5 with torch 2.12.1, all on the CPU.

    oracle/logs/setup.sh FOLDER
    python3 oracle/logs/lightning_logs.py --envs FOLDER [--only 2.6.6.bar]
"""
import json
import os
import pathlib
import tempfile
import time

from capture import arguments, run, save, save_truth

HERE = pathlib.Path(__file__).resolve().parent
# environment, name in the log's name, scenarios with how they are captured
RUNS = [
    ("lightning-2.6.6", "2.6.6", [("bar", "pty"), ("accumulate", "pipe")]),
    ("lightning-2.6.6-rich", "2.6.6", [("rich", "pty"), ("rich", "pipe")]),
    ("lightning-2.0.9", "2.0.9", [("bar", "pty")]),
    ("pytorch-lightning-1.9.5", "1.9.5", [("bar", "pty"), ("accumulate", "pipe")]),
]
ABOUT = {
    "bar": "The tqdm bar on a terminal; train_loss logged on_step and on_epoch, val_loss; 38 rows in batches of 4, the last one of 2; "
    "log_every_n_steps=1. 1.9 shows a second `loss=`: the mean of the last 20 batches, across epochs; it counts validation batches too.",
    "accumulate": "accumulate_grad_batches=2, log_every_n_steps=2; the bar in a pipe; metrics.csv beside it.",
    "rich": "The Rich bar, which lightning 2.6 uses when rich is installed; log_every_n_steps=5.",
}


def worker(name, truth_path):
    import logging

    import torch
    from capture import double, single
    from torch.nn import functional as F

    try:
        import lightning as L
        from lightning.pytorch.callbacks import Callback
        from lightning.pytorch.loggers import CSVLogger
    except ImportError:
        import pytorch_lightning as L
        from pytorch_lightning.callbacks import Callback
        from pytorch_lightning.loggers import CSVLogger

    # lightning 2.6 prints one line that advertises a package with a link; it is left out of the logs.
    logging.getLogger("lightning.pytorch.utilities.rank_zero").addFilter(lambda record: "litlogger" not in record.getMessage())
    torch.manual_seed(20261125)
    torch.set_num_threads(1)
    x = torch.randn(48, 3)
    y = x @ torch.tensor([[1.5], [-1.0], [0.5]]) + 0.4 * torch.randn(48, 1) + 2
    loader = lambda a, b: torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[a:b], y[a:b]), batch_size=4)
    epochs = []

    class Net(L.LightningModule):
        def __init__(self):
            super().__init__()
            self.line = torch.nn.Linear(3, 1)

        def training_step(self, batch, index):
            time.sleep(0.012)
            loss = F.mse_loss(self.line(batch[0]), batch[1])
            epochs[-1]["loss"].append(single(loss.item()))
            epochs[-1]["batch_sizes"].append(len(batch[0]))
            epochs[-1]["step"].append(self.trainer.global_step + 1)
            self.log("train_loss", loss, on_step=True, on_epoch=True, prog_bar=True)
            return loss

        def validation_step(self, batch, index):
            loss = F.mse_loss(self.line(batch[0]), batch[1])
            if not self.trainer.sanity_checking:
                epochs[-1]["eval"]["loss"].append(single(loss.item()))
                epochs[-1]["eval"]["batch_sizes"].append(len(batch[0]))
            self.log("val_loss", loss, prog_bar=True)

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=0.05)

    class Epochs(Callback):
        def close(self, trainer):
            if epochs:
                epochs[-1]["steps"] = len(set(epochs[-1]["step"]))
                epochs[-1]["history"] = {k: double(v.item()) for k, v in trainer.callback_metrics.items() if k != "train_loss"}

        def on_train_epoch_start(self, trainer, module):
            self.close(trainer)
            epochs.append({"batch_sizes": [], "loss": [], "step": [], "eval": {"batch_sizes": [], "loss": []}})

        def on_train_end(self, trainer, module):
            self.close(trainer)

    settings = dict(max_epochs=1 if name == "rich" else 2, accumulate_grad_batches=2 if name == "accumulate" else 1,
                    log_every_n_steps={"bar": 1, "accumulate": 2, "rich": 5}[name])
    trainer = L.Trainer(**settings, accelerator="cpu", devices=1, enable_checkpointing=False, callbacks=[Epochs()],
                        logger=CSVLogger(".", name="logs"))
    trainer.fit(Net(), loader(0, 38), loader(38, 48))
    truth = dict(version=L.__version__, backend="torch " + torch.__version__.split("+")[0], settings=settings, epochs=epochs)
    pathlib.Path(truth_path).write_text(json.dumps(truth))


def main():
    chosen = arguments(worker)
    for environment, version, scenarios in RUNS:
        for name, how in scenarios:
            stem = f"lightning-{version}.{name}.{how}"
            if chosen.only not in stem:
                continue
            with tempfile.TemporaryDirectory() as folder:
                truth_path = os.path.join(folder, "truth.json")
                python = os.path.join(os.path.abspath(chosen.envs), environment, "bin", "python")
                command = [python, str(HERE / "lightning_logs.py"), "--worker", name, truth_path]
                env = dict(PYTHONWARNINGS="ignore", CUDA_VISIBLE_DEVICES="")
                data = run(command, how, cwd=folder, env=env, stderr="merged")
                truth = json.loads(pathlib.Path(truth_path).read_text())
                entry = {"file": f"{stem}.log", "tool": "lightning" if version[0] == "2" else "pytorch-lightning",
                         "version": truth.pop("version"), "backend": truth.pop("backend"), "script": "lightning_logs.py", "scenario": name,
                         "capture": how, "stderr": "included"}
                save(f"{stem}.log", data)
                if not (name == "rich" and how == "pipe"):
                    save(f"{stem}.metrics.csv", pathlib.Path(folder, "logs", "version_0", "metrics.csv").read_bytes())
                    entry["beside"] = [f"{stem}.metrics.csv"]
                save_truth({**entry, **truth}, ABOUT[name])
                print(stem, len(data), "bytes", flush=True)


if __name__ == "__main__":
    main()
