#!/bin/sh
# Runs a command with the database's password read from a file, so that it stands in no
# setting that `docker inspect` shows. node-postgres takes PGPASSWORD where the URL has none.
# A container that is started again has its files of before, and its process the same number: the
# silence of the one that was killed is not its own.
set -eu
if [ -n "${PGPASSWORD_FILE:-}" ]; then
  PGPASSWORD=$(cat "$PGPASSWORD_FILE")
  export PGPASSWORD
fi
if [ -n "${PAIDONCE_HEARTBEAT_FILE:-}" ]; then
  rm -f "$PAIDONCE_HEARTBEAT_FILE" || :
fi
exec "$@"
