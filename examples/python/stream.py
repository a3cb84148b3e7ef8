"""Prints claims as they come, by HTTP and with no client of Kafka: python stream.py [http://localhost:6065]"""

import json
import sys
import time
from urllib.request import Request, urlopen

base, last = (sys.argv[1:] or ["http://localhost:6065"])[0], None
while True:
    try:
        ask = Request(f"{base}/v1/stream?topics=claims", headers={"Last-Event-ID": last} if last else {})
        with urlopen(ask, timeout=60) as stream:
            for line in stream:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "data":
                    claim = json.loads(value)
                    print(claim.get("status"), claim.get("actor"), claim.get("quote"), flush=True)
                last = value if name == "id" else last
    except OSError:
        time.sleep(3)  # then it goes on where it was
