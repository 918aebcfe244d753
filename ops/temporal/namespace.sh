#!/bin/sh
# Makes the namespace where it is missing. Its retention limits only how long an ended order is
# shown in the engine's pages: the ledger remembers.
set -eu
tries=0
until temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" > /dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 72h; do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || exit 1
  sleep 2
done
