#!/bin/sh
# Runs one of Temporal's programs with its database's password read from a file. The server
# knows it as POSTGRES_PWD, the schema tool as SQL_PASSWORD.
set -eu
password=$(cat "$PASSWORD_FILE")
export POSTGRES_PWD="$password" SQL_PASSWORD="$password"
exec "$@"
