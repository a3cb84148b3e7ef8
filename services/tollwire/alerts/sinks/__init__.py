"""Where alerts go: Alertmanager, webhooks, and whatever apprise speaks to."""
