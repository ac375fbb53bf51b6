#!/bin/sh
# From the raw files to the committed encoder: sh run.sh SHARED WORK
#   SHARED  folder with ieb/, corpora/ and bench/ (only read)
#   WORK    folder for labels and checkpoints, outside the repository
# A log of each stage is left in WORK. Set PYTHON for another interpreter, THREADS for another number of threads.
set -eu
shared=$1 work=$2 here=$(dirname "$0") python=${PYTHON:-python3}
export OMP_WAIT_POLICY=PASSIVE PYTHONDONTWRITEBYTECODE=1 TOKENIZERS_PARALLELISM=false
mkdir -p "$work"
stage() { # name, command: prints and logs, fails when the command fails
  name=$1; shift
  echo "== $name"
  "$@" > "$work/$name.log" 2>&1 || { tail -5 "$work/$name.log"; exit 1; }
  tail -3 "$work/$name.log"
}
stage label "$python" "$here/label.py" "$shared" "$work/labelled.jsonl"
train() { # name of the stage and of its checkpoint, further options
  name=$1; shift
  stage "$name" "$python" "$here/train.py" --shared "$shared" --labels "$work/labelled.jsonl" --out "$work/$name.pt" \
    --threads "${THREADS:-2}" "$@"
}
train rise --steps 600 --stop 180 --rate 1e-4 --seed 20240607
train settle --init "$work/rise.pt" --steps 200 --rate 8e-5 --seed 20240608
stage export "$python" "$here/export.py" --labels "$work/labelled.jsonl" --checkpoint "$work/settle.pt"
stage evaluate "$python" "$here/evaluate.py" --shared "$shared" --checkpoint "$work/settle.pt"
