#!/bin/sh
# Read by run.sh and spaces.sh, which set `work`, the folder of the logs.
stage() { # name, command: prints and logs, fails when the command fails
  name=$1; shift
  echo "== $name"
  "$@" > "$work/$name.log" 2>&1 || { tail -5 "$work/$name.log"; exit 1; }
  tail -3 "$work/$name.log"
}
