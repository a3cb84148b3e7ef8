"""How well an extractor reads: its claims against articles that a person has annotated."""
