#!/usr/bin/env bash
# Makes the environment of generate.py: setup.sh FOLDER
set -euo pipefail
mkdir -p "$1" && cd "$1"
make() {
  [ -f "$1/made" ] && return
  python3 -m venv --clear "$1" && "$1/bin/pip" install -q "${@:2}" && touch "$1/made"
}
# xgboost names a library of graphics cards as a need that these runs do not have.
make all numpy==2.4.6 scipy==1.17.1
[ -d all/lib/python3*/site-packages/xgboost ] || all/bin/pip install -q --no-deps xgboost==3.2.0 lightgbm==4.7.0
