"""What can be wrong with what is asked of the topics."""


class ReadingError(Exception):
    """Something asked for that is not there; the text says what, and what to do."""
