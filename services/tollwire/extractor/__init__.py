"""The extractor: articles in, claims and retractions out."""
