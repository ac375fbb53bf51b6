#!/bin/sh
# Writes a backup now and then every day, and keeps the last ones: what the service of infra/compose.backup.yml runs.
#   KINDRED_KEEP_BACKUPS=7 sh infra/deploy/daily-backup.sh FOLDER COMMAND...
# COMMAND is how Kindred is called, for example `kindred`. A backup that fails removes nothing, and is made again after an hour.
set -u
folder=$1
shift
keep=${KINDRED_KEEP_BACKUPS:-7}
trap 'exit 0' INT TERM

pause() { # seconds; a signal ends it, which a plain sleep would sit out
  sleep "$1" &
  wait $!
}

while :; do
  file=$folder/kindred-$(date -u +%Y-%m-%dT%H%M%S).jsonl.gz
  if "$@" backup "$file"; then
    # The names sort by time, the newest first.
    ls -1r "$folder" | grep '^kindred-.*\.jsonl\.gz$' | tail -n "+$((keep + 1))" | while read -r old; do rm -- "$folder/$old"; done
    pause "${KINDRED_BACKUP_SECONDS:-86400}"
  else
    echo "No backup was made; it is tried again in an hour." >&2
    pause 3600
  fi
done
