"""Feeds: sources that are named once and followed from then on."""
