"""Prints the claims about a side as they come: `python claims.py [ACTOR]`; needs kafka-python."""

import json
import os
import sys

from kafka import KafkaConsumer

consumer = KafkaConsumer(
    "tollwire.claims.v1",
    bootstrap_servers=os.environ.get("TOLLWIRE_KAFKA_BOOTSTRAP", "localhost:9092"),
    group_id="my-claims",  # where this reader stands is kept under this name
    auto_offset_reset="earliest",
)
for message in consumer:
    claim = json.loads(message.value)
    if len(sys.argv) < 2 or claim["actor"] == sys.argv[1]:
        count = f"{claim['count_min']}..{claim['count_max'] or ''}"
        print(claim["status"], claim["actor"], count, claim["casualty_type"], claim["quote"], flush=True)
