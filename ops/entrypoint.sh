#!/bin/sh
# Runs a command with the database's password read from a file, so that it stands in no
# setting that `docker inspect` shows. node-postgres takes PGPASSWORD where the URL has none.
set -eu
if [ -n "${PGPASSWORD_FILE:-}" ]; then
  PGPASSWORD=$(cat "$PGPASSWORD_FILE")
  export PGPASSWORD
fi
exec "$@"
