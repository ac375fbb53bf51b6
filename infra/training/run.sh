#!/bin/sh
# From the raw files to the weights in ../encoder: sh run.sh SHARED WORK MPNET
#   SHARED  folder with corpora/, labels/, ieb/ and bench/ (only read)
#   WORK    folder for the tokenizer, targets and checkpoints, outside the repository
#   MPNET   folder of all-mpnet-base-v2
# A log of each stage is left in WORK. Set PYTHON for another interpreter and STEPS for another length.
set -eu
shared=$1 work=$2 mpnet=$3 here=$(cd "$(dirname "$0")" && pwd) python=${PYTHON:-python3}
export OMP_WAIT_POLICY=PASSIVE OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1 TOKENIZERS_PARALLELISM=false
mkdir -p "$work"
stage() { # name, command: prints and logs, fails when the command fails
  name=$1; shift
  echo "== $name"
  "$@" > "$work/$name.log" 2>&1 || { tail -5 "$work/$name.log"; exit 1; }
  tail -3 "$work/$name.log"
}
stage vocabulary "$python" "$here/vocabulary.py" --shared "$shared" --out "$work"
"$python" "$here/permitted.py" "$shared" > "$work/rows.jsonl"
(cd "$here/../.." && node --import tsx infra/training/label-rows.ts) < "$work/rows.jsonl" > "$work/named.jsonl"
stage label "$python" "$here/label.py" "$work/named.jsonl" "$work/labelled.jsonl"
stage teachers "$python" "$here/teachers.py" --shared "$shared" --mpnet "$mpnet" --work "$work"
stage train "$python" "$here/train.py" --shared "$shared" --work "$work" --out "$work/spaces.pt" --steps "${STEPS:-900}"
stage content "$python" "$here/train.py" --shared "$shared" --work "$work" --start "$work/spaces.pt" --out "$work/both.pt" --content-only \
  --content 192 --pairs 48 --parts 5 --pair-weight 1 --neighbour-weight 1 --rate 4e-4 --steps 400 --warm 15 --cool 300 --average 0.97 --processes 1
stage figures "$python" "$here/evaluate.py" --shared "$shared" --work "$work" --checkpoint "$work/both.pt"
stage asking "$python" "$here/train_asking.py" "$shared" "$here/../encoder/asking.json"
stage export "$python" "$here/export.py" --shared "$shared" --work "$work" --checkpoint "$work/both.pt"
"$python" "$here/fit_rows.py" "$shared" > "$work/fit-rows.jsonl"
(cd "$here/../.." && node --import tsx infra/training/fit-rows.ts infra/encoder "$work") < "$work/fit-rows.jsonl"
stage pairs "$python" "$here/train_pairs.py" --shared "$shared" --work "$work"
(cd "$here/../.." && node --import tsx infra/training/evidence-rows.ts infra/encoder "$shared") > "$work/evidence.jsonl"
stage evidence "$python" "$here/evidence.py" "$work/evidence.jsonl" "$here/../encoder"
"$python" "$here/near_rows.py" "$shared" > "$work/near-rows.jsonl"
(cd "$here/../.." && node --import tsx infra/training/near-pairs.ts infra/encoder) < "$work/near-rows.jsonl" > "$work/near.jsonl"
mv "$work/pairs.pt" "$work/pairs-first.pt"
stage pairs-on "$python" "$here/train_pairs.py" --shared "$shared" --work "$work" --start "$work/pairs-first.pt" --near "$work/near.jsonl" \
  --epochs 4 --rate 2e-4 --kept 0.4
(cd "$here/../.." && node --import tsx infra/training/evidence-rows.ts infra/encoder "$shared") > "$work/evidence.jsonl"
stage evidence "$python" "$here/evidence.py" "$work/evidence.jsonl" "$here/../encoder"
stage fit "$python" "$here/fit.py" "$work" "$here/../encoder"
stage static-texts "$python" "$here/static_texts.py" "$shared" "$here/../encoder" "$work"
stage static "$python" "$here/static_model.py" "$work" "$here/../encoder"
