"""The words and the rules of counting: pure functions over frozen models, with no I/O and no engine."""
