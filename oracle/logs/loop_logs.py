#!/usr/bin/env python3
"""Writes fixtures/logs/corpus/loop-*: what hand-written PyTorch training loops print, and every batch's true loss.

torch 2.15.0 (CPU), tqdm 4.70.1. The printing lines are those of well-known scripts, the models and data are small and made here.

    oracle/logs/setup.sh FOLDER
    python3 oracle/logs/loop_logs.py --envs FOLDER [--only cifar]
"""
import json
import os
import pathlib
import tempfile
import time

from capture import arguments, run, save, save_truth

HERE = pathlib.Path(__file__).resolve().parent
# printed: what the printed loss is; every: batches from one print to the next
SCENARIOS = {
    "tqdm-batch": dict(printed="batch", about="tqdm.set_postfix(loss=loss.item()): the number goes through tqdm's three significant digits."),
    "tqdm-mean": dict(printed="mean of batches", about='tqdm.set_postfix(loss=f"{mean:.4f}") of the plain mean of the batches so far.'),
    "tqdm-description": dict(
        printed="mean of samples", about="tqdm.set_description with the mean weighted by batch size; the last batch is smaller."),
    "nanogpt": dict(
        printed="last micro-batch", every=10,
        about="nanoGPT: every 10 iterations the loss of the last of 4 micro-batches; evaluation lines."),
    "mnist": dict(printed="batch", every=10, about="PyTorch examples, mnist: the loss of every 10th batch, counted from 0, in samples."),
    "cifar": dict(printed="mean of window", every=5, about="PyTorch CIFAR-10 tutorial: mean of 5 batches, then reset; the last 3 are never printed."),
    "epoch-step": dict(printed="batch", every=6, about="`Epoch [1/3], Step [6/12], Loss: 0.1234`: the loss of that batch alone."),
    "quickstart": dict(printed="batch", every=4, about="PyTorch quickstart tutorial: `loss: 2.301567  [   64/60000]`; the counter includes the batch."),
    "imagenet": dict(printed="batch and mean of samples", every=3, about="PyTorch examples, imagenet: value and (average) meters, last batch included."),
    "transfer": dict(printed="mean of samples at the end", about="PyTorch transfer learning tutorial: epoch losses of training and validation."),
}
CAPTURES = {"tqdm-batch": ("pipe", "pty"), "tqdm-mean": ("pty",), "tqdm-description": ("pty",)}


def worker(name, truth_path):
    import torch
    from capture import double, single
    from torch.nn import functional as F
    from tqdm import tqdm

    torch.manual_seed(20261125)
    torch.set_num_threads(1)
    epochs = []

    def data(rows, batch):
        x = torch.randn(rows, 8)
        y = (x @ torch.randn(8, 4)).argmax(1)
        return [(x[i:i + batch], y[i:i + batch]) for i in range(0, rows, batch)]

    model = torch.nn.Linear(8, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)

    def begin():
        epochs.append({"steps": 0, "batch_sizes": [], "loss": []})

    def step(x, y):
        """One update; the loss as the script sees it."""
        optimizer.zero_grad()
        output = model(x)
        loss = F.cross_entropy(output, y)
        loss.backward()
        optimizer.step()
        epochs[-1]["steps"] += 1
        epochs[-1]["batch_sizes"].append(len(x))
        epochs[-1]["loss"].append(single(loss.item()))
        step.output = output
        return loss

    @torch.no_grad()
    def evaluate(batches):
        losses = [F.cross_entropy(model(x), y).item() for x, y in batches]
        hits = sum((model(x).argmax(1) == y).sum().item() for x, y in batches)
        epochs[-1]["eval"] = {"batch_sizes": [len(x) for x, _ in batches], "loss": [single(v) for v in losses]}
        return losses, hits

    if name.startswith("tqdm"):
        loader = data(90, 8)
        for epoch in range(2):
            begin()
            total = seen = 0
            bar = tqdm(loader, desc=f"Epoch {epoch + 1}/2")
            for i, (x, y) in enumerate(bar):
                time.sleep(0.03)
                loss = step(x, y)
                if name == "tqdm-batch":
                    bar.set_postfix(loss=loss.item())
                elif name == "tqdm-mean":
                    total += loss.item()
                    bar.set_postfix(loss=f"{total / (i + 1):.4f}")
                else:
                    total += loss.item() * len(x)
                    seen += len(x)
                    bar.set_description(f"Epoch {epoch + 1} loss {total / seen:.4f}")

    elif name == "nanogpt":
        train, held_out = data(640, 8), data(32, 8)
        begin()
        epochs[0]["micro_batch_loss"] = []
        accumulate, mfu, start = 4, -1.0, time.time()
        for iteration in range(41):
            if iteration % 20 == 0:
                with torch.no_grad():
                    means = [sum(F.cross_entropy(model(x), y).item() for x, y in part) / len(part) for part in (train[:10], held_out)]
                epochs[0].setdefault("evaluated", []).append({"iter": iteration, "train": double(means[0]), "val": double(means[1])})
                print(f"step {iteration}: train loss {means[0]:.4f}, val loss {means[1]:.4f}")
            micro = []
            for k in range(accumulate):
                x, y = train[(iteration * accumulate + k) % len(train)]
                loss = F.cross_entropy(model(x), y) / accumulate
                micro.append(loss.item() * accumulate)
                loss.backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            epochs[0]["steps"] += 1
            epochs[0]["batch_sizes"].append(8 * accumulate)
            epochs[0]["loss"].append(single(sum(micro) / accumulate))
            epochs[0]["micro_batch_loss"].append([single(v) for v in micro])
            dt, start = time.time() - start, time.time()
            if iteration % 10 == 0:
                if iteration >= 5:
                    mfu = 0.012 if mfu == -1.0 else 0.9 * mfu + 0.1 * 0.011  # a stand-in: there is no GPU to measure
                print(f"iter {iteration}: loss {micro[-1]:.4f}, time {dt * 1000:.2f}ms, mfu {mfu * 100:.2f}%")

    elif name == "mnist":
        loader, test = data(300, 8), data(50, 25)
        for epoch in range(1, 3):
            begin()
            for i, (x, y) in enumerate(loader):
                loss = step(x, y)
                if i % 10 == 0:
                    print("Train Epoch: {} [{}/{} ({:.0f}%)]\tLoss: {:.6f}".format(epoch, i * len(x), 300, 100.0 * i / len(loader), loss.item()))
            losses, hits = evaluate(test)
            average = sum(v * 25 for v in losses) / 50
            print("\nTest set: Average loss: {:.4f}, Accuracy: {}/{} ({:.0f}%)\n".format(average, hits, 50, 100.0 * hits / 50))

    elif name == "cifar":
        loader = data(92, 4)
        for epoch in range(2):
            begin()
            running_loss = 0.0
            for i, (x, y) in enumerate(loader):
                running_loss += step(x, y).item()
                if i % 5 == 4:
                    print(f"[{epoch + 1}, {i + 1:5d}] loss: {running_loss / 5:.3f}")
                    running_loss = 0.0
        print("Finished Training")

    elif name == "epoch-step":
        loader = data(100, 8)
        for epoch in range(3):
            begin()
            for i, (x, y) in enumerate(loader):
                loss = step(x, y)
                if (i + 1) % 6 == 0:
                    print("Epoch [{}/{}], Step [{}/{}], Loss: {:.4f}".format(epoch + 1, 3, i + 1, len(loader), loss.item()))

    elif name == "quickstart":
        loader, test = data(120, 8), data(40, 20)
        for epoch in range(2):
            print(f"Epoch {epoch + 1}\n-------------------------------")
            begin()
            for i, (x, y) in enumerate(loader):
                loss = step(x, y)
                if i % 4 == 0:
                    print(f"loss: {loss.item():>7f}  [{(i + 1) * len(x):>5d}/{120:>5d}]")
            losses, hits = evaluate(test)
            print(f"Test Error: \n Accuracy: {100 * hits / 40:>0.1f}%, Avg loss: {sum(losses) / 2:>8f} \n")
        print("Done!")

    elif name == "imagenet":
        loader = data(90, 8)
        for epoch in range(2):
            begin()
            sums = {"Time": 0.0, "Data": 0.0, "Loss": 0.0, "Acc@1": 0.0}
            seen, end = 0, time.time()
            epochs[-1]["metrics"] = {"Acc@1": []}
            for i, (x, y) in enumerate(loader):
                waited = time.time() - end
                loss = step(x, y)
                accuracy = (step.output.argmax(1) == y).float().mean().item() * 100
                epochs[-1]["metrics"]["Acc@1"].append(single(accuracy))
                taken, end = time.time() - end, time.time()
                now = {"Time": taken, "Data": waited, "Loss": loss.item(), "Acc@1": accuracy}
                for key, value in now.items():
                    sums[key] += value * (len(x) if key in ("Loss", "Acc@1") else 1)
                seen += len(x)
                if i % 3 == 0:
                    mean = {k: v / (seen if k in ("Loss", "Acc@1") else i + 1) for k, v in sums.items()}
                    print("\t".join([
                        f"Epoch: [{epoch}][{i + 1:2d}/{len(loader)}]", f"Time {now['Time']:6.3f} ({mean['Time']:6.3f})",
                        f"Data {now['Data']:6.3f} ({mean['Data']:6.3f})", f"Loss {now['Loss']:.4e} ({mean['Loss']:.4e})",
                        f"Acc@1 {now['Acc@1']:6.2f} ({mean['Acc@1']:6.2f})"]))

    elif name == "transfer":
        loader, held_out = data(60, 8), data(20, 8)
        for epoch in range(3):
            print(f"Epoch {epoch}/{2}")
            print("-" * 10)
            begin()
            total = hits = 0
            for x, y in loader:
                total += step(x, y).item() * len(x)
                hits += (step.output.argmax(1) == y).sum().item()
            print(f"train Loss: {total / 60:.4f} Acc: {hits / 60:.4f}")
            losses, hits = evaluate(held_out)
            total = sum(v * len(x) for v, (x, _) in zip(losses, held_out))
            print(f"val Loss: {total / 20:.4f} Acc: {hits / 20:.4f}")
            print()

    truth = dict(version=torch.__version__.split("+")[0], epochs=epochs)
    pathlib.Path(truth_path).write_text(json.dumps(truth))


def main():
    chosen = arguments(worker)
    for name, spec in SCENARIOS.items():
        for how in CAPTURES.get(name, ("pipe",)):
            stem = f"loop-{name}.{how}"
            if chosen.only not in stem:
                continue
            with tempfile.TemporaryDirectory() as folder:
                truth_path = os.path.join(folder, "truth.json")
                python = os.path.join(os.path.abspath(chosen.envs), "torch", "bin", "python")
                data = run([python, str(HERE / "loop_logs.py"), "--worker", name, truth_path], how, cwd=folder, stderr="merged")
                truth = json.loads(pathlib.Path(truth_path).read_text())
                entry = {"file": f"{stem}.log", "tool": "torch and tqdm 4.70.1" if name.startswith("tqdm") else "torch",
                         "version": truth.pop("version"), "script": "loop_logs.py", "scenario": name, "capture": how, "stderr": "included",
                         **{key: spec[key] for key in ("printed", "every") if key in spec}}
                save(f"{stem}.log", data)
                save_truth({**entry, **truth}, spec["about"])
                print(stem, len(data), "bytes", flush=True)


if __name__ == "__main__":
    main()
