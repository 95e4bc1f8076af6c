#!/usr/bin/env bash
# Makes the environments of generate.py, one for each version whose rules differ: setup.sh FOLDER
set -euo pipefail
mkdir -p "$1" && cd "$1"
make() {
  [ -f "$1/made" ] && return
  python3 -m venv --clear "$1" && "$1/bin/pip" install -q "${@:2}" && touch "$1/made"
}
make 1.9.1 scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
make 1.8.0 scikit-learn==1.8.0 numpy==2.4.6 scipy==1.17.1
make 1.7.2 scikit-learn==1.7.2 numpy==2.4.6 scipy==1.17.1
make 1.6.1 scikit-learn==1.6.1 numpy==2.4.6 scipy==1.17.1
make 1.5.2 scikit-learn==1.5.2 numpy==2.4.6 scipy==1.17.1
make 1.4.2 scikit-learn==1.4.2 numpy==1.26.4 scipy==1.17.1
make 1.3.2 scikit-learn==1.3.2 numpy==1.26.4 scipy==1.17.1
make 1.2.2 scikit-learn==1.2.2 numpy==1.26.4 scipy==1.11.4
make 1.1.3 scikit-learn==1.1.3 numpy==1.24.4 scipy==1.11.4
