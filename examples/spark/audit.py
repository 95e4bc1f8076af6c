"""One audit on Apache Spark: a task for each pair of shards, and one merge.

    python audit.py --lossaudit 'npx lossaudit' --framework keras@3 --loss binary_crossentropy \\
        --y-true 'shards/y_true-*.npy' --y-pred 'shards/y_pred-*.npy' --output report.json

Each executor needs Node, lossaudit and the shards (a shared file system). Each task writes what
`lossaudit partial` says of its shards; the driver puts the parts together with `lossaudit merge`.
A task whose worker dies is run again by Spark: parts are the same whoever computes them.
"""

import argparse
import glob
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile

import numpy as np
from pyspark import SparkConf, SparkContext, TaskContext


def natural(name):
    """Shard 2 before shard 10."""
    return [int(part) if part.isdigit() else part for part in re.split(r'(\d+)', name)]


def shards_of(pattern):
    files = sorted(glob.glob(pattern), key=natural)
    if not files:
        raise SystemExit(f'no file is called {pattern}')
    return [os.path.abspath(file) for file in files]


def rows_of(file):
    return np.load(file, mmap_mode='r').shape[0]


def partial(command, flags, shard):
    """What the rows of a shard give, as JSON."""
    y_true, y_pred, offset, total = shard
    arguments = ['partial', *flags, '--y-true', y_true, '--y-pred', y_pred]
    arguments += ['--offset', str(offset), '--total', str(total)]
    run = subprocess.run([*command, *arguments], capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(run.stderr)
    return run.stdout


def die_once():
    """Kills the worker of the first attempt: to see that the result does not change."""
    if TaskContext.get().attemptNumber() > 0 or TaskContext.get().partitionId() != 1:
        return
    with open(f'/proc/{os.getppid()}/stat') as daemon:
        executor = int(daemon.read().rpartition(')')[2].split()[1])
    os.kill(executor, signal.SIGKILL)
    signal.pause()


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument('--lossaudit', default='npx lossaudit')
    parser.add_argument('--master', default='local-cluster[2,1,1024]')
    parser.add_argument('--y-true', required=True)
    parser.add_argument('--y-pred', required=True)
    parser.add_argument('--output')
    parser.add_argument('--kill-a-worker', action='store_true')
    own, flags = parser.parse_known_args()
    command = shlex.split(own.lossaudit)
    pairs = list(zip(shards_of(own.y_true), shards_of(own.y_pred), strict=True))
    rows = [rows_of(y_pred) for _, y_pred in pairs]
    shards = [(*pair, sum(rows[:i]), sum(rows)) for i, pair in enumerate(pairs)]

    conf = SparkConf().setMaster(own.master).setAppName('lossaudit').set('spark.ui.enabled', 'false')
    conf = conf.set('spark.executor.memory', '512m')
    context = SparkContext(conf=conf)
    context.setLogLevel('ERROR')
    kill = own.kill_a_worker

    def parts_of(shards):
        if kill:
            die_once()
        return [partial(command, flags, shard) for shard in shards]

    parts = context.parallelize(shards, len(shards)).mapPartitions(parts_of).collect()
    context.stop()
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for i, part in enumerate(parts):
            files.append(os.path.join(folder, f'part-{i}.json'))
            with open(files[-1], 'w') as file:
                file.write(part)
        output = ['--json', '--output', own.output] if own.output else []
        sys.exit(subprocess.run([*command, 'merge', *files, *output]).returncode)


if __name__ == '__main__':
    main()
