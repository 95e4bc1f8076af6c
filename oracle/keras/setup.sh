#!/usr/bin/env bash
# Makes the Python environments in which gen_keras_cases.py runs every Keras version: setup.sh FOLDER
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$folder"
# Keras 2.2.4 to 2.14 run over TensorFlow 2.15; the older ones on its v1 layer.
[ -d tf215 ] || { python3 -m venv tf215 && tf215/bin/pip install -q tensorflow-cpu==2.15.1 'numpy<2'; }
[ -d k3 ] || { python3 -m venv k3 && k3/bin/pip install -q tensorflow-cpu==2.21.0 keras==3.15.1 jax torch; }
mkdir -p old
for version in 2.2.4 2.2.5 2.3.1 2.9.0 2.10.0 2.11.0 2.12.0 2.13.1 2.14.0 \
  3.0.0 3.0.5 3.1.1 3.2.1 3.4.1 3.6.0 3.7.0 3.10.0 3.12.0 3.13.2 3.14.0; do
  [ -d "old/keras-$version" ] || tf215/bin/pip install -q --no-deps --target "old/keras-$version" "keras==$version"
done
[ -d old/extra ] || tf215/bin/pip install -q --no-deps --target old/extra Keras-Preprocessing==1.1.2 Keras-Applications==1.0.8 scipy pyyaml dm-tree
echo "SEED=777 tf215/bin/python gen_keras_cases.py --py-tf $folder/tf215/bin/python --py-k3 $folder/k3/bin/python --old $folder/old --out cases.json"
