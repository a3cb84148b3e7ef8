"""Archives: files of many articles, packed or not, read as streams, and taken up where a run ended."""
