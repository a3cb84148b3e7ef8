"""The whole pipeline on one machine, with a sample wire, for a newcomer to watch."""
