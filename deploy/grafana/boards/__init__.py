"""Grafana's dashboards as code; `make dashboards` writes them to `deploy/grafana/dashboards/`."""

from boards import pipeline, sources, war

ALL = {"war": war.dashboard, "pipeline": pipeline.dashboard, "sources": sources.dashboard}
