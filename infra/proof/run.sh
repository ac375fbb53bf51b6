#!/usr/bin/env sh
# All of docs/proof.md, from the packages and the data alone. It ends where something fails; run again, it goes on where it was.
#   sh infra/proof/run.sh SHARED WORK
# SHARED has corpora/, bench/ and ieb/ and is only read; WORK gets prompts, scores and tables. Two processes with one thread
# each do what is long. `python` is that of requirements.txt (README), and `npm ci` was run before.
set -eu
shared=$(cd "$1" && pwd)
mkdir -p "$2"
work=$(cd "$2" && pwd)
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
export PYTHONPATH=../training OMP_NUM_THREADS=1

product() { (cd "$root" && node --import tsx "$@"); }
embed() { # space, file
  product services/cli/bin.ts embed "$work/texts.jsonl" --space "$1" --out "$2" --data "$work/data"
}
missing() { # file: whether it is still to be made, and then the beginning of a half-made one is gone
  [ ! -e "$1.done" ] && rm -rf "$1"
}

echo '== the model'
if missing "$work/model"; then python model.py "$work/model" && touch "$work/model.done"; fi

echo '== demonstrations'
if missing "$work/prompts.jsonl"; then
  product tests/bench/proof-demonstrations.ts "$shared" "$work/prompts.jsonl"
  touch "$work/prompts.jsonl.done"
fi
python answers.py "$work/model" "$work/prompts.jsonl" "$work/scores-0.jsonl" --part 0/2 &
first=$!
python answers.py "$work/model" "$work/prompts.jsonl" "$work/scores-1.jsonl" --part 1/2
wait "$first"
python demonstration_figures.py "$work/prompts.jsonl" "$work/scores-0.jsonl" "$work/scores-1.jsonl" >"$work/demonstrations.md"
cat "$work/demonstrations.md"

echo '== PIE'
python pie_texts.py "$shared" "$work/texts.jsonl"
python pie.py "$work/model" "$work/texts.jsonl" "$work/vectors" --part 0/2 &
first=$!
python pie.py "$work/model" "$work/texts.jsonl" "$work/vectors" --part 1/2
wait "$first"
gguf=$(python -c 'from model import PACKAGE, gguf_of_package; print(gguf_of_package(PACKAGE))')
for bits in 4 8; do
  folder=$work/smollm2-q$bits
  if missing "$folder"; then
    python ../training/export_decoder.py "$gguf" "$folder" --bits "$bits" --max-tokens 256 && touch "$folder.done"
  fi
done
for space in task content; do
  file=$work/shipped-$space.npy
  if missing "$file"; then embed "$space" "$file" && touch "$file.done"; fi
done
python pie_figures.py "$work/texts.jsonl" --decoder "$work/vectors" \
  --vectors "shipped, task=$work/shipped-task.npy" --vectors "shipped, content=$work/shipped-content.npy" >"$work/pie.md"
cat "$work/pie.md"

echo '== selection'
if missing "$work/chosen.jsonl"; then
  product tests/bench/proof-selections.ts "$shared" "$work/chosen.jsonl" "$work/held.jsonl"
  touch "$work/chosen.jsonl.done"
fi
train() { # part
  python adapters.py "$work/model" "$work/chosen.jsonl" "$work/held.jsonl" "$work/results-$1.jsonl" --cache "$work/states" --part "$1/2"
}
train 0 &
first=$!
train 1
wait "$first"
python adapter_figures.py "$work/results-0.jsonl" "$work/results-1.jsonl" >"$work/adapters.md"
cat "$work/adapters.md"
