#!/usr/bin/env bash
# Makes the environment of generate.py: setup.sh FOLDER
set -euo pipefail
mkdir -p "$1" && cd "$1"
[ -f all/made ] && exit
python3 -m venv --clear all
all/bin/pip install -q numpy==2.4.6 scipy==1.17.1 narwhals
# xgboost names a library of graphics cards among its needs; these runs go without.
all/bin/pip install -q --no-deps xgboost==3.2.0 lightgbm==4.7.0
touch all/made
