#!/usr/bin/env bash
# Makes the environment of generate.py: setup.sh FOLDER
set -euo pipefail
mkdir -p "$1" && cd "$1"
make() {
  [ -f "$1/made" ] && return
  python3 -m venv --clear "$1" && "$1/bin/pip" install -q "${@:2}" && touch "$1/made"
}
make 5.23.0 torch==2.15.0 numpy==2.4.6 transformers==5.23.0 accelerate==1.15.0 trl==1.16.0
