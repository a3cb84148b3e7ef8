"""Near copies: the same text in many papers, told by what they share word for word."""
