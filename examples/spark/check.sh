#!/usr/bin/env bash
# The example on a cluster of worker processes on this machine, one of which is killed: its report is that of
# a single run. Needs python3 and Java; makes its own environment with PySpark.
#   examples/spark/check.sh [python with pyspark and numpy]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python=${1:-}
if [ -z "$python" ]; then
  python3 -m venv "$folder/env"
  "$folder/env/bin/pip" install -q 'pyspark>=4,<5' numpy
  python=$folder/env/bin/python
fi
"$python" - "$folder" <<'PYTHON'
import sys
import numpy as np
folder = sys.argv[1]
rng = np.random.default_rng(17)
y_true = (rng.random((30011, 4)) < 0.5).astype('float32')
y_pred = rng.random((30011, 4), dtype='float32')
np.save(f'{folder}/y_true.npy', y_true)
np.save(f'{folder}/y_pred.npy', y_pred)
borders = [0, 2003, 9001, 9002, 21000, 30011]
for i, (a, b) in enumerate(zip(borders, borders[1:])):
    np.save(f'{folder}/y_true-{i + 8}.npy', y_true[a:b])
    np.save(f'{folder}/y_pred-{i + 8}.npy', y_pred[a:b])
PYTHON
lossaudit="node $here/../../bin/lossaudit.js"
flags=(--framework keras@3 --loss binary_crossentropy)
PYSPARK_PYTHON=$python PYSPARK_DRIVER_PYTHON=$python SPARK_LOCAL_IP=127.0.0.1 timeout 300 \
  "$python" "$here/audit.py" --lossaudit "$lossaudit" "${flags[@]}" --kill-a-worker \
  --y-true "$folder/y_true-*.npy" --y-pred "$folder/y_pred-*.npy" --output "$folder/merged.json" \
  2> "$folder/log" || { grep -v "^\s*at " "$folder/log" | tail -30; exit 1; }
# Spark tells of the worker that was killed.
grep -q 'Lost executor' "$folder/log" || { echo 'no worker was killed'; exit 1; }
$lossaudit compute "${flags[@]}" --engine reference --json --output "$folder/whole.json" \
  --y-true "$folder/y_true.npy" --y-pred "$folder/y_pred.npy"
node - "$folder" <<'JAVASCRIPT'
const { readFileSync } = require('node:fs');
const { deepStrictEqual } = require('node:assert');
const [merged, whole] = ['merged', 'whole'].map((name) =>
  JSON.parse(readFileSync(`${process.argv[2]}/${name}.json`, 'utf8')),
);
deepStrictEqual(merged.outputs, whole.outputs);
deepStrictEqual([merged.total, merged.total_float64, merged.audit.rows], [whole.total, whole.total_float64, 30011]);
console.log(`on Spark as on one machine, to the bit: ${whole.total_float64}`);
JAVASCRIPT
