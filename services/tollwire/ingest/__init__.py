"""Ingest: articles from files and streams, checked, told from those known, and published."""
