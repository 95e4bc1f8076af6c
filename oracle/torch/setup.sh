#!/usr/bin/env bash
# Makes the environments of generate.py, the newest version and one before the changes of README.md:
# setup.sh FOLDER
set -euo pipefail
mkdir -p "$1" && cd "$1"
make() {
  [ -f "$1/made" ] && return
  python3 -m venv --clear "$1" && "$1/bin/pip" install -q "${@:2}" && touch "$1/made"
}
make 2.15.0 torch==2.15.0 numpy==2.4.6
make 2.0.1 torch==2.0.1 numpy==1.26.4
