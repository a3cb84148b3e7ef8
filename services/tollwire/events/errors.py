"""What can be wrong with a message."""


class InvalidMessage(ValueError):
    """A message that cannot be read; the text says what is wrong and, where it can, at which field."""


class UnknownSchema(InvalidMessage):
    """A message of a schema or version that this release does not read."""
