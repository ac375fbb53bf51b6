#!/bin/sh
# Writes a backup now and then every day, and keeps the last ones: what the service of infra/compose.backup.yml runs.
#   KINDRED_KEEP_BACKUPS=7 sh infra/deploy/daily-backup.sh FOLDER COMMAND...
# COMMAND is how Kindred is called, for example `kindred`, which removes the older ones itself (`kindred backup --keep`). A
# backup that fails removes nothing, and is made again after an hour.
set -u
folder=$1
shift
keep=${KINDRED_KEEP_BACKUPS:-7}
child=
trap 'if [ -n "$child" ]; then kill "$child" 2>/dev/null; wait "$child"; fi; exit 0' INT TERM

run() { # a command; a signal ends it with this script, which otherwise would sit it out
  "$@" &
  child=$!
  wait "$child"
  status=$?
  child=
  return $status
}

while :; do
  if run "$@" backup --keep "$keep" "$folder/kindred-{time}.jsonl.gz"; then
    run sleep "${KINDRED_BACKUP_SECONDS:-86400}"
  else
    echo "No backup was made; it is tried again in an hour." >&2
    run sleep 3600
  fi
done
