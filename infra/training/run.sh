#!/bin/sh
# From the raw files to the committed encoder: sh run.sh SHARED WORK
#   SHARED  folder with ieb/, corpora/ and bench/ (only read)
#   WORK    folder for labels and checkpoints, outside the repository
# A log of each stage is left in WORK. Set PYTHON for another interpreter, THREADS for another number of threads, and
# PROTOCOL=strict to train on no label of a test category; strict weights are measured and not put in place. STEPS sets
# the length of the training: a few steps try the command out.
set -eu
shared=$1 work=$2 here=$(cd "$(dirname "$0")" && pwd) python=${PYTHON:-python3} protocol=${PROTOCOL:-open}
export OMP_WAIT_POLICY=PASSIVE PYTHONDONTWRITEBYTECODE=1 TOKENIZERS_PARALLELISM=false
mkdir -p "$work"
. "$here/stage.sh"
"$python" "$here/data.py" "$shared" > "$work/rows.jsonl"
(cd "$here/../.." && node --import tsx infra/training/label-rows.ts) < "$work/rows.jsonl" > "$work/named.jsonl"
stage label "$python" "$here/label.py" "$work/named.jsonl" "$work/labelled.jsonl"
[ "$protocol" = strict ] && only=--strict || only=
stage train "$python" "$here/train.py" --shared "$shared" --labels "$work/labelled.jsonl" --out "$work/train.pt" \
  --threads "${THREADS:-2}" --steps "${STEPS:-600}" $only
stage blend "$python" "$here/blend.py" --labels "$work/labelled.jsonl" --checkpoint "$work/train.pt" --out "$work/final.pt"
out=$here/../encoder
[ "$protocol" = strict ] && out=$work/strict
stage export "$python" "$here/export.py" --labels "$work/labelled.jsonl" --checkpoint "$work/final.pt" --out "$out" \
  --related-from 0.4
stage evaluate "$python" "$here/evaluate.py" --shared "$shared" --checkpoint "$work/final.pt" --encoder "$out"
[ "$protocol" = strict ] || stage draw "$python" "$here/draw_spaces.py" --labels "$work/labelled.jsonl"
