"""The fold against a second telling of docs/counting.md (support/oracle.py), on claims that meet."""

from hypothesis import given, settings

from support import oracle
from support.profiles import examples
from support.strategies import claim_events
from support.telling import agree
from tollwire.domain.claim import ClaimEvent
from tollwire.domain.fold import fold


@settings(max_examples=examples(2000))
@given(claim_events(max_claims=14, min_claims=3))
def test_the_fold_tells_what_the_page_says(events: list[ClaimEvent]) -> None:
    agree(fold(events), oracle.expected(events))
