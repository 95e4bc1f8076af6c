#!/usr/bin/env bash
# Makes the environments of generate.py: setup.sh FOLDER
set -euo pipefail
mkdir -p "$1" && cd "$1"
make() {
  [ -f "$1/made" ] && return
  python3 -m venv --clear "$1" && "$1/bin/pip" install -q "${@:2}" && touch "$1/made"
}
make 0.2.8 optax==0.2.8 jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6 scipy==1.17.1
make 0.2.6 optax==0.2.6 jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6 scipy==1.17.1
make 0.2.3 optax==0.2.3 jax==0.4.35 jaxlib==0.4.35 numpy==1.26.4 scipy==1.14.1
make 0.1.4 optax==0.1.4 jax==0.4.13 jaxlib==0.4.13 numpy==1.26.4 scipy==1.11.4 chex==0.1.81
