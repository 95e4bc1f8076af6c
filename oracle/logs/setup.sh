#!/usr/bin/env bash
# Makes the Python environments of hf_trainer_logs.py, lightning_logs.py, loop_logs.py and boosting_logs.py: setup.sh FOLDER (16 GB, nearly all torch).
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$folder"
[ -d torch ] || { python3 -m venv torch && torch/bin/pip install -q torch==2.15.0 'numpy<3' tqdm==4.70.1; }
# Each environment sees torch through a .pth file instead of holding a copy of it.
environment() {
  local name=$1
  shift
  [ -d "$name" ] && return
  python3 -m venv "$name"
  ls -d "$folder"/torch/lib/python3*/site-packages >"$(echo "$name"/lib/python3*/site-packages)/torch-base.pth"
  "$name/bin/pip" install -q "$@"
}
environment transformers-4.45.2 transformers==4.45.2 accelerate==1.0.1
environment transformers-4.46.3 transformers==4.46.3 accelerate==1.1.1
environment transformers-4.57.6 transformers==4.57.6 accelerate==1.12.0
environment transformers-5.24.0 transformers==5.24.0 accelerate==1.15.0
environment lightning-2.6.6 lightning==2.6.6
environment lightning-2.6.6-rich lightning==2.6.6 rich==15.0.0
environment lightning-2.0.9 lightning==2.0.9.post0 'setuptools<70'
environment pytorch-lightning-1.9.5 pytorch-lightning==1.9.5 'setuptools<70'
[ -d boosting ] || { python3 -m venv boosting && boosting/bin/pip install -q catboost==1.2.10 xgboost==3.2.0 lightgbm==4.7.0 ngboost==0.6.0 scikit-learn==1.6.1 numpy==2.4.6; }
