#!/bin/sh
# Sends a file to a running service, follows its job, and asks for demonstrations.
#   sh examples/demonstrations.sh [FILE]
set -eu
url=${KINDRED_URL:-http://127.0.0.1:4747}
file=${1:-infra/sample/instructions.jsonl}
ask() { curl -sS --fail-with-body -H "Authorization: Bearer ${KINDRED_API_KEY:-none}" "$@"; }

echo "Sending $file"
accepted=$(ask --data-binary "@$file" "$url/v1/corpora/example/ingestions?file_name=$(basename "$file")")
job=$(printf '%s' "$accepted" | sed 's/.*"job":"\([^"]*\)".*/\1/')

# Server-sent events: one for each step, and the stream ends with the job.
ask -N "$url/v1/jobs/$job/events" | sed -n 's/^data: .*"state":"\([a-z-]*\)".*"done":\([0-9]*\),.*/  \1, \2 rows done/p'

echo "Demonstrations, and the prompt made of them"
ask -H 'content-type: application/json' "$url/v1/demonstrations" -d '{
  "instruction": "Translate the following sentence into Swedish.",
  "input": "The ferry leaves at noon.",
  "corpora": ["example"],
  "k": 3,
  "format": "text"
}'
echo
