"""What can be wrong with the things of the domain."""


class DomainError(ValueError):
    """A value that breaks a rule of the domain; the text says which value, and what would be right."""
