#!/bin/sh
# Whether the engine answers; and it ends one that hangs, for Docker starts again what ended and
# leaves alone what is ill. A server that has not answered yet is only starting, and is left alone.
set -eu
state=${HEALTH_STATE:-/tmp/health}
most_failures=12

# The server greets whoever begins HTTP/2. Where it hangs, the kernel still takes connections.
greets() {
  printf 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\000\000\000\004\000\000\000\000\000' |
    timeout 5 nc 127.0.0.1 7233 | head -c 1 | wc -c | grep -q 1
}

server=$(pidof temporal-server) || exit 1
if greets; then
  echo "$server 0" > "$state"
  exit 0
fi
read -r known failed 2> /dev/null < "$state" || exit 1
[ "$known" = "$server" ] || exit 1
failed=$((failed + 1))
echo "$server $failed" > "$state"
[ "$failed" -lt "$most_failures" ] || kill -9 "$server"
exit 1
