"""Tollwire: who says how many, of which side, in a war as it is reported."""
