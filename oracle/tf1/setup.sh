#!/usr/bin/env bash
# Makes the environments of generate.py: setup.sh FOLDER
set -euo pipefail
mkdir -p "$1" && cd "$1"
make() {
  [ -f "$1/made" ] && return
  python3 -m venv --clear "$1" && "$1/bin/pip" install -q "${@:2}" && touch "$1/made"
}
make 2.21.0 tensorflow-cpu==2.21.0 numpy==2.4.6
make 2.15.1 tensorflow-cpu==2.15.1 numpy==1.26.4
