"""The aggregator: claims in, tallies and disagreements out, and the same as metrics."""
