#!/bin/sh
# Prints the tallies that the topic holds, one JSON value a line, of each side the newest last: `./tallies.sh | jq .name`
exec kcat -C -b "${TOLLWIRE_KAFKA_BOOTSTRAP:-localhost:9092}" -t tollwire.tallies.v1 -o beginning -e -q -f '%s\n'
