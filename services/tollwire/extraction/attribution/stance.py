"""Whether a number is put forward or taken back."""

from tollwire.domain.claim import Stance
from tollwire.extraction.attribution import denials
from tollwire.extraction.model import Mention


def of(mention: Mention, denied: bool) -> Stance:
    """`denied`: whether the saying that gives the number is a denial ("rejected the report of 20 dead")."""
    return Stance.DENIED if denied or denials.is_called_false(mention) else Stance.ASSERTED
