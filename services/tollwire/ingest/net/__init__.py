"""The network as ingest uses it: polite to those who serve, and on its guard against them."""
