"""A dashboard as the text of its file."""

import json

from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.cog.encoder import JSONEncoder


def text(dashboard: Dashboard) -> str:
    """JSON, the same each time, with a newline at the end. Panels are numbered as they stand."""
    made = dashboard.build()
    for number, panel in enumerate(made.panels or [], 1):
        panel.id_val = number
    return json.dumps(made, cls=JSONEncoder, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
