"""What stands in an article's text and is none of it is cut; characters are written in one way."""
